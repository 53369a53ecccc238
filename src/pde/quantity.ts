import { type Jet, planesOf } from "../engine/index.js";
import type { Local, LocalView } from "./local.js";

/** Where a quantity is formed. */
export interface Place {
  /** The point, length d. */
  readonly x: ArrayLike<number>;
  /** The outer unit normal, on a boundary. */
  readonly normal: ArrayLike<number>;
  /** The scalars of the problem, such as a viscosity, as they are at this step. */
  readonly scalars: Readonly<Record<string, number>>;
  /** Which of the term's points it is, from 0. */
  readonly index?: number;
  /** u at the point that this one is paired with, for periodic conditions. */
  readonly other?: Local;
}

/** Numbers formed of a function and its derivatives at a point: a residual, a density, the miss of a boundary condition. */
export interface Quantity {
  /** The highest derivative that it needs. */
  readonly order: Jet["order"];
  /** How many numbers. */
  readonly components: number;
  evaluate(u: Local, at: Place, out: Float64Array): void;
  /**
   * Their derivatives by the entries of u's jet, which has so many planes, (components x planes); 0 for planes that it does not need. Default:
   * five-point differences, exact but for rounding (a relative 1e-13) where the quantity is a polynomial of degree 4 or less in u and its
   * derivatives.
   */
  differentiate?(u: Local, at: Place, out: Float64Array, planes: number): void;
}

/** One number formed of u at a point. */
export type LocalFunction = (u: Local, at: Place) => number;

/** The quantity of one number that a function gives. */
export const quantity = (order: Jet["order"], of: LocalFunction): Quantity => ({
  order,
  components: 1,
  evaluate(u, at, out) {
    out[0] = of(u, at);
  },
});

/** Step of the differences: the rounding eps / h of sums is near 1e-13, the truncation h^4 / 30 times a fifth derivative as well. */
const STEP = 1e-3;
/** Coefficients of f(v + k h) in 12 h f'(v), k = -2, -1, 1, 2. */
const stencil = [
  [-2, 1],
  [-1, -8],
  [1, 8],
  [2, -1],
] as const;

/**
 * The derivatives of a quantity by the entries of a view's jet, (components x planes): its own, or five-point differences. `moved` is the
 * view whose entries are varied: u itself, or its partner.
 */
export function differentiate(of: Quantity, u: LocalView, at: Place, out: Float64Array, moved: LocalView = u): void {
  const { planes } = moved;
  out.fill(0, 0, of.components * planes);
  if (of.differentiate && moved === u) {
    of.differentiate(u, at, out, planes);
    return;
  }
  const needed = planesOf({ order: of.order, directions: moved.gradient.length });
  const values = new Float64Array(of.components);
  for (let plane = 0; plane < needed; plane++) {
    const start = moved.get(plane);
    const h = STEP * Math.max(1, Math.abs(start));
    for (const [k, coefficient] of stencil) {
      moved.set(plane, start + k * h);
      of.evaluate(u, at, values);
      for (let c = 0; c < of.components; c++) out[c * planes + plane] += (coefficient * values[c]) / (12 * h);
    }
    moved.set(plane, start);
  }
}
