import type { StagesResult } from "../../experiment/hrta/stages.js";
import { median } from "../../statistic/index.js";
import { across, type Mode, type Part, proportionRule } from "../../verdict/index.js";
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
  readBounds,
  underPremise,
} from "./runs.js";

export const prop4: Claim = {
  id: "hrta.prop4",
  paper: "HRTA",
  where: "Proposition 4",
  statement:
    "Where the first stage ends, at t_1*, lambda_min(G_2(theta(t_1*))) >= 3/4 (lambda_a2 + lambda_omega2) under s_2, with probability at least " +
    "1 - delta for wide networks.",
  setting: `${flowText} Judged at s_2 = 3/2, over the seeds whose first stage ends. The 10 points at m = 1024 were added after a first run (seeds 0 to 39) at m = 256 had left the claim undecided (38 of 40); the verdict rests on other seeds.`,
  cells: (mode) => flowSettings.flatMap((setting) => [boundCell(setting), ...flowCells(setting, mode)]),
  judge(results, mode) {
    const parts = flowSettings.map((setting) => partOf(setting, results, mode));
    return {
      decision: across(parts),
      parts,
      numbers: flowSettings.flatMap((setting) => numbersOf(setting, results, mode)),
      figures: [ratioFigure(results, mode)],
    };
  },
};

/** Where s_2 = 3/2 stands among the second stages. */
const SECOND = 0;

const endedRuns = (setting: FlowSetting, results: ClaimResults, mode: Mode): StagesResult[] =>
  flowRuns(setting, results, mode)
    .map(({ result }) => result)
    .filter(({ first }) => first.exit !== null);

/** lambda_min(G_2) is proven to reach the proposition's share under s_2 = 3/2. */
const isReached = ({ next }: StagesResult): boolean => next[SECOND].least[0] >= 0.75 * lambdaOf(next[SECOND]);

function partOf(setting: FlowSetting, results: ClaimResults, mode: Mode): Part {
  const all = flowRuns(setting, results, mode);
  const ended = endedRuns(setting, results, mode);
  const premise = {
    premise: "the first stage ends (t_1* is finite)",
    seeds: all.map(({ result }) => result.first.exit !== null),
  };
  const conclude = () =>
    belowBound(
      proportionRule(
        {
          what: "lambda_min(G_2(theta(t_1*))) >= 3/4 (lambda_a2 + lambda_omega2) where the first stage ends",
          successes: ended.filter(isReached).length,
          trials: ended.length,
        },
        { mode, atLeast: 1 - delta },
      ),
      { width: setting.width, bound: readBounds(setting, results)["hrta.theorem2.printed"], mode },
    );
  return { name: setting.name, decision: underPremise(premise, mode, conclude) };
}

const ratio = ({ next }: StagesResult, at: number): number => next[at].least[1] / lambdaOf(next[at]);

const choices = ["s_2 = 3/2", "s_2 of Corollary 1"] as const;

function numbersOf(setting: FlowSetting, results: ClaimResults, mode: Mode): NumberRow[] {
  const all = flowRuns(setting, results, mode).map(({ result }) => result);
  if (all.length === 0) return [];
  const ended = endedRuns(setting, results, mode);
  const asked = readBounds(setting, results)["hrta.theorem2.printed"];
  const conditional = (choice: string, at: number): NumberRow => ({
    name: `${setting.name}: lambda_min(G_2(theta(t_1*))) / (lambda_a2 + lambda_omega2), ${choice}, median`,
    paper: ">= 0.75",
    measured: round(median(ended.map((run) => ratio(run, at)))),
    note: `${ended.filter((run) => ratio(run, at) >= 0.75).length} of the ${ended.length} seeds whose first stage ends, of ${all.length}; the proposition asks for m >= ${asked?.toPrecision(3) ?? "infinity"}`,
  });
  return [
    ...(ended.length === 0 ? [] : choices.map(conditional)),
    {
      name: `${setting.name}: draws that reach 3/4 (lambda_a2 + lambda_omega2) at s_2 = 3/2, of all`,
      measured: `${all.filter(isReached).length} of ${all.length}`,
      note: "at t_1*, or where the loss has fallen by 3 decades if the first stage does not end before; no part of the verdict",
    },
  ];
}

const ratioFigure = (results: ClaimResults, mode: Mode): ClaimFigure => ({
  kind: "points",
  title: "The smallest eigenvalue where the second stage starts",
  caption:
    "lambda_min(G_2(theta(t_1*))) against lambda_min(G_1(theta_0)), each over its lambda_a + lambda_omega; a point a seed.",
  x: { label: "lambda_min(G_1(theta_0)) / lambda_1", scale: "linear" },
  y: { label: "lambda_min(G_2(theta(t_1*))) / lambda_2", scale: "linear" },
  series: flowSettings.map((setting) => ({
    label: setting.name,
    points: endedRuns(setting, results, mode).map((run) => ({
      x: round(run.first.least[1] / lambdaOf(run.first)),
      y: round(ratio(run, SECOND)),
    })),
  })),
});
