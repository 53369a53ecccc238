export { halfSpacesNetwork } from "./construction/half-spaces-network.js";
export { type ParityNetworkOptions, parityNetwork } from "./construction/parity-network.js";
export { waveRisk } from "./construction/wave-risk.js";
export { type TableProblemOptions, tableProblem } from "./family/table.js";
export { type GridOptions, grid } from "./grid.js";
export { type HalfSpaces, integerHalfSpaces, isInside, normalHalfSpaces } from "./half-spaces.js";
export { corners, cube, everyCorner, gaussian, type Law, listed, unitSphere } from "./law.js";
export { problemName } from "./name.js";
export type { Problem, ProblemData, SampleStream, StreamOptions } from "./problem.js";
export {
  buildProblem,
  type DrawnProblemSpec,
  type ProblemFile,
  type ProblemSpec,
  parseDrawnProblem,
  parseProblemSpec,
  problemFile,
  problemSpec,
} from "./spec.js";
export { suite } from "./suite.js";
export { type TargetName, targets } from "./target/index.js";
export type { Target } from "./target/target.js";
