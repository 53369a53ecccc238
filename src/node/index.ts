export { type ReadTableOptions, readTable } from "./read-table.js";
export { writeAtomic, writeAtomicSync } from "./write-atomic.js";
