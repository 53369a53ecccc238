export type { Prepared } from "../study/prepare.js";
export { readModel } from "./load-model.js";
export { prepare } from "./prepare.js";
export { type ReadTableOptions, readTable } from "./read-table.js";
export { openStudyFolder, type PlannedStudy, planStudy, runCells, runStudy, type StudyOutcome } from "./study/index.js";
export { writeAtomic, writeAtomicSync } from "./write-atomic.js";
