import { exp, log } from "../../../numerics/elementary.js";
import { type Equation, frictionAt } from "./equation.js";
import type { Track } from "./flow-track.js";
import { envelope, lastPeak } from "./numbers.js";

/** V at a growth of less than this share is rounding and the error of the steps. */
export const GROWTH = 1e-6;

/** log10(a / b). */
export const decades = (a: number, b: number): number => (log(a) - log(b)) / Math.LN10;

/** The smallest margin of an inequality along the track, in decades, and where it is. */
function smallestOf(track: Track, margin: (k: number) => number) {
  let least = Number.POSITIVE_INFINITY;
  let where = 0;
  for (let k = 1; k < track.time.length; k++) {
    const value = margin(k);
    if (!(value >= least)) {
      least = value;
      where = k;
    }
  }
  return { margin: least, time: track.time[where] };
}

/**
 * The theorem's bound over the loss: exp(-lambda_0 t) L(0); 4/lambda_0 exp(-sqrt(lambda_0/2) t) L^(0); and what V (alpha = 2) gives for Nesterov,
 * whose own constant the paper does not name: L <= (gamma-1)^2 L(0) / ((lambda_0/2) t^2).
 */
export function boundMargin(equation: Equation, track: Track, lambda0: number) {
  const { time, loss, pseudo } = track;
  if (equation.name === "gradient")
    return smallestOf(track, (k) => decades(exp(-lambda0 * time[k]) * loss[0], loss[k]));
  if (equation.name === "heavyBall")
    return smallestOf(track, (k) => decades((4 / lambda0) * exp(-Math.sqrt(lambda0 / 2) * time[k]) * pseudo, loss[k]));
  const factor = ((equation.gamma - 1) * (equation.gamma - 1) * 2) / lambda0;
  return smallestOf(track, (k) => decades((factor * loss[0]) / (time[k] * time[k]), loss[k]));
}

/** V(t) <= exp(-alpha t) V(0), alpha = b/2, for the heavy ball; else V(t) <= V(0). */
export function decayMargin(equation: Equation, track: Track, lambda0: number) {
  const alpha = equation.name === "heavyBall" ? 0.5 * frictionAt(equation, lambda0, 0) : 0;
  const { time, lyapunov } = track;
  return smallestOf(track, (k) => decades(exp(-alpha * time[k]) * lyapunov[0], lyapunov[k]));
}

/** Steps over which V grew, apart those in which a neuron flipped and those in which none did. */
export function growthOf({ lyapunov, flipped }: Track) {
  const counts = { steady: 0, steadyGrew: 0, steadyMost: 0, flipping: 0, flippingGrew: 0, flippingMost: 0 };
  for (let k = 2; k < lyapunov.length; k++) {
    const grew = lyapunov[k] / lyapunov[k - 1] - 1;
    if (flipped[k] > 0) {
      counts.flipping++;
      if (grew > GROWTH) counts.flippingGrew++;
      counts.flippingMost = Math.max(counts.flippingMost, grew);
    } else {
      counts.steady++;
      if (grew > GROWTH) counts.steadyGrew++;
      counts.steadyMost = Math.max(counts.steadyMost, grew);
    }
  }
  return counts;
}

/** The largest share by which a value exceeds the one before. */
export function largestGrowth(values: Float64Array): number {
  let most = 0;
  for (let k = 1; k < values.length; k++) most = Math.max(most, values[k] / values[k - 1] - 1);
  return most;
}

/** The largest difference in decades of the envelopes of two runs, the coarse one at half the resolution, up to the last peak of both. */
export function envelopeError(fine: ArrayLike<number>, coarse: ArrayLike<number>): number {
  const [upper, lower] = [envelope(fine), envelope(coarse)];
  const end = Math.min(Math.floor(lastPeak(fine) / 2), lastPeak(coarse));
  let most = 0;
  for (let k = 0; k <= end; k++) most = Math.max(most, Math.abs(decades(upper[2 * k], lower[k])));
  return most;
}
