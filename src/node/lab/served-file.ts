import { open } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { InputError } from "../../model/errors.js";
import { fileError } from "../file-error.js";

/** A page holds its table in memory several times over; more than this belongs to `hrta train`. */
const mostBytes = 64 * 2 ** 20;

/** The one file of the user's own that a lab may hand to its page. */
export interface ServedFile {
  readonly name: string;
  /** The file's bytes as they are now. @throws InputError */
  readonly read: () => Promise<Uint8Array>;
}

/**
 * A file to give to the page, looked at once so that what is wrong with it is told at the start.
 * @throws InputError if it cannot be read, is no file, or is too large.
 */
export async function servedFile(file: string): Promise<ServedFile> {
  const path = resolve(file);
  await opened(path, async () => {});
  return { name: basename(path), read: () => opened(path, (handle) => handle.readFile()) };
}

async function opened<Result>(
  path: string,
  use: (handle: Awaited<ReturnType<typeof open>>) => Promise<Result>,
): Promise<Result> {
  try {
    const handle = await open(path);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw new InputError(`${path}: expected a file, got something else; name a CSV file`);
      if (stats.size > mostBytes)
        throw new InputError(
          `${path}: ${Math.ceil(stats.size / 2 ** 20)} MiB, the page takes ${mostBytes / 2 ** 20}; train on it with hrta train`,
        );
      return await use(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError("read", path, error);
  }
}
