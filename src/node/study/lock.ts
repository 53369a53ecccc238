import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { InputError } from "../../model/errors.js";
import { fileError } from "../file-error.js";

interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
  /** Tells the process from a later one of the same number, where the system says. */
  readonly birth?: string;
}

const NAME = "lock";

/** Folders that this process itself has. */
const held = new Set<string>();

/**
 * Takes a study's folder for this process; the lock of a process that is dead is taken over.
 * @returns what gives the folder back.
 * @throws InputError if another process has it.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, NAME);
  const { pid } = process;
  const owner: Owner = { pid, host: hostname(), since: new Date().toISOString(), birth: birth(pid) };
  if (held.has(path)) throw taken(folder, path, owner);
  const own = JSON.stringify(owner);
  // Two that find the same dead lock must not both take it: one renames it away, the other finds a new one, or none.
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(path, own, { flag: "wx" });
      break;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST"))
        throw fileError("write", path, error);
    }
    const text = read(path);
    const found = text === undefined ? undefined : parse(text);
    if (found && isAlive(found)) throw taken(folder, path, found);
    // A file without content may be one that is just being written.
    if (text !== undefined && !found && attempt < 3) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      continue;
    }
    if (attempt > 20) throw new InputError(`${path}: cannot be taken; delete it if no other hrta runs in this folder`);
    removeStale(path, text);
  }
  held.add(path);
  return () => {
    held.delete(path);
    if (read(path) === own) rmSync(path, { force: true });
  };
}

/** Removes a lock only if it is still the one that was found dead. */
function removeStale(path: string, text: string | undefined): void {
  if (text === undefined) return;
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  // Somebody was faster, and this is their lock: it goes back.
  if (read(aside) !== text) renameSync(aside, path);
  else rmSync(aside, { force: true });
}

const taken = (folder: string, path: string, { pid, host, since }: Owner): InputError =>
  new InputError(
    host === hostname()
      ? `${folder}: another hrta (process ${pid}, since ${since}) runs this study; wait for it, stop it, or name another folder with --out`
      : `${folder}: process ${pid} on ${host} has run this study since ${since}; if it is dead, delete ${path}`,
  );

function isAlive({ pid, host, birth: born }: Owner): boolean {
  if (host !== hostname()) return true;
  // Not in `held`, so of an earlier process that had this one's number.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  const present = birth(pid);
  return born === undefined || present === undefined || born === present;
}

/** When the process was born, in the clock of this boot (Linux). */
function birth(pid: number): string | undefined {
  const boot = read("/proc/sys/kernel/random/boot_id")?.trim();
  // The name, in parentheses, may itself hold anything; the 20th word after it is the start.
  const stat = read(`/proc/${pid}/stat`)
    ?.replace(/^.*\)\s*/s, "")
    .split(" ")[19];
  return boot === undefined || stat === undefined ? undefined : `${boot} ${stat}`;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function parse(text: string): Owner | undefined {
  try {
    const { pid, host, since, birth } = JSON.parse(text) as Partial<Owner>;
    if (typeof pid !== "number" || typeof host !== "string") return undefined;
    return { pid, host, since: String(since), birth };
  } catch {
    return undefined;
  }
}
