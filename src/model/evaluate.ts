import type { Dataset, Encoding } from "./dataset.js";
import { decode, type Prediction } from "./decode.js";
import { classMetrics, type Metrics, targetMetrics } from "./metrics.js";
import type { Model } from "./model.js";
import { predict } from "./predict.js";
import type { Predictor } from "./predictor.js";

/** A model's predictions on a data set beside the truth, in the target's own unit, and their errors. */
export interface Evaluation {
  readonly metrics: Metrics;
  /** One array a target; for classes, one array of class numbers. */
  readonly target: readonly Float64Array[];
  readonly predicted: readonly Float64Array[];
}

/** Predicts a data set that was encoded with the model's encoding, and measures the errors. */
export const evaluate = async (model: Model | Predictor, encoding: Encoding, data: Dataset): Promise<Evaluation> =>
  evaluateOutputs(await predict(model, data.x), encoding, data);

/** The same of outputs (n x k) that are there already. */
export function evaluateOutputs(outputs: Float64Array, encoding: Encoding, data: Dataset): Evaluation {
  const truth = columns(decode(encoding, data.y, data.rows));
  const guess = columns(decode(encoding, outputs, data.rows));
  const { target } = encoding;
  const metrics: Metrics =
    target.kind === "classes"
      ? classMetrics(target.classes, truth[0], guess[0], outputs)
      : {
          kind: "regression",
          targets: target.names.map((name, j) => targetMetrics(name, truth[j], guess[j], target.means[j])),
        };
  return { metrics, target: truth, predicted: guess };
}

const columns = (prediction: Prediction): readonly Float64Array[] =>
  prediction.kind === "classes" ? [Float64Array.from(prediction.codes)] : prediction.values;
