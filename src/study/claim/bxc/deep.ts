import type { z } from "zod";
import { pow } from "../../../numerics/elementary.js";
import { deepResult } from "../../experiment/bxc/results.js";
import { hodgesLehmann, median, powerLaw } from "../../statistic/index.js";
import { boundRule, combine, countRule, type Mode, type Part, slopeRule } from "../../verdict/index.js";
import type { Claim } from "../claim.js";
import { logPoints } from "./figures.js";
import { bySeed, four, gather, group, inEither, type Runs, row, seedsOf, values, whole } from "./runs.js";
import { sphere } from "./setting.js";

type Deep = z.infer<typeof deepResult>;

const widthsOf = (mode: Mode) => (mode === "full" ? [64, 128, 256, 512] : [16, 32, 64, 128]);
const groups = (mode: Mode) =>
  widthsOf(mode).map((width) =>
    group("bxc.deep", { problem: sphere, width, layers: 2, steps: 120, looks: 6 }, seedsOf(mode), deepResult),
  );
const deeper = (mode: Mode) =>
  group(
    "bxc.deep",
    { problem: sphere, width: widthsOf(mode)[1], layers: 4, steps: 120, looks: 6 },
    seedsOf(mode),
    deepResult,
  );

/** Of sums over all weights in float64, relative. */
const ROUNDING = 1e-12;

/**
 * w'.(d^2 f/dw^2) w' over |H Delta| at the looks where the two lengths of the difference agree to 1 %: elsewhere a neuron flips within, and
 * what is measured is that. The start is at rest.
 */
const settled = ({ seen }: Deep) =>
  seen.map(({ second }) => second).filter(([whole, half]) => half > 0 && Math.abs(whole - half) <= 0.01 * half);

/** The median along the way. */
function bend(value: Deep): number {
  const kept = settled(value).map(([, half]) => half);
  return kept.length > 0 ? median(kept) : Number.NaN;
}

/** Deep networks have the same error dynamics, with H the sum of the layers' kernels. */
export const deep: Claim = {
  id: "bxc.deep",
  paper: "BXC",
  where: "Section 5.3",
  statement:
    "With all layers of a deep network trained the error follows the same equations, Delta' = -H Delta for gradient descent and Delta'' + b Delta' + H Delta = 0 for momentum, H the sum of the layers' kernels; one of them is positive definite.",
  setting:
    "10 points of the unit sphere of R^10, targets +-1, L = 1/2 sum (f - y)^2; 2 hidden layers of width m (and 4 at one width), weights N(0, 1), 1/sqrt(m) on every layer but the first, a = +-1, all trained. " +
    "Looked at along a heavy ball with b = sqrt(2 lambda_min(H(0))), 120 steps: J grad L against H Delta; the sum of the layers' kernels against H; and w'.(d^2 f/dw^2) w', which the equation with momentum takes for 0, over |H Delta|, by central differences at two lengths, their difference the error; looks in which a neuron flips within the difference are left out.",
  cells: (mode) => [...groups(mode), deeper(mode)].flatMap(({ cells }) => cells),
  judge(results, mode) {
    const wide = groups(mode).map((one) => gather(results, one));
    const tall = gather(results, deeper(mode));
    const all = [...wide, tall];
    const ms = widthsOf(mode);
    const seeds = bySeed(all);
    const gradient: Part = {
      name: "gradient descent: Delta' = -H Delta, H = sum of the layers' kernels",
      decision: whole(all, () =>
        boundRule(
          {
            what: "J grad L = H Delta and sum_l H_l = H, as shares of H Delta and H",
            runs: seeds.map(({ seed, values }) => ({
              seed,
              margins: values.flatMap(({ seen }) => seen.flatMap(({ first, sum }) => [-first, -sum])),
              error: ROUNDING,
            })),
          },
          { mode },
        ),
      ),
    };
    const exact: Part = {
      name: "momentum, at a finite width",
      decision: whole(all, () =>
        countRule(
          {
            what: "w'.(d^2 f/dw^2) w' = 0 under momentum, as a share of H Delta",
            cases: all.reduce(
              (sum, runs) => sum + values(runs, (value) => settled(value).length).reduce((a, b) => a + b, 0),
              0,
            ),
            seeds: seeds.length,
            violations: all.flatMap(({ runs }, i) =>
              runs.flatMap(({ seed, value }) =>
                settled(value).map(([whole, half]) => ({
                  where: `${i < ms.length ? `m = ${ms[i]}` : "4 hidden layers"}, seed ${seed}`,
                  by: half,
                  // What halving the length changed, and the rounding of a difference of two nearly equal sums.
                  error: Math.abs(whole - half) + 1e-7,
                })),
              ),
            ),
          },
          { mode },
        ),
      ),
    };
    const complete = wide.every(({ missing, runs }) => missing === 0 && runs.every(({ value }) => bend(value) > 0));
    const slopes = complete
      ? wide[0].runs.map(
          (_, i) =>
            powerLaw(
              ms,
              wide.map(({ runs }) => bend(runs[i].value)),
            ).slope.estimate,
        )
      : [];
    const limit: Part = {
      name: "momentum, in the limit of infinite width",
      decision: whole(wide, () =>
        slopeRule(
          {
            what: "w'.(d^2 f/dw^2) w' over |H Delta| against m",
            slopes,
            points: ms.length,
            from: ms[0],
            to: ms[ms.length - 1],
          },
          { mode, claimed: -0.5, relation: "at most" },
        ),
      ),
    };
    const positive: Part = {
      name: "a layer's kernel is positive definite",
      decision: whole(all, () =>
        boundRule(
          {
            what: "The largest of the layers' lambda_min(H_l) is above 0, at every look",
            runs: seeds.map(({ seed, values }) => ({
              seed,
              margins: values.flatMap(({ seen }) =>
                seen.map(({ layers }) => Math.max(...layers.map(({ smallest }) => smallest))),
              ),
              // Traces stay below 100: eigenvalues are known to 1e-14.
              error: ROUNDING,
            })),
          },
          { mode, strict: true },
        ),
      ),
    };
    const momentum: Part = {
      name: "momentum: Delta'' + b Delta' + H Delta = 0",
      decision: inEither([
        { name: "at a finite width", decision: exact.decision },
        { name: "in the limit of infinite width", decision: limit.decision },
      ]),
    };
    const points = (of: (value: Deep) => number) =>
      wide.flatMap((runs: Runs<Deep>, i) => {
        const numbers = values(runs, of).filter((value) => value > 0);
        return numbers.length === 0
          ? []
          : [{ x: ms[i], y: median(numbers), low: Math.min(...numbers), high: Math.max(...numbers) }];
      });
    const last = wide[wide.length - 1];
    const names = last.runs[0]?.value.seen[0]?.layers.map(({ name }) => name) ?? [];
    const exponent = slopes.length > 0 ? hodgesLehmann(slopes).estimate : undefined;
    return {
      decision: combine([gradient, momentum, positive]),
      parts: [gradient, exact, limit, positive],
      numbers: [
        ...wide.map((runs, i) =>
          row(`w'.(d^2 f/dw^2) w' over |H Delta|, 2 hidden layers of ${ms[i]}`, values(runs, bend), {
            paper: "0",
          }),
        ),
        row(`the same, 4 hidden layers of ${ms[1]}`, values(tall, bend), { paper: "0" }),
        row("its exponent in m", slopes),
        ...names.map((name, l) =>
          row(
            `lambda_min of the kernel of ${name} at the start, m = ${ms[ms.length - 1]}`,
            values(last, ({ seen }) => seen[0].layers[l].smallest),
          ),
        ),
      ],
      figures: [
        logPoints(
          {
            title: "What the equation with momentum leaves out",
            caption:
              "Second derivatives across layers (PAPERS.md BXC 8): whether, and how fast, they fade as the width grows.",
            x: "width m",
            y: "w'.(d^2 f/dw^2) w' / |H Delta|",
          },
          [
            {
              label: "2 hidden layers",
              points: points(bend),
              ...(exponent === undefined
                ? {}
                : {
                    fit: {
                      exponent: four(exponent),
                      factor: four(median(points(bend).map(({ x, y }) => y / pow(x, exponent)))),
                    },
                  }),
            },
          ],
        ),
      ],
    };
  },
};
