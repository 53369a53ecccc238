import type { Dataset, Encoding } from "../../model/dataset.js";
import { classMetrics } from "../../model/metrics.js";
import type { Model } from "../../model/model.js";
import { predict } from "../../model/predict.js";
import type { Predictor } from "../../model/predictor.js";

/** What a fit is off by on one set. */
export interface FitErrors {
  /** sqrt(mean (f - y)^2) over rows and outputs. */
  readonly rmse: number;
  /** mean |f - y|. */
  readonly mae: number;
  /** max |f - y|. */
  readonly max: number;
  /** 1 - sum (f - y)^2 / sum (y - mean y)^2, the mean that of each output on this set; NaN where y does not vary. */
  readonly r2: number;
  /** Share of rows whose class is wrong, in classification. */
  readonly error?: number;
  /** Mean of -log p(true class), in classification. */
  readonly crossEntropy?: number;
}

/**
 * Errors of a model on a set. In classification y is -1 or 1, or one-hot. A single target that was standardised is measured in its own
 * unit (by `encoding`), several in their deviations.
 */
export async function fitErrors(
  model: Model | Predictor,
  data: Dataset,
  { task, encoding }: { readonly task: "regression" | "classification"; readonly encoding?: Encoding },
): Promise<FitErrors> {
  const f = await predict(model, data);
  const { rows, outputs, y } = data;
  const unit = encoding && outputs === 1 && encoding.target.kind === "regression" ? encoding.target.deviations[0] : 1;
  let squares = 0;
  let absolute = 0;
  let max = 0;
  let spread = 0;
  for (let k = 0; k < outputs; k++) {
    let mean = 0;
    let varies = false;
    for (let i = 0; i < rows; i++) {
      mean += y[i * outputs + k] / rows;
      varies ||= y[i * outputs + k] !== y[k];
    }
    for (let at = k; at < rows * outputs; at += outputs) {
      const apart = Math.abs(f[at] - y[at]);
      squares += apart * apart;
      absolute += apart;
      // Not Math.max: NaN is to stay.
      if (!(apart <= max)) max = apart;
      // The mean of equal numbers may be off by a rounding.
      if (varies) spread += (y[at] - mean) * (y[at] - mean);
    }
  }
  const errors = {
    rmse: unit * Math.sqrt(squares / (rows * outputs)),
    mae: (unit * absolute) / (rows * outputs),
    max: unit * max,
    r2: spread > 0 ? 1 - squares / spread : Number.NaN,
  };
  return task === "regression" ? errors : { ...errors, ...classErrors(f, data) };
}

function classErrors(f: Float64Array, { rows, outputs, y }: Dataset): Pick<FitErrors, "error" | "crossEntropy"> {
  const classes = Array.from({ length: outputs === 1 ? 2 : outputs }, (_, k) => String(k));
  const { accuracy, crossEntropy } = classMetrics(classes, labels(y, rows, outputs), labels(f, rows, outputs), f);
  return { error: 1 - accuracy, crossEntropy };
}

/** The class of each row: by the sign of one output, the first largest of several. */
function labels(values: Float64Array, rows: number, outputs: number): Int32Array {
  const result = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    const at = i * outputs;
    if (outputs === 1) result[i] = values[at] > 0 ? 1 : 0;
    else for (let k = 1; k < outputs; k++) if (values[at + k] > values[at + result[i]]) result[i] = k;
  }
  return result;
}
