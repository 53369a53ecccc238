import { InputError } from "../../model/errors.js";
import { pow } from "../../numerics/elementary.js";
import { type Random, random } from "../../numerics/random.js";
import type { Domain, Face } from "./domain.js";
import { haltonPoint } from "./halton.js";

/** How points are laid out: cell centres of a grid, independent and uniform, or Halton's sequence with a random shift. */
export const samplings = ["grid", "uniform", "halton"] as const;
export type Sampling = (typeof samplings)[number];

/** Points of a domain or of its boundary, all with the same weight in an integral. */
export interface PointSet {
  readonly rows: number;
  /** d. */
  readonly dimensions: number;
  /** (rows x d), row-major. */
  readonly x: Float64Array;
  /** The integral over the set is about `measure` / rows times the sum over the points. */
  readonly measure: number;
  /** Outer unit normals (rows x d) of points on the boundary. */
  readonly normal?: Float64Array;
}

export interface PointOptions {
  readonly sampling: Sampling;
  readonly seed: number;
  /** Which draw under the seed: 0 for the first, another for every resampling. A grid is always the same. */
  readonly draw?: number;
}

/**
 * Points inside a domain. A grid has the same spacing in every direction as nearly as whole numbers allow: the centres of at least `count`
 * cells of the bounding box that lie in the domain, each with the same weight (the midpoint rule), so their number may differ a little from
 * `count`. Uniform and Halton points outside the domain are drawn again.
 * @throws InputError if the count is not a positive integer.
 */
export function interiorPoints(domain: Domain, count: number, options: PointOptions): PointSet {
  checkCount("points", count);
  const { dimensions: d, lower, upper, volume } = domain;
  const sides = lower.map((low, j) => upper[j] - low);
  const place = (unit: ArrayLike<number>) => lower.map((low, j) => low + sides[j] * unit[j]);
  const bounds = sides.reduce((product, side) => product * side, 1);
  const found: number[] = [];
  if (options.sampling === "grid") {
    for (const unit of gridOf(sides, (count * bounds) / volume)) {
      const x = place(unit);
      if (domain.contains(x)) found.push(...x);
    }
  } else {
    const next = source(d, options, "interior");
    while (found.length < count * d) {
      const x = place(next());
      if (domain.contains(x)) found.push(...x);
    }
  }
  return { rows: found.length / d, dimensions: d, x: Float64Array.from(found), measure: volume };
}

/**
 * Points on some faces of a domain, shared out by their measures, at least one on each.
 * @throws InputError if the count is not a positive integer.
 */
export function boundaryPoints(domain: Domain, faces: readonly Face[], count: number, options: PointOptions): PointSet {
  checkCount("boundary points", count);
  const { dimensions: d } = domain;
  const measure = faces.reduce((sum, face) => sum + face.measure, 0);
  const x: number[] = [];
  const normal: number[] = [];
  const at = new Float64Array(d);
  const next = source(Math.max(d - 1, 1), options, `boundary ${faces.map(({ name }) => name).join(", ")}`);
  for (const face of faces) {
    const own = d === 1 ? 1 : Math.max(1, Math.round((count * face.measure) / measure));
    // A face is flat and its map affine: steps of its unit cube count as equally long.
    const units: Iterable<ArrayLike<number>> =
      options.sampling === "grid" || d === 1
        ? gridOf(new Array<number>(d - 1).fill(1), own)
        : Array.from({ length: own }, () => next());
    for (const unit of units) {
      face.point(unit, at);
      x.push(...at);
      normal.push(...face.normal);
    }
  }
  return { rows: x.length / d, dimensions: d, x: Float64Array.from(x), measure, normal: Float64Array.from(normal) };
}

/** Centres, in the unit cube, of at least `count` cells that are as nearly cubes as whole numbers allow. */
function* gridOf(sides: readonly number[], count: number): Generator<number[]> {
  const d = sides.length;
  const volume = sides.reduce((product, side) => product * side, 1);
  const spacing = pow(volume / count, 1 / Math.max(d, 1));
  // A hair less than the exact quotient, so that 20 x 20 for 400 points of a square is not made 21 x 21 by rounding.
  const cells = sides.map((side) => Math.max(1, Math.ceil(side / spacing - 1e-9)));
  const total = cells.reduce((product, n) => product * n, 1);
  for (let index = 0; index < total; index++) {
    let rest = index;
    const unit = new Array<number>(d);
    for (let j = d - 1; j >= 0; j--) {
      unit[j] = ((rest % cells[j]) + 0.5) / cells[j];
      rest = Math.floor(rest / cells[j]);
    }
    yield unit;
  }
}

/** A stream of points of the unit cube. */
function source(d: number, { sampling, seed, draw = 0 }: PointOptions, name: string): () => number[] {
  const stream: Random = random(seed, `${name}, draw ${draw}`);
  if (sampling !== "halton") return () => Array.from({ length: d }, () => stream.uniform());
  const shift = Array.from({ length: d }, () => stream.uniform());
  let index = 0;
  return () => haltonPoint(d, index++).map((value, j) => (value + shift[j]) % 1);
}

function checkCount(name: string, count: number): void {
  if (!(Number.isInteger(count) && count >= 1))
    throw new InputError(`${name}: expected a positive integer, got ${count}`);
}
