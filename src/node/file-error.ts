import { InputError } from "../model/errors.js";

const meanings: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  ENOTDIR: "a part of the path is a file, not a folder",
  EISDIR: "it is a folder, not a file",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than the system allows",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  EIO: "the disk reports an error",
  ERR_FS_FILE_TOO_LARGE: "it is larger than 2 GB; cut it into parts, or use CSV, which is streamed",
};

/** A failure of the file system as one line that names the path; errors of other kinds come back as they are. */
export function fileError(doing: "read" | "write", path: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
  if (error instanceof InputError || code === undefined) return error;
  const reason = meanings[code] ?? `${error instanceof Error ? error.message.replace(/\s+/g, " ") : error}`;
  const kept = doing === "write" ? "; what was there before is unchanged" : "";
  return new InputError(`${path}: cannot be ${doing === "read" ? "read" : "written"}, ${reason}${kept}`);
}
