import { formatDigits, formatNumber, formatSeconds, formatShare } from "./number.js";
import type {
  ClassificationMetrics,
  MetricSet,
  Metrics,
  ModelSummary,
  Outcome,
  RunRecord,
  TargetMetrics,
} from "./record.js";

/** The metrics to judge a run by: of the test set, else validation, else training rows; and the name of that set. */
export function judged(metrics: MetricSet): {
  readonly set: "test" | "validation" | "training";
  readonly metrics: Metrics;
} {
  if (metrics.test) return { set: "test", metrics: metrics.test };
  if (metrics.validation) return { set: "validation", metrics: metrics.validation };
  return { set: "training", metrics: metrics.train };
}

/**
 * sigma_s(z) written out: "max(z, −0.5 z)" for relu, "−0.5 z + 1.5 tanh(z)" for the others.
 * @paper HRTA section 2
 */
export function activationFormula(activation: string, s: number): string {
  const sigma = activation === "halfSquaredRelu" ? "½ relu(z)²" : `${activation}(z)`;
  const rest = Number((1 - s).toPrecision(12));
  const times = (factor: number, what: string) =>
    factor === 1 ? what : factor === -1 ? `−${what}` : `${formatNumber(factor)} ${what}`;
  if (rest === 1) return "z";
  if (activation === "relu") {
    if (rest === 0) return "max(z, 0)";
    if (rest === -1) return "|z|";
    return `${rest > 1 ? "min" : "max"}(z, ${times(rest, "z")})`;
  }
  if (rest === 0) return sigma;
  return s < 0 ? `${times(rest, "z")} − ${times(-s, sigma)}` : `${times(rest, "z")} + ${times(s, sigma)}`;
}

/** Where the relaxation ended, in words. */
export function endedAt({ activation, s }: ModelSummary): string {
  if (s.length === 0) return "";
  if (s.some((value) => value !== s[0]))
    return `ended at s = ${s.map((value) => formatNumber(value)).join(", ")} in its hidden layers`;
  return `ended at s = ${formatNumber(s[0])}, that is σₛ(z) = ${activationFormula(activation, s[0])}`;
}

const OUTCOMES: Readonly<Record<Exclude<Outcome, "finished">, string>> = {
  stopped: "Stopped by hand",
  diverged: "Diverged",
  target: "Stopped because the loss target was reached",
  early: "Stopped early: validation no longer improved",
  time: "Stopped because the time was up",
};

/** How the run ended, as one sentence. */
export const outcomeSentence = ({
  outcome,
  steps,
  seconds,
}: Pick<RunRecord, "outcome" | "steps" | "seconds">): string =>
  outcome === "finished"
    ? `${steps === 1 ? "The one step was" : `All ${plural(steps, "step")} were`} taken, in ${formatSeconds(seconds)}.`
    : `${OUTCOMES[outcome]}, after ${plural(steps, "step")} and ${formatSeconds(seconds)}.`;

/** "1 row", "927 rows". */
export const plural = (count: number, noun: string): string =>
  `${formatNumber(count)} ${noun}${count === 1 ? "" : "s"}`;

const listed = (names: readonly string[], most = 3): string => {
  const shown = names.length <= most ? names : [...names.slice(0, most - 1), `${names.length - most + 1} more`];
  return shown.length < 2 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} and ${shown[shown.length - 1]}`;
};

function regressionSentence(targets: readonly TargetMetrics[], set: string): string {
  if (targets.length !== 1) {
    const parts = targets.map((t) => `${t.name} ${formatDigits(t.rmse, 3)} (R² ${formatDigits(t.r2, 3)})`);
    return `Predicts ${targets.length} targets with these ${set} RMSEs: ${listed(parts, 4)}`;
  }
  const [{ name, rmse, r2, baseline }] = targets;
  const gain = baseline / rmse;
  const against = !Number.isFinite(gain)
    ? ""
    : gain > 1.005
      ? `, ${formatNumber(gain, 2)} times below the ${formatDigits(baseline, 3)} of always answering the training mean`
      : `, no better than the ${formatDigits(baseline, 3)} of always answering the training mean`;
  return `Predicts ${name} with a ${set} RMSE of ${formatDigits(rmse, 3)} (R² ${formatDigits(r2, 3)})${against}`;
}

function classificationSentence(
  { accuracy, confusion, classes }: ClassificationMetrics,
  target: string,
  set: string,
): string {
  const counts = confusion.map((row) => row.reduce((total, count) => total + count, 0));
  const rows = counts.reduce((total, count) => total + count, 0);
  const largest = rows > 0 ? Math.max(...counts) / rows : Number.NaN;
  const against = Number.isFinite(largest)
    ? `; always answering the commonest class gives ${formatShare(largest)}`
    : "";
  return `Predicts ${target} (${plural(classes.length, "class").replace(/classs$/, "classes")}) with a ${set} accuracy of ${formatShare(accuracy)}${against}`;
}

/** The result of a run in two plain sentences, as text. */
export function headline(record: RunRecord): string {
  const { set, metrics } = judged(record.metrics);
  const { rows, inputs, targets } = record.data;
  const origin = `Learnt from ${plural(rows.train, "row")} and ${plural(inputs.length, "input column")}; ${endedAt(record.model)}.`;
  const unusable =
    metrics.kind === "regression"
      ? metrics.targets.every((t) => !Number.isFinite(t.rmse))
      : !Number.isFinite(metrics.accuracy);
  if (unusable)
    return `No usable model of ${listed(targets)}: ${record.outcome === "diverged" ? `the loss grew without bound by step ${formatNumber(record.steps)}` : "its errors are not finite"}.`;
  const result =
    metrics.kind === "regression"
      ? regressionSentence(metrics.targets, set)
      : classificationSentence(metrics, listed(targets), set);
  return `${result}. ${origin}`;
}
