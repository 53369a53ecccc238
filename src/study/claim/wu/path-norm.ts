import type { z } from "zod";
import { pathNormResult } from "../../experiment/wu/path-norm.js";
import { comparisonRules, type Mode } from "../../verdict/index.js";
import type { Claim } from "../claim.js";
import { gather, middleRow, onAll, seedsTo } from "./gather.js";

type Result = z.infer<typeof pathNormResult>;

const STRENGTHS = [0.001, 0.003, 0.01, 0.03, 0.1];

const cell = (mode: Mode) => (strength: number, seed: number) => ({
  experiment: "wu.path-norm",
  params: { inputs: 20, points: 50, neurons: 100, strength, steps: mode === "full" ? 8000 : 3000 },
  seed,
});

const seedsOf = (mode: Mode) => seedsTo(mode === "full" ? 20 : 2);
const all = [0, ...STRENGTHS];

/** The penalised run with the least validation error. */
const chosen = (runs: readonly Result[]): { readonly run: Result; readonly strength: number } =>
  runs
    .map((run, i) => ({ run, strength: STRENGTHS[i] }))
    .reduce((best, one) =>
      (one.run.validation ?? Number.POSITIVE_INFINITY) < (best.run.validation ?? Number.POSITIVE_INFINITY) ? one : best,
    );

/** Penalising the path norm generalises where plain gradient descent does not. */
export const pathNormClaim: Claim = {
  id: "wu.path-norm",
  paper: "Wu",
  where: "Figure 3",
  statement:
    "On one neuron max(x_1, 0) on the sphere, d = 20, n = 50, gradient descent with the penalty lambda sqrt(log(d)/n) sum_j |a_j| |b_j|_2 generalises where gradient descent " +
    "without it does not.",
  setting:
    "The lecture's data, start and penalty; it names neither m nor lambda. Ours: m = 100, 8000 steps at the rate n / (2 lambda_max(G)) for both sides, lambda of 0.001, " +
    "0.003, 0.01, 0.03, 0.1 by the validation error of each seed, 20 seeds; compared are test errors at the end, which choose nothing.",
  cells: (mode) => all.flatMap((strength) => seedsOf(mode).map((seed) => cell(mode)(strength, seed))),
  judge(results, mode) {
    const cells = all.flatMap((strength) => seedsOf(mode).map((seed) => cell(mode)(strength, seed)));
    const whole = gather(results, cells, pathNormResult);
    const pairs = seedsOf(mode).flatMap((seed) => {
      const of = (strength: number) => gather(results, [cell(mode)(strength, seed)], pathNormResult).found;
      const [plain] = of(0);
      const penalised = STRENGTHS.flatMap(of).map(({ value }) => value);
      return plain && penalised.length === STRENGTHS.length ? [{ plain: plain.value, best: chosen(penalised) }] : [];
    });
    const decision = onAll({ found: pairs, missing: whole.missing }, () => {
      const [one] = comparisonRules(
        [{ candidate: pairs.map(({ best }) => best.run.test), baseline: pairs.map(({ plain }) => plain.test) }],
        { mode, quantity: "error", candidate: "penalised descent", baseline: "plain descent" },
      );
      return one.decision;
    });
    const middle = (
      name: string,
      of: (pair: (typeof pairs)[number]) => number | null,
      more?: { readonly note: string },
    ) => middleRow(name, pairs.map(of), more);
    const [first] = pairs;
    return {
      decision,
      parts: [{ name: "test error", decision }],
      numbers: [
        middle("test error of plain descent (median)", ({ plain }) => plain.test),
        middle("test error with the penalty (median)", ({ best }) => best.run.test),
        middle("path norm of plain descent (median)", ({ plain }) => plain.pathNorm),
        middle("path norm with the penalty (median)", ({ best }) => best.run.pathNorm, {
          note: "the target's own is 1",
        }),
        middle("lambda chosen (median)", ({ best }) => best.strength),
        middle(
          "least test error on the way of plain descent (median)",
          ({ plain }) => Math.min(...plain.testCurve.map((e) => e ?? Number.POSITIVE_INFINITY)),
          { note: "what the best early stopping could reach, chosen on test data" },
        ),
      ],
      figures: [
        {
          kind: "curves",
          title: "Fitting one neuron with and without a penalty on the path norm",
          caption: "The test error by step: which of the two ends lower, and whether plain descent's rises again.",
          x: { label: "step", scale: "log" },
          y: { label: "test error", scale: "log" },
          series: first
            ? [
                {
                  label: "plain",
                  x: first.plain.step.slice(1),
                  runs: pairs.map(({ plain }) => plain.testCurve.slice(1)),
                },
                {
                  label: "penalised",
                  x: first.plain.step.slice(1),
                  runs: pairs.map(({ best }) => best.run.testCurve.slice(1)),
                },
              ]
            : [],
        },
      ],
    };
  },
};
