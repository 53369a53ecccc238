import { exp, log } from "../../../numerics/elementary.js";
import { psi } from "../../../theory/index.js";
import { hodgesLehmann, median, powerLaw } from "../../statistic/index.js";
import { across, boundRule, combine, type Mode, type Part, slopeRule } from "../../verdict/index.js";
import type { Claim, ClaimFigure, ClaimResults, NumberRow } from "../claim.js";
import { round } from "./read.js";
import {
  belowBound,
  boundCell,
  delta,
  example1,
  example2,
  type FlowRun,
  type FlowSetting,
  flowCells,
  flowRuns,
  flowText,
  lambdaOf,
  reachOf,
  readBounds,
  underPremise,
  wide,
} from "./runs.js";

const printed: readonly FlowSetting[] = [example1, example2];

export const prop3: Claim = {
  id: "hrta.prop3",
  paper: "HRTA",
  where: "Proposition 3",
  statement:
    "Up to t_1* no weight moves by more than psi(m) = O(log m / sqrt m), with probability at least 1 - delta for wide networks.",
  setting: `${flowText} Movement is measured at the end of the first stage (t_1*, or where the loss has fallen by 3 decades), not along it, where a weight may have been farther away. The exponent of movement / log m over m = 256, ..., 2048, one fit a seed: narrower networks mostly leave the ball before their weights have moved as far as they would. This range was chosen after a first run (seeds 0 to 39) over m = 64, ..., 2048, whose exponent of -0.33 decided nothing; the verdict rests on other seeds.`,
  cells: (mode) => [...printed, ...wide].flatMap((setting) => [boundCell(setting), ...flowCells(setting, mode)]),
  judge(results, mode) {
    const parts = [
      ...printed.map((setting) => printedPart(setting, results, mode)),
      {
        name: "5 points of the sphere, d = 10",
        decision: combine([slopePart(results, mode), boundPart(results, mode)]),
      },
    ];
    return {
      decision: across(parts),
      parts,
      numbers: [...printed, ...wide].flatMap((setting) => numbersOf(setting, results, mode)),
      figures: [movementFigure(results, mode)],
    };
  },
};

/** On the papers' data the ball is left before the loss has moved, so that the movement up to t_1* says nothing of training. */
function printedPart(setting: FlowSetting, results: ClaimResults, mode: Mode): Part {
  const runs = flowRuns(setting, results, mode);
  const premise = {
    premise: "the loss falls by 0.1 decades up to t_1*",
    seeds: runs.map(({ result }) => reachOf(result.first)),
  };
  return {
    name: setting.name,
    decision: underPremise(premise, mode, () => boundDecision(setting, results, mode)),
  };
}

/** The movements of a seed over the widths that have it, each over log m. */
function movements(results: ClaimResults, mode: Mode): { readonly m: number[]; readonly moved: number[] }[] {
  const bySeed = new Map<number, { m: number[]; moved: number[] }>();
  for (const setting of wide)
    for (const { seed, result } of flowRuns(setting, results, mode)) {
      const entry = bySeed.get(seed) ?? { m: [], moved: [] };
      entry.m.push(setting.width);
      entry.moved.push(result.first.moved);
      bySeed.set(seed, entry);
    }
  // Seeds that only some widths have would be fitted over another range.
  const most = Math.max(0, ...[...bySeed.values()].map(({ m }) => m.length));
  return [...bySeed.values()].filter(({ m }) => m.length === most);
}

function slopePart(results: ClaimResults, mode: Mode): Part {
  const all = movements(results, mode);
  const m = all[0]?.m ?? [];
  const what = "The largest movement of a weight over log m, against m";
  const slopes = m.length < 2 ? [] : all.map((seed) => powerLaw(seed.m, overLog(seed)).slope.estimate);
  return {
    name: "exponent",
    decision: slopeRule(
      { what, slopes, points: m.length, from: m[0] ?? 0, to: m[m.length - 1] ?? 0 },
      { mode, claimed: -0.5, relation: "at most" },
    ),
  };
}

const overLog = ({ m, moved }: { readonly m: number[]; readonly moved: number[] }): number[] =>
  moved.map((value, i) => value / log(m[i]));

/** psi(m) itself, at every width. */
function boundPart(results: ClaimResults, mode: Mode): Part {
  const parts = wide.map((setting) => ({
    name: `m = ${setting.width}`,
    decision: boundDecision(setting, results, mode),
  }));
  return { name: "psi(m)", decision: combine(parts) };
}

const boundDecision = (setting: FlowSetting, results: ClaimResults, mode: Mode) =>
  belowBound(
    boundRule(
      {
        what: `No weight has moved by more than psi(m) at the end of the stage, m = ${setting.width}`,
        runs: flowRuns(setting, results, mode).map(({ seed, result }) => ({
          seed,
          margins: [log(psiOf(result, setting.width) / result.first.moved)],
          error: result.first.error,
        })),
      },
      { mode, share: 1 - delta },
    ),
    { width: setting.width, bound: readBounds(setting, results)["hrta.prop3.printed"], mode },
  );

const psiOf = ({ rows, dimension, first }: FlowRun["result"], width: number): number =>
  psi(width, { rows, dimension, delta, loss: first.losses[0], lambda: lambdaOf(first) });

function numbersOf(setting: FlowSetting, results: ClaimResults, mode: Mode): NumberRow[] {
  const runs = flowRuns(setting, results, mode).map(({ result }) => result);
  if (runs.length === 0) return [];
  const asked = readBounds(setting, results)["hrta.prop3.printed"];
  return [
    {
      name: `${setting.name}: largest movement of a weight at the end of the first stage, median`,
      paper: `<= ${round(median(runs.map((run) => psiOf(run, setting.width))))}`,
      measured: round(median(runs.map(({ first }) => first.moved))),
      note: `the proposition asks for m >= ${asked?.toPrecision(3) ?? "infinity"}`,
    },
  ];
}

function movementFigure(results: ClaimResults, mode: Mode): ClaimFigure {
  const all = movements(results, mode);
  const lines = (all[0]?.m.length ?? 0) < 2 ? [] : all.map(({ m, moved }) => powerLaw(m, moved));
  const fit =
    lines.length === 0
      ? undefined
      : {
          exponent: round(
            hodgesLehmann(
              lines.map(({ slope }) => slope.estimate),
              0.95,
            ).estimate,
          ),
          factor: round(exp(Math.LN10 * median(lines.map(({ intercept }) => intercept.estimate)))),
        };
  return {
    kind: "points",
    title: "How far weights move",
    caption:
      "The largest movement of a weight at the end of the first stage against the width, and the power law fitted to all points; the verdict fits the movement over log m instead, seed by seed.",
    x: { label: "width m", scale: "log" },
    y: { label: "max |theta - theta(0)| at the end", scale: "log" },
    series: [
      {
        label: "5 points of the sphere",
        points: all.flatMap(({ m, moved }) => m.map((x, i) => ({ x, y: round(moved[i]) }))),
        ...(fit ? { fit } : {}),
      },
    ],
  };
}
