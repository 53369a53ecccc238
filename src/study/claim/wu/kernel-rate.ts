import type { z } from "zod";
import { kernelRateResult } from "../../experiment/wu/kernel-rate.js";
import { median } from "../../statistic/quantile.js";
import { boundRule, combine, type Mode, type Part, premiseRule, proportionRule } from "../../verdict/index.js";
import type { Claim, CurveFigure } from "../claim.js";
import { type Gathered, gather, onAll, perSeed } from "./gather.js";
import { acrossForms, formsOf } from "./mended.js";

type Result = z.infer<typeof kernelRateResult>;

const DELTA = 0.2;

const theoremCells = (mode: Mode) =>
  perSeed(
    "wu.kernel-rate",
    {
      points: 3,
      inputs: 3,
      labels: "signs",
      delta: DELTA,
      mostWidth: 16_000,
      neurons: "theorem10",
      horizon: 6,
      tolerance: 1e-7,
    },
    mode === "full" ? 20 : 1,
  );

const lemmaCells = (mode: Mode) =>
  perSeed(
    "wu.kernel-rate",
    {
      points: 6,
      inputs: 6,
      labels: "signs",
      delta: DELTA,
      mostWidth: 1e6,
      neurons: "lemma11",
      horizon: 6,
      tolerance: 1e-8,
    },
    mode === "full" ? 20 : 1,
  );

const lectureCells = (mode: Mode) =>
  perSeed(
    "wu.kernel-rate",
    { points: 50, inputs: 20, labels: "neuron", delta: DELTA, neurons: 1000, horizon: 4, tolerance: 1e-8 },
    mode === "full" ? 10 : 1,
  );

/** log of bound over value, for R(t) <= exp(-factor tau) R(0), up to where the kernel leaves its ball. */
function margins({ found }: Gathered<Result>, factor: number) {
  return found.map(({ seed, value: { tau, fall, error, exit } }) => {
    const inside = tau.map((t) => exit === null || t <= exit);
    return {
      seed,
      at: tau.filter((_, i) => inside[i]),
      margins: fall.map((f, i) => (f === null ? null : -factor * tau[i] - f)).filter((_, i) => inside[i]),
      error,
    };
  });
}

/** Exponential decay of the loss in the kernel regime. */
export const kernelRateClaim: Claim = {
  id: "wu.kernel-rate",
  paper: "Wu",
  where: "Theorem 10, Lemmas 11 and 12",
  statement:
    "From a = 0 and b uniform on the unit sphere, gradient flow of R = 1/(2n) sum (f - y)^2 has R(t) <= exp(-m lambda_n t) R(0) with probability " +
    "1 - delta if m >= 10 n log(2 n^2/delta) / lambda_n^2 (Theorem 10); lambda_n(G) >= m lambda_n / 2 at the start if " +
    "m >= log(n^2/delta) / (2 lambda_n^2) (Lemma 11); then R(t) <= exp(-m lambda_n t / 2) R(0) while the kernel is within lambda_n / 4 of its start (Lemma 12).",
  setting:
    "Gradient flow with error control, in float64, delta = 0.2. Theorem 10 at the width that it asks for: 3 points on the sphere of R^3 (the first sets " +
    "whose width is at most 16000), random signs as labels. Lemmas 11 and 12 at the width of Lemma 11: 6 points in R^6. The data of the lecture's Figure 2 " +
    "(one neuron, d = 20, n = 50) at m = 1000. Each rate as printed and with the factor 1/n that differentiating 1/(2n) sum e^2 gives; " +
    "points, labels, delta and horizons are our choice.",
  cells: (mode) => [...theoremCells(mode), ...lemmaCells(mode), ...lectureCells(mode)],
  judge(results, mode) {
    const theorem = gather(results, theoremCells(mode), kernelRateResult);
    const lemma = gather(results, lemmaCells(mode), kernelRateResult);
    const lecture = gather(results, lectureCells(mode), kernelRateResult);
    const atLeast = 1 - DELTA;
    const bound = (set: Gathered<Result>, what: string, factor: number) =>
      onAll(set, () => boundRule({ what, runs: margins(set, factor) }, { mode, share: atLeast }));
    const premise = onAll(lecture, () =>
      premiseRule(
        {
          premise: "m >= 10 n log(2 n^2/delta) / lambda_n^2 on the lecture's data at m = 1000",
          seeds: lecture.found.map(({ value }) => value.neurons >= value.width),
        },
        { mode },
      ),
    );
    const rates: Part[] = [
      {
        name: "as printed",
        decision: bound(theorem, "R(t) <= exp(-m lambda_n t) R(0)", 3),
      },
      {
        name: "with 1/n in the exponent, for 3 points in R^3 at its width",
        decision: bound(theorem, "R(t) <= exp(-m lambda_n t / n) R(0)", 1),
      },
      { name: "on the lecture's data at m = 1000", decision: premise },
    ];
    const positive = onAll(lemma, () =>
      proportionRule(
        {
          what: "lambda_n(G) >= m lambda_n / 2 at the start",
          successes: lemma.found.filter(({ value }) => value.start >= 0.5).length,
          trials: lemma.found.length,
        },
        { mode, atLeast },
      ),
    );
    const stays: Part[] = [
      { name: "as printed", decision: bound(lemma, "R(t) <= exp(-m lambda_n t / 2) R(0)", 3) },
      { name: "with 1/n in the exponent", decision: bound(lemma, "R(t) <= exp(-m lambda_n t / (2 n)) R(0)", 0.5) },
    ];
    const parts: Part[] = [
      { name: "Theorem 10", decision: acrossForms(rates) },
      { name: "Lemma 11", decision: positive },
      { name: "Lemma 12", decision: acrossForms(stays) },
    ];
    const widths = lecture.found.map(({ value }) => value.width);
    const kept = lecture.found.filter(({ value }) =>
      value.fall.every((f, i) => f !== null && f <= -value.tau[i] + value.error),
    );
    return {
      decision: combine(parts),
      parts: [...formsOf("Theorem 10", rates), parts[1], ...formsOf("Lemma 12", stays)],
      numbers: [
        {
          name: "exponent of R at the end over m lambda_n t / n, 3 points (median)",
          paper: "n = 3, that is m lambda_n t",
          measured: middle(theorem, ({ tau, fall }) => slope(tau, fall)),
          note: "2 from theory: d|e|^2/dt = -(2/n) e^T G e",
        },
        {
          name: "lambda_n(G) / (m lambda_n) at Lemma 11's width (smallest)",
          paper: "at least 1/2",
          measured: lemma.found.length > 0 ? Math.min(...lemma.found.map(({ value }) => value.start)) : null,
          note: "the proof needs 2 n^2 log(2 n^2/delta) / lambda_n^2, since n^2 entries err at once",
        },
        {
          name: "width that Theorem 10 asks for on the lecture's data (median)",
          measured: widths.length > 0 ? median(widths) : null,
        },
        {
          name: "seeds in which exp(-m lambda_n t / n) held on the lecture's data at m = 1000 none the less",
          measured: lecture.found.length > 0 ? `${kept.length} of ${lecture.found.length}` : null,
        },
      ],
      figures: [
        figure("3 points in R^3, the width of Theorem 10", theorem, 3),
        figure("One neuron, d = 20, n = 50, m = 1000", lecture, 50),
      ],
    };
  },
};

/** The exponent over the last quarter. */
function slope(tau: readonly number[], fall: readonly (number | null)[]): number {
  const end = tau.length - 1;
  const from = Math.floor(0.75 * end);
  const [a, b] = [fall[from], fall[end]];
  return a === null || b === null ? Number.NaN : (a - b) / (tau[end] - tau[from]);
}

function middle({ found }: Gathered<Result>, of: (value: Result) => number): number | null {
  const values = found.map(({ value }) => of(value)).filter((x) => !Number.isNaN(x));
  return values.length > 0 ? median(values) : null;
}

function figure(title: string, { found }: Gathered<Result>, n: number): CurveFigure {
  const tau = found.length > 0 ? found[0].value.tau : [];
  const line = (factor: number) => [tau.map((t) => -factor * t * Math.LOG10E)];
  return {
    kind: "curves",
    title,
    caption: "Which of the dashed bounds the loss stays under: with 1/n in the exponent, or the printed one.",
    x: { label: "m lambda_n t / n", scale: "linear" },
    y: { label: "log10 R(t) / R(0)", scale: "linear" },
    series: [
      {
        label: "measured",
        x: tau,
        runs: found.map(({ value }) => value.fall.map((f) => (f === null ? null : f * Math.LOG10E))),
      },
      { label: "exp(-m lambda_n t / n)", theory: true, x: tau, runs: line(1) },
      // The printed rate leaves the figure soon.
      {
        label: "exp(-m lambda_n t), printed",
        theory: true,
        x: tau,
        runs: line(n).map((run) => run.map((value) => (value < -8 ? null : value))),
      },
    ],
  };
}
