import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { InputError } from "../../model/errors.js";
import type { Json } from "../../study/cell.js";
import { fileError } from "../file-error.js";

/** A cell that has ended: with a result, or with the word of what went wrong. */
export interface JournalEntry {
  readonly id: string;
  readonly experiment: string;
  readonly params: Json;
  readonly seed: number;
  /** Wall-clock time in its worker. */
  readonly seconds: number;
  readonly result?: Json;
  readonly error?: string;
  /** What computed it: hrta, node. */
  readonly versions: Readonly<Record<string, string>>;
  /** When it ended, ISO. */
  readonly at: string;
}

/** What a journal holds, and what is wrong with it. */
export interface JournalContent {
  /** The last entry of every cell; a result is never followed by an error. */
  readonly entries: Map<string, JournalEntry>;
  /** One sentence each. */
  readonly notes: readonly string[];
  /** Bytes up to the end of the last whole line. */
  readonly length: number;
}

const NEWLINE = 0x0a;

/** Reads a journal; a last line that was torn is left out, and so is, with a note, a line that was damaged. */
export function readJournal(path: string): JournalContent {
  const entries = new Map<string, JournalEntry>();
  const notes: string[] = [];
  const bytes = existsSync(path) ? read(path) : new Uint8Array();
  let start = 0;
  for (let number = 1; ; number++) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0) break;
    const entry = parse(bytes.subarray(start, end));
    if (!entry) notes.push(`${path}: line ${number} is damaged and left out; its cell is computed again.`);
    else if (entry.result !== undefined || entries.get(entry.id)?.result === undefined) entries.set(entry.id, entry);
    start = end + 1;
  }
  return { entries, notes, length: start };
}

function read(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileError("read", path, error);
  }
}

function parse(bytes: Uint8Array): JournalEntry | undefined {
  try {
    const entry = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Partial<JournalEntry> | null;
    const { id, experiment, params, seed, seconds, result, error, versions, at } = entry ?? {};
    const whole =
      typeof id === "string" &&
      typeof experiment === "string" &&
      typeof seed === "number" &&
      typeof seconds === "number" &&
      typeof at === "string" &&
      params !== undefined &&
      versions !== undefined &&
      (result !== undefined || typeof error === "string");
    return whole ? { id, experiment, params, seed, seconds, result, error, versions, at } : undefined;
  } catch {
    return undefined;
  }
}

/** The record of a study's finished cells: JSON lines that are only ever appended. */
export interface Journal extends Pick<JournalContent, "entries" | "notes"> {
  readonly path: string;
  /**
   * Writes a cell that has ended; it is on the disk when this returns.
   * @throws InputError if the disk is full, or cannot be written for another reason; the entries before are kept.
   */
  append(entry: JournalEntry): void;
  close(): void;
}

/** Opens a journal to go on with; a torn last line is cut off. The folder must be locked. */
export function openJournal(path: string): Journal {
  const { entries, notes, length } = readJournal(path);
  let file: number;
  let written = length;
  try {
    file = openSync(path, "a");
    if (fstatSync(file).size > written) ftruncateSync(file, written);
  } catch (error) {
    throw fileError("write", path, error);
  }
  return {
    path,
    entries,
    notes,
    append(entry) {
      const bytes = Buffer.from(`${JSON.stringify(entry)}\n`);
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
        fsyncSync(file);
      } catch (error) {
        // Half a line would be dropped at the next start, too; a disk that is full has room for this.
        try {
          ftruncateSync(file, written);
        } catch {}
        throw kept(path, entries, error);
      }
      written += bytes.length;
      entries.set(entry.id, entry);
    },
    close: () => closeSync(file),
  };
}

function kept(path: string, entries: ReadonlyMap<string, JournalEntry>, error: unknown): unknown {
  const finished = [...entries.values()].filter(({ result }) => result !== undefined).length;
  const explained = fileError("write", path, error);
  if (!(explained instanceof InputError)) return explained;
  const reason = explained.message.replace("; what was there before is unchanged", "");
  return new InputError(
    `${reason}; the ${finished} finished cell${finished === 1 ? " is" : "s are"} kept: make room and give the same command again to go on`,
  );
}
