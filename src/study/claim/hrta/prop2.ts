import { median } from "../../statistic/index.js";
import { across, boundRule, type Mode, type Part } from "../../verdict/index.js";
import type { Claim, ClaimFigure, ClaimResults, NumberRow } from "../claim.js";
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

export const prop2: Claim = {
  id: "hrta.prop2",
  paper: "HRTA",
  where: "Proposition 2",
  statement:
    "R(t) <= R(0) exp(-(lambda_a + lambda_omega) t / n) for all t up to t_1*, the time at which |G(theta) - G(theta_0)|_F exceeds " +
    "(lambda_a + lambda_omega)/4, with probability at least 1 - delta for wide networks.",
  setting: flowText,
  cells: (mode) => flowSettings.flatMap((setting) => [boundCell(setting), ...flowCells(setting, mode)]),
  judge(results, mode) {
    const parts = flowSettings.map((setting) => firstStagePart(setting, results, mode));
    return {
      decision: across(parts),
      parts,
      numbers: flowSettings.flatMap((setting) => numbersOf(setting, results, mode)),
      figures: [decayFigure(results, mode)],
    };
  },
};

/** Vacuous where the loss hardly falls up to t_1*; else the bound, at all times of all seeds. */
export function firstStagePart(setting: FlowSetting, results: ClaimResults, mode: Mode): Part {
  const runs = flowRuns(setting, results, mode);
  const premise = {
    premise: "the loss falls by 0.1 decades up to t_1*",
    seeds: runs.map(({ result }) => reachOf(result.first)),
  };
  const conclude = () =>
    belowBound(
      boundRule(
        {
          what: "R(t) <= R(0) exp(-(lambda_a + lambda_omega) t / n) up to t_1*",
          runs: runs.map(({ seed, result: { rows, first } }) => ({
            seed,
            margins: marginsOf(first, { rows, lambda: lambdaOf(first) }),
            error: first.error,
            at: first.times,
          })),
        },
        { mode, share: 1 - delta },
      ),
      { width: setting.width, bound: readBounds(setting, results)["hrta.prop1.printed"], mode },
    );
  return { name: setting.name, decision: underPremise(premise, mode, conclude) };
}

function numbersOf(setting: FlowSetting, results: ClaimResults, mode: Mode): NumberRow[] {
  const runs = flowRuns(setting, results, mode).map(({ result }) => result);
  if (runs.length === 0) return [];
  const exits = runs.map(({ first }) => first.exit ?? Number.POSITIVE_INFINITY);
  const middle = median(exits);
  const kept = runs.map(({ first }) => first.losses[first.losses.length - 1] / first.losses[0]);
  return [
    {
      name: `${setting.name}: t_1*, median`,
      measured: Number.isFinite(middle) ? round(middle) : "not before the loss fell by 3 decades",
      note: `lambda_a + lambda_omega = ${round(lambdaOf(runs[0].first))}, n = ${runs[0].rows}; ${exits.filter(Number.isFinite).length} of ${runs.length} seeds leave the ball`,
    },
    { name: `${setting.name}: R(t_1*) / R(0), median`, measured: round(median(kept)) },
    {
      name: `${setting.name}: measured rate over the bound's, median`,
      paper: ">= 1",
      measured: round(median(runs.map(({ rows, first }) => rateOf(first, rows)))),
    },
  ];
}

/** n log(R(0) / R(t)) / (t lambda) at the end of a stage: 1 is the bound. */
export const rateOf = (stage: Parameters<typeof marginsOf>[0], rows: number): number => {
  const time = stage.times[stage.times.length - 1];
  return (rows * reachOf(stage) * Math.LN10) / (time * lambdaOf(stage));
};

function decayFigure(results: ClaimResults, mode: Mode): ClaimFigure {
  return {
    kind: "curves",
    title: "The first stage against its bound",
    caption:
      "R(t) / R(0) over the time in units of n / (lambda_a + lambda_omega), up to t_1*; the dashed line is the bound. On Examples 1 and 2 the stage ends long before 0.001, so that only its start is seen.",
    x: { label: "t (lambda_a + lambda_omega) / n", scale: "linear" },
    y: { label: "log10 R(t) / R(0)", scale: "linear" },
    series: [
      ...flowSettings.map((setting) => commonTimes(setting, results, mode)),
      { label: "bound", x: [0, 7], runs: [[0, -7 / Math.LN10]], theory: true },
    ],
  };
}

/** All seeds of a setting share the times they are recorded at, up to where each ends. */
function commonTimes(setting: FlowSetting, results: ClaimResults, mode: Mode) {
  const runs = flowRuns(setting, results, mode).map(({ result }) => result);
  const x = [
    ...new Set(runs.flatMap(({ rows, first }) => first.times.map((t) => round((t * lambdaOf(first)) / rows)))),
  ];
  x.sort((a, b) => a - b);
  const late = x.filter((t) => t >= 1e-3 || t === 0);
  return {
    label: setting.name,
    x: late,
    runs: runs.map(({ rows, first }) => {
      const at = new Map(first.times.map((t, i) => [round((t * lambdaOf(first)) / rows), first.losses[i]]));
      return late.map((t) => {
        const loss = at.get(t);
        return loss === undefined ? null : round(reachOf({ ...first, losses: [loss, first.losses[0]] }));
      });
    }),
  };
}
