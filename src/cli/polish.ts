import { InputError } from "../model/errors.js";
import { type Evaluations, evaluateSplit } from "../node/run-record.js";
import type { Prepared } from "../study/prepare.js";
import { type Polish, polish, type TrainResult } from "../training/index.js";
import { plan } from "../training/plan.js";
import { polishUnsupported } from "../training/polish.js";
import { figure } from "./figure.js";
import { errorLines, flat } from "./summary.js";

/** A run whose output layer was solved for once more at its end. */
export interface Polished {
  readonly polish: Polish;
  /** The run's result with the polished model and its loss. */
  readonly result: TrainResult;
  /** The trained network's errors, before the polish. */
  readonly before: Evaluations;
}

/**
 * Says before a run whether its network could be polished at the end.
 * @throws InputError for a loss that is no sum of squares, or a network that cannot be.
 */
export function refusePolish({ options, data }: Prepared): void {
  const { loss, network } = plan(options);
  if (loss.name !== "mse" && loss.name !== "sum")
    throw new InputError(
      `--polish: needs a loss of squares, and ${loss.name} is none; leave --polish out, or take --loss mse`,
    );
  const reason = polishUnsupported(network, data.train.rows);
  if (reason !== undefined) throw new InputError(`--polish: ${reason}; leave --polish out`);
}

/** Polishes a trained network, its strength chosen on the validation rows where there are any. */
export async function polishRun(prepared: Prepared, result: TrainResult): Promise<Polished> {
  const { train, validation, encoding } = prepared.data;
  const { loss = { name: "mse" }, penalties = [] } = prepared.options;
  const polished = polish(result.model, train, { validation });
  const { model, training } = polished;
  const penalty = penalties.reduce((sum, one) => sum + one.evaluate(model.network, model.parameters), 0);
  const unchanged = polished.strength === Number.POSITIVE_INFINITY;
  const squares = loss.name === "sum" ? train.rows * training.after : training.after;
  return {
    polish: polished,
    result: { ...result, model, loss: unchanged ? result.loss : squares + penalty },
    before: await evaluateSplit({ ...result.model, encoding }, prepared),
  };
}

/** How the strength was chosen, in words. */
const chosenBy = ({ by }: Polish): string => (by === "validation" ? "on the validation rows" : "by leave-one-out");

/** What a report says of a polish. */
export function polishNote({ polish: done, before }: Polished, after: Evaluations): string {
  if (done.strength === Number.POSITIVE_INFINITY)
    return `The polish left the network as it was: ${chosenBy(done)} no change of the output layer had a smaller error.`;
  const parts = (["train", "validation", "test"] as const).flatMap((part) => {
    const [was, is] = [before[part]?.metrics, after[part]?.metrics];
    return was && is ? [`${part} ${headline(was)} -> ${headline(is)}`] : [];
  });
  return `The model was polished after training: the least-squares solution of its output layer, ridge of strength ${figure(done.strength)} towards the trained weights (chosen ${chosenBy(done)}), is what was saved. Errors before and after: ${parts.join("; ")}.`;
}

type Metrics = Evaluations["train"]["metrics"];

const headline = (metrics: Metrics): string =>
  metrics.kind === "classification"
    ? `accuracy ${(100 * metrics.accuracy).toFixed(2)} %`
    : metrics.targets
        .map(({ name, rmse }) => `rmse ${figure(rmse)}${metrics.targets.length > 1 ? ` (${name})` : ""}`)
        .join(", ");

/** What a person reads of a polish, above the errors of the polished model. */
export function polishLines({ polish: done, before }: Polished): string[] {
  if (done.strength === Number.POSITIVE_INFINITY)
    return [`The polish changed nothing: ${chosenBy(done)} the trained output layer was best`];
  const errors = {
    train: before.train.metrics,
    validation: before.validation?.metrics,
    test: before.test?.metrics,
  };
  return [
    "Before the polish:",
    ...errorLines(errors).map((line) => `  ${line}`),
    `After it (output layer solved for, strength ${figure(done.strength)} chosen ${chosenBy(done)}):`,
  ];
}

/** What `--json` says of a polish; a strength of null left the network as it was. */
export function polishObject({ polish: done, before }: Polished, after: Evaluations): Record<string, unknown> {
  const change = (part: "train" | "validation" | "test") =>
    after[part] && { before: flat(before[part]?.metrics), after: flat(after[part]?.metrics) };
  return {
    strength: Number.isFinite(done.strength) ? done.strength : null,
    by: done.by,
    choice: done.choice,
    loss: done.training,
    train: change("train"),
    validation: change("validation"),
    test: change("test"),
  };
}
