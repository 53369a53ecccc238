import { z } from "zod";
import type { Cell } from "../../cell.js";
import { floorResult } from "../../experiment/hrta/floor.js";
import { median } from "../../statistic/index.js";
import { combine, countRule, type Mode, type Part } from "../../verdict/index.js";
import type { Claim, ClaimFigure, ClaimResults, NumberRow } from "../claim.js";
import { one } from "./points.js";
import { read, readAll, round, seeds } from "./read.js";

const target = 1e-6;

/** What is read of a run; the loss is null where it diverged. */
const runResult = z.object({
  loss: z.number().nullable(),
  history: z.object({ step: z.array(z.number()), loss: z.array(z.number().nullable()) }),
});

interface Variant {
  readonly label: string;
  readonly bias: "input" | false;
  readonly stages: readonly { readonly s: number; readonly until?: number }[];
}

/** 3000 of 16000 steps. */
const first = 0.1875;
const variants: readonly Variant[] = [
  { label: "ReLU", bias: false, stages: [{ s: 1 }] },
  { label: "s = 1/2, then ReLU", bias: false, stages: [{ s: 0.5, until: first }, { s: 1 }] },
  { label: "ReLU, then s = 3/2", bias: false, stages: [{ s: 1, until: first }, { s: 1.5 }] },
  { label: "ReLU with a bias", bias: "input", stages: [{ s: 1 }] },
];

const trainCells = ({ bias, stages }: Variant, mode: Mode): Cell[] =>
  seeds(mode === "full" ? 10 : 1).map((seed) => ({
    experiment: "train",
    params: {
      problem: { name: "sine", ...one },
      method: {
        network: { hidden: [1000], bias },
        optimizer: { name: "adam", rate: 1e-2, decay: "cosine" },
        relaxation: { name: "stages", stages: stages.map((stage) => ({ ...stage })) },
      },
      steps: 16_000,
    },
    seed,
  }));

const floorCell = (inputs: number, bias: "input" | false): Cell => ({
  experiment: "hrta.floor",
  params: { data: { name: "sine", inputs, ...one }, bias },
  seed: 0,
});

const examples = [
  { name: "Example 1", inputs: 1 },
  { name: "Example 2", inputs: 3 },
] as const;

export const asPrinted: Claim = {
  id: "hrta.as-printed",
  paper: "HRTA",
  where: "Appendix B, Example 1; Table 1",
  statement:
    "Example 1 as printed, f(x) = m^(-1/2) sum_k a_k sigma_s(w_k x) without a bias, reaches a loss of about 1e-6 for sin(2 pi x) on [0, 1].",
  setting:
    "Theory: for x >= 0 sigma_s(w x) = x sigma_s(w), so the network is linear in x whatever its weights and s, and its least loss on the 100 grid " +
    "points is that of y = c x, computed exactly with a bound on rounding. Beside it 16000 Adam steps (m = 1000; rate 1e-2 with cosine decay: " +
    "ours, the paper names none; the switch after 3000 steps), and the same with a constant input 1.",
  cells: (mode) => [
    ...examples.flatMap(({ inputs }) => [floorCell(inputs, false), floorCell(inputs, "input")]),
    ...variants.flatMap((variant) => trainCells(variant, mode)),
  ],
  judge(results, mode) {
    const parts = [floorPart(results, mode), trainedPart(results, mode)];
    return {
      decision: combine(parts),
      parts,
      numbers: numbersOf(results, mode),
      figures: [lossFigure(results, mode)],
    };
  },
};

/** The least loss of all weights, against the loss reported: one case, which is all there is. */
function floorPart(results: ClaimResults, mode: Mode): Part {
  const floor = read(results, floorCell(1, false), floorResult);
  const what = "Weights exist with a loss of 1e-6";
  const high = floor !== undefined && floor.floor - floor.error > target;
  return {
    name: "the floor",
    decision: countRule(
      {
        what,
        cases: floor ? 1 : 0,
        seeds: 1,
        exhaustive: true,
        violations: high ? [{ where: "the best of all networks", by: floor.floor - target, error: floor.error }] : [],
      },
      { mode },
    ),
  };
}

/** The runs as printed; a float32 loss of this size is exact to 1e-5. */
function trainedPart(results: ClaimResults, mode: Mode): Part {
  const losses = variants
    .filter(({ bias }) => bias === false)
    .flatMap(({ label, ...variant }) =>
      readAll(results, trainCells({ label, ...variant }, mode), runResult).map(({ cell, result }) => ({
        where: `${label}, seed ${cell.seed}`,
        seed: cell.seed,
        loss: result.loss ?? Number.POSITIVE_INFINITY,
      })),
    );
  return {
    name: "trained as printed",
    decision: countRule(
      {
        what: "The trained loss is at most 1e-6",
        cases: losses.length,
        seeds: new Set(losses.map(({ seed }) => seed)).size,
        violations: losses
          .filter(({ loss }) => loss > target)
          .map(({ where, loss }) => ({ where, by: loss - target, error: Number.isFinite(loss) ? 1e-5 * loss : 0 })),
      },
      { mode },
    ),
  };
}

function numbersOf(results: ClaimResults, mode: Mode): NumberRow[] {
  const floors = examples.flatMap(({ name, inputs }) =>
    ([false, "input"] as const).flatMap((bias) => {
      const result = read(results, floorCell(inputs, bias), floorResult);
      if (!result) return [];
      const { floor, error, rows, rank } = result;
      return [
        {
          name: `${name} ${bias === false ? "without" : "with"} a bias: the least loss there is`,
          measured: Number(floor.toPrecision(6)),
          interval: [Math.max(0, floor - error), floor + error] as const,
          note: `the kernel of ${rows} points has rank at most ${rank}`,
        },
      ];
    }),
  );
  const trained = variants.flatMap((variant) => {
    const losses = lossesOf(variant, results, mode);
    if (losses.length === 0) return [];
    return [
      {
        name: `${variant.label}${variant.bias === false ? ", as printed" : ""}: median loss after 16000 steps`,
        ...(variant.bias === false ? { paper: printed[variant.label] } : {}),
        measured: round(median(losses)),
        note: `${losses.length} seeds, least ${round(Math.min(...losses))}`,
      },
    ];
  });
  return [...floors, ...trained];
}

/** Table 1, single layer, m = 1000. */
const printed: Readonly<Record<string, string>> = { ReLU: "1.55e-6", "s = 1/2, then ReLU": "1.88e-7" };

const lossesOf = (variant: Variant, results: ClaimResults, mode: Mode): number[] =>
  readAll(results, trainCells(variant, mode), runResult).map(({ result }) => result.loss ?? Number.POSITIVE_INFINITY);

function lossFigure(results: ClaimResults, mode: Mode): ClaimFigure {
  const floor = read(results, floorCell(1, false), floorResult);
  const runs = variants.flatMap((variant) => {
    const found = readAll(results, trainCells(variant, mode), runResult).map(({ result }) => result.history);
    if (found.length === 0) return [];
    const [{ step }] = found;
    return [
      { label: variant.label, x: step, runs: found.map(({ loss }) => loss.map((v) => (v === null ? null : round(v)))) },
    ];
  });
  return {
    kind: "curves",
    title: "Example 1 as printed",
    caption:
      "The dashed line is the least loss there is without a bias: look at how near to it the runs as printed end, and where the one with a constant input does.",
    x: { label: "step", scale: "log" },
    y: { label: "training loss", scale: "log" },
    series: floor
      ? [...runs, { label: "floor without a bias", x: [1, 16_000], runs: [[floor.floor, floor.floor]], theory: true }]
      : runs,
    marks: [{ x: 3000, label: "switch" }],
  };
}
