import type { Claim } from "../claim.js";
import { cosineLandscapeClaim } from "./cosine-landscape.js";
import { eigenDecayClaim } from "./eigen-decay.js";
import { gdBoundsClaim } from "./gd-bounds.js";
import { gradientVarianceClaim } from "./gradient-variance.js";
import { kernelRateClaim } from "./kernel-rate.js";
import { linearisedClaim } from "./linearised.js";
import { nnVsRfmClaim } from "./nn-vs-rfm.js";
import { parityHardClaim } from "./parity-hard.js";
import { parityNetworkClaim } from "./parity-network.js";
import { pathNormClaim } from "./path-norm.js";
import { representerClaim } from "./representer.js";
import { stuckClaim } from "./stuck.js";

/** The claims of Wu's lecture, in its order. */
export const wuClaims: readonly Claim[] = [
  gdBoundsClaim,
  parityNetworkClaim,
  gradientVarianceClaim,
  stuckClaim,
  parityHardClaim,
  cosineLandscapeClaim,
  kernelRateClaim,
  nnVsRfmClaim,
  representerClaim,
  pathNormClaim,
  eigenDecayClaim,
  linearisedClaim,
];
