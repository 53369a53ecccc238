export type { Paper, Variant } from "./bound/bound.js";
export { chiSquareNorm, movedChiSquareNorm } from "./bound/chi-square.js";
export { type BoundConstant, boundConstants } from "./bound/constants.js";
export { type BoundInputs, type BoundOptions, boundInputs, type SmallestPair } from "./bound/inputs.js";
export { type Movement, psi } from "./bound/psi.js";
export { type WidthBound, widthBounds } from "./bound/width-bounds.js";
export { type WidthNeeded, type WidthNeededOptions, type WidthTrial, widthNeeded } from "./bound/width-needed.js";
export { type DualOptions, gaussianDual } from "./dual/gaussian-dual.js";
export * from "./dynamics/index.js";
export { type Learnt, learntBy, type ModeEnergies } from "./forecast/learnt.js";
export { type Method, type MethodName, methodNames, methods } from "./forecast/method.js";
export { assumptionMatrices, type Reflections } from "./kernel/assumption-matrices.js";
export {
  type BlockKernel,
  type InfiniteKernel,
  type InfiniteOptions,
  infiniteKernel,
  nngpKernel,
} from "./kernel/infinite-kernel.js";
export { kernelFamily } from "./kernel/kernel-family.js";
export type { KernelMatrix } from "./kernel/kernel-matrix.js";
export { type KernelPair, type ShallowKernels, type ShallowOptions, shallowKernels } from "./kernel/shallow-kernels.js";
export { tangentKernel } from "./kernel/tangent-kernel.js";
export * from "./prediction/index.js";
export {
  type KernelFunction,
  type KernelRegression,
  type KernelRegressionOptions,
  kernelRegression,
  type Posterior,
} from "./regression/kernel-regression.js";
export {
  type KernelFamily,
  type LambdaMin,
  type LambdaMinCurve,
  lambdaMinCurve,
  type Stretch,
} from "./spectrum/curve.js";
export { distinctRows } from "./spectrum/distinct.js";
export { type EnergyBin, energyLearnt, type TargetEnergy, targetEnergy } from "./spectrum/energy.js";
export { type LossFloor, lossFloor } from "./spectrum/floor.js";
export { requireMemory } from "./spectrum/memory.js";
export { type ParallelGroup, type ParallelOptions, type ParallelRows, parallelRows } from "./spectrum/parallel.js";
export { type KernelLike, type Spectrum, type SpectrumOptions, spectrum } from "./spectrum/spectrum.js";
export { type Tie, type TiedOptions, type TiedSpec, tiedRows } from "./spectrum/tie.js";
