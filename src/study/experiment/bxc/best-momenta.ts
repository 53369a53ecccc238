import { random } from "../../../numerics/random.js";
import { insideUnitCircle } from "../../../theory/dynamics/polynomial.js";
import { heavyBallParameters } from "../../../theory/index.js";

/** Rate and two momenta of section 5.1, with the factor by which the slowest mode falls a step. */
export interface TwoMomenta {
  readonly rate: number;
  readonly momenta: readonly [number, number];
  readonly factor: number;
}

/** Proposals of the search: more find nothing that shows in 6 digits. */
const PROPOSALS = 4000;

/**
 * The rate and two momenta under which the slowest mode of these eigenvalues falls fastest, sought at random around the best so far, from the
 * best heavy ball (second momentum 0) on, with a stride that grows where it gains and shrinks where not: never worse than it began.
 * @param values positive eigenvalues, ascending.
 * @paper BXC section 5.1
 */
export function bestMomenta(values: ArrayLike<number>): TwoMomenta {
  const max = values[values.length - 1];
  const start = heavyBallParameters({ min: values[0], max });
  const draws = random(0, "best momenta");
  // The rate in units of 1/max, so that all three are of order one.
  let point: readonly number[] = [start.rate * max, start.momentum, 0];
  let best = slowest(values, max, point);
  let stride = 0.1;
  for (let proposal = 0; proposal < PROPOSALS; proposal++) {
    const trial = point.map((value) => value + stride * draws.normal());
    // One success in five keeps the stride.
    if (!falls(values, max, trial, best)) {
      stride *= 0.95;
      continue;
    }
    point = trial;
    best = slowest(values, max, trial);
    stride *= 1.2;
  }
  return { rate: point[0] / max, momenta: [point[1], point[2]], factor: best };
}

/** Whether all roots of (z - 1) (z^2 - beta_1 z - beta_2) + eta lambda z^2 lie within the radius, for every eigenvalue. */
function falls(values: ArrayLike<number>, max: number, [rate, first, second]: readonly number[], radius: number) {
  if (!(rate > 0)) return false;
  for (let i = 0; i < values.length; i++) {
    const q = (rate * values[i]) / max;
    // The polynomial of z / radius.
    const cubic = [radius * radius * radius, (q - 1 - first) * radius * radius, (first - second) * radius, second];
    if (!insideUnitCircle(cubic)) return false;
  }
  return true;
}

/** The largest modulus of those roots, by bisection; Infinity where one is not within the unit circle. */
function slowest(values: ArrayLike<number>, max: number, point: readonly number[]): number {
  if (!falls(values, max, point, 1)) return Number.POSITIVE_INFINITY;
  let low = 0;
  let high = 1;
  while (high - low > 1e-9) {
    const middle = 0.5 * (low + high);
    if (falls(values, max, point, middle)) high = middle;
    else low = middle;
  }
  return high;
}
