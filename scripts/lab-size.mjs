// Prints every file of the built page with its size, raw and as a host that compresses sends it; exit code 1 over the budget.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** Bytes of the whole page, compressed. */
export const budget = 400_000;

/** Every file of a folder: its path there, its bytes, and its bytes compressed. */
export function sizes(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => {
      const bytes = readFileSync(path);
      const file = relative(folder, path).replaceAll("\\", "/");
      return { file, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = sizes(join(dirname(fileURLToPath(import.meta.url)), "../dist/lab"));
  const sum = (key) => files.reduce((total, file) => total + file[key], 0);
  const total = { file: "in all", raw: sum("raw"), gzip: sum("gzip") };
  const kilo = (bytes) => (bytes / 1000).toFixed(1).padStart(9);
  console.log("       kB     gzip  file");
  for (const { file, raw, gzip } of [...files, total]) console.log(`${kilo(raw)}${kilo(gzip)}  ${file}`);
  if (total.gzip > budget) {
    console.error(`The page is over its budget of ${budget / 1000} kB compressed.`);
    process.exitCode = 1;
  }
}
