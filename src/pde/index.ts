export type { Ansatz, KnownFunction } from "./ansatz.js";
export type { Condition, Faces, Given } from "./condition.js";
export { type BoxOptions, box } from "./domain/box.js";
export type { Domain, Face } from "./domain/domain.js";
export { haltonPoint } from "./domain/halton.js";
export { type PointSet, type Sampling, samplings } from "./domain/points.js";
export { type PolygonOptions, polygon } from "./domain/polygon.js";
export type { Local } from "./local.js";
export type { Path } from "./path.js";
export { type PdeLoss, type PdeProblem, pdeLosses, pdeTerms, type TermOptions } from "./problem.js";
export * from "./problems/index.js";
export type { LocalFunction, Place, Quantity } from "./quantity.js";
export {
  finalScalars,
  type KnownSolution,
  knownSolution,
  ownScalars,
  type PdeErrors,
  type PdeSolution,
  pdeEnergy,
  pdeErrors,
  solutionJets,
} from "./solution.js";
export { type SolveProgress, type SolveResult, solvePde } from "./solve.js";
export type { SolveLook, SolveOptions } from "./solve-options.js";
export { parseSolveSpec, type SolveSpec, solveOptions, solveSpec, withSolveDefaults } from "./spec.js";
export type { Term, Where } from "./term.js";
