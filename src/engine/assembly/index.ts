export * from "./elementary";
export { peakMultiplyAdd } from "./peak";
export { dismiss, reserved, run, work } from "./run";
export { scratchBytes } from "./scratch";
