import { type PdeProblem, pdeProblems, type SolveSpec } from "../../pde/index.js";
import { type Cell, type Json, toJson } from "../cell.js";
import { type PdeResult, pdeResult } from "../experiment/pde.js";
import { median } from "../statistic/index.js";

/** A way to solve a problem, as it stands in the suite. */
export interface PdeMethod {
  readonly label: string;
  readonly spec: SolveSpec;
}

const adam = { name: "adam", rate: 0.01, decay: "cosine" } as const;
/** The relaxation that `hrta train` has by default, here for tanh. */
const ramp: NonNullable<SolveSpec["relaxation"]> = { name: "ramp", from: 1, to: 1.5, over: 0.7 };

/** The methods that a problem allows, all with its own network, points and paths, none with a rate of its own. */
export function pdeMethods({ residual, energy, suggested, scalars }: PdeProblem): PdeMethod[] {
  const still = Object.fromEntries(
    Object.entries(scalars ?? {})
      .filter(([name]) => suggested?.scalars?.[name])
      .map(([name, value]) => [name, { from: value, to: value }]),
  );
  return [
    ...(residual
      ? [
          { label: "Gauss-Newton", spec: { loss: "residual" } as const },
          ...(Object.keys(still).length > 0
            ? [{ label: "Gauss-Newton, scalars at rest", spec: { loss: "residual", scalars: still } as const }]
            : []),
          { label: "L-BFGS", spec: { loss: "residual", optimizer: { name: "lbfgs" } } as const },
          { label: "Adam", spec: { loss: "residual", optimizer: adam } as const },
          { label: "Adam, s from 1 to 1.5", spec: { loss: "residual", optimizer: adam, relaxation: ramp } as const },
        ]
      : []),
    ...(energy ? [{ label: "Deep Ritz, Adam", spec: { loss: "energy", optimizer: adam } as const }] : []),
  ];
}

/** One problem of the suite with one method. */
export interface PdeEntry {
  readonly problem: PdeProblem;
  readonly method: PdeMethod;
}

/** Every problem of the library with every method that it allows. */
export const pdeEntries = (names?: readonly string[]): PdeEntry[] =>
  Object.values(pdeProblems)
    .map((make): PdeProblem => make())
    .filter(({ name }) => names === undefined || names.includes(name))
    .flatMap((problem) => pdeMethods(problem).map((method) => ({ problem, method })));

/** The cell that measures how many steps a time is. */
export const pdeCalibration = ({ problem, method }: PdeEntry, seconds: number): Cell => ({
  experiment: "pde-calibrate",
  params: toJson({ problem: problem.name, spec: method.spec, seconds }),
  seed: 0,
});

/** The runs of an entry with so many steps. */
export const pdeCells = ({ problem, method }: PdeEntry, steps: number, seeds: readonly number[]): Cell[] =>
  seeds.map((seed) => ({
    experiment: "pde",
    params: toJson({ problem: problem.name, spec: { ...method.spec, steps } }),
    seed,
  }));

/** A number over the seeds; null where no run gave one. */
export type Spread = { readonly middle: number; readonly low: number; readonly high: number } | null;

export interface PdeStanding {
  readonly label: string;
  readonly steps: number | null;
  /** Relative L2 error: the median, and the least and greatest. */
  readonly l2: Spread;
  readonly seconds: Spread;
  /** Runs whose loss was no longer a number. */
  readonly diverged: number;
}

export interface PdeSuiteProblem {
  readonly name: string;
  readonly title: string;
  readonly equation: string;
  readonly against: "exact" | "reference";
  readonly standings: readonly PdeStanding[];
}

/** What came of an entry. */
export interface PdeOutcome extends PdeEntry {
  readonly steps: number | undefined;
  readonly results: readonly (Json | undefined)[];
}

/** The table of problems and methods. */
export function pdeSuite(outcomes: readonly PdeOutcome[]): PdeSuiteProblem[] {
  const problems = [...new Map(outcomes.map(({ problem }) => [problem.name, problem])).values()];
  return problems.map((problem) => ({
    ...{ name: problem.name, title: problem.title, equation: problem.equation },
    against: problem.exact ? "exact" : "reference",
    standings: outcomes.filter((one) => one.problem.name === problem.name).map(standing),
  }));
}

function standing({ method, steps, results }: PdeOutcome): PdeStanding {
  const found = results.flatMap((result): PdeResult[] => {
    const parsed = pdeResult.safeParse(result);
    return parsed.success ? [parsed.data] : [];
  });
  const spread = (values: readonly number[]): Spread =>
    values.length === 0 ? null : { middle: median(values), low: Math.min(...values), high: Math.max(...values) };
  return {
    label: method.label,
    steps: steps ?? null,
    l2: spread(found.flatMap(({ l2 }) => (l2 === null ? [] : [l2]))),
    seconds: spread(found.map(({ seconds }) => seconds)),
    diverged: found.filter(({ outcome }) => outcome === "diverged").length,
  };
}
