/**
 * Steps of each method (in the order of `arms`) in the time in which plain Adam takes one, by problem; a problem with another width has a
 * row of its own. Measured once (AMD EPYC, 2 cores, Node 20.20, 2026-11-25, one process, the median of three looks), then frozen:
 * `node scripts/measure-robust.mjs` measures again. Single entries are good to about 5 %.
 *
 * A step of Adam with a trained s takes 2 to 20 times as long here, for want of a fast path in this library. It keeps as many steps as
 * plain Adam: the claim is not to win by our slow code.
 */
export const relativeSteps: Readonly<Record<string, readonly number[]>> = {
  "sine, d = 1": [0.98, 1.04, 1.05, 0.82, 1.11, 1.12, 1, 1.01, 1.09, 1.07, 0.84, 1],
  "sine, d = 3": [1.02, 1, 1, 0.95, 1.01, 1.03, 1, 1, 1.01, 1.02, 0.94, 1],
  doppler: [1.01, 1.03, 1.04, 0.85, 1.06, 1.04, 1, 1.01, 1.04, 1.05, 0.85, 1],
  blocks: [1.02, 1.03, 0.99, 0.86, 1.04, 1.07, 1, 1.02, 1.04, 0.93, 0.85, 1],
  continuous: [1.04, 1.02, 1.04, 1, 1.03, 1.06, 1, 1.04, 1.06, 1.08, 0.98, 1],
  discontinuous: [0.95, 0.89, 0.97, 0.91, 0.97, 1, 1, 0.97, 0.99, 0.88, 0.91, 1],
  ridges: [1, 0.99, 1, 0.95, 1.02, 1.02, 1, 1, 1.01, 0.98, 0.91, 1],
  friedman1: [1.02, 1.02, 1.02, 0.97, 1.02, 1.02, 1, 1, 1.01, 1.01, 0.94, 1],
  singleNeuron: [0.99, 0.99, 1.01, 0.97, 1.03, 1.02, 1, 1.01, 1.03, 1.02, 0.94, 1],
  moons: [1.03, 1, 0.99, 0.99, 1.07, 1.06, 1, 1.03, 1.06, 1.08, 0.95, 1],
  spirals: [1.01, 1.01, 1.02, 0.99, 1.01, 1.01, 1, 1, 0.99, 1, 0.98, 1],
  halfSpaces: [0.99, 0.99, 0.99, 0.94, 1, 1, 1, 1, 1.01, 1.01, 0.95, 1],
  "sine, d = 1, width 50": [0.96, 1.03, 1.02, 0.66, 1.06, 1.07, 1, 0.98, 1.05, 1.05, 0.7, 1],
  "doppler, width 50": [0.96, 1.01, 1, 0.66, 1.02, 1.03, 1, 1, 1.04, 1.04, 0.68, 1],
  "blocks, width 50": [0.97, 1, 0.99, 0.65, 1.02, 1.03, 1, 1, 1.04, 1.04, 0.67, 1],
  "sine, d = 1, width 1000": [1.06, 1.02, 1.06, 1.01, 1.12, 1.09, 1, 0.99, 1.06, 1.06, 0.94, 1],
  "doppler, width 1000": [1.01, 0.98, 1.01, 0.97, 1.04, 1.04, 1, 1, 1.04, 1.04, 0.95, 1],
  "blocks, width 1000": [1.03, 0.99, 1.02, 0.98, 1.05, 1.04, 1, 1, 1.05, 1.04, 0.96, 1],
};
