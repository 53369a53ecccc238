import { type Jet, pairsOf, planesOf } from "../engine/index.js";
import { type Local, localView } from "./local.js";

/** A known function with its derivatives. */
export type KnownFunction = (x: ArrayLike<number>) => Local;

/** u = lift + factor N for a network N: conditions that hold whatever the network, where the factor is 0. */
export interface Ansatz {
  /** What u is where the factor is 0. Default 0. */
  readonly lift?: KnownFunction;
  /** 0 on the part of the boundary with conditions, positive inside. */
  readonly factor: KnownFunction;
}

/** An ansatz at some points: the jets of u from those of N, and back. */
export interface AnsatzRows {
  /** Replaces the network's planes at a point by those of u. */
  apply(row: number, entries: Float64Array): void;
  /** Replaces derivatives by u's planes by those by the network's. */
  pull(row: number, entries: Float64Array, offset?: number): void;
}

/** Evaluates an ansatz at points (rows x d); u = lift + factor N, u_j = lift_j + factor_j N + factor N_j, and the product rule once more. */
export function ansatzRows({ lift, factor }: Ansatz, x: Float64Array, jet: Jet): AnsatzRows {
  const { directions: d } = jet;
  const rows = x.length / d;
  const planes = planesOf(jet);
  const pairs = pairsOf(jet);
  const firsts = jet.order > 0 ? d : 0;
  const view = localView(jet);
  const table = (of: KnownFunction | undefined) => {
    const values = new Float64Array(rows * planes);
    if (!of) return values;
    for (let i = 0; i < rows; i++) {
      const { value, gradient, hessian } = of(x.subarray(i * d, (i + 1) * d));
      values[i * planes] = value;
      for (let j = 0; j < firsts; j++) values[i * planes + 1 + j] = gradient[j];
      for (const [k, [j, l]] of pairs.entries()) values[i * planes + 1 + firsts + k] = hessian[j][l];
    }
    return values;
  };
  const lifts = table(lift);
  const factors = table(factor);
  const result = new Float64Array(planes);
  return {
    apply(row, entries) {
      const at = row * planes;
      const f = factors[at];
      view.load(entries);
      result[0] = lifts[at] + f * view.value;
      for (let j = 0; j < firsts; j++)
        result[1 + j] = lifts[at + 1 + j] + factors[at + 1 + j] * view.value + f * view.gradient[j];
      for (const [k, [j, l]] of pairs.entries()) {
        const plane = 1 + firsts + k;
        const [fj, fl] = [factors[at + 1 + j], factors[at + 1 + l]];
        result[plane] =
          lifts[at + plane] +
          factors[at + plane] * view.value +
          fj * view.gradient[l] +
          fl * view.gradient[j] +
          f * view.hessian[j][l];
      }
      entries.set(result);
    },
    pull(row, entries, offset = 0) {
      const at = row * planes;
      const f = factors[at];
      result.fill(0);
      result[0] = f * entries[offset];
      for (let j = 0; j < firsts; j++) {
        const c = entries[offset + 1 + j];
        result[0] += factors[at + 1 + j] * c;
        result[1 + j] += f * c;
      }
      for (const [k, [j, l]] of pairs.entries()) {
        const plane = 1 + firsts + k;
        const c = entries[offset + plane];
        result[0] += factors[at + plane] * c;
        result[1 + l] += factors[at + 1 + j] * c;
        result[1 + j] += factors[at + 1 + l] * c;
        result[plane] += f * c;
      }
      entries.set(result, offset);
    },
  };
}
