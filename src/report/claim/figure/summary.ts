import { quantileOfSorted } from "../../../study/statistic/quantile.js";

/** Runs of several seeds over a common x: their middle, and a band around it. */
export interface Summary {
  readonly median: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly band: "none" | "range" | "quartiles";
  /** Some seeds have no value somewhere. */
  readonly gaps: boolean;
}

/** The band around the median of this many runs: from five on quartiles say more than the range. */
export const bandOf = (runs: number): Summary["band"] => (runs < 2 ? "none" : runs < 5 ? "range" : "quartiles");

type Run = readonly (number | null)[];

const known = (value: number | null | undefined): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** The first and the last index at which a run has a value. */
const reach = (run: Run): readonly [first: number, last: number] => [run.findIndex(known), run.findLastIndex(known)];

/** So many gaps are no run that failed: the runs were recorded at times of their own. */
const SPARSE = 0.4;

export function sparse(runs: readonly Run[]): boolean {
  let places = 0;
  let gaps = 0;
  for (const run of runs) {
    const [first, last] = reach(run);
    for (let i = first + 1; i < last; i++) {
      places++;
      if (!known(run[i])) gaps++;
    }
  }
  return places > 0 && gaps >= SPARSE * places;
}

/** A run with the places between two values filled along the straight line from one to the other. */
export function joined(run: Run, x: readonly number[]): Run {
  const [first, last] = reach(run);
  let from = first;
  let to = first;
  return run.map((value, i) => {
    if (i < first || i > last || first < 0) return null;
    if (known(value)) {
      from = i;
      return value;
    }
    if (to < i) to = run.findIndex((other, j) => j > i && known(other));
    const [a, b] = [run[from] ?? 0, run[to] ?? 0];
    return a + ((x[i] - x[from]) / (x[to] - x[from])) * (b - a);
  });
}

/** Median and band at every x, of the runs that have a value there; null where fewer than half of them have one. */
export function summarise(runs: readonly (readonly (number | null)[])[], points: number): Summary {
  const band = bandOf(runs.length);
  const [bottom, top] = band === "quartiles" ? [0.25, 0.75] : [0, 1];
  const median: (number | null)[] = [];
  const low: (number | null)[] = [];
  const high: (number | null)[] = [];
  const values = new Float64Array(runs.length);
  let gaps = false;
  for (let i = 0; i < points; i++) {
    let known = 0;
    for (const run of runs) {
      const value = run[i];
      if (typeof value === "number" && Number.isFinite(value)) values[known++] = value;
    }
    const sorted = values.subarray(0, known).sort();
    const enough = known > 0 && 2 * known >= runs.length;
    if (known < runs.length) gaps = true;
    median.push(enough ? quantileOfSorted(sorted, 0.5) : null);
    low.push(enough ? quantileOfSorted(sorted, bottom) : null);
    high.push(enough ? quantileOfSorted(sorted, top) : null);
  }
  return { median, low, high, band, gaps };
}
