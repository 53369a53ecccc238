import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { InputError } from "../model/errors.js";

/**
 * A file that could not be written should be known before the work, not after it.
 * @param example a file name for the message.
 * @throws InputError if its folder is not there, or it is a folder itself.
 */
export function requireWritable(flag: string, path: string | undefined, example: string): void {
  if (path === undefined) return;
  const above = dirname(path);
  if (!existsSync(above)) throw new InputError(`${flag} ${path}: there is no folder ${above}; make it first`);
  if (existsSync(path) && statSync(path).isDirectory())
    throw new InputError(
      `${flag} ${path}: is a folder; name a file, for instance ${path.replace(/\/$/, "")}/${example}`,
    );
}
