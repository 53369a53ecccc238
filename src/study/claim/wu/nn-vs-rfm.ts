import { log } from "../../../numerics/elementary.js";
import { lazyResult } from "../../experiment/wu/lazy.js";
import { median } from "../../statistic/quantile.js";
import {
  boundRule,
  combine,
  comparisonRules,
  type Decision,
  type Mode,
  type Part,
  premiseRule,
  slopeRule,
} from "../../verdict/index.js";
import type { Claim, CurveFigure } from "../claim.js";
import { bySeed, type Gathered, gather, middleRow, onAll, perSeed, seedsTo } from "./gather.js";
import { againstWidth, DELTA, exponents, type Lazy, lectureCell, seedsOf, WIDTHS, widthCells } from "./lazy-cells.js";
import { acrossForms, formsOf } from "./mended.js";

const theoremCells = (mode: Mode) =>
  perSeed(
    "wu.lazy",
    {
      points: 3,
      inputs: 3,
      neurons: "theorem13",
      mostWidth: 16_000,
      delta: DELTA,
      labels: "signs",
      start: "lecture",
      steps: 600,
    },
    mode === "full" ? 20 : 1,
  );

const at = (mode: Mode, neurons: number) => seedsTo(seedsOf(mode)).map((seed) => lectureCell(mode)(neurons, seed));

/** Rounding of outputs of size 1 after thousands of steps. */
const ROUNDING = 1e-9;

const SIZE = 50;

/** A wide network trains as its random features do. */
export const nnVsRfmClaim: Claim = {
  id: "wu.nn-vs-rfm",
  paper: "Wu",
  where: "Theorem 13, Figure 2",
  statement:
    "From a = 0 and b uniform on the unit sphere, gradient descent on the network and on its random features alone stay within " +
    "(1 + sqrt(log(1/delta))) / (lambda_n sqrt(m)) of one another at all times and all x of the sphere, with probability 1 - delta, if m is at least of the order of " +
    "n^4 log(n^2/delta) / lambda_n^2 (Theorem 13); on one neuron with d = 20, n = 50 they agree at m = 1000 and not at m = 4 (Figure 2).",
  setting:
    "Gradient descent on 1/(2n) sum (f - y)^2 at the rate n / (2 lambda_max(G)), the random features' descent in closed form; the largest distance over samples and " +
    "500 other points of the sphere, at 60 steps up to 4000. The theorem at its width with the factor 1: 3 points in R^3, random signs, delta = 0.2. " +
    "The lecture's data at m = 4, 50 and 250 to 4000. Agreement at m = 1000: the test errors at the end are the same within the effect of interest, by the rule for " +
    "equality; no agreement at m = 4: by the same rule they are not, in whichever direction (a part added after a review). The supremum over the sphere is seen from below only; rates, steps and seeds are our choice.",
  cells: (mode) => [...theoremCells(mode), ...at(mode, 4), ...at(mode, 50), ...widthCells(mode, lectureCell)],
  judge(results, mode) {
    const theorem = gather(results, theoremCells(mode), lazyResult);
    const wide = gather(results, at(mode, 1000), lazyResult);
    const fitted = gather(results, widthCells(mode, lectureCell), lazyResult);
    const rows = bySeed(results, lazyResult, { seeds: seedsOf(mode), x: WIDTHS[mode], cell: lectureCell(mode) });
    const slopes = exponents(rows, ({ largest }) => largest);
    const radius = ({ lambda, neurons }: Lazy) => (1 + Math.sqrt(-log(DELTA))) / (lambda * Math.sqrt(neurons));
    const bound = onAll(theorem, () =>
      boundRule(
        {
          what: "The largest distance is at most (1 + sqrt(log(1/delta))) / (lambda_n sqrt(m))",
          runs: theorem.found.map(({ seed, value }) => ({
            seed,
            margins: [value.largest === null ? null : radius(value) - value.largest],
            error: ROUNDING,
          })),
        },
        { mode, share: 1 - DELTA },
      ),
    );
    const premise = onAll(wide, () =>
      premiseRule(
        {
          premise: "m >= n^4 log(n^2/delta) / lambda_n^2 on the lecture's data at m = 1000",
          seeds: wide.found.map(({ value }) => value.neurons >= widthOf(value)),
        },
        { mode },
      ),
    );
    const closer = onAll(fitted, () =>
      slopeRule(
        {
          what: "The largest distance against m on the lecture's data",
          slopes,
          points: WIDTHS[mode].length,
          from: WIDTHS[mode][0],
          to: WIDTHS[mode][WIDTHS[mode].length - 1],
        },
        { mode, claimed: -0.5, relation: "at most" },
      ),
    );
    const narrow = gather(results, at(mode, 4), lazyResult);
    const agreement = (name: string, set: Gathered<Lazy>) =>
      onAll(set, () => {
        const [{ decision }] = comparisonRules(
          [
            {
              name,
              candidate: set.found.map(({ value }) => last(value.test)),
              baseline: set.found.map(({ value }) => last(value.linearTest)),
            },
          ],
          { mode, quantity: "error", claim: "same", candidate: "the network", baseline: "the random features" },
        );
        return decision;
      });
    const speaks: Part[] = [
      { name: "for 3 points in R^3 at its width", decision: bound },
      { name: "on the lecture's data at m = 1000", decision: premise },
    ];
    const parts: Part[] = [
      { name: "Theorem 13", decision: acrossForms(speaks) },
      { name: "the distance falls at least as 1/sqrt(m)", decision: closer },
      { name: "Figure 2, m = 1000: they agree", decision: agreement("m = 1000", wide) },
      { name: "Figure 2, m = 4: they do not", decision: contrary(agreement("m = 4", narrow)) },
    ];
    const panels = [4, 50, 1000].map((m) => ({ m, set: gather(results, at(mode, m), lazyResult) }));
    return {
      decision: combine(parts),
      parts: [...formsOf("Theorem 13", speaks), ...parts.slice(1)],
      numbers: [
        {
          name: "exponent of the largest distance against m (median)",
          paper: "-1/2",
          measured: slopes.length > 0 ? median(slopes) : null,
        },
        {
          name: "width that Theorem 13 asks for on the lecture's data, factor 1 (median)",
          measured: wide.found.length > 0 ? median(wide.found.map(({ value }) => widthOf(value))) : null,
        },
        ...panels.flatMap(({ m, set }) => [
          middleRow(
            `test error of the network, m = ${m} (median)`,
            set.found.map(({ value: { test } }) => last(test)),
          ),
          middleRow(
            `test error of the random features, m = ${m} (median)`,
            set.found.map(({ value: { linearTest } }) => last(linearTest)),
          ),
        ]),
      ],
      figures: [
        ...panels.map(({ m, set }) => figure(m, set)),
        {
          kind: "points",
          title: "Distance between network and random features",
          caption:
            "How the largest distance over time and points falls with m; the theorem's bound has a slope of -1/2.",
          x: { label: "m", scale: "log" },
          y: { label: "max |f - f_rf|", scale: "log" },
          series: [againstWidth("measured", rows, ({ largest }) => largest)],
        },
      ],
    };
  },
};

const last = (values: readonly (number | null)[]): number | null => values[values.length - 1] ?? null;

/** Theorem 13's width on the lecture's data, the factor taken as 1. */
const widthOf = ({ lambda }: Lazy): number =>
  lambda > 0 ? (SIZE * SIZE * SIZE * SIZE * log((SIZE * SIZE) / DELTA)) / (lambda * lambda) : Number.POSITIVE_INFINITY;

/** What a decision on equality says of its contrary: that the two differ by the effect of interest. */
function contrary(decision: Decision): Decision {
  if (decision.verdict === "holds") return { ...decision, verdict: "fails" };
  return decision.verdict === "fails" ? { ...decision, verdict: "holds" } : decision;
}

function figure(m: number, { found }: Gathered<Lazy>): CurveFigure {
  const [first] = found;
  // A logarithmic axis has no place for step 0.
  const x = first ? first.value.step.slice(1) : [];
  const runs = (of: (value: Lazy) => readonly (number | null)[]) => found.map(({ value }) => of(value).slice(1));
  return {
    kind: "curves",
    title: `One neuron, m = ${m}`,
    caption: "Training loss and test error of the network and of its random features, by step.",
    x: { label: "step", scale: "log" },
    y: { label: "error", scale: "log" },
    series: [
      { label: "network, training loss", x, runs: runs(({ loss }) => loss) },
      { label: "random features, training loss", x, runs: runs(({ linearLoss }) => linearLoss) },
      { label: "network, test error", x, runs: runs(({ test }) => test) },
      { label: "random features, test error", x, runs: runs(({ linearTest }) => linearTest) },
    ],
  };
}
