import { cholesky } from "../../numerics/linear/cholesky.js";
import { eigen } from "../../numerics/linear/eigen.js";
import { type Matrix, zeros } from "../../numerics/linear/matrix.js";
import { gramProduct, multiply, transposedMultiply } from "../../numerics/linear/product.js";

/** Corrections that an unregularised solution gets, at most. */
const CORRECTIONS = 12;
/** Below this share of the trace an eigenvalue of Phi Phi^T, a square, is rounding. */
const ROUNDING = 1e-13;
/** A residual (squared, of the target's) that says that rows contradict one another. */
const CONTRADICTION = 1e-18;
/** Largest eigenproblem that is worth the time. */
const MOST_EIGEN = 4096;

/** An approximate inverse: from a residual T - Phi C to a correction of C. */
type Inverse = (residual: Matrix) => Matrix;

/**
 * argmin_C |Phi C - T|^2 + shift |C|^2 by the smaller of Phi Phi^T (n x n) and Phi^T Phi (q x q), by Cholesky. A shift below 1e-13 of the
 * trace is rounding: the factorisation takes that much instead, and the solution is corrected, C <- C + Phi^+ (T - Phi C), while that
 * lowers the residual. So shift 0 is the least-squares solution of least norm; where dependent rows contradict one another it comes
 * from the eigenvectors (up to 4096 rows), those under 1e-13 of the trace left out.
 * @param design Phi, (n x q).
 * @param target T, (n x k).
 */
export function ridge(design: Matrix, target: Matrix, shift: number): Matrix {
  const wide = design.rows <= design.columns;
  const product = wide ? gramProduct(design) : transposedMultiply(design, design);
  let trace = 0;
  for (let i = 0; i < product.rows; i++) trace += product.data[i * product.rows + i];
  if (!(trace > 0)) return zeros(design.columns, target.columns);
  const least = ROUNDING * trace;
  const factor = cholesky(product, { shift: Math.max(shift, least) });
  if (!factor)
    throw new Error(`ridge: ${design.rows} x ${design.columns} features could not be factorised; please report them`);
  const solve: Inverse = wide
    ? (residual) => transposedMultiply(design, factor.solve(residual))
    : (residual) => factor.solve(transposedMultiply(design, residual));
  if (shift >= least) return solve(target);
  const solution = corrected(design, target, solve);
  // In the tall case what is left lies outside of the range of Phi and does no harm.
  if (!wide || product.rows > MOST_EIGEN || solution.left <= CONTRADICTION * squares(target))
    return solution.coefficients;
  return corrected(design, target, pseudoInverse(design, product, least)).coefficients;
}

/** Iterates C <- C + solve(T - Phi C) while the residual falls. */
function corrected(
  design: Matrix,
  target: Matrix,
  solve: Inverse,
): { readonly coefficients: Matrix; readonly left: number } {
  let coefficients = solve(target);
  let residual = add(target, multiply(design, coefficients), -1);
  let left = squares(residual);
  for (let round = 1; round < CORRECTIONS && left > 0; round++) {
    const next = add(coefficients, solve(residual));
    const rest = add(target, multiply(design, next), -1);
    const size = squares(rest);
    if (!(size < left)) break;
    const slow = size > 0.99 * left;
    [coefficients, residual, left] = [next, rest, size];
    // Nothing is gained any more once the rest is what Phi cannot reach.
    if (slow) break;
  }
  return { coefficients, left };
}

/** Phi^T (Phi Phi^T)^+ by eigenvectors; eigenvalues up to `least` count as 0. */
function pseudoInverse(design: Matrix, product: Matrix, least: number): Inverse {
  const { values, vectors } = eigen(product);
  return (residual) => {
    const modes = multiply(vectors, residual);
    const k = modes.columns;
    for (let at = 0; at < modes.data.length; at++) {
      const value = values[Math.floor(at / k)];
      modes.data[at] = value > least ? modes.data[at] / value : 0;
    }
    return transposedMultiply(design, transposedMultiply(vectors, modes));
  };
}

function add(a: Matrix, b: Matrix, factor = 1): Matrix {
  return { ...a, data: a.data.map((value, at) => value + factor * b.data[at]) };
}

function squares({ data }: Matrix): number {
  let sum = 0;
  for (let at = 0; at < data.length; at++) sum += data[at] * data[at];
  return sum;
}
