import { multiply } from "../../numerics/linear/product.js";
import { constantRate } from "../schedule.js";
import { outputUnsupported } from "../squares/output-part.js";
import { ridge } from "../squares/ridge.js";
import type { LeastSquares } from "./least-squares.js";
import type { Optimizer, Problem } from "./optimizer.js";

export interface OutputSolveOptions {
  /** lambda >= 0 in R + lambda/2 |C - C_0|^2, C the output layer's coefficients. Default 0: the least change of least squares. */
  readonly strength?: number;
  /** C_0: 0, or the coefficients before the solve. Default "zero". */
  readonly towards?: "zero" | "present";
  /** First-order optimiser of the layers below, in between. Default none: they stay as drawn (random features). */
  readonly hidden?: Optimizer;
  /** Steps of `hidden` from one solve to the next. Default 1. */
  readonly every?: number;
}

/**
 * Exact solve of the output layer: C = argmin R + lambda/2 |C - C_0|^2, R = c/2 |Phi C - rest|^2, with features Phi (n x q) of the last
 * hidden layer, its bias and links included; the smaller of an n x n and a q x q system, the least-norm solution for lambda = 0.
 * Alone one step does all that it can; with `hidden`, that optimiser moves the layers below and the output follows.
 * @throws RangeError for a negative strength, an `every` that is not a positive integer, or a `hidden` that is not first-order.
 * @paper Wu, random feature models; PAPERS.md HRTA 9
 * @example outputSolve({ hidden: adam({ rate: 1e-2, decay: "cosine" }), every: 10 })
 */
export function outputSolve(options: OutputSolveOptions = {}): Optimizer {
  const { strength = 0, towards = "zero", hidden, every = 1 } = options;
  if (!(strength >= 0 && Number.isFinite(strength)))
    throw new RangeError(`strength: expected a number >= 0, got ${strength}`);
  if (!Number.isInteger(every) || every < 1) throw new RangeError(`every: expected a positive integer, got ${every}`);
  if (hidden && !hidden.rule)
    throw new RangeError(`hidden: expected a first-order optimiser such as adam(), got ${hidden.name}`);
  return {
    name: "outputSolve",
    schedule: hidden?.schedule ?? constantRate(1),
    options: { strength, towards, ...(hidden ? { every } : {}) },
    inner: hidden,
    moments: hidden?.moments ?? [],
    linear: hidden?.linear ?? false,
    squares: true,
    unsupported: outputUnsupported,
    // Steps so far: a solve comes after every k-th, and before the first.
    start: () => ({ numbers: [0], vectors: [] }),
    step(problem, state, _loss, eta) {
      const [count] = state.numbers;
      state.numbers[0] = count + 1;
      if (hidden && count === 0) {
        solve(problem, problem.squares(), strength, towards);
        problem.evaluate();
      }
      if (hidden) problem.descend(hidden, eta);
      if (!hidden || (count + 1) % every === 0) solve(problem, problem.squares(), strength, towards);
    },
  };
}

/** Solves for the output layer's coefficients and writes them into the parameters. */
function solve(problem: Problem, squares: LeastSquares, strength: number, towards: "zero" | "present"): void {
  const { parameters } = problem;
  const { outputs: k, at } = squares.output;
  const design = squares.output.design();
  const present = { rows: at.length / k, columns: k, data: Float64Array.from(at, (i) => parameters[i]) };
  // What the output layer has to add to its present (or no) contribution: -r, or -(r - Phi C).
  const residual = squares.residual();
  const target = { rows: design.rows, columns: k, data: residual.map((r) => -r) };
  if (towards === "zero") {
    const own = multiply(design, present).data;
    for (let i = 0; i < own.length; i++) target.data[i] += own[i];
  }
  const change = ridge(design, target, strength / squares.curvature).data;
  for (const [i, to] of at.entries()) parameters[to] = (towards === "zero" ? 0 : present.data[i]) + change[i];
}
