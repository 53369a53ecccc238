import { blocks, bumps, doppler, heaviSine } from "./donoho-johnstone.js";
import { absolute, runge, step } from "./elementary.js";
import { friedman1 } from "./friedman.js";
import { continuous, cornerPeak, discontinuous, gaussianPeak, oscillatory, productPeak } from "./genz.js";

/** The functions that `{ name: "function", target }` knows. */
export const targets = {
  runge,
  absolute,
  step,
  blocks,
  bumps,
  heaviSine,
  doppler,
  oscillatory,
  productPeak,
  cornerPeak,
  gaussianPeak,
  continuous,
  discontinuous,
  friedman1,
} as const;

export type TargetName = keyof typeof targets;

export const targetNames = Object.keys(targets) as readonly TargetName[];
