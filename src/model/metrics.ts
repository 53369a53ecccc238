import { exp, log } from "../numerics/elementary.js";

/** Errors of one target in its own unit. */
export interface TargetMetrics {
  readonly name: string;
  /** sqrt(mean (f - y)^2). */
  readonly rmse: number;
  /** mean |f - y|. */
  readonly mae: number;
  /** 1 - sum (f - y)^2 / sum (y - mean y)^2; NaN where y does not vary. */
  readonly r2: number;
  /** RMSE of always answering with the mean of the training data. */
  readonly baseline: number;
}

export interface RegressionMetrics {
  readonly kind: "regression";
  readonly targets: readonly TargetMetrics[];
}

export interface ClassificationMetrics {
  readonly kind: "classification";
  /** Share of rows whose class is predicted right, in [0, 1]. */
  readonly accuracy: number;
  /** Mean of -log p(true class), p the softmax of the outputs (the logistic function for two classes). */
  readonly crossEntropy: number;
  /** Counts: row = true class, column = predicted class, in the order of `classes`. */
  readonly confusion: readonly (readonly number[])[];
  readonly classes: readonly string[];
}

export type Metrics = RegressionMetrics | ClassificationMetrics;

/** Errors of predictions f of y, both in the target's own unit. */
export function targetMetrics(
  name: string,
  y: ArrayLike<number>,
  f: ArrayLike<number>,
  trainMean: number,
): TargetMetrics {
  const n = y.length;
  let squares = 0;
  let absolute = 0;
  let total = 0;
  let naive = 0;
  for (let i = 0; i < n; i++) {
    const error = f[i] - y[i];
    squares += error * error;
    absolute += Math.abs(error);
    total += y[i];
    naive += (y[i] - trainMean) * (y[i] - trainMean);
  }
  const mean = total / n;
  let spread = 0;
  // The mean of equal numbers may be off by a rounding: whether y varies is asked of y itself.
  let varies = false;
  for (let i = 0; i < n; i++) {
    spread += (y[i] - mean) * (y[i] - mean);
    varies ||= y[i] !== y[0];
  }
  return {
    name,
    rmse: Math.sqrt(squares / n),
    mae: absolute / n,
    r2: varies && spread > 0 ? 1 - squares / spread : Number.NaN,
    baseline: Math.sqrt(naive / n),
  };
}

/**
 * Accuracy, cross-entropy and confusion of predicted class numbers against the true ones.
 * @param outputs the raw outputs behind the prediction, (rows x k), k = 1 for two classes, else the number of classes.
 */
export function classMetrics(
  classes: readonly string[],
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  outputs: ArrayLike<number>,
): ClassificationMetrics {
  const rows = truth.length;
  const k = classes.length === 2 ? 1 : classes.length;
  const confusion = classes.map(() => classes.map(() => 0));
  let right = 0;
  let entropy = 0;
  for (let i = 0; i < rows; i++) {
    confusion[truth[i]][predicted[i]]++;
    if (truth[i] === predicted[i]) right++;
    entropy += surprise(outputs, i, k, truth[i]);
  }
  return { kind: "classification", accuracy: right / rows, crossEntropy: entropy / rows, confusion, classes };
}

/** -log p(class) in row i. */
function surprise(outputs: ArrayLike<number>, row: number, k: number, truth: number): number {
  if (k === 1) {
    const margin = truth === 1 ? outputs[row] : -outputs[row];
    return margin > 0 ? log(1 + exp(-margin)) : log(1 + exp(margin)) - margin;
  }
  let max = outputs[row * k];
  for (let j = 1; j < k; j++) max = Math.max(max, outputs[row * k + j]);
  let sum = 0;
  for (let j = 0; j < k; j++) sum += exp(outputs[row * k + j] - max);
  return max + log(sum) - outputs[row * k + truth];
}
