import type { Matrix } from "../../numerics/linear/matrix.js";
import { multiplyTransposed } from "../../numerics/linear/product.js";
import { largest } from "./dual.js";
import { ORDERS, type Polynomials } from "./polynomials.js";

/** Coefficients a_k of f(sqrt(p_i) z) of one parity: k = 2 t or 2 t + 1 for t < terms. */
export interface Parity {
  readonly terms: number;
  /** a of variance i at i * terms + t. */
  readonly data: Float64Array;
  /** sqrt(sum of a_k^2 over t >= b BLOCK), at i * (blocks + 1) + b: what Parseval's identity leaves after b blocks, and a bound on what it leaves out. */
  readonly tails: Float64Array;
}

/** The expansions of a function at several variances. */
export interface Coefficients {
  readonly even: Parity;
  readonly odd: Parity;
  /** E f^2 at every variance. */
  readonly second: Float64Array;
  /** Norm of the error of the a_k by quadrature, estimated from a second rule. */
  readonly error: number;
}

/** Terms between two looks at the tail. */
export const BLOCK = 16;

/** Share of E f^2 below which a tail is rounding: Parseval's difference is no more accurate. */
const NEGLIGIBLE = 16 * Number.EPSILON;

/** The basis at two rules' nodes, and when to stop. */
export interface Expander {
  readonly fine: Polynomials;
  readonly check: Polynomials;
  /** Terms after which an expansion that has not converged is cut off. */
  readonly most: number;
}

/**
 * Expands f(sqrt(p) z) in the basis for every variance p, until Parseval's tail is rounding or the most terms are used.
 * @throws RangeError if f is not finite at a node.
 */
export function coefficients(
  f: (z: number) => number,
  name: string,
  variances: Float64Array,
  { fine, check, most }: Expander,
): Coefficients {
  const { even, odd, second } = expand(f, name, variances, fine, {
    even: most / 2,
    odd: most / 2,
    negligible: NEGLIGIBLE,
  });
  // The rules have no node in common; a kink off 0 or an underresolved pole moves their results apart by what they are wrong.
  const few = sample(variances);
  const again = expand(f, name, pick(variances, few), check, { even: even.terms, odd: odd.terms });
  let error = 0;
  for (const [at, i] of few.entries())
    error = Math.max(error, apart(even, i, again.even, at) + apart(odd, i, again.odd, at));
  return { even, odd, second, error: Math.sqrt(error) };
}

/** Terms at most, of each parity, and the share of E f^2 in the tail that ends them earlier. */
interface Limits {
  readonly even: number;
  readonly odd: number;
  readonly negligible?: number;
}

interface Expansion {
  readonly even: Parity;
  readonly odd: Parity;
  readonly second: Float64Array;
}

function expand(
  f: (z: number) => number,
  name: string,
  variances: Float64Array,
  at: Polynomials,
  limits: Limits,
): Expansion {
  const { nodes, weights } = at.rule;
  const rows = variances.length;
  const columns = nodes.length;
  const even = new Float64Array(rows * columns);
  const odd = new Float64Array(rows * columns);
  const second = { even: new Float64Array(rows), odd: new Float64Array(rows) };
  for (let i = 0; i < rows; i++) {
    const root = Math.sqrt(variances[i]);
    for (let j = 0; j < columns; j++) {
      const plus = f(root * nodes[j]);
      const minus = f(-root * nodes[j]);
      if (!Number.isFinite(plus) || !Number.isFinite(minus))
        throw new RangeError(
          `${name}: is ${plus} at ${root * nodes[j]} and ${minus} at ${-root * nodes[j]}; expected finite numbers`,
        );
      const e = plus + minus;
      const o = plus - minus;
      even[i * columns + j] = e;
      odd[i * columns + j] = o;
      second.even[i] += 0.5 * weights[j] * e * e;
      second.odd[i] += 0.5 * weights[j] * o * o;
    }
  }
  const total = second.even.map((value, i) => value + second.odd[i]);
  const enough = limits.negligible === undefined ? Number.NEGATIVE_INFINITY : limits.negligible * largest(total);
  return {
    even: project({ rows, columns, data: even }, (chunk) => at.chunk(0, chunk), second.even, limits.even, enough),
    odd: project({ rows, columns, data: odd }, (chunk) => at.chunk(1, chunk), second.odd, limits.odd, enough),
    second: total,
  };
}

/** All coefficients of one parity: products of the sampled functions with ORDERS polynomials at a time, until every tail is below `enough`. */
function project(
  samples: Matrix,
  polynomials: (chunk: number) => Float64Array,
  total: Float64Array,
  most: number,
  enough: number,
): Parity {
  const { rows, columns } = samples;
  const left = total.slice();
  const chunks: Float64Array[] = [];
  let terms = 0;
  while (terms < most && left.some((rest) => rest > enough)) {
    const chunk = multiplyTransposed(samples, { rows: ORDERS, columns, data: polynomials(chunks.length) }).data;
    for (let i = 0; i < rows; i++)
      for (let t = 0; t < ORDERS; t++) left[i] -= chunk[i * ORDERS + t] * chunk[i * ORDERS + t];
    chunks.push(chunk);
    terms += ORDERS;
  }
  const data = new Float64Array(rows * terms);
  const blocks = terms / BLOCK;
  const tails = new Float64Array(rows * (blocks + 1));
  for (let i = 0; i < rows; i++) {
    for (const [c, chunk] of chunks.entries())
      data.set(chunk.subarray(i * ORDERS, (i + 1) * ORDERS), i * terms + c * ORDERS);
    // What is left is known to the rounding of the total only.
    let rest = Math.max(left[i], 0) + NEGLIGIBLE * total[i];
    for (let b = blocks; b >= 0; b--) {
      if (b < blocks)
        for (let t = 0; t < BLOCK; t++) rest += data[i * terms + b * BLOCK + t] * data[i * terms + b * BLOCK + t];
      tails[i * (blocks + 1) + b] = Math.sqrt(rest);
    }
  }
  return { terms, data, tails };
}

/** Indices of the smallest, a middle and the largest variance. */
function sample(variances: Float64Array): number[] {
  const order = Array.from(variances, (_, i) => i).sort((a, b) => variances[a] - variances[b]);
  return [...new Set([order[0], order[order.length >> 1], order[order.length - 1]])];
}

const pick = (values: Float64Array, places: readonly number[]) => Float64Array.from(places, (i) => values[i]);

function apart(a: Parity, i: number, b: Parity, j: number): number {
  let sum = 0;
  for (let t = 0; t < a.terms; t++) {
    const d = a.data[i * a.terms + t] - b.data[j * b.terms + t];
    sum += d * d;
  }
  return sum;
}
