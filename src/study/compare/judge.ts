import type { Problem, ProblemData } from "../../problems/index.js";
import type { Cell, Json } from "../cell.js";
import { reduction } from "../statistic/paired-effect.js";
import { comparisonRules } from "../verdict/index.js";
import { type Arm, isTrainedArm, TRIALS } from "./arm.js";
import { bestBySeed } from "./choose.js";
import type { BudgetResult, Comparison } from "./comparison.js";
import { type Budget, type Contest, cellsOf, type Measured, stepsOf } from "./contest.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import { routeOf } from "./route.js";
import { findingSentence } from "./sentence.js";
import { standing } from "./standing.js";

export interface JudgeOptions {
  readonly measured: Measured;
  /** The result of a cell; undefined where it failed or was not run. */
  readonly result: (cell: Cell) => Json | undefined;
  readonly problem: Problem;
  /** Of the first seed: its sizes are told. */
  readonly data: ProblemData;
  readonly hidden: readonly number[];
  readonly left: readonly string[];
}

/**
 * What a comparison's runs say. For each seed the relaxation and the baseline with the least validation error meet on the test data; the
 * rule is that of every comparison (verdict/rule.ts, "lower"), at an effect of interest of 5 % of the test error.
 */
export function judge(contest: Contest, options: JudgeOptions): Comparison {
  const { problem, data, hidden, left } = options;
  const budgets = contest.budgets.map((budget) => judgeBudget(contest, budget, options));
  const route = routeOf(budgets[0].standings, contest.seeds.length);
  return {
    title: problem.title,
    task: problem.task,
    measure: problem.task === "classification" ? "share of errors" : "RMSE",
    rows: { train: data.train.rows, validation: data.validation.rows, test: data.test.rows },
    inputs: data.train.inputs,
    hidden,
    seconds: contest.seconds,
    seeds: contest.seeds.length,
    trials: TRIALS,
    budgets,
    ...(route ? { route } : {}),
    left,
  };
}

interface Played {
  readonly arm: Arm;
  readonly steps?: number;
  readonly outcomes: readonly (Outcome | undefined)[];
}

function judgeBudget(contest: Contest, budget: Budget, { measured, result }: JudgeOptions): BudgetResult {
  const played = contest.arms.flatMap((arm): Played[] => {
    const cells = cellsOf(contest, measured, arm, budget);
    if (cells.length === 0) return [];
    const steps = isTrainedArm(arm) ? stepsOf(contest, measured, arm, budget) : undefined;
    return [{ arm, steps, outcomes: cells.map((cell) => outcomeOf(result(cell))) }];
  });
  const sides = (side: Arm["side"]) => {
    const own = played.filter(({ arm }) => arm.side === side);
    return { own, best: bestBySeed(own.map(({ outcomes }) => outcomes)) };
  };
  const [relaxation, baseline, untrained] = [sides("relaxation"), sides("baseline"), sides("untrained")];
  const picked = (arm: Arm) =>
    [relaxation, baseline, untrained].reduce(
      (sum, { own, best }) => sum + best.filter((one) => one && own[one.at].arm === arm).length,
      0,
    );
  const { decision, pairs, gain } = meet(relaxation.best, baseline.best);
  const seeds = contest.seeds.length;
  return {
    budget,
    standings: played.map(({ arm, steps, outcomes }) => standing(arm, { steps, outcomes, picked: picked(arm) })),
    decision,
    pairs,
    gain,
    sentence: findingSentence({ decision, gain, seeds, budget }),
  };
}

type Best = ReturnType<typeof bestBySeed<Outcome>>;

/** The two chosen methods on the test data, paired by seed. */
function meet(relaxation: Best, baseline: Best): Pick<BudgetResult, "decision" | "pairs" | "gain"> {
  const pairs = relaxation.flatMap((candidate, seed) => {
    const other = baseline[seed];
    return candidate && other ? [[candidate.outcome.test, other.outcome.test] as const] : [];
  });
  if (pairs.length === 0)
    return {
      decision: { verdict: "undecided", because: "No seed has all of its runs; start the comparison again." },
      pairs,
      gain: null,
    };
  const [{ evidence, decision }] = comparisonRules(
    [{ candidate: pairs.map(([c]) => c), baseline: pairs.map(([, b]) => b) }],
    { mode: "full", quantity: "error", candidate: "the chosen relaxation", baseline: "the chosen baseline" },
  );
  const { estimate, lower, upper } = evidence.effect.centre;
  const share = (decades: number) => reduction(decades);
  const gain = Number.isFinite(estimate)
    ? { estimate: share(estimate), lower: share(lower), upper: share(upper) }
    : null;
  return { decision, pairs, gain };
}
