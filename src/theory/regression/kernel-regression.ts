import type { Dataset, Encoding, Points } from "../../model/dataset.js";
import { InputError } from "../../model/errors.js";
import { mlp, type NetworkSpec } from "../../model/network.js";
import type { Predictor } from "../../model/predictor.js";
import { type Cholesky, cholesky } from "../../numerics/linear/cholesky.js";
import type { Matrix } from "../../numerics/linear/matrix.js";
import { multiply } from "../../numerics/linear/product.js";
import { infiniteKernel, nngpKernel } from "../kernel/infinite-kernel.js";
import { requireMemory } from "../spectrum/memory.js";
import { leaveOneOut } from "./leave-one-out.js";

/** k(x, x') for all pairs: (rows of a x rows of b); b absent means a. */
export type KernelFunction = (a: Points, b?: Points) => Matrix;

export interface KernelRegressionOptions {
  readonly data: Dataset;
  /**
   * `"ntk"` (default): what an infinitely wide network that starts at zero has learnt by gradient descent at the end of training
   * (ridge 0). `"nngp"`: the same with the last layer trained alone, and the Bayesian posterior mean. Or your own.
   */
  readonly kernel?: "ntk" | "nngp" | KernelFunction;
  /** The network whose infinite-width kernel it is; widths do not matter. Default `mlp()`. */
  readonly spec?: NetworkSpec;
  /** Default: the activation's own. */
  readonly s?: number | readonly number[];
  /** r of K + r I, the variance of the targets' noise; `"loo"` (default) chooses the one with the least leave-one-out error. */
  readonly ridge?: number | "loo";
  /** Lets `predictTable` and `evaluate` work on tables. */
  readonly encoding?: Encoding;
  /** Bytes that the matrices may take together. Default 4e9. */
  readonly memory?: number;
}

/** Mean and variance of the Gaussian process at some points, given the data. */
export interface Posterior {
  /** (rows x k): what `evaluate` returns. */
  readonly mean: Float64Array;
  /** Of f at each row, the same for every output, without the noise; at least 0. */
  readonly variance: Float64Array;
}

/** A model without training: f(x) = k(x, X) (K + r I)^-1 y. */
export interface KernelRegression extends Predictor {
  readonly ridge: number;
  /** The leave-one-out error 1/(2n) sum |y_i - f_{-i}(x_i)|^2 at this ridge, where it was chosen by it. */
  readonly leaveOneOut?: number;
  evaluate(x: Float64Array): Float64Array;
  /** k(x, x) - k(x, X) (K + r I)^-1 k(X, x) beside the mean. */
  posterior(x: Float64Array): Posterior;
}

/** Rows of x taken at once: their kernel with the data is (256 x n). */
const BLOCK = 256;
/** K and its weighted copy, its factor with the working copy, and for leave-one-out the eigenvectors. */
const MATRICES = 5;

/** Bytes that the matrices of a fit to so many rows take together. */
export const regressionBytes = (rows: number): number => 8 * MATRICES * rows * rows;

/**
 * Kernel ridge regression with the infinite-width kernel of a network: min_f sum_i w_i |f(x_i) - y_i|^2 + r |f|_k^2.
 * Training takes one factorisation, prediction one row of the kernel a point. Without centring: standardised targets have mean 0.
 * @throws InputError if there are too many rows for the memory, a target is not finite, leave-one-out has fewer than two rows, or K + r I is
 *   singular to rounding; RangeError if the ridge is negative.
 * @paper HRTA (8), (9): the limit of (38) for t -> infinity; Wu Lemma 14
 * @example const model = kernelRegression({ data: train, kernel: "ntk" }); await predict(model, test.x)
 */
export function kernelRegression(options: KernelRegressionOptions): KernelRegression {
  const { data, kernel: choice = "ntk", spec = mlp(), s, ridge = "loo", encoding, memory } = options;
  const { rows: n, inputs, outputs } = data;
  requireMemory(n, MATRICES, { memory });
  check(data, ridge);
  const kernel: KernelFunction =
    typeof choice === "function"
      ? choice
      : (a, other) =>
          choice === "nngp"
            ? nngpKernel(spec, a, { other, s })
            : infiniteKernel(spec, a, { other, s, blocks: false }).ntk;

  const root = data.weights?.map(Math.sqrt) ?? new Float64Array(n).fill(1);
  const weighted = scaled(kernel(data), root);
  const y = scaleRows({ rows: n, columns: outputs, data: data.y }, root);
  const chosen = ridge === "loo" ? leaveOneOut(weighted, y.data) : { ridge, error: undefined };
  const factor = cholesky(weighted, { shift: chosen.ridge });
  if (!factor)
    throw new InputError(
      `ridge: K + ${chosen.ridge} I is singular to rounding (parallel or nearly equal rows); give a larger ridge, or "loo"`,
    );
  const alpha = scaleRows(factor.solve(y), root);

  return {
    name: typeof choice === "function" ? "kernel regression" : `${choice.toUpperCase()} regression`,
    inputs,
    outputs,
    encoding,
    ridge: chosen.ridge,
    leaveOneOut: chosen.error,
    evaluate: (x) => {
      const mean = new Float64Array((x.length / inputs) * outputs);
      for (const { points, first } of blocks(x, inputs))
        mean.set(multiply(kernel(points, data), alpha).data, first * outputs);
      return mean;
    },
    posterior(x) {
      const mean = new Float64Array((x.length / inputs) * outputs);
      const variance = new Float64Array(x.length / inputs);
      for (const { points, first } of blocks(x, inputs)) {
        const cross = kernel(points, data);
        mean.set(multiply(cross, alpha).data, first * outputs);
        variance.set(variances(diagonal(kernel, points), cross, root, factor), first);
      }
      return { mean, variance };
    },
  };
}

function check({ rows, outputs, y, weights }: Dataset, ridge: number | "loo"): void {
  if (ridge === "loo" && rows < 2)
    throw new InputError(`data: leave-one-out needs at least 2 rows, got ${rows}; give ridge as a number`);
  if (rows < 1) throw new InputError("data: expected at least one row");
  if (ridge !== "loo" && !(ridge >= 0 && Number.isFinite(ridge)))
    throw new RangeError(`ridge: expected a finite number of at least 0, or "loo", got ${ridge}`);
  const bad = y.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new InputError(`data: the target of row ${Math.floor(bad / outputs)} is ${y[bad]}; remove the row`);
  const odd = weights?.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight))) ?? -1;
  if (odd >= 0)
    throw new InputError(`data: the weight of row ${odd} is ${weights?.[odd]}; expected a number of at least 0`);
}

function* blocks(x: Float64Array, inputs: number): Generator<{ readonly points: Points; readonly first: number }> {
  const rows = x.length / inputs;
  if (!Number.isInteger(rows))
    throw new InputError(
      `x: expected rows of ${inputs} inputs, got ${x.length} numbers, which is not a multiple of it`,
    );
  for (let first = 0; first < rows; first += BLOCK) {
    const count = Math.min(BLOCK, rows - first);
    yield { points: { rows: count, inputs, x: x.subarray(first * inputs, (first + count) * inputs) }, first };
  }
}

/** k(x, x), in square pieces that cost little more than the diagonal. */
function diagonal(kernel: KernelFunction, { rows, inputs, x }: Points): Float64Array {
  const piece = 16;
  const result = new Float64Array(rows);
  for (let first = 0; first < rows; first += piece) {
    const count = Math.min(piece, rows - first);
    const { data } = kernel({ rows: count, inputs, x: x.subarray(first * inputs, (first + count) * inputs) });
    for (let i = 0; i < count; i++) result[first + i] = data[i * count + i];
  }
  return result;
}

/** k(x, x) - |L^-1 W^(1/2) k(X, x)|^2; what rounding puts below zero is zero. */
function variances(prior: Float64Array, cross: Matrix, root: Float64Array, factor: Cholesky): Float64Array {
  const { rows, columns: n } = cross;
  const turned = new Float64Array(n * rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j < n; j++) turned[j * rows + i] = root[j] * cross.data[i * n + j];
  const part = factor.forward({ rows: n, columns: rows, data: turned }).data;
  const known = new Float64Array(rows);
  for (let j = 0; j < n; j++) for (let i = 0; i < rows; i++) known[i] += part[j * rows + i] * part[j * rows + i];
  return prior.map((value, i) => Math.max(value - known[i], 0));
}

function scaled({ rows: n, data }: Matrix, root: Float64Array): Matrix {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) result[i * n + j] = data[i * n + j] * (root[i] * root[j]);
    // A row of weight 0 has an equation of its own, with solution 0, so that it makes nothing singular.
    if (root[i] === 0) result[i * n + i] = 1;
  }
  return { rows: n, columns: n, data: result };
}

function scaleRows({ rows, columns, data }: Matrix, root: Float64Array): Matrix {
  return { rows, columns, data: data.map((value, at) => value * root[Math.floor(at / columns)]) };
}
