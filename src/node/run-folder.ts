import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { InputError } from "../model/errors.js";
import { fileError } from "./file-error.js";
import { writeAtomic } from "./write-atomic.js";

/** Names of the files in a run folder. */
export const runFiles = {
  spec: "run.json",
  history: "history.parquet",
  model: "model.safetensors",
  report: "report.html",
  result: "result.json",
  solution: "solution.csv",
  checkpoint: "checkpoint.safetensors",
} as const;

export type RunFile = keyof typeof runFiles;

/** A folder that holds one run: its specification, history, model, report, and a checkpoint while it is not finished. */
export interface RunFolder {
  readonly path: string;
  file(name: RunFile): string;
  has(name: RunFile): boolean;
  /** Writes a file whole or not at all. */
  write(name: RunFile, content: string | Uint8Array): Promise<void>;
  remove(name: RunFile): void;
  /** Takes the folder of a run that failed away again, unless it holds a model or a checkpoint. */
  discard(): void;
}

/** @param made the folders that were made for it, innermost first. */
function folder(path: string, made: readonly string[]): RunFolder {
  const file = (name: RunFile) => join(path, runFiles[name]);
  const has = (name: RunFile) => existsSync(file(name));
  const remove = (name: RunFile) => rmSync(file(name), { force: true });
  return {
    path,
    file,
    has,
    write: (name, content) => writeAtomic(file(name), content),
    remove,
    discard() {
      if (has("model") || has("checkpoint")) return;
      for (const name of Object.keys(runFiles) as RunFile[]) remove(name);
      for (const each of made)
        try {
          rmdirSync(each);
        } catch {
          return; // somebody else's files are in it
        }
    },
  };
}

/**
 * Makes the folder of a new run. Without a path it is runs/NAME, or runs/NAME-2, -3, ... where that exists, so that no run is ever
 * overwritten, not even by another that starts at the same moment.
 * @throws InputError if the path is taken or cannot be made.
 */
export function createRunFolder(name: string, path?: string): RunFolder {
  if (path !== undefined) {
    refuseTaken(path);
    return folder(path, make(path));
  }
  const above = make("runs");
  for (let i = 1; ; i++) {
    const chosen = join("runs", i === 1 ? name : `${name}-${i}`);
    try {
      mkdirSync(chosen);
      return folder(chosen, [chosen, ...above]);
    } catch (error) {
      if (!existsSync(chosen)) throw fileError("write", chosen, error);
    }
  }
}

/**
 * Says before a long computation whether a run folder could be made there.
 * @throws InputError if the path is a file, or a folder that is not empty.
 */
export function refuseTaken(path: string): void {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory())
    throw new InputError(`${path}: is a file; name a folder that is new or empty with --out`);
  if (readdirSync(path).length > 0)
    throw new InputError(`${path}: is not empty; name a new folder with --out, or remove it`);
}

/** Makes a folder and those above it; returns those that were not there, innermost first. */
function make(path: string): string[] {
  const missing: string[] = [];
  for (let each = path; !existsSync(each) && each !== dirname(each); each = dirname(each)) missing.push(each);
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw fileError("write", path, error);
  }
  return missing;
}

/** Opens the folder of an earlier run, and clears away what a killed process had not finished writing there. */
export function openRunFolder(path: string): RunFolder {
  if (!existsSync(path)) throw new InputError(`${path}: no such run folder`);
  if (!existsSync(join(path, runFiles.spec)))
    throw new InputError(
      `${path}: not a run folder (it has no ${runFiles.spec}); pass the folder that hrta train wrote, for instance runs/${basename(path)}`,
    );
  for (const name of readdirSync(path))
    if (Object.values(runFiles).some((file) => name.startsWith(`.${file}.`)) && name.endsWith(".tmp"))
      rmSync(join(path, name), { force: true });
  return folder(path, []);
}
