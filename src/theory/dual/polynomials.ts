import type { Quadrature } from "../../numerics/quadrature.js";
import type { Basis } from "./basis.js";

/** Polynomials of one parity in a chunk. */
export const ORDERS = 64;

/** A basis at the nodes of a rule. */
export interface Polynomials {
  readonly rule: Quadrature;
  /** w_j h_k(z_j) for the ORDERS orders k = parity, parity + 2, ... of the chunk, order after order; formed once. */
  chunk(parity: 0 | 1, index: number): Float64Array;
}

/** The basis at a rule's nodes, times the weights, by the three-term recurrence, which is stable upwards. */
export function polynomials(basis: Basis, rule: Quadrature): Polynomials {
  const { nodes, weights } = rule;
  const n = nodes.length;
  const chunks: (readonly [Float64Array, Float64Array])[] = [];
  let before = new Float64Array(n);
  let value = weights.slice();
  let k = 0;
  const next = () => {
    const pair = [new Float64Array(ORDERS * n), new Float64Array(ORDERS * n)] as const;
    for (let at = 0; at < 2 * ORDERS; at++, k++) {
      pair[at % 2].set(value, (at >> 1) * n);
      const up = 1 / Math.sqrt(basis.recurrence(k + 1));
      const down = k > 0 ? Math.sqrt(basis.recurrence(k)) : 0;
      for (let j = 0; j < n; j++) before[j] = (nodes[j] * value[j] - down * before[j]) * up;
      [before, value] = [value, before];
    }
    chunks.push(pair);
  };
  return {
    rule,
    chunk(parity, index) {
      while (chunks.length <= index) next();
      return chunks[index][parity];
    },
  };
}
