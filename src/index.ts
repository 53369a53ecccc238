export * from "./engine/index.js";
export {
  type Activation,
  activations,
  erf,
  gelu,
  halfSquaredRelu,
  homotopy,
  relu,
  softplus,
  tanh,
} from "./model/activation.js";
export type { Dataset, Encoding, Feature, Points, Target } from "./model/dataset.js";
export { decode, type Prediction } from "./model/decode.js";
export { encode, encodeInputs, fitEncoding } from "./model/encode.js";
export { InputError } from "./model/errors.js";
export { type Evaluation, evaluate } from "./model/evaluate.js";
export { initialise } from "./model/initialise.js";
export { hinge, type Loss, type LossBlock, type LossName, logistic, losses, mse, sumOfSquares } from "./model/loss.js";
export type { ClassificationMetrics, Metrics, RegressionMetrics, TargetMetrics } from "./model/metrics.js";
export type { Model } from "./model/model.js";
export {
  type Block,
  buildNetwork,
  type MlpOptions,
  mlp,
  type Network,
  type NetworkSpec,
  type Scaling,
} from "./model/network.js";
export { type OnnxOptions, toOnnx } from "./model/onnx.js";
export { l2, type Penalty, pathNorm } from "./model/penalty.js";
export { forward, type PredictOptions, predict, predictTable } from "./model/predict.js";
export { isModel, type Predictor } from "./model/predictor.js";
export { toRelu } from "./model/relu-form.js";
export type { ReluForm } from "./model/relu-layer.js";
export { loadModel, modelFromJson, modelToJson, saveModel } from "./model/serialise.js";
export { type Split, type SplitFor, type SplitOptions, split } from "./model/split.js";
export type { Column, Table } from "./model/table.js";
export { hashBytes } from "./numerics/hash.js";
export { type Eigen, eigen, eigenvalues } from "./numerics/linear/eigen.js";
export { type Interval, smallestEigenvalue } from "./numerics/linear/interval.js";
export type { Matrix } from "./numerics/linear/matrix.js";
export { type Random, random } from "./numerics/random.js";
export * from "./pde/index.js";
export {
  buildProblem,
  halfSpacesNetwork,
  type Problem,
  type ProblemData,
  type ProblemFile,
  type ProblemSpec,
  parityNetwork,
  parseProblemSpec,
  problemFile,
  suite,
  tableProblem,
  waveRisk,
} from "./problems/index.js";
export type { Cell, Json } from "./study/cell.js";
export type { Claim, Judgement } from "./study/claim/claim.js";
export { type Foretold, foretell } from "./study/foretold.js";
export { type KernelExit, kernelExit } from "./study/kernel-exit.js";
export { type Measurement, type MeasurementOptions, measureForecast } from "./study/measurement.js";
export { parseStudy, type Study } from "./study/spec.js";
export * from "./study/statistic/index.js";
export * from "./tangent/index.js";
export * from "./theory/index.js";
export * from "./training/index.js";
export { buildOptimizer, buildRelaxation, parseRunSpec, type RunSpec, trainOptions } from "./training/spec.js";
export { version } from "./version.js";
