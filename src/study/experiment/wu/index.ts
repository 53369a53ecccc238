import type { Experiment } from "../../cell.js";
import { eigenDecayExperiment } from "./eigen-decay.js";
import { gdBoundsExperiment } from "./gd-bounds.js";
import { gradientVarianceExperiment } from "./gradient-variance.js";
import { halfSpacesExperiment } from "./half-spaces.js";
import { kernelRateExperiment } from "./kernel-rate.js";
import { landscapeExperiment } from "./landscape.js";
import { lazyExperiment } from "./lazy.js";
import { parityDriftExperiment } from "./parity-drift.js";
import { parityNetworkExperiment } from "./parity-network.js";
import { parityOnlineExperiment } from "./parity-online.js";
import { pathNormExperiment } from "./path-norm.js";
import { plPrintedExperiment } from "./pl-printed.js";
import { representerExperiment } from "./representer.js";
import { stuckSinesExperiment } from "./stuck-sines.js";

/** The experiments of the claims of Wu's lecture. */
export const wuExperiments: readonly Experiment[] = [
  eigenDecayExperiment,
  gdBoundsExperiment,
  gradientVarianceExperiment,
  halfSpacesExperiment,
  kernelRateExperiment,
  landscapeExperiment,
  lazyExperiment,
  parityDriftExperiment,
  parityNetworkExperiment,
  parityOnlineExperiment,
  pathNormExperiment,
  plPrintedExperiment,
  representerExperiment,
  stuckSinesExperiment,
];
