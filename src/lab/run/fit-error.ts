import type { Dataset, Encoding } from "../../model/dataset.js";
import { outputUnit } from "./unit.js";

/** The class that outputs name at a row: the larger of two signs, or the largest of several scores. */
export function predictedClass(outputs: ArrayLike<number>, k: number, row: number): number {
  if (k === 1) return outputs[row] > 0 ? 1 : 0;
  let best = 0;
  for (let p = 1; p < k; p++) if (outputs[row * k + p] > outputs[row * k + best]) best = p;
  return best;
}

/** Share of the rows whose class the outputs miss. */
export function wrongShare({ rows, outputs: k, y }: Dataset, outputs: ArrayLike<number>): number {
  let wrong = 0;
  for (let i = 0; i < rows; i++) if (predictedClass(outputs, k, i) !== predictedClass(y, k, i)) wrong++;
  return wrong / rows;
}

/** Root mean square of the first output's error over the rows, in the target's own unit. */
export function rootMeanSquare(
  { rows, outputs: k, y }: Dataset,
  encoding: Encoding,
  outputs: ArrayLike<number>,
): number {
  let sum = 0;
  for (let at = 0; at < rows * k; at += k) sum += square(outputs[at] - y[at]);
  return outputUnit(encoding, 0).deviation * Math.sqrt(sum / rows);
}

/** |f - y| / |y| over the rows, both as vectors: the relative L2 error where the rows are the points of a grid. */
export function relativeError({ y }: Dataset, outputs: ArrayLike<number>): number {
  let [miss, size] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    miss += square(outputs[i] - y[i]);
    size += square(y[i]);
  }
  return Math.sqrt(miss / size);
}

/** How far outputs are from the targets: the share of wrong classes, or the root mean square error in the target's own unit. */
export const fitError = (data: Dataset, encoding: Encoding, outputs: ArrayLike<number>): number =>
  encoding.target.kind === "classes" ? wrongShare(data, outputs) : rootMeanSquare(data, encoding, outputs);

const square = (x: number): number => x * x;
