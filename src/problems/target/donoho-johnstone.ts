import { sin } from "../../numerics/elementary.js";
import type { Target } from "./target.js";

/*
 * The four functions of one variable that wavelet shrinkage was judged by, unscaled.
 * Donoho and Johnstone, "Ideal spatial adaptation by wavelet shrinkage", Biometrika 81 (1994), table 1.
 */

const places = [0.1, 0.13, 0.15, 0.23, 0.25, 0.4, 0.44, 0.65, 0.76, 0.78, 0.81];
const jumps = [4, -5, 3, -4, 5, -4.2, 2.1, 4.3, -3.1, 2.1, -4.2];
const heights = [4, 5, 3, 4, 5, 4.2, 2.1, 4.3, 3.1, 5.1, 4.2];
const widths = [0.005, 0.005, 0.006, 0.01, 0.01, 0.03, 0.01, 0.01, 0.005, 0.008, 0.005];

const FOUR_PI = 12.566370614359172;
const TWO_PI = 6.283185307179586;

const onUnitInterval = (title: string, f: (t: number) => number): Target => ({
  title,
  low: 0,
  inputs: 1,
  most: 1,
  draw: () => (x) => f(x[0]),
});

/** sum_j h_j (1 + sign(t - t_j)) / 2: piecewise constant with 11 jumps. */
export const blocks = onUnitInterval("blocks", (t) =>
  jumps.reduce((sum, jump, j) => sum + (jump * (1 + Math.sign(t - places[j]))) / 2, 0),
);

/** sum_j h_j (1 + |t - t_j| / w_j)^-4: 11 peaks with a kink at the top. */
export const bumps = onUnitInterval("bumps", (t) =>
  heights.reduce((sum, height, j) => {
    const u = 1 + Math.abs(t - places[j]) / widths[j];
    return sum + height / (u * u * u * u);
  }, 0),
);

/** 4 sin(4 pi t) - sign(t - 0.3) - sign(0.72 - t): a wave with two jumps. */
export const heaviSine = onUnitInterval(
  "HeaviSine",
  (t) => 4 * sin(FOUR_PI * t) - Math.sign(t - 0.3) - Math.sign(0.72 - t),
);

/** sqrt(t (1 - t)) sin(2 pi 1.05 / (t + 0.05)): waves that shorten towards 0. */
export const doppler = onUnitInterval("Doppler", (t) => Math.sqrt(t * (1 - t)) * sin((TWO_PI * 1.05) / (t + 0.05)));
