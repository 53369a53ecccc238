import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

/** What each room may import from, besides itself. A single file is named where the whole room is too much. */
const layers: Readonly<Record<string, readonly string[]>> = {
  "version.ts": [],
  engine: [],
  numerics: ["engine"],
  // Readers make tables: the type, its errors and the near names are all they know of the model.
  format: [
    "engine",
    "numerics",
    "model/errors.ts",
    "model/table.ts",
    "model/categories.ts",
    "model/nearest.ts",
    "version.ts",
  ],
  model: ["engine", "numerics", "format", "version.ts"],
  tangent: ["engine", "numerics", "model", "version.ts"],
  // Neither knows the other: what theory predicts and what training measures are laid over each other further up.
  training: ["engine", "numerics", "format", "model", "tangent", "version.ts"],
  theory: ["engine", "numerics", "model", "tangent", "version.ts"],
  // Questions with known answers: functions, points and labels, and what is exactly true of them.
  problems: ["engine", "numerics", "format", "model", "version.ts"],
  // Boundary value problems: the same networks and optimisers, losses made of derivatives.
  pde: ["engine", "numerics", "model", "tangent", "training", "version.ts"],
  // Lays what theory predicts and what training measures over each other.
  study: ["problems", "pde", "engine", "numerics", "format", "model", "tangent", "training", "theory", "version.ts"],
  // Draws what studies found.
  report: [
    "study",
    "problems",
    "pde",
    "engine",
    "numerics",
    "format",
    "model",
    "tangent",
    "training",
    "theory",
    "version.ts",
  ],
  // What the lab's page computes and keeps, without the page.
  lab: [
    "study",
    "pde",
    "problems",
    "engine",
    "numerics",
    "format",
    "model",
    "tangent",
    "training",
    "theory",
    "version.ts",
  ],
  // The page, bundled on its own: nothing of the library knows of it.
  web: [
    "lab",
    "study",
    "pde",
    "problems",
    "engine",
    "numerics",
    "format",
    "model",
    "tangent",
    "training",
    "theory",
    // How reports write numbers and texts, which pictures do too.
    "report/number.ts",
    "report/html.ts",
    "version.ts",
  ],
  "index.ts": [
    "engine",
    "numerics",
    "format",
    "model",
    "tangent",
    "training",
    "theory",
    "problems",
    "pde",
    "study",
    "report",
    "version.ts",
  ],
  node: [
    "engine",
    "numerics",
    "format",
    "model",
    "tangent",
    "training",
    "theory",
    "problems",
    "pde",
    "study",
    "report",
    "version.ts",
    "index.ts",
  ],
  cli: [
    "engine",
    "numerics",
    "format",
    "model",
    "tangent",
    "training",
    "theory",
    "problems",
    "pde",
    "study",
    "report",
    "node",
    "version.ts",
    "index.ts",
  ],
};

/** Rooms that may use Node; the engine may too, but only by a dynamic import that a browser never reaches. */
const onNode = ["node", "cli"];

const source = join(dirname(fileURLToPath(import.meta.url)), "../../src");
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /\.tsx?$/.test(path) && !/^engine\/(assembly|binary)\//.test(path))
  .sort();

interface Import {
  readonly from: string;
  /** A path below src, or the name of a package. */
  readonly to: string;
  readonly relative: boolean;
  readonly where: string;
  readonly dynamic: boolean;
}

/** The file that a specifier means: .js stands for TypeScript, which in the page may be .tsx. */
function resolved(from: string, specifier: string): string {
  const path = posix.join(posix.dirname(from), specifier).replace(/\.js$/, ".ts");
  return !files.includes(path) && files.includes(`${path}x`) ? `${path}x` : path;
}

/** Imports, re-exports, import types and dynamic imports of a file; a relative one resolved to its path below src. */
function importsOf(from: string): Import[] {
  const text = readFileSync(join(source, from), "utf8");
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => ({
    from,
    relative: fileName.startsWith("."),
    to: fileName.startsWith(".") ? resolved(from, fileName) : fileName,
    where: `src/${from}:${text.slice(0, pos).split("\n").length}`,
    dynamic: /\bimport\(\s*["'`]?$/.test(text.slice(0, pos)),
  }));
}

const room = (path: string) => path.split("/")[0];
const imports = files.flatMap(importsOf);

test("every room imports only from itself and from the rooms below it", () => {
  const wrong = imports
    .filter(({ relative }) => relative)
    .filter(({ from, to }) => {
      const allowed = layers[room(from)] ?? [];
      return room(to) !== room(from) && !allowed.includes(room(to)) && !allowed.includes(to);
    })
    .map(({ from, to, where }) => {
      const allowed = [`src/${room(from)}`, ...(layers[room(from)] ?? [])].join(", ");
      return `${where}: imports src/${to}, expected an import from ${allowed}`;
    });
  expect(wrong).toEqual([]);
});

test("every folder of src is a room with its place in the layers", () => {
  expect([...new Set(files.map(room))].filter((name) => !(name in layers))).toEqual([]);
});

test("only src/node and src/cli import Node's modules", () => {
  const wrong = imports
    .filter(({ to }) => to.startsWith("node:"))
    .filter(({ from, dynamic }) => !onNode.includes(room(from)) && !(room(from) === "engine" && dynamic))
    .map(({ to, where }) => `${where}: imports ${to}, but this file must also run in a browser`);
  expect(wrong).toEqual([]);
});

test("no file imports itself by way of others", () => {
  const targets = new Map<string, readonly string[]>();
  for (const from of files)
    targets.set(
      from,
      imports.filter((i) => i.from === from && files.includes(i.to)).map((i) => i.to),
    );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push([...path.slice(start), file].join(" -> "));
    if (start >= 0 || done.has(file)) return;
    for (const next of targets.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(cycles).toEqual([]);
});
