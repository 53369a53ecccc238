import type { Cell } from "../../cell.js";
import type { SampleSpec } from "../../experiment/hrta/data.js";
import { type LambdaMinResult, lambdaMinResult } from "../../experiment/hrta/lambda-min.js";
import { searchResult } from "../../experiment/hrta/search.js";
import { combine, countRule, type Mode, type Part } from "../../verdict/index.js";
import type { Claim, ClaimFigure, ClaimResults, NumberRow } from "../claim.js";
import { fall, kernelNames, order, ordersOf } from "./order.js";
import { cube, grid1, grid3, sphere } from "./points.js";
import { read, readAll, round, seeds, steps } from "./read.js";

interface Setting {
  readonly name: string;
  readonly data: SampleSpec;
  readonly bias: "input" | false;
  /** A grid is one data set, whatever the seed. */
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
  { name: "n = D: 4 points of the cube, d = 3, with bias", data: cube(4), bias: "input" },
  { name: "n = D + 1: 5 points of the cube, d = 3, with bias", data: cube(5), bias: "input" },
  { name: "10 points of the sphere, d = 3, with bias", data: sphere(10, 3), bias: "input" },
  { name: "10 points of the sphere, d = 3, without bias", data: sphere(10, 3), bias: false },
];

/** Points written out at which lambda_min is known to fall. */
const counterexamples: readonly { readonly name: string; readonly x: number[][]; readonly bias: "input" | false }[] = [
  { name: "one point of length 1", x: [[1]], bias: false },
  {
    name: "n = D + 1, without bias",
    x: [
      [0.8034, 0.4538, 0.0544],
      [0.9239, 0.7306, 0.5098],
      [0.0843, 0.0589, 0.0539],
      [0.1499, 0.4188, 0.7277],
    ],
    bias: false,
  },
  {
    name: "n = D + 1, with bias",
    x: [
      [0, 0.97],
      [0.7, 0.01],
      [0.41, 0.53],
      [0.3, 0.43],
    ],
    bias: "input",
  },
  {
    name: "n = D + 2, with bias",
    x: [
      [0.947, 0.067],
      [0.713, 0.267],
      [0.028, 0.736],
      [0.31, 0.543],
      [1, 0.111],
    ],
    bias: "input",
  },
];
const counterexampleS = [0.2, 0.5, 0.75, 1, 1.5, 2];

/** Searches for points where lambda_min falls from s = 3/4 to s = 1. */
const searches = [4, 5].flatMap((rows) =>
  kernelNames.map((kernel) => ({
    name: `search: the ${kernel}-kernel, n = D + ${rows - 3} points of the square, with bias`,
    params: { rows, inputs: 2, bias: "input", kernel, from: 0.75, to: 1 },
  })),
);

const runs = (mode: Mode, many: number): number[] => seeds(mode === "full" ? many : Math.ceil(many / 5));
const listOf = (mode: Mode): number[] => steps(0, 2, mode === "full" ? 0.125 : 0.25);

const settingCells = ({ data, bias, fixed }: Setting, mode: Mode): Cell[] =>
  (fixed ? [0] : runs(mode, 20)).map((seed) => ({
    experiment: "hrta.lambdaMin",
    params: { data, bias, s: listOf(mode) },
    seed,
  }));

const counterexampleCell = ({ x, bias }: (typeof counterexamples)[number]): Cell => ({
  experiment: "hrta.lambdaMin",
  params: { data: { name: "listed", x }, bias, s: counterexampleS },
  seed: 0,
});

const searchCells = ({ params }: (typeof searches)[number], mode: Mode): Cell[] =>
  runs(mode, 20).map((seed) => ({
    experiment: "hrta.search",
    params: { ...params, trials: mode === "full" ? 3000 : 1000 },
    seed,
  }));

export const theorem1: Claim = {
  id: "hrta.theorem1",
  paper: "HRTA",
  where: "Theorem 1",
  statement:
    "The smallest eigenvalues of the a-kernel and of the omega-kernel of sigma_s grow with s: lambda(s) <= lambda(s') for 0 <= s <= s'.",
  setting:
    "Kernels of infinite width; lambda_min at s = 0, 1/8, ..., 2 within proven intervals: it rises or falls only where they are disjoint. " +
    "Assumption 1 cannot hold as printed (hrta.assumption1), so the premise is what Remark 2 puts in its place: no two parallel inputs. " +
    "Ours: the random data sets (20 of each kind), the searches (random moves of single points, rounded to three decimals, computed anew), " +
    "and the four data sets written out.",
  cells: (mode) => [
    ...counterexamples.map(counterexampleCell),
    ...settings.flatMap((setting) => settingCells(setting, mode)),
    ...searches.flatMap((search) => searchCells(search, mode)),
  ],
  judge(results, mode) {
    const parts = [
      knownPart(results, mode),
      ...settings.map((setting) => settingPart(setting, results, mode)),
      ...searches.map((search) => searchPart(search, results, mode)),
    ];
    return {
      decision: combine(parts),
      parts,
      numbers: numbersOf(results, mode),
      figures: [counterexampleFigure(results), ...kernelNames.map((name) => settingFigure(name, results, mode))],
    };
  },
};

const grows = "lambda_min grows with s";

/** The data sets written out, each with both kernels. */
function knownPart(results: ClaimResults, mode: Mode): Part {
  const orders = counterexamples.flatMap((example) => {
    const result = read(results, counterexampleCell(example), lambdaMinResult);
    return result ? ordersOf(example.name, result) : [];
  });
  return { name: "data sets written out", decision: decide(orders, counterexamples.length, mode) };
}

function settingPart(setting: Setting, results: ClaimResults, mode: Mode): Part {
  const found = readAll(results, settingCells(setting, mode), lambdaMinResult);
  const orders = found
    .filter(({ result }) => result.parallel === 0)
    .flatMap(({ cell, result }) => ordersOf(setting.fixed ? setting.name : `seed ${cell.seed}`, result));
  return { name: setting.name, decision: decide(orders, found.length, mode, setting.fixed) };
}

function searchPart(search: (typeof searches)[number], results: ClaimResults, mode: Mode): Part {
  const { from, to } = search.params;
  const found = readAll(results, searchCells(search, mode), searchResult);
  const orders = found.map(({ cell, result }) =>
    order(`seed ${cell.seed}, the points ${JSON.stringify(result.x)}`, [from, to], [result.before, result.after]),
  );
  return { name: search.name, decision: decide(orders, found.length, mode) };
}

/** A data set that is the only one of its kind is two cases: its kernels, each over all s. */
const decide = (orders: readonly ReturnType<typeof order>[], count: number, mode: Mode, exhaustive?: true) =>
  countRule(
    {
      what: exhaustive
        ? `lambda_min grows over ${listOf(mode).length} values of s, for each of the two kernels of this one data set`
        : grows,
      cases: orders.length,
      seeds: count,
      exhaustive,
      violations: orders.flatMap(({ violation }) => (violation ? [violation] : [])),
      unresolved: orders.filter(({ open }) => open).length,
    },
    { mode },
  );

function numbersOf(results: ClaimResults, mode: Mode): NumberRow[] {
  const known = counterexamples.flatMap((example) => {
    const result = read(results, counterexampleCell(example), lambdaMinResult);
    const worst = result && order("", result.s, result.a).violation;
    if (!result || !worst) return [];
    const [i, j] = deepest(result);
    return [i, j].map((at) => ({
      name: `${example.name}: lambda_a at s = ${result.s[at]}`,
      measured: round(result.a[at][1]),
      interval: [result.a[at][0], result.a[at][2]] as const,
      note: `points ${JSON.stringify(example.x)}`,
    }));
  });
  const searched = searches.map((search) => {
    const all = readAll(results, searchCells(search, mode), searchResult);
    const broken = all.filter(({ result }) => isFall(result.before, result.after)).length;
    return { name: `${search.name}: searches that found a fall`, measured: `${broken} of ${all.length}` };
  });
  return [...known, ...searched];
}

const isFall = (before: LambdaMinResult["a"][number], after: LambdaMinResult["a"][number]): boolean => {
  const { by, error } = fall("", before, after);
  return by > error;
};

/** The places in the list between which the a-kernel's lambda_min falls most. */
function deepest({ a }: LambdaMinResult): [number, number] {
  let best: [number, number] = [0, 0];
  for (let i = 0; i < a.length; i++)
    for (let j = i + 1; j < a.length; j++)
      if (isFall(a[i], a[j]) && a[i][1] - a[j][1] > a[best[0]][1] - a[best[1]][1]) best = [i, j];
  return best;
}

function counterexampleFigure(results: ClaimResults): ClaimFigure {
  return {
    kind: "curves",
    title: "Where the smallest eigenvalue falls",
    caption: "lambda_min of the a-kernel over its value at s = 1: wherever a curve goes down, Theorem 1 is broken.",
    x: { label: "s", scale: "linear" },
    y: { label: "lambda_a(s) / lambda_a(1)", scale: "linear" },
    series: counterexamples.flatMap((example) => {
      const result = read(results, counterexampleCell(example), lambdaMinResult);
      if (!result) return [];
      const unit = result.a[result.s.indexOf(1)][1];
      return [{ label: example.name, x: result.s, runs: [result.a.map(([, estimate]) => round(estimate / unit))] }];
    }),
  };
}

function settingFigure(name: (typeof kernelNames)[number], results: ClaimResults, mode: Mode): ClaimFigure {
  // At s = 0 lambda_min is 0 where n > D, which has no place on a log axis.
  const s = listOf(mode).slice(1);
  return {
    kind: "curves",
    title: `The smallest eigenvalue of the ${name}-kernel`,
    caption: "A line is one data set: look for lines that go down anywhere, and for which kind of points.",
    x: { label: "s", scale: "linear" },
    y: { label: `lambda_${name}(s)`, scale: "log" },
    series: settings.map((setting) => ({
      label: setting.name,
      x: s,
      runs: readAll(results, settingCells(setting, mode), lambdaMinResult).map(({ result }) =>
        result[name].slice(1).map(([lower, estimate]) => (lower > 0 ? round(estimate) : null)),
      ),
    })),
  };
}
