export { type BlockGram, type GramOptions, gram, type TangentGram } from "./gram.js";
export { type Hessian, hessian } from "./hessian.js";
export { jacobian } from "./jacobian.js";
export { type JetFunctionals, jetJacobian } from "./jet-jacobian.js";
export { type Linearisation, type LineariseFitOptions, linearise, lineariseFit } from "./linearise.js";
export { barronNorm } from "./measure/barron-norm.js";
export { type BlockDistance, type Distance, distanceFromStart } from "./measure/distance.js";
export { type DriftSeries, type ExitTime, exitTime } from "./measure/exit-time.js";
export { kernelDrift } from "./measure/kernel-drift.js";
export { type ActivePattern, activePattern, type PatternChange, patternChanges } from "./measure/pattern.js";
export { type PlOptions, plConstant } from "./measure/pl-constant.js";
export { type Risk, risk } from "./measure/risk.js";
export { type Sharpness, type SharpnessOptions, sharpness } from "./measure/sharpness.js";
export { type TangentPass, tangentPass } from "./tangent-pass.js";
export {
  type KernelMeasure,
  type KernelObserver,
  type KernelView,
  kernelMeasures,
  type WatchKernelOptions,
  watchKernel,
} from "./watch-kernel.js";
