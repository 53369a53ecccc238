import type { Dataset } from "../../model/dataset.js";
import type { Matrix } from "../../numerics/linear/matrix.js";
import type { Spectrum } from "../../theory/spectrum/spectrum.js";

/** The kernel of some rows as a table, and what it is made of. */
export interface KernelTable {
  /** Rows and columns: samples in the order of x for one input, else of the target. */
  readonly rows: number;
  /** K_ij / sqrt(K_ii K_jj), row by row: how much a step that is made for sample j moves the output at i, 1 for the sample itself. */
  readonly alike: Float64Array;
  /** Eigenvectors over x, for one input. */
  readonly patterns?: {
    readonly x: Float64Array;
    readonly curves: readonly { readonly number: number; readonly lambda: number; readonly values: Float64Array }[];
  };
}

/** Rows of the table: of more samples every so many-th. */
const MOST_ROWS = 48;
/** The fastest patterns that are drawn; the slowest is drawn as well. */
const FASTEST = 3;

/**
 * A picture's worth of a kernel K_s.
 * @paper HRTA eq. (8); BXC (2.4) for the patterns
 */
export function kernelTable(
  kernel: Matrix,
  spectrum: Spectrum,
  { rows: n, inputs, outputs, x, y }: Dataset,
): KernelTable {
  const [key, step] = inputs === 1 ? [x, 1] : [y, outputs];
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => key[i * step] - key[j * step]);
  const rows = Math.min(n, MOST_ROWS);
  const shown = Array.from({ length: rows }, (_, k) => order[Math.floor(((k + 0.5) * n) / rows)]);
  const entry = (i: number, j: number) => kernel.data[i * n + j];
  const alike = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < rows; j++) {
      const [a, b] = [shown[i], shown[j]];
      const size = Math.sqrt(entry(a, a) * entry(b, b));
      alike[i * rows + j] = size > 0 ? entry(a, b) / size : 0;
    }
  if (inputs !== 1) return { rows, alike };
  const numbers = [...new Set([...Array.from({ length: Math.min(FASTEST, n) }, (_, k) => k + 1), n])];
  const vectors = spectrum.vectors();
  return {
    rows,
    alike,
    patterns: {
      x: Float64Array.from(order, (i) => x[i]),
      curves: numbers.map((number) => {
        // Eigenvalues ascend: the first pattern is the last row.
        const row = n - number;
        const values = Float64Array.from(order, (i) => vectors.data[row * n + i]);
        // An eigenvector has no sign: the largest entry is drawn upwards.
        const peak = values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
        return { number, lambda: spectrum.values[row], values: peak < 0 ? values.map((value) => -value) : values };
      }),
    },
  };
}
