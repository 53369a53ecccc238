export { withValue } from "../experiment/tuned.js";
export { type Arm, type ArmsOptions, type Field, field, isTrainedArm, methodFor, type Side, TRIALS } from "./arm.js";
export type { BudgetResult, Comparison, Middle, Route, Standing } from "./comparison.js";
export {
  allCells,
  type Budget,
  type Contest,
  calibrationCell,
  cellsOf,
  type Measured,
  stepsOf,
} from "./contest.js";
export { type JudgeOptions, judge } from "./judge.js";
export { type Match, type SuiteEntry, type SuiteTally, suiteTally, type Tally } from "./tally.js";
