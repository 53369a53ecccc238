import type { z } from "zod";
import { log } from "../../../numerics/elementary.js";
import { gdBoundsResult } from "../../experiment/wu/gd-bounds.js";
import { plPrintedResult } from "../../experiment/wu/pl-printed.js";
import { boundRule, combine, countRule, type Mode, type Part } from "../../verdict/index.js";
import type { Claim, CurveFigure } from "../claim.js";
import { gather, onAll, perSeed } from "./gather.js";
import { acrossForms, formsOf } from "./mended.js";

type Result = z.infer<typeof gdBoundsResult>;
type Series = readonly (number | null)[];

const cellsOf = (mode: Mode) =>
  perSeed(
    "wu.gd-bounds",
    { points: 20, inputs: 5, neurons: 200, time: 200, tolerance: 1e-8 },
    mode === "full" ? 20 : 2,
  );

const counterexample = { experiment: "wu.pl-printed", params: { time: 3 }, seed: 0 };

/** Of logarithms along a flow of local error 1e-8. */
const ROUNDING = 1e-4;

/** log bound - log value; a loss beneath what the flow's tolerance resolves says nothing. */
const margins = (value: Series, bound: Series, least: number) => {
  const kept = value.flatMap((v, i) => {
    const b = bound[i];
    return v !== null && b !== null && v > least ? [{ i, margin: b > 0 ? log(b / v) : Number.NEGATIVE_INFINITY }] : [];
  });
  return { margins: kept.map(({ margin }) => margin), places: kept.map(({ i }) => i) };
};

/** The three classical bounds on gradient descent. */
export const gdBoundsClaim: Claim = {
  id: "wu.gd-bounds",
  paper: "Wu",
  where: "Theorems 1 to 3",
  statement:
    "Gradient flow has min over [0, t] of |grad R| <= sqrt((R(0) - inf R) / t); for convex R, R(t) - R* <= |theta* - theta_0|^2 / (2 t); and if |grad R| >= C (R - inf R) " +
    "everywhere, R(t) - inf R <= exp(-C t) (R(0) - inf R).",
  setting:
    "One neuron on the sphere, d = 5, n = 20: a relu network of 200 neurons, both layers trained from N(0, 1) by gradient flow with error control up to t = 200 (Theorems " +
    "1 and 3, inf R = 0, since it interpolates), and its output layer alone in closed form (Theorem 2). Theorem 3 with the norm as printed, against " +
    "R = theta^4 (exp(4 (|theta| - 1)) beyond 1) from theta = 1; and squared, with the best constant on each path. Losses under 1e-10 of the first are " +
    "left out, as the flow's error reaches them. Sizes, times and seeds are our choice.",
  cells: (mode) => [counterexample, ...cellsOf(mode)],
  judge(results, mode) {
    const set = gather(results, cellsOf(mode), gdBoundsResult);
    const printed = gather(results, [counterexample], plPrintedResult);
    const along = (
      what: string,
      of: (value: Result) => { readonly value: Series; readonly bound: Series; readonly at: Series },
    ) =>
      onAll(set, () =>
        boundRule(
          {
            what,
            runs: set.found.map(({ seed, value: result }) => {
              const { value, bound, at } = of(result);
              const found = margins(value, bound, 1e-10 * (result.loss[0] ?? 0));
              return {
                seed,
                at: found.places.map((i) => at[i] ?? Number.NaN),
                margins: found.margins,
                error: ROUNDING,
              };
            }),
          },
          { mode },
        ),
      );
    const asPrinted = onAll(printed, () =>
      countRule(
        {
          what: "R(t) <= exp(-C t) R(0) where |R'| >= C R",
          cases: printed.found.length,
          seeds: 0,
          violations: printed.found.flatMap(({ value: { premise, time, loss, bound, error } }) => {
            const worst = loss.reduce((most, value, i) => (value - bound[i] > loss[most] - bound[most] ? i : most), 0);
            // No counterexample if the premise is broken by more than rounding.
            return premise > -1e-12 && loss[worst] > bound[worst]
              ? [{ where: `R = theta^4 from 1, t = ${time[worst]}`, by: loss[worst] - bound[worst], error }]
              : [];
          }),
        },
        { mode },
      ),
    );
    const pl: Part[] = [
      { name: "with |grad R| in its premise, as printed", decision: asPrinted },
      {
        name: "with |grad R|^2 in its premise",
        decision: along("R(t) <= exp(-C(t) t) R(0), C(t) the least |grad R|^2 / R so far", (value) => ({
          value: value.loss,
          bound: value.plBound,
          at: value.time,
        })),
      },
    ];
    const parts: Part[] = [
      {
        name: "Theorem 1",
        decision: along("The least |grad R| so far is at most sqrt(R(0) / t)", (value) => ({
          value: value.gradient,
          bound: value.gradientBound,
          at: value.time,
        })),
      },
      {
        name: "Theorem 2",
        decision: along("R(t) - R* <= |theta* - theta_0|^2 / (2 t)", (value) => ({
          value: value.convexLoss,
          bound: value.convexBound,
          at: value.convexTime,
        })),
      },
      { name: "Theorem 3", decision: acrossForms(pl) },
    ];
    const [quartic] = printed.found;
    const end = quartic ? quartic.value.loss.length - 1 : 0;
    return {
      decision: combine(parts),
      parts: [...parts.slice(0, 2), ...formsOf("Theorem 3", pl)],
      numbers: [
        {
          name: "R(3) of R = theta^4 from 1",
          paper: "at most exp(-12) = 6.1e-6",
          measured: quartic ? quartic.value.loss[end] : null,
          note: "(1 + 8 t)^(-2)",
        },
      ],
      figures: [
        curves(
          "Theorem 1",
          "Whether the least gradient so far crosses its dashed bound.",
          set.found,
          "|grad R|",
          (value) => ({
            x: value.time,
            value: value.gradient,
            bound: value.gradientBound,
          }),
        ),
        curves(
          "Theorem 2",
          "Whether the convex problem's loss crosses its dashed bound.",
          set.found,
          "R - R*",
          (value) => ({
            x: value.convexTime,
            value: value.convexLoss,
            bound: value.convexBound,
          }),
        ),
        curves(
          "Theorem 3, squared",
          "Whether the loss crosses exp(-C(t) t) R(0), dashed.",
          set.found,
          "R",
          (value) => ({
            x: value.time,
            value: value.loss,
            bound: value.plBound,
          }),
        ),
        ...(quartic
          ? [
              {
                kind: "curves" as const,
                title: "Theorem 3 as printed",
                caption:
                  "R = theta^4, which satisfies the printed condition with C = 4, beside the exponential that is claimed of it.",
                x: { label: "t", scale: "linear" as const },
                y: { label: "R", scale: "log" as const },
                series: [
                  { label: "R(t)", x: quartic.value.time, runs: [quartic.value.loss] },
                  { label: "exp(-4 t)", theory: true, x: quartic.value.time, runs: [quartic.value.bound] },
                ],
              },
            ]
          : []),
      ],
    };
  },
};

/** A run's times are its own, so one run is shown: the first seed's. */
function curves(
  title: string,
  caption: string,
  found: readonly { readonly value: Result }[],
  label: string,
  of: (value: Result) => { readonly x: Series; readonly value: Series; readonly bound: Series },
): CurveFigure {
  const series = found.slice(0, 1).flatMap(({ value: result }) => {
    const { x, value, bound } = of(result);
    const places = x.flatMap((t, i) => (t === null ? [] : [{ t, i }]));
    const at = places.map(({ t }) => t);
    const visible = (values: Series) => [places.map(({ i }) => ((values[i] ?? 0) > 1e-30 ? values[i] : null))];
    return [
      { label: "measured", x: at, runs: visible(value) },
      { label: "bound", theory: true, x: at, runs: visible(bound) },
    ];
  });
  return {
    kind: "curves",
    title,
    caption: `${caption} One seed is shown.`,
    x: { label: "t", scale: "log" },
    y: { label, scale: "log" },
    series,
  };
}
