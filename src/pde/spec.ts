import { z } from "zod";
import { activationNames } from "../engine/index.js";
import { activations, homotopy } from "../model/activation.js";
import { InputError } from "../model/errors.js";
import { mlp } from "../model/network.js";
import { complaint, deepest, fieldName } from "../model/spec-error.js";
import { optimizerSpec } from "../training/optimizer-spec.js";
import { constant, movedByHand } from "../training/relaxation/index.js";
import { buildOptimizer, buildRelaxation, movesSpec, relaxationSpec } from "../training/spec.js";
import { samplings } from "./domain/points.js";
import { type PdeProblem, pdeLosses } from "./problem.js";
import type { SolveOptions } from "./solve-options.js";

const count = z.int().positive();
const positive = z.number().positive();

const path = z.strictObject({
  from: z.number(),
  to: z.number(),
  over: z.number().min(0).max(1).optional(),
  scale: z.enum(["linear", "geometric"]).optional(),
});

/** How a boundary value problem is solved, as far as plain data can say: what `hrta solve` records and studies hold. */
export const solveSpec = z.strictObject({
  loss: z.enum(pdeLosses).optional(),
  network: z
    .strictObject({
      hidden: z.array(count).min(1).optional(),
      activation: z.enum(activationNames).optional(),
      s: z.number().min(0).max(2).optional(),
      scaling: z.enum(["ntk", "standard", "mean-field", "unit"]).optional(),
      bias: z.union([z.enum(["input", "layers"]), z.literal(false)]).optional(),
      deviation: positive.optional(),
    })
    .optional(),
  optimizer: optimizerSpec.optional(),
  relaxation: relaxationSpec.optional(),
  moves: movesSpec.optional(),
  scalars: z.record(z.string(), path).optional(),
  points: count.optional(),
  boundary: count.optional(),
  sampling: z.enum(samplings).optional(),
  resample: count.optional(),
  boundaryWeight: positive.optional(),
  hard: z.boolean().optional(),
  steps: count.optional(),
  seed: z.int().optional(),
  dtype: z.enum(["f32", "f64"]).optional(),
  threads: count.optional(),
});

export type SolveSpec = z.infer<typeof solveSpec>;

/**
 * Checks a description in JSON.
 * @param origin what to call it in messages, or a function from the wrong field's path to its name.
 * @throws InputError naming the first wrong field.
 */
export function parseSolveSpec(
  value: unknown,
  origin: string | ((path: readonly PropertyKey[]) => string) = "spec",
): SolveSpec {
  const parsed = solveSpec.safeParse(value, { error: complaint });
  if (parsed.success) return parsed.data;
  const { path, message } = deepest(parsed.error.issues[0]);
  const name = typeof origin === "function" ? origin(path) : [origin, fieldName(path)].filter(Boolean).join(": ");
  throw new InputError(`${name}: ${message}`);
}

/** Gauss-Newton steps are few and strong; an energy is for Adam, and for points that change. */
const squaresDefaults: SolveSpec = {
  optimizer: { name: "gaussNewton", adapt: true },
  steps: 100,
  boundary: 160,
  boundaryWeight: 10,
};
const energyDefaults: SolveSpec = {
  optimizer: { name: "adam", rate: 0.01, decay: "cosine" },
  steps: 6000,
  sampling: "uniform",
  resample: 1,
  boundary: 160,
  boundaryWeight: 100,
};
const general: SolveSpec = { points: 400, seed: 0 };
const network: NonNullable<SolveSpec["network"]> = { hidden: [200], activation: "tanh" };

/** Every choice that a description leaves open: what suits the problem, else what suits the loss. */
export function withSolveDefaults(spec: SolveSpec, problem: PdeProblem): SolveSpec {
  const loss = spec.loss ?? problem.suggested?.loss ?? (problem.residual ? "residual" : "energy");
  const { optimizer } = spec;
  const own = loss === "energy" ? energyDefaults : squaresDefaults;
  const suggested = loss === "residual" ? problem.suggested : { network: problem.suggested?.network };
  const filled: SolveSpec = {
    ...general,
    ...own,
    ...tidy(suggested ?? {}),
    ...tidy(spec),
    loss,
    network: { ...network, ...suggested?.network, ...spec.network },
  };
  // Steps that solve a system are not steps along a gradient.
  if (optimizer && spec.steps === undefined && !solves(optimizer.name) && loss !== "energy") filled.steps = 6000;
  if (filled.sampling === "grid" && spec.resample === undefined) delete filled.resample;
  return filled;
}

const solves = (name: string) => name === "gaussNewton" || name === "levenbergMarquardt" || name === "lbfgs";

/** The options of `solvePde` that a description stands for. */
export function solveOptions(spec: SolveSpec, problem: PdeProblem): SolveOptions {
  const { network: { activation = "tanh", s, ...shape } = {}, optimizer, relaxation, moves, ...rest } = spec;
  const path = relaxation && buildRelaxation(relaxation);
  return {
    problem,
    ...rest,
    network: mlp({ hidden: [200], ...shape, activation: homotopy(activations[activation], s ?? 1) }),
    ...(optimizer ? { optimizer: buildOptimizer(optimizer) } : {}),
    ...(moves?.length
      ? { relaxation: movedByHand(path ?? constant(s ?? 1), moves) }
      : path
        ? { relaxation: path }
        : {}),
  };
}

const tidy = <T extends object>(entries: T): Partial<T> =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Partial<T>;
