import type { Dtype } from "../engine/index.js";
import { activations, homotopy } from "../model/activation.js";
import { InputError } from "../model/errors.js";
import { buildNetwork, mlp, type Network } from "../model/network.js";
import { adam, constant, type Optimizer, type Relaxation } from "../training/index.js";
import type { Ansatz } from "./ansatz.js";
import { checkProblem } from "./check.js";
import { type Collocation, collocate } from "./collocation.js";
import { orderOf, residualsOf } from "./objective.js";
import { type PdeProblem, pdeTerms } from "./problem.js";
import type { SolveOptions } from "./solve-options.js";
import type { Term } from "./term.js";

/** A run with every choice made. */
export interface SolvePlan {
  readonly options: SolveOptions;
  readonly problem: PdeProblem;
  readonly network: Network;
  readonly terms: readonly Term[];
  readonly ansatz?: Ansatz;
  readonly optimizer: Optimizer;
  readonly relaxation: Relaxation;
  readonly steps: number;
  readonly seed: number;
  readonly dtype: Dtype;
  readonly threads: number;
  /** The points of a draw: 0 at the start, 1, 2, ... after every resampling. */
  layOut(draw: number): Collocation;
}

/**
 * Fills in the defaults and checks that everything goes together.
 * @throws InputError or RangeError naming what does not.
 */
export function planSolve(options: SolveOptions): SolvePlan {
  const {
    problem,
    loss = "residual",
    network: spec = mlp({ hidden: [200], activation: homotopy(activations.tanh) }),
    optimizer = adam(),
    points = 400,
    boundary = 80,
    sampling = "grid",
    resample,
    boundaryWeight,
    hard = false,
    steps = 2000,
    seed = 0,
    dtype = "f64",
    threads = 1,
    scalars = {},
  } = options;
  const relaxation = options.relaxation ?? constant(spec.activation.s);
  checkProblem(problem);
  const terms = pdeTerms(problem, { loss, hard, ...(boundaryWeight === undefined ? {} : { boundaryWeight }) });
  const order = orderOf(terms);
  const { sigma } = spec.activation;
  if (order === 2 && (sigma.name === "relu" || sigma.second === undefined))
    throw new InputError(
      `activation: the strong form has second derivatives, and those of ${sigma.name} ${sigma.name === "relu" ? "are 0 almost everywhere" : "are not given"}; use tanh, or loss energy`,
    );
  if (spec.trainSlope) throw new InputError("network: a trained s does not go together with derivatives by the inputs");
  if (relaxation.switch === "lossless")
    throw new InputError("relaxation: lossless switches are for regression; leave them out");
  if (!(Number.isInteger(steps) && steps >= 1))
    throw new InputError(`steps: expected a positive integer, got ${steps}`);
  if (resample !== undefined) {
    if (!(Number.isInteger(resample) && resample >= 1))
      throw new InputError(`resample: expected a number of steps, got ${resample}`);
    if (sampling === "grid")
      throw new InputError("resample: a grid is the same however often it is drawn; use sampling uniform or halton");
  }
  for (const name of Object.keys(scalars))
    if (!(name in (problem.scalars ?? {})))
      throw new InputError(
        `scalars: ${problem.name} has no "${name}"; it has ${Object.keys(problem.scalars ?? {}).join(", ") || "none"}`,
      );
  const squares = terms.every(({ kind }) => kind !== "integral");
  if (optimizer.squares && !squares)
    throw new InputError(
      `optimizer: ${optimizer.name} needs a loss of squares, and an energy is none; use loss residual`,
    );
  if (optimizer.name === "neuronNewton" || optimizer.name === "outputSolve")
    throw new InputError(
      `optimizer: ${optimizer.name} is for regression; use adam, lbfgs, gaussNewton or levenbergMarquardt`,
    );
  const network = buildNetwork(spec, problem.domain.dimensions, 1);
  const layOut = (draw: number) => {
    const collocation = collocate(problem.domain, terms, { points, boundary, sampling, seed, draw });
    const reason = optimizer.unsupported?.(network, residualsOf(collocation));
    if (reason !== undefined) throw new InputError(`optimizer: ${optimizer.name}: ${reason}`);
    return collocation;
  };
  return {
    ...{ options, problem, network, terms, optimizer, relaxation, steps, seed, dtype, threads, layOut },
    ...(hard && problem.ansatz ? { ansatz: problem.ansatz } : {}),
  };
}
