export { openStudyFolder, type StudyFolder, studyFiles } from "./folder.js";
export { type Journal, type JournalEntry, openJournal, readJournal } from "./journal.js";
export { type PlannedStudy, planStudy } from "./plan-study.js";
export { type ResultRow, resultRows, resultsParquet, type SummaryRow, summaryRows } from "./results.js";
export { type CellsOutcome, defaultWorkers, pendingCells, type RunCellsOptions, runCells } from "./run-cells.js";
export { type Frozen, type RunStudyOptions, runStudy, type StudyOutcome } from "./run-study.js";
export type { Standing } from "./tracker.js";
