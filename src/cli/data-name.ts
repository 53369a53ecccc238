import { basename, extname } from "node:path";
import type { RunSpec } from "../training/spec.js";

/** A file's name without folders and endings: the folder or the report made from it is called so. */
export function fileStem(file: string): string {
  const name = basename(file).replace(/\.gz$/, "");
  return name.slice(0, name.length - extname(name).length) || name;
}

/** The same of a problem: its name, or that of its function. */
export const problemStem = ({ name, target }: NonNullable<NonNullable<RunSpec["data"]>["problem"]>): string =>
  name === "function" && typeof target === "string" ? target : name;
