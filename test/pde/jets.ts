import { type Jet, pairsOf, planesOf } from "../../src/engine/index.js";
import { random } from "../../src/numerics/random.js";
import { type Local, type LocalView, localView } from "../../src/pde/local.js";

/** The planes of a jet, from a function's value, gradient and Hessian. */
export function entriesOf({ value, gradient, hessian }: Local, jet: Jet): Float64Array {
  const entries = new Float64Array(planesOf(jet));
  entries[0] = value;
  const firsts = jet.order > 0 ? jet.directions : 0;
  for (let j = 0; j < firsts; j++) entries[1 + j] = gradient[j];
  for (const [k, [j, l]] of pairsOf(jet).entries()) entries[1 + firsts + k] = hessian[j][l];
  return entries;
}

/** A view of those entries. */
export function viewOf(entries: ArrayLike<number>, jet: Jet): LocalView {
  const view = localView(jet);
  view.load(entries);
  return view;
}

/** Standard normal numbers. */
export function normals(length: number, seed = 1): Float64Array {
  const values = new Float64Array(length);
  random(seed, "numbers of a test").fillNormal(values);
  return values;
}

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);

export const norm = (a: ArrayLike<number>): number => Math.sqrt(dot(a, a));

export const largest = (a: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** x with one coordinate moved. */
export const moved = (x: ArrayLike<number>, j: number, by: number): Float64Array =>
  Float64Array.from(x, (value, i) => (i === j ? value + by : value));
