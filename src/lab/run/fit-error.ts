import type { Dataset, Encoding } from "../../model/dataset.js";
import { evaluateOutputs } from "../../model/evaluate.js";

/**
 * How far outputs are from the targets, as `hrta train` says it: the share of wrong classes, or the root mean square error of the first target
 * in its own unit.
 */
export function fitError(outputs: Float64Array, encoding: Encoding, data: Dataset): number {
  const { metrics } = evaluateOutputs(outputs, encoding, data);
  return metrics.kind === "classification" ? 1 - metrics.accuracy : metrics.targets[0].rmse;
}

/** |f - y| / |y| over the rows, both as vectors: the relative L2 error where the rows are the points of a grid. */
export function relativeError(outputs: Float64Array, _: Encoding, { y }: Dataset): number {
  let [miss, size] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    const error = outputs[i] - y[i];
    miss += error * error;
    size += y[i] * y[i];
  }
  return Math.sqrt(miss / size);
}
