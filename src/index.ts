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
export type { Dataset, Encoding, Feature, Target } from "./model/dataset.js";
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
export { toRelu } from "./model/relu-form.js";
export type { ReluForm } from "./model/relu-layer.js";
export { loadModel, modelFromJson, modelToJson, saveModel } from "./model/serialise.js";
export { type Split, type SplitOptions, split } from "./model/split.js";
export type { Column, Table } from "./model/table.js";
export { hashBytes } from "./numerics/hash.js";
export { type Random, random } from "./numerics/random.js";
export * from "./training/index.js";
export { buildOptimizer, buildRelaxation, parseRunSpec, type RunSpec, trainOptions } from "./training/spec.js";
export { version } from "./version.js";
