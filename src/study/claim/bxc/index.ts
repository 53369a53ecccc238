import type { Claim } from "../claim.js";
import { constantMomentum } from "./constant-momentum.js";
import { deep } from "./deep.js";
import { gammaWidth } from "./gamma-width.js";
import { gd } from "./gd.js";
import { hInfinity } from "./h-infinity.js";
import { hb } from "./hb.js";
import { higherMomentum } from "./higher-momentum.js";
import { lazy } from "./lazy.js";
import { nag } from "./nag.js";
import { newton } from "./newton.js";
import { nonMonotone } from "./non-monotone.js";

/** What BXC asserts. */
export const bxcClaims: readonly Claim[] = [
  hInfinity,
  lazy,
  gd,
  hb,
  nag,
  gammaWidth,
  higherMomentum,
  newton,
  nonMonotone,
  constantMomentum,
  deep,
];
