import type { Points } from "../../model/dataset.js";
import { random } from "../../numerics/random.js";

/** Rows on one line through the origin: x_{rows[i]} = factors[i] x_{rows[0]}. Rows ascend, so factors[0] = 1. */
export interface ParallelGroup {
  readonly rows: readonly number[];
  /** 1 for a duplicate of the first row, negative for antiparallel rows. */
  readonly factors: readonly number[];
}

/** The rows of a data set whose inputs are parallel, antiparallel or equal. */
export interface ParallelRows {
  /** In the order of their first rows. A row in no group is parallel to no other. */
  readonly groups: readonly ParallelGroup[];
  /** Rows that are all zero (without a constant input), where a network without bias is 0. */
  readonly zeros: readonly number[];
  /** Rows that equal an earlier row. */
  readonly duplicates: number;
  /** Rows in the direction of an earlier row, of another length. */
  readonly parallel: number;
  /** Rows in the opposite direction of the first of their line. */
  readonly antiparallel: number;
}

export interface ParallelOptions {
  /** As in `mlp`: with a bias ("input", the default, or "layers") only equal rows are parallel, since each has a constant 1 beside it. */
  readonly bias?: "input" | "layers" | false;
  /** How far directions (with bias: rows, relative to their length) may differ. Default 2^-44: rounding, and no more. */
  readonly tolerance?: number;
}

/** 2^-44. */
const ROUNDING = 256 * Number.EPSILON;

/**
 * Names the rows whose inputs are parallel, antiparallel or equal: there the kernel loses rank, and Assumption 1 fails.
 * O(n d + n log n): rows are sorted by their component along one fixed random direction, then neighbours are compared.
 * @param points standardised inputs (n x d), without the constant column.
 * @throws RangeError if an input is not finite or the tolerance is not in [0, 1).
 * @paper HRTA Remark 2, BXC Fact 2.2
 * @example parallelRows(data).duplicates
 */
export function parallelRows(
  points: Points,
  { bias = "input", tolerance = ROUNDING }: ParallelOptions = {},
): ParallelRows {
  if (!(tolerance >= 0 && tolerance < 1))
    throw new RangeError(`tolerance: expected a number in [0, 1), got ${tolerance}`);
  const rays = raysOf(points, bias === false);
  const order = rays.order;
  const firstOf = new Int32Array(points.rows).fill(-1);
  // Representatives of the lines that a row may still lie on; the sort brings the rows of a line together.
  let open: number[] = [];
  for (const row of order) {
    const reach = 4 * tolerance * rays.length(row) + rays.rounding;
    open = open.filter((first) => rays.key[row] - rays.key[first] <= reach);
    const first = open.find((candidate) => rays.distance(candidate, row) <= tolerance * rays.length(row));
    firstOf[row] = first ?? row;
    if (first === undefined) open.push(row);
  }
  return summary(points.rows, firstOf, rays.zeros, (from, to) => (bias === false ? rays.ratio(from, to) : 1));
}

function summary(
  n: number,
  firstOf: Int32Array,
  zeros: readonly number[],
  ratio: (from: number, to: number) => number,
): ParallelRows {
  const lines = new Map<number, number[]>();
  for (let row = 0; row < n; row++) if (firstOf[row] >= 0) push(lines, firstOf[row], row);
  const groups: ParallelGroup[] = [];
  let duplicates = Math.max(zeros.length - 1, 0);
  let parallel = 0;
  let antiparallel = 0;
  for (const rows of lines.values()) {
    if (rows.length < 2) continue;
    const factors = rows.map((row, i) => (i === 0 ? 1 : ratio(rows[0], row)));
    groups.push({ rows, factors });
    const seen = new Set<number>([1]);
    for (const factor of factors.slice(1)) {
      if (seen.has(factor)) duplicates++;
      else if (factor > 0) parallel++;
      else antiparallel++;
      seen.add(factor);
    }
  }
  groups.sort((a, b) => a.rows[0] - b.rows[0]);
  return { groups, zeros, duplicates, parallel, antiparallel };
}

function push(lines: Map<number, number[]>, key: number, row: number): void {
  const line = lines.get(key);
  if (line) line.push(row);
  else lines.set(key, [row]);
}

interface Rays {
  /** Rows that are not zero, by ascending key. */
  readonly order: Int32Array;
  /** The component of the row's direction (with bias: of the row) along the random direction, its sign dropped on a line. */
  readonly key: Float64Array;
  readonly zeros: readonly number[];
  /** What rounding may add to the distance of two keys. */
  readonly rounding: number;
  length(row: number): number;
  distance(a: number, b: number): number;
  ratio(from: number, to: number): number;
}

function raysOf({ rows, inputs: d, x }: Points, lines: boolean): Rays {
  const direction = random(0, "parallel").pointOnSphere(d);
  const norm = new Float64Array(rows);
  const key = new Float64Array(rows);
  let longest = 0;
  for (let i = 0; i < rows; i++) {
    // In units of the largest entry no square overflows or underflows.
    let most = 0;
    for (let j = 0; j < d; j++) most = Math.max(most, Math.abs(x[i * d + j]));
    if (!Number.isFinite(most)) throw new RangeError(`points: row ${i} has an input that is not a finite number`);
    let square = 0;
    let along = 0;
    for (let j = 0; j < d && most > 0; j++) {
      const part = x[i * d + j] / most;
      square += part * part;
      along += part * direction[j];
    }
    norm[i] = most * Math.sqrt(square);
    longest = Math.max(longest, norm[i]);
    if (most > 0) key[i] = lines ? Math.abs(along) / Math.sqrt(square) : along * most;
  }
  /** |p x_a - q x_b|. */
  const apart = (a: number, p: number, b: number, q: number) => {
    let square = 0;
    for (let j = 0; j < d; j++) {
      const difference = p * x[a * d + j] - q * x[b * d + j];
      square += difference * difference;
    }
    return Math.sqrt(square);
  };
  const opposite = (a: number, b: number) =>
    apart(a, 1 / norm[a], b, -1 / norm[b]) < apart(a, 1 / norm[a], b, 1 / norm[b]);
  const isZero = (row: number) => lines && norm[row] === 0;
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  return {
    order: all.filter((row) => !isZero(row)).sort((a, b) => key[a] - key[b] || a - b),
    key,
    zeros: Array.from(all.filter(isZero)),
    rounding: 8 * d * Number.EPSILON * (lines ? 1 : longest),
    length: (row) => (lines ? 1 : norm[row]),
    distance: (a, b) => (lines ? apart(a, 1 / norm[a], b, (opposite(a, b) ? -1 : 1) / norm[b]) : apart(a, 1, b, 1)),
    ratio(from, to) {
      const factor = norm[to] / norm[from];
      const rounded = Math.abs(factor - 1) <= ROUNDING ? 1 : factor;
      return opposite(from, to) ? -rounded : rounded;
    },
  };
}
