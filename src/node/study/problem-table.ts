import { isAbsolute, join } from "node:path";
import type { Table } from "../../model/table.js";
import type { ProblemFile } from "../../problems/index.js";
import { canonicalJson } from "../../study/cell.js";
import { readTable } from "../read-table.js";

/** Numbers that are kept for the cells to come: 160 MB. */
const MOST_KEPT = 2e7;

/** Tables by folder and file, the one used last at the end. */
const kept = new Map<string, Table>();

/** Reads the file of a problem; what was read last is kept, as the cells of a problem follow one another. */
export async function readProblemTable(base: string, file: ProblemFile): Promise<Table> {
  const key = canonicalJson([base, file]);
  const at = (path: string) => (isAbsolute(path) ? path : join(base, path));
  const { labels } = file.options;
  const options = { ...file.options, ...(labels === undefined ? {} : { labels: at(labels) }) };
  const table = kept.get(key) ?? (await readTable(at(file.path), options));
  kept.delete(key);
  kept.set(key, table);
  let size = [...kept.values()].reduce((sum, { rows, columns }) => sum + rows * columns.length, 0);
  for (const [oldest, { rows, columns }] of kept) {
    if (size <= MOST_KEPT) break;
    kept.delete(oldest);
    size -= rows * columns.length;
  }
  return table;
}
