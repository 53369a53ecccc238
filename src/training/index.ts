export { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.js";
export {
  type FlowView,
  type GradientFlowOptions,
  type GradientFlowResult,
  trainGradientFlow,
} from "./gradient-flow.js";
export type { Observed, Observer, ObserverView } from "./observer.js";
export * from "./optimizer/index.js";
export type { EarlyStop, Stream, TrainOptions } from "./options.js";
export { type BeforeAfter, type Polish, type PolishOptions, polish } from "./polish.js";
export { type RandomFeaturesOptions, randomFeatures } from "./random-features.js";
export * from "./relaxation/index.js";
export {
  constantRate,
  cosineRate,
  type Decay,
  exponentialRate,
  type PlateauOptions,
  plateauRate,
  type Schedule,
} from "./schedule.js";
export type { StageSummary, Switch } from "./stage.js";
export { losslessSwitch } from "./switch.js";
export { type History, type Outcome, type Progress, type Run, type TrainResult, train } from "./train.js";
