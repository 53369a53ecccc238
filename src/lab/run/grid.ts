import type { Dataset, Points } from "../../model/dataset.js";

/** Points at which a network of one or two inputs is drawn: a line, or cells of a map (row 0 lowest, x1 varying fastest). */
export interface Grid extends Points {
  readonly columns: number;
  /** Range of the first input, and of the second. */
  readonly range: readonly (readonly [number, number])[];
}

const LINE = 241;
const SIDE = 41;
/** How far beyond the data one looks, as a share of their extent. */
const BEYOND = 0.15;

/** The grid over the data and a little beyond; none for more than two inputs. */
export function gridOf({ rows, inputs, x }: Dataset): Grid | undefined {
  if (inputs > 2) return undefined;
  const range = Array.from({ length: inputs }, (_, j): readonly [number, number] => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < rows; i++) {
      low = Math.min(low, x[i * inputs + j]);
      high = Math.max(high, x[i * inputs + j]);
    }
    const margin = high > low ? BEYOND * (high - low) : 1;
    return [low - margin, high + margin];
  });
  const columns = inputs === 1 ? LINE : SIDE;
  const count = inputs === 1 ? 1 : SIDE;
  const along = (j: number, k: number, parts: number) => range[j][0] + ((range[j][1] - range[j][0]) * k) / (parts - 1);
  const points = new Float64Array(columns * count * inputs);
  for (let r = 0; r < count; r++)
    for (let c = 0; c < columns; c++) {
      const at = (r * columns + c) * inputs;
      points[at] = along(0, c, columns);
      if (inputs === 2) points[at + 1] = along(1, r, count);
    }
  return { rows: columns * count, inputs, x: points, columns, range };
}
