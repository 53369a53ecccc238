import type { Dataset } from "../../model/dataset.js";
import type { NetworkSpec } from "../../model/network.js";
import { kernelFamily } from "../../theory/kernel/kernel-family.js";
import type { KernelMatrix } from "../../theory/kernel/kernel-matrix.js";
import { type Spectrum, spectrum } from "../../theory/spectrum/spectrum.js";
import { descending } from "./modes.js";

/** The kernel of infinite width over all s: what does not depend on any run. */
export interface KernelCurve {
  /** 0, 0.05, ..., 2. */
  readonly s: Float64Array;
  /** Eigenvalues of K_s at each of them, descending. */
  readonly values: readonly Float64Array[];
  /** lambda_min, and the interval that it is proven to lie in. */
  readonly min: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Rows the kernel is of: the first of the training rows. */
  readonly rows: number;
}

const STEP = 0.05;
const COUNT = 41;

/** K_s of one data set and network, with the spectra made so far. */
export interface KernelAt {
  /** The spectrum at s, to the nearest hundredth. */
  spectrum(s: number): Spectrum;
  /** K_s itself, to the nearest hundredth of s. */
  matrix(s: number): KernelMatrix;
  curve(): KernelCurve;
}

/**
 * The kernels of infinite width of a network.
 * @throws RangeError for a network that has no such limit, saying why.
 * @paper HRTA eq. (8), Theorem 1
 */
export function kernelAt(spec: NetworkSpec, data: Dataset): KernelAt {
  const family: { at(s: number): { readonly sum: KernelMatrix } } = kernelFamily(spec, data);
  const known = new Map<number, Spectrum>();
  const matrix = (s: number) => family.at(Math.round(s * 100) / 100).sum;
  const at = (s: number): Spectrum => {
    const key = Math.round(s * 100);
    let found = known.get(key);
    if (!found) {
      found = spectrum(matrix(s));
      known.set(key, found);
    }
    return found;
  };
  // A network without a limit says so now.
  at(1);
  return {
    spectrum: at,
    matrix,
    curve() {
      const s = Float64Array.from({ length: COUNT }, (_, i) => Math.round(100 * i * STEP) / 100);
      const spectra = Array.from(s, at);
      return {
        s,
        values: spectra.map(({ values }) => descending(values)),
        min: Float64Array.from(spectra, ({ min }) => min.estimate),
        lower: Float64Array.from(spectra, ({ min }) => min.lower),
        upper: Float64Array.from(spectra, ({ min }) => min.upper),
        rows: data.rows,
      };
    },
  };
}
