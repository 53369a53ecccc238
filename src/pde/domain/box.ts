import { InputError } from "../../model/errors.js";
import { type Domain, type Face, ROUNDING } from "./domain.js";

export interface BoxOptions {
  /** Default x1, x2, ... */
  readonly variables?: readonly string[];
}

/**
 * The box of all x with lower_j <= x_j <= upper_j: an interval, a rectangle, a space-time cylinder. Its faces are "x1 = 0", "x1 = 1", ...,
 * by the names of its variables.
 * @throws InputError if a side has no length.
 * @example box([0, 0], [1, 1])
 */
export function box(
  lower: readonly number[],
  upper: readonly number[],
  { variables = lower.map((_, j) => (lower.length === 1 ? "x" : `x${j + 1}`)) }: BoxOptions = {},
): Domain {
  const d = lower.length;
  if (d < 1 || upper.length !== d)
    throw new InputError(`domain: expected two corners of as many coordinates, got ${d} and ${upper.length}`);
  if (variables.length !== d || new Set(variables).size !== d)
    throw new InputError(`domain: expected ${d} different names of variables, got ${variables.join(", ")}`);
  for (let j = 0; j < d; j++)
    if (!(Number.isFinite(lower[j]) && Number.isFinite(upper[j]) && lower[j] < upper[j]))
      throw new InputError(
        `domain: ${variables[j]} goes from ${lower[j]} to ${upper[j]}, which has no length; give lower < upper`,
      );
  const sides = lower.map((low, j) => upper[j] - low);
  const volume = sides.reduce((product, side) => product * side, 1);
  const face = (j: number, end: 0 | 1): Face => ({
    name: `${variables[j]} = ${end ? upper[j] : lower[j]}`,
    measure: volume / sides[j],
    normal: lower.map((_, i) => (i === j ? 2 * end - 1 : 0)),
    point(at, x) {
      for (let i = 0, k = 0; i < d; i++) x[i] = i === j ? (end ? upper[j] : lower[j]) : lower[i] + sides[i] * at[k++];
    },
  });
  return {
    dimensions: d,
    variables,
    lower,
    upper,
    volume,
    faces: lower.flatMap((_, j) => [face(j, 0), face(j, 1)]),
    contains: (x) =>
      lower.every((low, j) => x[j] >= low - ROUNDING * sides[j] && x[j] <= upper[j] + ROUNDING * sides[j]),
  };
}
