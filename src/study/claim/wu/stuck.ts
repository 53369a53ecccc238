import type { z } from "zod";
import { parityDriftResult } from "../../experiment/wu/parity-drift.js";
import { stuckSinesResult } from "../../experiment/wu/stuck-sines.js";
import { powerLaw } from "../../statistic/line.js";
import { median } from "../../statistic/quantile.js";
import { combine, countRule, type Mode, type Part, slopeRule } from "../../verdict/index.js";
import type { Claim } from "../claim.js";
import { bySeed, gather, onAll, perSeed } from "./gather.js";

type Sines = z.infer<typeof stuckSinesResult>;

const BITS = [10, 20, 30, 40, 50, 60];

const sineCells = () => BITS.map((bits) => ({ experiment: "wu.stuck-sines", params: { bits, time: bits }, seed: 0 }));

const DIMENSIONS = { full: [6, 8, 10, 12, 14], quick: [4, 6, 8, 10] } as const;

const driftCell = (inputs: number, seed: number) => ({
  experiment: "wu.parity-drift",
  params: { inputs, neurons: 64, rate: 0.1, steps: 40 },
  seed,
});

const driftCells = (mode: Mode) =>
  DIMENSIONS[mode].flatMap((d) => perSeed("wu.parity-drift", driftCell(d, 0).params, mode === "full" ? 10 : 2));

/** Where the distance is furthest above the proof's bound. */
const excess = ({ distance, bound }: Sines): { readonly at: number; readonly by: number } => {
  let at = 0;
  for (let i = 0; i < distance.length; i++) if (distance[i] - bound[i] > distance[at] - bound[at]) at = i;
  return { at, by: distance[at] - bound[at] };
};

/** Gradient descent on one of exponentially many orthonormal functions. */
export const stuckClaim: Claim = {
  id: "wu.stuck",
  paper: "Wu",
  where: "Theorem 8, Corollary 9",
  statement:
    "For an orthonormal class of 2^d functions, the hinge loss, and any model with |h| <= 1 and E |grad h(theta_1) - grad h(theta_2)|^2 <= L |theta_1 - theta_2|^2, " +
    "gradient flow has E_f |theta_t - theta_0|^2 <= C_1 (exp(C_2 t / 2^(d/2)) - 1), C_1 and C_2 of L and theta_0 only (Theorem 8); so for some f " +
    "|theta_t - theta_0| <= C poly(d) / 2^d up to any T = poly(d) (Corollary 9).",
  setting:
    "A search for counterexamples: h = sum_v 0.4 sin^2(theta_v) f_v over all parities from theta_v = 2^(-d/2), for d = 10 to 60 up to t = d, in closed form and " +
    "by its differential equation; L = 0.64 and E |grad h|^2 = 0.64 at the start for every d, |h| <= 0.8 on the way. " +
    "Elsewhere |h| exceeds 1: the model is taken on the set |h| <= 1, which the flow never leaves. The proof's own constants (with the " +
    "sqrt(2L) that its (0.17) gives) are the bound. " +
    "Measured: a relu network of 64 neurons with bias, trained on all 2^d corners by Euler's method (rate 0.1, up to t = 4), on a parity of every " +
    "number of bits, the mean over f by how many parities have that number. Network, scale and times are our choice.",
  cells: (mode) => [...sineCells(), ...driftCells(mode)],
  judge(results, mode) {
    const sines = gather(results, sineCells(), stuckSinesResult);
    const models = sines.found.map(({ value }) => value);
    const theorem = onAll(sines, () =>
      countRule(
        {
          what: "The distance from the start is within what the proof of Theorem 8 gives",
          cases: models.length,
          seeds: 0,
          violations: models.flatMap((model) => {
            const { at, by } = excess(model);
            return by > 0 ? [{ where: `d = ${model.bits}, t = ${model.time[at]}`, by, error: model.error }] : [];
          }),
        },
        { mode },
      ),
    );
    const near = models.find(({ bits }) => bits === 20);
    const far = models.find(({ bits }) => bits === 60);
    const end = ({ distance }: Sines) => distance[distance.length - 1];
    const corollary = onAll(sines, () =>
      countRule(
        {
          what: "For some f the distance at t = d falls to half or less from d = 20 to d = 60 (it is the same for every f)",
          cases: 1,
          seeds: 0,
          violations:
            near && far && end(far) > end(near) / 2
              ? [{ where: "d = 60", by: end(far) - end(near) / 2, error: near.error + far.error }]
              : [],
          unresolved: near && far ? 0 : 1,
        },
        { mode },
      ),
    );
    const drift = gather(results, driftCells(mode), parityDriftResult);
    const dimensions = DIMENSIONS[mode];
    const seeds = mode === "full" ? 10 : 2;
    const rows = bySeed(results, parityDriftResult, { seeds, x: dimensions, cell: driftCell });
    const classes = dimensions.map((d) => 1 << d);
    const slopes = rows.map(
      (row) =>
        powerLaw(
          classes,
          row.map((value) => value.drift),
        ).slope.estimate,
    );
    const least = rows.map(
      (row) =>
        powerLaw(
          classes,
          row.map(({ byBits }) =>
            Math.max(Number.MIN_VALUE, Math.min(...byBits.map((b) => b ?? Number.POSITIVE_INFINITY))),
          ),
        ).slope.estimate,
    );
    const network = onAll(drift, () =>
      slopeRule(
        {
          what: "The root mean square over f of the distance at t = 4 against 2^d",
          slopes,
          points: dimensions.length,
          from: classes[0],
          to: classes[classes.length - 1],
        },
        { mode, claimed: -0.5, relation: "at most" },
      ),
    );
    const parts: Part[] = [
      { name: "Theorem 8, for any model", decision: theorem },
      { name: "Corollary 9, for any model", decision: corollary },
      { name: "a relu network on parities", decision: network },
    ];
    return {
      decision: combine(parts),
      parts,
      numbers: [
        ...models
          .filter(({ bits }) => bits === 30 || bits === 60)
          .map(({ bits, half }) => ({
            name: `time until the counterexample has moved by 1/2, d = ${bits}`,
            paper: "exponential in d",
            measured: half,
            note: "linear in d: log(2^(d/2)) / 0.8 and a constant",
          })),
        {
          name: "exponent of a relu network's distance against 2^d, mean over f (median)",
          paper: "-1/2 from the proof",
          measured: slopes.length > 0 ? median(slopes) : null,
        },
        {
          name: "the same for the parity that moves it least",
          paper: "-1 (Corollary 9)",
          measured: least.length > 0 ? median(least) : null,
        },
        {
          name: "largest |h| met on parities of two bits and more",
          paper: "at most 1",
          measured: drift.found.length > 0 ? Math.max(...drift.found.map(({ value }) => value.height)) : null,
        },
      ],
      figures: [
        {
          kind: "curves",
          title: "The counterexample",
          caption:
            "The distance from the start against time for several d (solid), and what the proof allows (dashed): how the time to leave the start grows with d.",
          x: { label: "t", scale: "linear" },
          y: { label: "|theta_t - theta_0|", scale: "log" },
          series: models.flatMap(({ bits, time, distance, bound }) => [
            { label: `d = ${bits}`, x: time.slice(1), runs: [distance.slice(1)] },
            { label: `d = ${bits}, bound`, x: time.slice(1), runs: [bound.slice(1)], theory: true },
          ]),
        },
        {
          kind: "points",
          title: "A relu network on parities",
          caption:
            "How the distance at t = 4, root mean square over the parities, falls with 2^d; the proof has a slope of -1/2.",
          x: { label: "2^d", scale: "log" },
          y: { label: "distance from the start", scale: "log" },
          series: [
            {
              label: "root mean square over f",
              points: rows.flatMap((row) => row.map((value, i) => ({ x: classes[i], y: value.drift }))),
            },
          ],
        },
      ],
    };
  },
};
