import type { Dataset } from "../../model/dataset.js";
import { type Interval, smallestEigenvalue } from "../../numerics/linear/interval.js";
import type { Matrix } from "../../numerics/linear/matrix.js";
import type { KernelFamily } from "../spectrum/curve.js";
import type { KernelLike } from "../spectrum/spectrum.js";
import { BERNSTEIN, RADIUS } from "./chi-square.js";

/** lambda_min of the a-kernel and of the omega-kernel. */
export interface SmallestPair {
  readonly a: Interval;
  readonly omega: Interval;
}

/** Everything that the bounds of the theorems ask of data and network. */
export interface BoundInputs {
  /** n. */
  readonly rows: number;
  /** d of the theorems: the inputs, with the constant where there is one. */
  readonly dimension: number;
  /** The probability that the bound may fail with. */
  readonly delta: number;
  /** C_0 of Bernstein's inequality. */
  readonly c0: number;
  /** c of BXC Lemma 3.2. */
  readonly radius: number;
  /** The factor that stands for "m = Omega(...)" where the paper gives none. */
  readonly constant: number;
  /** gamma and alpha of BXC Theorem 3. */
  readonly gamma: number;
  readonly alpha: number;
  readonly s: { readonly first: number; readonly second: number };
  /** lambda_{a,1} and lambda_{omega,1}, at the first s. */
  readonly first: SmallestPair;
  /** lambda_{a,2} and lambda_{omega,2}, at the second s. */
  readonly second: SmallestPair;
  /** At s = 1: BXC's lambda_0 is `omega`, Wu's lambda_n (weights on the sphere) is `a` / d. */
  readonly relu: SmallestPair;
  /** R(theta_0) = 1/(2n) |f - y|^2. */
  readonly loss: number;
  /** BXC's pseudo-loss 1/2 Delta^T H Delta at the start. */
  readonly pseudoLoss: number;
  /** What the theorems assume of the inputs: the largest |x_ij|, whether one is negative, the shortest and longest row. */
  readonly inputs: {
    readonly largest: number;
    readonly negative: boolean;
    readonly shortest: number;
    readonly longest: number;
  };
}

export interface BoundOptions
  extends Partial<Pick<BoundInputs, "delta" | "c0" | "radius" | "constant" | "gamma" | "alpha">> {
  /** s of the first and of the second stage. Default [1, 1.5]. */
  readonly s?: readonly [number, number];
  /** As in the kernels. Default "input". */
  readonly bias?: "input" | "layers" | false;
  /** R(theta_0) of your network. Default: its expectation over initialisations at infinite width, (|y|^2 + k tr K^[a]) / (2n). */
  readonly loss?: number;
  /** BXC's pseudo-loss of your network. Default: its expectation, (sum_p y_p^T H y_p + k tr(H K^[a])) / 2. */
  readonly pseudoLoss?: number;
}

/**
 * Gathers what `widthBounds` and `boundConstants` need: three pairs of smallest eigenvalues with proven intervals, and the loss at the start.
 * @param kernels `shallowKernels(data, ...)` for N(0, 1) weights in both layers, with the same bias.
 * @throws RangeError if an option is out of its range (delta in (0, 1), gamma > 6, 4 < alpha <= 2 gamma / 3, the others positive).
 * @paper HRTA (8), (9), BXC Fact 2.2, Wu (0.25)
 */
export function boundInputs(data: Dataset, kernels: KernelFamily, options: BoundOptions = {}): BoundInputs {
  const {
    delta = 0.1,
    c0 = BERNSTEIN,
    radius = RADIUS,
    constant = 1,
    gamma = 7,
    s = [1, 1.5],
    bias = "input",
  } = options;
  const { alpha = (2 * gamma) / 3 } = options;
  if (!(delta > 0 && delta < 1)) throw new RangeError(`delta: expected a probability in (0, 1), got ${delta}`);
  for (const [name, value] of Object.entries({ c0, radius, constant }))
    if (!(value > 0)) throw new RangeError(`${name}: expected a positive number, got ${value}`);
  if (!(gamma > 6 && alpha > 4 && alpha <= (2 * gamma) / 3))
    throw new RangeError(
      `alpha: expected gamma > 6 and 4 < alpha <= 2 gamma / 3, got gamma = ${gamma}, alpha = ${alpha}`,
    );

  const { rows, outputs, y } = data;
  const relu = kernels.at(1);
  const start = s[0] === 1 ? relu : kernels.at(s[0]);
  const second = s[1] === 1 ? relu : s[1] === s[0] ? start : kernels.at(s[1]);
  let square = 0;
  for (const value of y) square += value * value;
  return {
    rows,
    dimension: data.inputs + (bias === false ? 0 : 1),
    delta,
    c0,
    radius,
    constant,
    gamma,
    alpha,
    s: { first: s[0], second: s[1] },
    first: smallest(start),
    second: smallest(second),
    relu: smallest(relu),
    loss: options.loss ?? (square + outputs * trace(start.a)) / (2 * rows),
    pseudoLoss: options.pseudoLoss ?? (quadratic(relu.omega, y, outputs) + outputs * inner(relu.omega, relu.a)) / 2,
    inputs: shape(data, bias !== false),
  };
}

const smallest = ({ a, omega }: { readonly a: KernelLike; readonly omega: KernelLike }): SmallestPair => ({
  a: smallestEigenvalue(a, { entryError: a.error }),
  omega: smallestEigenvalue(omega, { entryError: omega.error }),
});

function trace({ rows, data }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * rows + i];
  return sum;
}

/** tr(A B) of symmetric matrices. */
function inner(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let at = 0; at < a.data.length; at++) sum += a.data[at] * b.data[at];
  return sum;
}

/** sum_p y_p^T A y_p. */
function quadratic({ rows: n, data }: Matrix, y: Float64Array, outputs: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let product = 0;
      for (let p = 0; p < outputs; p++) product += y[i * outputs + p] * y[j * outputs + p];
      sum += data[i * n + j] * product;
    }
  return sum;
}

function shape({ rows, inputs: d, x }: Dataset, constant: boolean): BoundInputs["inputs"] {
  let largest = 0;
  let negative = false;
  let shortest = Number.POSITIVE_INFINITY;
  let longest = 0;
  for (let i = 0; i < rows; i++) {
    let square = constant ? 1 : 0;
    for (let j = 0; j < d; j++) {
      const value = x[i * d + j];
      largest = Math.max(largest, Math.abs(value));
      if (value < 0) negative = true;
      square += value * value;
    }
    shortest = Math.min(shortest, Math.sqrt(square));
    longest = Math.max(longest, Math.sqrt(square));
  }
  return { largest, negative, shortest, longest };
}
