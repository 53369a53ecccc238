import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { InputError } from "../model/errors.js";
import { writeAtomic } from "./write-atomic.js";

/** Names of the files in a run folder. */
export const runFiles = {
  spec: "run.json",
  history: "history.parquet",
  model: "model.safetensors",
  report: "report.html",
  result: "result.json",
  checkpoint: "checkpoint.safetensors",
} as const;

export type RunFile = keyof typeof runFiles;

/** A folder that holds one run: its specification, history, model, report, and a checkpoint while it is not finished. */
export interface RunFolder {
  readonly path: string;
  file(name: RunFile): string;
  /** Writes a file whole or not at all. */
  write(name: RunFile, content: string | Uint8Array): Promise<void>;
  remove(name: RunFile): void;
}

function folder(path: string): RunFolder {
  const file = (name: RunFile) => join(path, runFiles[name]);
  return {
    path,
    file,
    write: (name, content) => writeAtomic(file(name), content),
    remove: (name) => rmSync(file(name), { force: true }),
  };
}

/**
 * Makes the folder of a new run. Without a path it is runs/NAME, or runs/NAME-2, -3, ... where that exists, so that no run is ever
 * overwritten.
 * @throws InputError if the path is taken or cannot be made.
 */
export function createRunFolder(name: string, path?: string): RunFolder {
  let chosen = path ?? join("runs", name);
  if (path === undefined) for (let i = 2; existsSync(chosen); i++) chosen = join("runs", `${name}-${i}`);
  try {
    if (existsSync(chosen) && readdirSync(chosen).length > 0)
      throw new InputError(`${chosen}: is not empty; name a new folder with --out, or remove it`);
    mkdirSync(chosen, { recursive: true });
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `${chosen}: the run folder cannot be made (${error instanceof Error ? error.message.split("\n")[0] : error})`,
    );
  }
  return folder(chosen);
}

/** Opens the folder of an earlier run. */
export function openRunFolder(path: string): RunFolder {
  if (!existsSync(path)) throw new InputError(`${path}: no such run folder`);
  if (!existsSync(join(path, runFiles.spec)))
    throw new InputError(
      `${path}: not a run folder (it has no ${runFiles.spec}); pass the folder that hrta train wrote, for instance runs/${basename(path)}`,
    );
  return folder(path);
}
