export { type Ensemble, type EnsembleOptions, type EnsemblePoints, ensembleOverTime } from "./ensemble.js";
export { modeEnergy, type PredictLossOptions, predictLoss } from "./loss.js";
export type { Modes } from "./modes.js";
export {
  type Elsewhere,
  type ErrorPath,
  errorPath,
  type PredictOverTimeOptions,
  predictOverTime,
} from "./over-time.js";
export { type GaussianPosterior, gaussianPosterior, type PosteriorOptions } from "./posterior.js";
