import type { StageResult } from "../../experiment/hrta/flow-stage.js";
import type { StagesResult } from "../../experiment/hrta/stages.js";
import { median } from "../../statistic/index.js";
import {
  across,
  boundRule,
  combine,
  countRule,
  type Decision,
  type Mode,
  type Part,
  premiseRule,
} from "../../verdict/index.js";
import type { Claim, ClaimFigure, ClaimResults, NumberRow } from "../claim.js";
import { fall } from "./order.js";
import { firstStagePart, rateOf } from "./prop2.js";
import { round } from "./read.js";
import {
  belowBound,
  boundCell,
  delta,
  type FlowSetting,
  flowCells,
  flowRuns,
  flowSettings,
  flowText,
  lambdaOf,
  marginsOf,
  reachOf,
  readBounds,
  underPremise,
} from "./runs.js";

/** The ratio of Corollary 1. */
const ZETA = 2;

export const theorem2: Claim = {
  id: "hrta.theorem2",
  paper: "HRTA",
  where: "Theorem 2, Corollary 1",
  statement:
    "In both stages the loss falls at least as fast as exp(-(lambda_a + lambda_omega) t / n) of its own s, so the second at least as fast as the " +
    "first's bound; with Corollary 1's s_2 the losses join up: R_{s_2}(t) <= zeta R_{s_1}(0) exp(-t_1* lambda_1 / n) exp(-(t - t_1*) lambda_2 / n).",
  setting: flowText,
  cells: (mode) => flowSettings.flatMap((setting) => [boundCell(setting), ...flowCells(setting, mode)]),
  judge(results, mode) {
    const parts = flowSettings.map((setting) => settingPart(setting, results, mode));
    return {
      decision: across(parts),
      parts,
      numbers: flowSettings.flatMap((setting) => numbersOf(setting, results, mode)),
      figures: [rateFigure(results, mode)],
    };
  },
};

/** A second stage and what came before it. */
interface Second {
  readonly seed: number;
  readonly run: StagesResult;
  readonly stage: StageResult;
}

/** The second stages that start: at s_2 = 3/2 (0) or Corollary 1's s_2 (1). */
const secondStages = (setting: FlowSetting, results: ClaimResults, mode: Mode, choice: 0 | 1): Second[] =>
  flowRuns(setting, results, mode).flatMap(({ seed, result }) => {
    const stage = result.next[choice].stage;
    return stage ? [{ seed, run: result, stage }] : [];
  });

function settingPart(setting: FlowSetting, results: ClaimResults, mode: Mode): Part {
  const first = { name: "first stage", decision: firstStagePart(setting, results, mode).decision };
  const started = secondStages(setting, results, mode, 0);
  const premise = {
    premise: "the first stage ends and the loss falls by 0.1 decades in the second",
    seeds: [
      ...started.map(({ stage }) => reachOf(stage)),
      ...flowRuns(setting, results, mode)
        .filter(({ result }) => result.first.exit === null)
        .map(() => false),
    ],
  };
  const spoken = premiseRule(premise, { mode });
  if (spoken.verdict === "vacuous")
    return { name: setting.name, decision: combine([first, { name: "second stage", decision: spoken }]) };
  const bound = readBounds(setting, results)["hrta.theorem2.printed"];
  const judged = (conclude: () => Decision) =>
    underPremise(premise, mode, () => belowBound(conclude(), { width: setting.width, bound, mode }));
  const decision = combine([
    first,
    { name: "second stage", decision: judged(() => secondBound(started, mode)) },
    { name: "no slower than the first's bound", decision: orderOfBounds(setting, started, mode) },
    { name: "Corollary 1", decision: judged(() => corollaryBound(secondStages(setting, results, mode, 1), mode)) },
  ]);
  return { name: setting.name, decision };
}

const secondBound = (started: readonly Second[], mode: Mode): Decision =>
  boundRule(
    {
      what: "R_{s_2}(t) <= R_{s_2}(t_1*) exp(-(t - t_1*) (lambda_a2 + lambda_omega2) / n) up to t_2*",
      runs: started.map(({ seed, run, stage }) => ({
        seed,
        margins: marginsOf(stage, { rows: run.rows, lambda: lambdaOf(stage) }),
        error: stage.error,
        at: stage.times,
      })),
    },
    { mode, share: 1 - delta },
  );

/** The second bound is the steeper one where the eigenvalues have grown: one pair of numbers a data set. */
function orderOfBounds(setting: FlowSetting, started: readonly Second[], mode: Mode): Decision {
  const [one] = started;
  const what = "lambda_a2 + lambda_omega2 >= lambda_a1 + lambda_omega1";
  if (!one) return countRule({ what, cases: 0, seeds: 0, violations: [] }, { mode });
  const parts = (["a", "omega"] as const).map((name) => fall(setting.name, one.run.first[name], one.stage[name]));
  const by = parts.reduce((sum, part) => sum + part.by, 0);
  const error = parts.reduce((sum, part) => sum + part.error, 0);
  return countRule(
    {
      what,
      cases: 1,
      seeds: 1,
      exhaustive: true,
      violations: by > error ? [{ where: setting.name, by, error }] : [],
      unresolved: Math.abs(by) <= error ? 1 : 0,
    },
    { mode },
  );
}

const corollaryBound = (started: readonly Second[], mode: Mode): Decision =>
  boundRule(
    {
      what: "R_{s_2}(t) <= zeta R_{s_1}(0) exp(-t_1* lambda_1 / n) exp(-(t - t_1*) lambda_2 / n) with Corollary 1's s_2",
      runs: started.map(({ seed, run: { rows, first }, stage }) => {
        // Seen from the second stage, the right side starts at zeta R(0) exp(-t_1* lambda_1 / n).
        const before = first.times.length - 1;
        const margin = marginsOf(first, { rows, lambda: lambdaOf(first), start: ZETA * first.losses[0] })[before];
        const own = marginsOf(stage, { rows, lambda: lambdaOf(stage), start: first.losses[before] });
        return { seed, margins: own.map((value) => value + margin), error: first.error + stage.error, at: stage.times };
      }),
    },
    { mode, share: 1 - delta },
  );

function numbersOf(setting: FlowSetting, results: ClaimResults, mode: Mode): NumberRow[] {
  const all = flowRuns(setting, results, mode);
  const started = secondStages(setting, results, mode, 0);
  const chosen = secondStages(setting, results, mode, 1);
  if (started.length === 0 || chosen.length === 0)
    return all.length === 0
      ? []
      : [
          {
            name: `${setting.name}: seeds whose second stage starts`,
            measured: 0,
            note: `all ${all.length} runs end at 3 decades without leaving the first ball`,
          },
        ];
  return [
    {
      name: `${setting.name}: decades in the first stage and in the second (s_2 = 3/2), medians`,
      measured: `${round(median(started.map(({ run }) => reachOf(run.first))))} and ${round(median(started.map(({ stage }) => reachOf(stage))))}`,
      note: `${started.length} of ${all.length} seeds have a second stage`,
    },
    {
      name: `${setting.name}: measured rate of the second stage over that of the first, median`,
      measured: round(median(started.map(faster))),
      note: `the bounds' ratio is ${round(lambdaOf(started[0].stage) / lambdaOf(started[0].run.first))}`,
    },
    {
      name: `${setting.name}: Corollary 1's s_2 for zeta = ${ZETA}, median`,
      measured: round(median(chosen.map(({ stage }) => stage.s))),
    },
    {
      name: `${setting.name}: R_{s_2} / R_{s_1} at the switch to s_2 = 3/2, median`,
      measured: round(
        median(started.map(({ run: { first }, stage }) => stage.losses[0] / first.losses[first.losses.length - 1])),
      ),
    },
  ];
}

/** The mean rate of the second stage over that of the first. */
const faster = ({ run, stage }: Second): number =>
  (rateOf(stage, run.rows) * lambdaOf(stage)) / (rateOf(run.first, run.rows) * lambdaOf(run.first));

const rateFigure = (results: ClaimResults, mode: Mode): ClaimFigure => ({
  kind: "points",
  title: "Rates of the two stages",
  caption:
    "Mean rate of the loss in units of the bound's, second stage (s_2 = 3/2) against first; below 1 the bound would be broken.",
  x: { label: "first stage: rate / bound", scale: "log" },
  y: { label: "second stage: rate / bound", scale: "log" },
  series: flowSettings.map((setting) => ({
    label: setting.name,
    points: secondStages(setting, results, mode, 0).map(({ run, stage }) => ({
      x: round(rateOf(run.first, run.rows)),
      y: round(rateOf(stage, run.rows)),
    })),
  })),
});
