import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { version } from "../../src/version.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const json = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8"));

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
}

const manifest: Manifest = json("package.json");
const lock: { readonly packages: Readonly<Record<string, Locked>> } = json("package-lock.json");

test("the version in the code is the package's", () => {
  expect(version).toBe(manifest.version);
});

test("dependencies are exact versions", () => {
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name}: expected an exact version, got "${version}"`);
  expect(ranges).toEqual([]);
});

const allowed = ["MIT", "ISC", "Apache-2.0", "0BSD", "BSD-2-Clause", "BSD-3-Clause"];

/** Named one by one: each with the reason why it is no burden. */
const exceptions: Readonly<Record<string, string>> = {
  "node_modules/robust-predicates": "Unlicense", // public domain; comes with Plot by way of d3-delaunay
};

/** An SPDX expression is fine if all of its AND parts have an allowed alternative. */
const permissive = (license: string) =>
  license
    .replace(/[()]/g, "")
    .split(" AND ")
    .every((part) => part.split(" OR ").some((name) => allowed.includes(name.trim())));

test("everything that a user installs is under MIT, BSD, Apache or ISC", () => {
  const production = Object.entries(lock.packages)
    .filter(([path, entry]) => path !== "" && !entry.dev)
    .filter(([path, entry]) => !entry.optional || existsSync(join(root, path)))
    .map(([path]) => path);
  expect(production.length).toBeGreaterThanOrEqual(Object.keys(manifest.dependencies).length);
  const wrong = production
    .map((path) => ({ path, license: json(`${path}/package.json`).license }))
    .filter(
      ({ path, license }) => typeof license !== "string" || !(permissive(license) || exceptions[path] === license),
    )
    .map(({ path, license }) => `${path}: ${JSON.stringify(license)}`);
  expect(wrong).toEqual([]);
});
