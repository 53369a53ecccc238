import type { SampleSpec } from "../../experiment/hrta/data.js";

/** Points for choosing and judging, where nothing is chosen or judged by them. */
export const one = { validation: 1, test: 1 } as const;

/** Example 1's 100 grid points of [0, 1]. */
export const grid1: SampleSpec = { name: "sine", ...one };

/** Example 2's 125 grid points of [0, 1]^3. */
export const grid3: SampleSpec = { name: "sine", inputs: 3, ...one };

/** Uniform points of the unit cube, as the theorems have them. */
export const cube = (train: number, inputs = 3): SampleSpec => ({
  name: "sine",
  inputs,
  points: "uniform",
  train,
  ...one,
});

/** Points of the unit sphere with labels +-1. */
export const sphere = (train: number, inputs = 10): SampleSpec => ({ name: "sphere", inputs, train, ...one });
