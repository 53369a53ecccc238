import { z } from "zod";
import { InputError } from "../../model/errors.js";
import { didYouMean } from "../../model/nearest.js";
import {
  knownSolution,
  ownScalars,
  type PdeProblem,
  pdeEnergy,
  pdeErrors,
  pdeProblems,
  solveOptions,
  solvePde,
  solveSpec,
  withSolveDefaults,
} from "../../pde/index.js";
import { type Experiment, type Json, toJson } from "../cell.js";
import { parseParams } from "./params.js";
import { thinSteps } from "./thin.js";

/** A problem that comes with the library, and how it is solved; the seed is the cell's. */
export const pdeParams = z.strictObject({ problem: z.string(), spec: solveSpec.omit({ seed: true }) });

const number = z.number().nullable();

/** What it gives; errors are null where the run diverged. */
export const pdeResult = z.object({
  outcome: z.string(),
  steps: z.number(),
  /** Of training alone. */
  seconds: z.number(),
  loss: number,
  /** Relative L2 and H1 errors and the largest error, on a grid of 10,000 cells. */
  l2: number,
  h1: number,
  max: number,
  /** For an energy whose least value is known: E(u) - E(u*) on that grid. */
  excess: number,
  history: z.object({ step: z.array(z.number()), loss: z.array(number), s: z.array(z.number()) }),
  /** The relative L2 error along the run, on a grid of about 2500 cells. */
  looks: z.object({ step: z.array(z.number()), l2: z.array(number) }),
});

export type PdeResult = z.infer<typeof pdeResult>;

const LOOKS = 25;
const WATCHED = 2500;

/** Solves a boundary value problem and measures the solution against the exact or the reference one. */
export const pdeExperiment: Experiment = {
  name: "pde",
  version: 1,
  async run(params, seed, { signal, onProgress }) {
    const { problem: name, spec } = parseParams(pdeParams, params, "pde");
    const problem = findPde(name);
    const filled = withSolveDefaults({ ...spec, seed }, problem);
    const { domain, energy } = problem;
    const known = knownSolution(problem, filled.scalars);
    const looks: { step: number[]; l2: (number | null)[] } = { step: [], l2: [] };
    const run = solvePde({
      ...solveOptions(filled, problem),
      looks: LOOKS,
      async onLook({ step, solution }) {
        looks.step.push(step);
        looks.l2.push(known ? (await pdeErrors(solution, domain, known, WATCHED)).l2 : null);
      },
    });
    let next = await run.next();
    while (!next.done) {
      signal?.throwIfAborted();
      onProgress?.(next.value.step / next.value.steps);
      next = await run.next();
    }
    const { outcome, steps, seconds, loss, history, solution } = next.value;
    const alive = outcome !== "diverged";
    const errors = alive && known ? await pdeErrors(solution, domain, known) : undefined;
    const least = filled.loss === "energy" && ownScalars(problem, filled.scalars) ? energy?.least : undefined;
    const kept = keptSteps(history.s);
    return toJson({
      ...{ outcome, steps, seconds, loss, looks },
      ...{ l2: errors?.l2 ?? null, h1: errors?.h1 ?? null, max: errors?.max ?? null },
      excess: alive && least !== undefined ? (await pdeEnergy(solution, problem)) - least : null,
      history: {
        step: kept,
        loss: kept.map((step) => history.loss[step - 1]),
        s: kept.map((step) => history.s[step - 1]),
      },
    } satisfies Record<keyof PdeResult, unknown>);
  },
  cost: (params) => costOf(params),
};

/** Points of a curve, and both sides of every jump of s. */
function keptSteps(s: Float64Array): number[] {
  const steps = new Set(thinSteps(s.length, 120));
  for (let i = 1; i < s.length; i++)
    if (Math.abs(s[i] - s[i - 1]) > 0.1) {
      steps.add(i);
      steps.add(i + 1);
    }
  return [...steps].sort((a, b) => a - b);
}

/**
 * The problem of that name.
 * @throws InputError naming near ones if there is none.
 */
export function findPde(name: string): PdeProblem {
  const all: Readonly<Record<string, () => PdeProblem>> = pdeProblems;
  if (Object.hasOwn(all, name)) return all[name]();
  const names = Object.keys(all);
  throw new InputError(`pde: problem: no "${name}"${didYouMean(name, names) || `; there are ${names.join(", ")}`}`);
}

/** Seconds of a step of a network of 1000 neurons at 400 points: fused, and by general kernels or a solve. */
const FUSED = 5e-4;
const RESAMPLED = 1e-3;
const GENERAL = 2e-2;
const SOLVED = 0.5;

function costOf(params: Json): number {
  const parsed = pdeParams.safeParse(params);
  if (!parsed.success) return 1;
  const { problem, spec } = parsed.data;
  const { network, optimizer, steps = 1, points = 400, loss, resample } = withSolveDefaults(spec, findPde(problem));
  const size = (((network?.hidden ?? [200]).reduce((sum, width) => sum + width, 0) / 1000) * points) / 400;
  const fused = network?.activation === "halfSquaredRelu" && loss !== "residual" && network.hidden?.length === 1;
  const squares = optimizer?.name === "gaussNewton" || optimizer?.name === "levenbergMarquardt";
  return 2 + steps * size * (squares ? SOLVED : fused ? (resample === 1 ? RESAMPLED : FUSED) : GENERAL);
}
