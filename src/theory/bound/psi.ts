import { log } from "../../numerics/elementary.js";

/** What psi depends on besides m. */
export interface Movement {
  readonly rows: number;
  readonly dimension: number;
  readonly delta: number;
  /** R(theta_0). */
  readonly loss: number;
  /** lambda_{a,1} + lambda_{omega,1}. */
  readonly lambda: number;
}

/**
 * psi(m), the bound on how far any weight moves during the first stage:
 * 8 sqrt(2) n d sqrt(R(0)) / (sqrt(m) (lambda_a + lambda_omega)) sqrt(2 log(4 m (d+1) / delta)).
 * The paper defines it twice, the second time without 1/sqrt(m), which is a slip: that one grows with m.
 * @param options.printed the second definition. Default false.
 * @paper HRTA Proposition 3
 */
export function psi(m: number, movement: Movement, { printed = false }: { readonly printed?: boolean } = {}): number {
  const { rows: n, dimension: d, delta, loss, lambda } = movement;
  if (!(lambda > 0)) return Number.POSITIVE_INFINITY;
  const scale = (8 * Math.SQRT2 * n * d * Math.sqrt(loss)) / lambda;
  return (printed ? scale : scale / Math.sqrt(m)) * Math.sqrt(2 * logUnion(m, d, delta));
}

/** log(4 m (d+1) / delta): the union bound over all m (d+1) weights. */
export const logUnion = (m: number, d: number, delta: number): number => log((4 * m * (d + 1)) / delta);
