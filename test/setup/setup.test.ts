import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const { needsInstall }: { readonly needsInstall: (folder: string) => boolean } = await import(
  pathToFileURL(join(root, "scripts/setup.mjs")).href
);

const temporary = mkdtempSync(join(tmpdir(), "hrta-setup-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const a = { version: "1.0.0", integrity: "sha512-a" };
const b = { version: "2.0.0", integrity: "sha512-b", optional: true, os: ["no such system"] };

function stale(name: string, wanted: object, installed?: object): boolean {
  const folder = join(temporary, name);
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages: { "": {}, ...wanted } }));
  if (installed)
    writeFileSync(join(folder, "node_modules/.package-lock.json"), JSON.stringify({ packages: installed }));
  return needsInstall(folder);
}

test("dependencies are installed when, and only when, node_modules is not what package-lock.json says", () => {
  expect(stale("never", { "node_modules/a": a })).toBe(true);
  expect(stale("same", { "node_modules/a": a }, { "node_modules/a": a })).toBe(false);
  expect(stale("older", { "node_modules/a": a }, { "node_modules/a": { ...a, version: "0.9.0" } })).toBe(true);
  expect(stale("altered", { "node_modules/a": a }, { "node_modules/a": { ...a, integrity: "sha512-c" } })).toBe(true);
  expect(stale("fewer", { "node_modules/a": a, "node_modules/b": a }, { "node_modules/a": a })).toBe(true);
  expect(stale("more", { "node_modules/a": a }, { "node_modules/a": a, "node_modules/b": a })).toBe(true);
});

test("a package for another platform may be missing, and is wrong when present", () => {
  const wanted = { "node_modules/a": a, "node_modules/b": b };
  expect(stale("without", wanted, { "node_modules/a": a })).toBe(false);
  expect(stale("with", wanted, wanted)).toBe(true);
});
