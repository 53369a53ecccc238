import type { Cell } from "../../cell.js";
import { type AssumptionResult, assumptionResult } from "../../experiment/hrta/assumption.js";
import type { SampleSpec } from "../../experiment/hrta/data.js";
import { combine, countRule, type Mode, type Part } from "../../verdict/index.js";
import type { Claim, ClaimResults, NumberRow } from "../claim.js";
import { kernelNames } from "./order.js";
import { cube, grid1, grid3, sphere } from "./points.js";
import { read, readAll, round, seeds } from "./read.js";

interface Setting {
  readonly name: string;
  readonly data: SampleSpec;
  readonly bias: "input" | false;
  readonly fixed?: true;
}

const settings: readonly Setting[] = [
  { name: "Example 1's 100 grid points, with bias", data: grid1, bias: "input", fixed: true },
  {
    name: "Example 2's 125 grid points, with bias",
    data: grid3,
    bias: "input",
    fixed: true,
  },
  { name: "30 points of the cube, d = 3, with bias", data: cube(30), bias: "input" },
  { name: "30 points of the cube, d = 3, without bias", data: cube(30), bias: false },
  { name: "3 points of the cube, d = 3, without bias", data: cube(3), bias: false },
  {
    name: "10 points of the sphere, d = 10, without bias",
    data: sphere(10),
    bias: false,
  },
];

/** The grids as printed, where rows are parallel: what the remark leaves out, for the table. */
const parallelSettings: readonly Setting[] = [
  { name: "Example 1's grid without bias", data: grid1, bias: false, fixed: true },
  { name: "Example 2's grid without bias", data: grid3, bias: false, fixed: true },
];

const cellsOf = ({ data, bias, fixed }: Setting, mode: Mode): Cell[] =>
  (fixed ? [0] : seeds(mode === "full" ? 20 : 4)).map((seed) => ({
    experiment: "hrta.assumption",
    params: { data, bias },
    seed,
  }));

export const assumption1: Claim = {
  id: "hrta.assumption1",
  paper: "HRTA",
  where: "Assumption 1, Remark 2",
  statement:
    "Where no two inputs are parallel, the matrices K, H, M and T of the a-kernel and of the omega-kernel are positive definite.",
  setting:
    "lambda_min of all eight matrices within proven intervals, on the papers' grids with a bias and on points drawn by us (20 data sets of each " +
    "kind); parallel rows are named where there are some. Since k(-x, x) = 0 for relu, H and M have trace 0 whatever the points, so that " +
    "they are never positive definite.",
  cells: (mode) => [...settings, ...parallelSettings].flatMap((setting) => cellsOf(setting, mode)),
  judge(results, mode) {
    const parts = [matrixPart(["K", "T"], results, mode), matrixPart(["H", "M"], results, mode)];
    return { decision: combine(parts), parts, numbers: numbersOf(results, mode), figures: [] };
  },
};

/** Positive definite in every data set without parallel rows? */
function matrixPart(names: readonly ("K" | "H" | "M" | "T")[], results: ClaimResults, mode: Mode): Part {
  const found = settings.flatMap((setting) =>
    readAll(results, cellsOf(setting, mode), assumptionResult)
      .filter(({ result }) => result.groups === 0)
      .map(({ cell, result }) => ({ where: `${setting.name}, seed ${cell.seed}`, seed: cell.seed, result })),
  );
  const values = found.flatMap(({ where, result }) =>
    kernelNames.flatMap((kernel) =>
      names.map((name) => ({ where: `${where}, ${name} of the ${kernel}-kernel`, value: result[kernel][name] })),
    ),
  );
  const what = `${names.join(" and ")} are positive definite`;
  return {
    name: what,
    decision: countRule(
      {
        what,
        cases: values.length,
        seeds: new Set(found.map(({ seed }) => seed)).size,
        violations: values
          .filter(({ value: [, , upper] }) => upper < 0)
          .map(({ where, value: [, estimate, upper] }) => ({ where, by: -estimate, error: upper - estimate })),
        unresolved: values.filter(({ value: [lower, , upper] }) => lower <= 0 && upper >= 0).length,
      },
      { mode },
    ),
  };
}

function numbersOf(results: ClaimResults, mode: Mode): NumberRow[] {
  return [...settings, ...parallelSettings].flatMap((setting) => {
    const result = read(results, cellsOf(setting, mode)[0], assumptionResult);
    if (!result) return [];
    return [...rowsOf(setting.name, result), ...parallelRow(setting.name, result)];
  });
}

const rowsOf = (name: string, result: AssumptionResult): NumberRow[] =>
  (["K", "H"] as const).flatMap((matrix) =>
    kernelNames.map((kernel) => {
      const [lower, estimate, upper] = result[kernel][matrix];
      return {
        name: `${name}: lambda_min of ${matrix}, ${kernel}-kernel`,
        // The assumption is about points that are not parallel.
        ...(result.groups === 0 ? { paper: "> 0" } : {}),
        measured: round(estimate),
        interval: [lower, upper] as const,
        ...(matrix === "H" ? { note: `trace ${result.traces[kernel === "a" ? 0 : 1]}; M = H` } : { note: "T = K" }),
      };
    }),
  );

const parallelRow = (name: string, { rows, groups, named }: AssumptionResult): NumberRow[] =>
  groups === 0
    ? []
    : [
        {
          name: `${name}: lines that hold several of the ${rows} points`,
          measured: groups,
          note: `such as the rows ${named.map((group) => group.join(", ")).join("; ")} (counted from 0)`,
        },
      ];
