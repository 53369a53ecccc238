import { BLOCK, type Coefficients, type Parity } from "./coefficients.js";

/** Blocks whose bound is below this share of sqrt(E f(u)^2 E f(v)^2) are left out. */
const NEGLIGIBLE = Number.EPSILON / 16;

/** The largest bound on what a sum left out, over the pairs so far. */
export interface Tally {
  most: number;
}

/** E f(u) f(v) for variances i and j and correlation rho. */
export type PairSum = (of: Coefficients, i: number, j: number, rho: number, tally: Tally) => number;

/** sum_k a_k(i) a_k(j) rho^k, for as many blocks of terms as matter at this rho. */
export const powerSum: PairSum = (of, i, j, rho, tally) => {
  const enough = NEGLIGIBLE * Math.sqrt(of.second[i] * of.second[j]);
  return powers(of.even, i, j, 1, rho * rho, enough, tally) + powers(of.odd, i, j, rho, rho * rho, enough, tally);
};

function powers(
  { terms, data, tails }: Parity,
  i: number,
  j: number,
  first: number,
  square: number,
  enough: number,
  tally: Tally,
): number {
  const blocks = terms / BLOCK;
  const mine = i * (blocks + 1);
  const yours = j * (blocks + 1);
  let power = first;
  let a = i * terms;
  let b = j * terms;
  let sum = 0;
  for (let block = 0; block < blocks; block++) {
    if (Math.abs(power) * tails[mine + block] * tails[yours + block] <= enough) return sum;
    for (const end = a + BLOCK; a < end; a++, b++) {
      sum += data[a] * data[b] * power;
      power *= square;
    }
  }
  const cut = Math.abs(power) * tails[mine + blocks] * tails[yours + blocks];
  if (cut > tally.most) tally.most = cut;
  return sum;
}

/**
 * sum_k a_k(i) a_k(j) P_k(rho) with Gegenbauer's polynomials of the unit sphere of R^D, P_k(1) = 1:
 * (k + D - 2) P_{k+1} = (2k + D - 2) rho P_k - k P_{k-1}.
 * @param most terms at most.
 */
export function gegenbauerSum(dimension: number, most: number): PairSum {
  const ahead = new Float64Array(most + 2 * BLOCK);
  const back = new Float64Array(most + 2 * BLOCK);
  for (let k = 0; k < ahead.length; k++) {
    // P_1 = rho; the formula is 0/0 there for D = 2.
    ahead[k] = k === 0 ? 1 : (2 * k + dimension - 2) / (k + dimension - 2);
    back[k] = k === 0 ? 0 : k / (k + dimension - 2);
  }
  return ({ even, odd, second }, i, j, rho, tally) => {
    const enough = NEGLIGIBLE * Math.sqrt(second[i] * second[j]);
    const blocks = Math.max(even.terms, odd.terms) / BLOCK;
    let before = 0;
    let polynomial = 1;
    let sum = 0;
    for (let block = 0; block <= blocks; block++) {
      const rest = tail(even, i, j, block) + tail(odd, i, j, block);
      if (block === blocks && rest > tally.most) tally.most = rest;
      if (block === blocks || rest <= enough) break;
      for (let k = 2 * block * BLOCK; k < 2 * (block + 1) * BLOCK; k++) {
        const { terms, data } = k % 2 === 0 ? even : odd;
        const t = k >> 1;
        if (t < terms) sum += data[i * terms + t] * data[j * terms + t] * polynomial;
        const next = ahead[k] * rho * polynomial - back[k] * before;
        before = polynomial;
        polynomial = next;
      }
    }
    return sum;
  };
}

/** What the blocks from this one on can add: |P_k| <= 1. */
function tail({ terms, tails }: Parity, i: number, j: number, block: number): number {
  const blocks = terms / BLOCK;
  const at = Math.min(block, blocks);
  return tails[i * (blocks + 1) + at] * tails[j * (blocks + 1) + at];
}
