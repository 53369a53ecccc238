import { InputError } from "../model/errors.js";
import { didYouMean, listNames } from "../model/nearest.js";
import type { Domain, Face } from "./domain/domain.js";
import { boundaryPoints, interiorPoints, type PointOptions, type PointSet } from "./domain/points.js";
import type { Term, Where } from "./term.js";

/** Where a term's points lie among all of them. */
export interface Part {
  readonly term: Term;
  readonly first: number;
  readonly rows: number;
  /** |S|. */
  readonly measure: number;
  /** The first of the points that these are paired with. */
  readonly other?: number;
}

/** All points of a loss, each set once whatever the number of its terms. */
export interface Collocation {
  readonly rows: number;
  /** d. */
  readonly dimensions: number;
  /** (rows x d). */
  readonly x: Float64Array;
  /** (rows x d), 0 inside. */
  readonly normal: Float64Array;
  readonly parts: readonly Part[];
}

export interface CollocationOptions extends PointOptions {
  /** Points inside, about. */
  readonly points: number;
  /** Points on the whole boundary; a condition on some faces has their share. */
  readonly boundary: number;
}

/**
 * Lays out the points of all terms.
 * @throws InputError if a term names a face that the domain lacks, pairs faces that are not alike, or has a point outside the domain.
 */
export function collocate(domain: Domain, terms: readonly Term[], options: CollocationOptions): Collocation {
  const { dimensions: d } = domain;
  const sets = new Map<string, { readonly first: number; readonly set: PointSet; readonly other?: number }>();
  const x: number[] = [];
  const normal: number[] = [];
  const push = (set: PointSet): number => {
    const first = x.length / d;
    for (const value of set.x) x.push(value);
    for (let i = 0; i < set.rows * d; i++) normal.push(set.normal?.[i] ?? 0);
    return first;
  };
  const parts = terms.map((term): Part => {
    const key = JSON.stringify(term.where);
    let own = sets.get(key);
    if (!own) {
      const [set, partner] = pointsOf(domain, term.where, options);
      own = { first: push(set), set, ...(partner ? { other: push(partner) } : {}) };
      sets.set(key, own);
    }
    const { first, set, other } = own;
    return { term, first, rows: set.rows, measure: set.measure, ...(other === undefined ? {} : { other }) };
  });
  return { rows: x.length / d, dimensions: d, x: Float64Array.from(x), normal: Float64Array.from(normal), parts };
}

function pointsOf(domain: Domain, where: Where, options: CollocationOptions): [PointSet, PointSet?] {
  switch (where.kind) {
    case "interior":
      return [interiorPoints(domain, options.points, options)];
    case "given":
      return [givenPoints(domain, where.x)];
    case "boundary":
      return [boundaryPoints(domain, facesOf(domain, where.faces), shareOf(domain, where.faces, options), options)];
    case "pair": {
      const [near, far] = facesOf(domain, where.faces);
      if (Math.abs(near.measure - far.measure) > 1e-9 * near.measure)
        throw new InputError(
          `periodic: the faces "${near.name}" and "${far.name}" differ in size and cannot be paired`,
        );
      if (near.normal.some((entry, j) => Math.abs(entry + far.normal[j]) > 1e-9))
        throw new InputError(
          `periodic: the faces "${near.name}" and "${far.name}" do not lie opposite each other and cannot be paired`,
        );
      const set = boundaryPoints(domain, [near], shareOf(domain, [near.name], options), options);
      // The same stream on a face of that other place: the same points of the unit cube.
      const { dimensions: d } = domain;
      const moved = set.x.slice();
      const [from, to] = [new Float64Array(d), new Float64Array(d)];
      // By their centres: two edges of a polygon that lie opposite run in opposite directions.
      const centre = new Float64Array(Math.max(d - 1, 1)).fill(0.5);
      near.point(centre, from);
      far.point(centre, to);
      for (let i = 0; i < moved.length; i++) moved[i] += to[i % d] - from[i % d];
      const normal = moved.map((_, i) => far.normal[i % d]);
      return [set, { ...set, x: moved, normal }];
    }
  }
}

/** Points for these faces, so that all of the boundary has `boundary` of them. */
function shareOf(domain: Domain, names: readonly string[], { boundary }: CollocationOptions): number {
  const measure = (faces: readonly Face[]) => faces.reduce((sum, face) => sum + face.measure, 0);
  return Math.max(1, Math.round((boundary * measure(facesOf(domain, names))) / measure(domain.faces)));
}

/** The faces of those names. */
export function facesOf(domain: Domain, names: readonly string[]): Face[] {
  return names.map((name) => {
    const face = domain.faces.find((candidate) => candidate.name === name);
    if (face) return face;
    const known = domain.faces.map((candidate) => candidate.name);
    throw new InputError(
      `condition: the domain has no face "${name}"${didYouMean(name, known) || `; it has ${listNames(known)}`}`,
    );
  });
}

function givenPoints(domain: Domain, points: readonly ArrayLike<number>[]): PointSet {
  const { dimensions: d, variables } = domain;
  if (points.length === 0) throw new InputError("data: expected at least one point");
  const x = new Float64Array(points.length * d);
  for (const [i, point] of points.entries()) {
    const named = variables.map((name, j) => `${name} = ${point[j]}`).join(", ");
    if (point.length !== d) throw new InputError(`data: point ${i + 1} has ${point.length} coordinates, expected ${d}`);
    if (!domain.contains(point)) throw new InputError(`data: point ${i + 1} (${named}) lies outside the domain`);
    x.set(Array.from(point), i * d);
  }
  return { rows: points.length, dimensions: d, x, measure: points.length };
}
