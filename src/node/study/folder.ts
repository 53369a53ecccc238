import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../model/errors.js";
import { fileError } from "../file-error.js";
import { writeAtomic } from "../write-atomic.js";
import { type Journal, openJournal } from "./journal.js";
import { lockFolder } from "./lock.js";

/** Names of the files in a study's or comparison's folder. */
export const studyFiles = {
  study: "study.json",
  journal: "journal.jsonl",
  results: "results.parquet",
  summary: "summary.json",
  comparison: "comparison.json",
  route: "route.json",
  suite: "suite.json",
  report: "report.html",
} as const;

export type StudyFile = keyof typeof studyFiles;

/** A study's folder, held by this process. */
export interface StudyFolder {
  readonly path: string;
  readonly journal: Journal;
  file(name: StudyFile): string;
  /** Writes a file whole or not at all. */
  write(name: Exclude<StudyFile, "journal">, content: string | Uint8Array): Promise<void>;
  /** Gives the folder back. */
  close(): void;
}

/**
 * Opens a study's folder to begin or to go on, and makes it where it is not there.
 * @throws InputError if the path is no place for it, another process has it, or it cannot be written.
 */
export function openStudyFolder(path: string): StudyFolder {
  refuseForeign(path);
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw fileError("write", path, error);
  }
  const release = lockFolder(path);
  const file = (name: StudyFile) => join(path, studyFiles[name]);
  try {
    clear(path);
    const journal = openJournal(file("journal"));
    return {
      path,
      journal,
      file,
      write: (name, content) => writeAtomic(file(name), content),
      close() {
        journal.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** The name of the study that a folder was begun with, if it says. */
export function studyIn(path: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(join(path, studyFiles.study), "utf8"));
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}

/** Somebody's own files are no place for a study. */
function refuseForeign(path: string): void {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) throw new InputError(`${path}: is a file; name a folder for the study with --out`);
  const names = readdirSync(path);
  const own = names.includes(studyFiles.journal) || names.includes("lock");
  if (names.length > 0 && !own)
    throw new InputError(`${path}: is not empty and no study's folder; name a new one with --out`);
}

/** What a killed process had not finished writing. */
function clear(path: string): void {
  for (const name of readdirSync(path))
    if (Object.values(studyFiles).some((file) => name.startsWith(`.${file}.`)) && name.endsWith(".tmp"))
      rmSync(join(path, name), { force: true });
}
