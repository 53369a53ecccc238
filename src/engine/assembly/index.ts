export { choleskyScratch, factorise, substitute } from "./cholesky";
export { denseGram, denseProduct } from "./dense";
export * from "./elementary";
export { peakMultiplyAdd } from "./peak";
export { accumulate, reflectorScratch } from "./reflectors";
export { applyRotations, iterate, rotationScratch } from "./rotation";
export { dismiss, reserved, run, work } from "./run";
export { scratchBytes } from "./scratch";
export { tridiagonalScratch, tridiagonalise } from "./tridiagonal";
