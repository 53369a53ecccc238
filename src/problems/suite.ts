import type { ProblemSpec } from "./spec.js";

/**
 * The benchmark suite: 12 problems in 1 to 20 dimensions, nine regressions (smooth, kinked, with jumps, noisy) and three
 * classifications. Tables of the user join them as `{ name: "table", file }`.
 */
export const suite: readonly ProblemSpec[] = [
  { name: "sine" },
  { name: "sine", inputs: 3, points: "uniform" },
  { name: "function", target: "doppler", noise: 0.05 },
  { name: "function", target: "blocks", noise: 0.5 },
  { name: "function", target: "continuous", inputs: 2, train: 400 },
  { name: "function", target: "discontinuous", inputs: 2, train: 400 },
  { name: "ridges", inputs: 5 },
  { name: "function", target: "friedman1", inputs: 10, train: 500, noise: 1 },
  { name: "singleNeuron", train: 200, noise: 0.02 },
  { name: "moons", spread: 0.2 },
  { name: "spirals", arms: 3, train: 300 },
  { name: "halfSpaces", points: "normal", train: 500, labelNoise: 0.05 },
];
