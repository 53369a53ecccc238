import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../model/errors.js";
import type { Judgement } from "../../study/claim/claim.js";
import type { Mode } from "../../study/verdict/index.js";
import { fileError } from "../file-error.js";
import { writeAtomic } from "../write-atomic.js";

/** What was found of a claim, and by whom: what stays when the cells' journal is gone. */
export interface ClaimRecord {
  readonly id: string;
  readonly mode: Mode;
  readonly judgement: Judgement;
  /** When it was judged, ISO. */
  readonly date: string;
  /** Of one core, all cells together. */
  readonly seconds: number;
  readonly cells: number;
  readonly failed: number;
  readonly seeds: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: string;
}

const fileOf = (folder: string, id: string) => join(folder, `${id}.json`);

/** Writes a record whole or not at all, a file a claim. */
export async function writeRecord(folder: string, record: ClaimRecord): Promise<void> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw fileError("write", folder, error);
  }
  await writeAtomic(fileOf(folder, record.id), `${JSON.stringify(record)}\n`);
}

/**
 * The records of a folder by claim; none where there is no folder.
 * @throws InputError for a file that is no record.
 */
export function readRecords(folder: string): Map<string, ClaimRecord> {
  const records = new Map<string, ClaimRecord>();
  if (!existsSync(folder)) return records;
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith(".json")) continue;
    const record = parse(join(folder, name));
    records.set(record.id, record);
  }
  return records;
}

function parse(path: string): ClaimRecord {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new InputError(`${path}: not valid JSON (${error.message}); remove it, and reproduce the claim again`);
    throw fileError("read", path, error);
  }
  if (isRecord(value)) return value;
  throw new InputError(`${path}: not the record of a claim; remove it, and reproduce the claim again`);
}

function isRecord(value: unknown): value is ClaimRecord {
  const { id, mode, date, machine, seconds, cells, failed, seeds, versions, judgement } = (value ??
    {}) as Partial<ClaimRecord>;
  const { decision, parts, numbers, figures } = judgement ?? {};
  return (
    [id, mode, date, machine, decision?.verdict, decision?.because].every((text) => typeof text === "string") &&
    [seconds, cells, failed, seeds].every((count) => typeof count === "number") &&
    [parts, numbers, figures].every((list) => Array.isArray(list)) &&
    typeof versions === "object"
  );
}
