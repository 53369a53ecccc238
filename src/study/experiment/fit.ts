import type { Dataset } from "../../model/dataset.js";
import { losses } from "../../model/loss.js";
import type { Model } from "../../model/model.js";
import { predict } from "../../model/predict.js";
import type { Predictor } from "../../model/predictor.js";
import type { Problem, ProblemData } from "../../problems/index.js";
import type { StageSummary } from "../../training/index.js";
import { type FitErrors, fitErrors } from "./errors.js";
import type { ThinHistory } from "./thin.js";

/** What came of fitting a problem by a method; numbers that are not finite become null in JSON. */
export interface Fit {
  readonly outcome: "finished" | "diverged" | "target" | "early";
  /** Steps taken; 0 for a method that takes none. */
  readonly steps: number;
  /** Of the fit alone. The only entry that differs from run to run. */
  readonly seconds: number;
  /** The method's own loss over all training rows at the end, penalties included. */
  readonly loss: number;
  /** null after divergence. */
  readonly train: FitErrors | null;
  readonly validation: FitErrors | null;
  readonly test: FitErrors | null;
  readonly history: ThinHistory;
  readonly stages: readonly StageSummary[];
  /** At the end, one a hidden layer. */
  readonly s: readonly number[];
  /** The ridge or strength that was chosen. */
  readonly chosen?: number;
}

/** The errors on all three sets. */
export async function errorsOf(
  model: Model | Predictor,
  { train, validation, test, encoding }: ProblemData,
  task: Problem["task"],
): Promise<Pick<Fit, "train" | "validation" | "test">> {
  const on = (data: Dataset) => fitErrors(model, data, { task, encoding });
  return { train: await on(train), validation: await on(validation), test: await on(test) };
}

/** R = 1/(2n) sum w |f - y|^2 on a set, what the methods without training make small. */
export async function squaresLoss(model: Model | Predictor, data: Dataset): Promise<number> {
  const output = await predict(model, data);
  const { rows, outputs, y, weights } = data;
  return losses.mse.evaluate({ rows, outputs, output, target: y, first: 0, weights, total: rows });
}
