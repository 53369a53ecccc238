import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const dist = join(dirname(fileURLToPath(import.meta.url)), "../../dist");

/** The packages that a declaration file and all it leads to import types from. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles)
    if (fileName.startsWith("."))
      for (const name of packagesOf(join(dirname(file), fileName.replace(/\.js$/, ".d.ts")), seen)) packages.add(name);
    else packages.add(fileName);
  return packages;
}

// Plot's declarations need d3's, which a user does not have: a strict project without skipLibCheck would not compile.
test.each(["index", "node/index", "report/index"])(
  "%s.d.ts leads to no declarations of the plotting library",
  (entry) => {
    const packages = [...packagesOf(join(dist, `${entry}.d.ts`))];
    expect(packages.filter((name) => name.startsWith("@observablehq") || name.startsWith("d3"))).toEqual([]);
  },
);
