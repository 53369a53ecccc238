import { z } from "zod";
import type { Cell } from "../../cell.js";
import { lambdaMinResult } from "../../experiment/hrta/lambda-min.js";
import { median } from "../../statistic/index.js";
import { combine, comparisonRules, countRule, type Mode, type Part } from "../../verdict/index.js";
import type { Claim, ClaimFigure, ClaimResults, NumberRow } from "../claim.js";
import { fall, kernelNames } from "./order.js";
import { one } from "./points.js";
import { read, readAll, round, seeds } from "./read.js";

/** The paper's first stage. */
const STEPS = 3000;

interface Example {
  readonly name: string;
  readonly inputs: number;
}

const examples: readonly Example[] = [
  { name: "Example 1, d = 1", inputs: 1 },
  { name: "Example 2, d = 3", inputs: 3 },
];

const list = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

/** The two that are compared, and others for the figure. */
const compared = [0.5, 1];
const others = [0.25, 0.75, 1.5, 2];

const runResult = z.object({
  loss: z.number().nullable(),
  history: z.object({ step: z.array(z.number()), loss: z.array(z.number().nullable()) }),
});

const runCells = ({ inputs }: Example, s: number, mode: Mode): Cell[] => {
  const many = compared.includes(s) ? 20 : inputs === 1 ? 10 : 0;
  return seeds(mode === "full" ? many : Math.min(many, compared.includes(s) ? 3 : 1)).map((seed) => ({
    experiment: "train",
    params: {
      problem: { name: "sine", inputs, ...one },
      method: {
        network: { hidden: [1000] },
        optimizer: { name: "adam", rate: 1e-3 },
        relaxation: { name: "constant", s },
      },
      steps: STEPS,
    },
    seed,
  }));
};

const lambdaCell = ({ inputs }: Example): Cell => ({
  experiment: "hrta.lambdaMin",
  params: { data: { name: "sine", inputs, ...one }, bias: "input", s: list },
  seed: 0,
});

export const slowStart: Claim = {
  id: "hrta.slow-start",
  paper: "HRTA",
  where: "Section 4.1",
  statement:
    "With s = 1/2 the first stage decays slower than ReLU, so that its loss is higher at the end of the stage; and the smallest eigenvalue of the training " +
    "dynamics, which the paper gives as the reason, is smaller at s = 1/2.",
  setting:
    "The first stage of Examples 1 and 2, 3000 Adam steps with m = 1000 and a bias; judged is the loss after them, paired by seed. The rate 1e-3, " +
    "constant over this stage, is ours. Beside it lambda_min of both kernels within proven intervals. That the eigenvalue is the reason is not tested, " +
    "only that both facts occur. At first the last loss over the first was judged; a review of quick runs changed that to the loss itself, which is " +
    "what the paper's curves show, since R(0) is the random start of the weights and no decay. The ratio is still among the numbers.",
  cells: (mode) =>
    examples.flatMap((example) => [
      lambdaCell(example),
      ...[...compared, ...others].flatMap((s) => runCells(example, s, mode)),
    ]),
  judge(results, mode) {
    const parts = [...decayParts(results, mode), ...examples.map((example) => eigenvaluePart(example, results, mode))];
    return {
      decision: combine(parts),
      parts,
      numbers: examples.flatMap((example) => numbersOf(example, results, mode)),
      figures: [
        ...examples.map((example) => lossFigure(example, results, mode)),
        againstFigure(examples[0], results, mode),
      ],
    };
  },
};

/** R after the stage, by seed; null where it diverged or is missing. */
const ends = (example: Example, s: number, results: ClaimResults, mode: Mode): (number | null)[] =>
  runCells(example, s, mode).map((cell) => read(results, cell, runResult)?.loss ?? null);

/** The same over R before, which is random too. */
const ratios = (example: Example, s: number, results: ClaimResults, mode: Mode): (number | null)[] =>
  runCells(example, s, mode).map((cell) => {
    const run = read(results, cell, runResult);
    const start = run?.history.loss[0];
    return run?.loss === null || run?.loss === undefined || !start ? null : run.loss / start;
  });

const have = (values: readonly (number | null)[]): number[] => values.flatMap((v) => (v === null ? [] : [v]));

/** ReLU's loss after the stage below that of s = 1/2, seeds of which a run is missing left out. */
function decayParts(results: ClaimResults, mode: Mode): Part[] {
  const cases = examples.map((example) => {
    const [baseline, candidate] = compared.map((s) => ends(example, s, results, mode));
    const there = baseline.flatMap((value, i) => {
      const [half, whole] = compared.map((s) => read(results, runCells(example, s, mode)[i], runResult));
      return half && whole ? [{ baseline: value, candidate: candidate[i] }] : [];
    });
    return {
      name: example.name,
      candidate: there.map((pair) => pair.candidate),
      baseline: there.map((pair) => pair.baseline),
    };
  });
  if (cases.some(({ candidate }) => candidate.length === 0))
    return [{ name: "decay", decision: { verdict: "undecided", because: "Runs of an example are missing." } }];
  const plan = { mode, quantity: "loss", candidate: "ReLU", baseline: "s = 1/2" } as const;
  return comparisonRules(cases, plan).map(({ evidence, decision }) => ({
    name: `${evidence.name}: ReLU's loss is lower after the first stage`,
    decision,
  }));
}

function eigenvaluePart(example: Example, results: ClaimResults, mode: Mode): Part {
  const result = read(results, lambdaCell(example), lambdaMinResult);
  const [half, whole] = compared.map((s) => list.indexOf(s));
  // lambda_min is to rise from s = 1/2 to s = 1: a proven fall breaks it, anything but a proven rise leaves it open.
  const pairs = result
    ? kernelNames.map((name) => fall(`the ${name}-kernel`, result[name][half], result[name][whole]))
    : [];
  return {
    name: `${example.name}: lambda_min is smaller at s = 1/2`,
    decision: countRule(
      {
        what: "lambda_min at s = 1/2 is below that at s = 1, for both kernels",
        cases: pairs.length,
        seeds: 1,
        exhaustive: true,
        violations: pairs.filter(({ by, error }) => by > error),
        unresolved: result
          ? kernelNames.filter(
              (name, i) => pairs[i].by <= pairs[i].error && !(result[name][half][2] < result[name][whole][0]),
            ).length
          : 0,
      },
      { mode },
    ),
  };
}

function numbersOf(example: Example, results: ClaimResults, mode: Mode): NumberRow[] {
  const lambda = read(results, lambdaCell(example), lambdaMinResult);
  const rows = compared.flatMap((s) => {
    const values = have(ends(example, s, results, mode));
    const over = have(ratios(example, s, results, mode));
    if (values.length === 0 || over.length === 0) return [];
    const at = list.indexOf(s);
    return [
      {
        name: `${example.name}, s = ${s}: loss after ${STEPS} steps, median`,
        measured: round(median(values)),
        note: lambda
          ? `lambda_a = ${round(lambda.a[at][1])}, lambda_omega = ${round(lambda.omega[at][1])}; ${values.length} seeds`
          : `${values.length} seeds`,
      },
      {
        name: `${example.name}, s = ${s}: the same over the loss at the start, median`,
        measured: round(median(over)),
        note: "no part of the verdict",
      },
    ];
  });
  return rows;
}

function lossFigure(example: Example, results: ClaimResults, mode: Mode): ClaimFigure {
  return {
    kind: "curves",
    title: `${example.name}: the first stage`,
    caption: "The loss of all seeds; judged is the right end.",
    x: { label: "step", scale: "log" },
    y: { label: "training loss", scale: "log" },
    series: compared.flatMap((s) => {
      const runs = readAll(results, runCells(example, s, mode), runResult).map(({ result }) => result.history);
      if (runs.length === 0) return [];
      return [
        {
          label: s === 1 ? "ReLU" : `s = ${s}`,
          x: runs[0].step,
          runs: runs.map(({ loss }) => loss.map((v) => (v === null ? null : round(v)))),
        },
      ];
    }),
  };
}

/** The loss after the stage against lambda_min, a point for each s. */
function againstFigure(example: Example, results: ClaimResults, mode: Mode): ClaimFigure {
  const lambda = read(results, lambdaCell(example), lambdaMinResult);
  const points = [...compared, ...others].flatMap((s) => {
    const values = have(ends(example, s, results, mode));
    if (values.length === 0 || !lambda) return [];
    const at = list.indexOf(s);
    const x = lambda.a[at][1] + lambda.omega[at][1];
    return [
      { x: round(x), y: round(median(values)), low: round(Math.min(...values)), high: round(Math.max(...values)) },
    ];
  });
  return {
    kind: "points",
    title: `${example.name}: loss after the first stage against the smallest eigenvalue`,
    caption: "Loss after 3000 steps, for s = 1/4, 1/2, 3/4, 1, 3/2 and 2: median, least and largest over the seeds.",
    x: { label: "lambda_a + lambda_omega", scale: "log" },
    y: { label: "R(3000)", scale: "log" },
    series: [{ label: "s from 1/4 to 2", points }],
  };
}
