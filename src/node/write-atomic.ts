import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileError } from "./file-error.js";

/**
 * Writes a file so that its path holds the old content or the new one, whole, whatever happens: into a file beside it, flushed to
 * the disk, then renamed. Links are followed, permissions kept.
 * @throws InputError naming the path if it cannot be written (full disk, no such folder, no permission).
 */
export async function writeAtomic(path: string, content: Uint8Array | string): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = await realpath(path).catch(() => path);
    const mode = await stat(target).then(
      (old) => old.mode & 0o777,
      () => undefined,
    );
    temporary = temporaryPath(target);
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(content);
      if (mode !== undefined) await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
    await syncFolder(dirname(target));
  } catch (error) {
    if (temporary) await rm(temporary, { force: true }).catch(() => {});
    throw fileError("write", path, error);
  }
}

/** The same at once, for the end of a process (Ctrl-C). */
export function writeAtomicSync(path: string, content: Uint8Array | string): void {
  let temporary: string | undefined;
  try {
    const target = existing(() => realpathSync(path)) ?? path;
    const mode = existing(() => statSync(target).mode & 0o777);
    temporary = temporaryPath(target);
    const file = openSync(temporary, "wx");
    try {
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      if (mode !== undefined) chmodSync(temporary, mode);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (error) {
    const leftover = temporary;
    if (leftover) existing(() => rmSync(leftover, { force: true }));
    throw fileError("write", path, error);
  }
}

/** Hidden, in the same folder (a rename cannot cross file systems), and of a name that no other writer has. */
const temporaryPath = (target: string): string =>
  join(dirname(target), `.${basename(target).slice(0, 100)}.${randomBytes(6).toString("hex")}.tmp`);

/** The rename itself reaches the disk; not every system allows it to be asked for. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

function existing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
