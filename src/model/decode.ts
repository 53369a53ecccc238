import type { Encoding } from "./dataset.js";
import { outputsOf } from "./encoded-size.js";

/** Network outputs in the targets' own units, or as labels. */
export type Prediction =
  | {
      readonly kind: "regression";
      readonly names: readonly string[];
      /** One array of n numbers a target. */
      readonly values: readonly Float64Array[];
    }
  | {
      readonly kind: "classes";
      readonly name: string;
      readonly classes: readonly string[];
      /** The label of each row: of the largest score; for two classes the first below 0, the second from 0 on. */
      readonly labels: readonly string[];
      /** Index of the label among the classes. */
      readonly codes: Int32Array;
      /** The outputs themselves: n for two classes, else n x K, row-major. */
      readonly scores: Float64Array;
    };

/**
 * Turns standardised network outputs (n x k, row-major) into predictions: mean + deviation * output, or the winning label.
 * The targets y of a data set come back the same way.
 * @throws RangeError if `outputs` is not rows times k numbers.
 */
export function decode(encoding: Encoding, outputs: ArrayLike<number>, rows: number): Prediction {
  const { target } = encoding;
  const k = outputsOf(encoding);
  if (outputs.length !== rows * k)
    throw new RangeError(`outputs: expected ${rows} rows of ${k}, ${rows * k} numbers, got ${outputs.length}`);
  if (target.kind === "regression") {
    const values = target.names.map((_, j) => {
      const { [j]: mean } = target.means;
      const { [j]: deviation } = target.deviations;
      return Float64Array.from({ length: rows }, (_, i) => mean + deviation * outputs[i * k + j]);
    });
    return { kind: "regression", names: target.names, values };
  }
  const codes = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    let best = 0;
    if (k === 1) best = outputs[i] < 0 ? 0 : 1;
    else for (let j = 1; j < k; j++) if (outputs[i * k + j] > outputs[i * k + best]) best = j;
    codes[i] = best;
  }
  const labels = Array.from(codes, (code) => target.classes[code]);
  return {
    kind: "classes",
    name: target.name,
    classes: target.classes,
    labels,
    codes,
    scores: Float64Array.from(outputs),
  };
}
