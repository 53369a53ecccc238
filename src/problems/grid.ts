import { wrong } from "./fields.js";

export interface GridOptions {
  /** Default 0. */
  readonly low?: number;
  /** Default 1. */
  readonly high?: number;
  /** Whether an axis runs from end to end, i/(k-1); else through the middles of k equal cells, (i + 1/2)/k. Default true. */
  readonly ends?: boolean;
}

/**
 * The k^d points of a uniform grid of [low, high]^d, the last coordinate varying fastest.
 * @param perAxis k, at least 2 where the ends belong to it.
 * @returns (k^d x d), row-major.
 * @throws RangeError if k is no whole number or too small.
 */
export function grid(
  perAxis: number,
  inputs: number,
  { low = 0, high = 1, ends = true }: GridOptions = {},
): Float64Array {
  const least = ends ? 2 : 1;
  if (!Number.isInteger(perAxis) || perAxis < least)
    throw new RangeError(`perAxis: expected a whole number of at least ${least}, got ${perAxis}`);
  const axis = Float64Array.from({ length: perAxis }, (_, i) => {
    const share = ends ? i / (perAxis - 1) : (i + 0.5) / perAxis;
    return low + (high - low) * share;
  });
  const rows = power(perAxis, inputs);
  const points = new Float64Array(rows * inputs);
  for (let row = 0; row < rows; row++) {
    let rest = row;
    for (let j = inputs - 1; j >= 0; j--) {
      points[row * inputs + j] = axis[rest % perAxis];
      rest = Math.floor(rest / perAxis);
    }
  }
  return points;
}

/**
 * The k of a grid with so many points.
 * @throws InputError if they are not k^d for a whole k of at least 2.
 */
export function perAxisOf(points: number, inputs: number, name: string): number {
  if (inputs === 1 && points >= 2) return points;
  let k = 2;
  while (power(k + 1, inputs) <= points) k++;
  if (power(k, inputs) === points) return k;
  const below = power(k, inputs);
  const near = below > points ? `${below}` : `${below} or ${power(k + 1, inputs)}`;
  throw wrong(
    name,
    "train",
    `${points} points are no grid in ${inputs} dimensions; expected k^${inputs}, such as ${near}`,
  );
}

/** b^e for whole numbers, by products. */
export function power(base: number, exponent: number): number {
  let product = 1;
  for (let i = 0; i < exponent; i++) product *= base;
  return product;
}
