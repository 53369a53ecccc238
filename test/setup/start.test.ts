import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const temporary = realpathSync(mkdtempSync(join(tmpdir(), "hrta-start-")));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

// A package with the real set-up scripts, and stand-ins for what they build and run.
const clone = join(temporary, "clone");
const elsewhere = join(temporary, "elsewhere");

const main = `
const [job, code] = process.argv.slice(2);
if (job === "exit") process.exit(Number(code));
console.log(JSON.stringify({ cwd: process.cwd(), args: process.argv.slice(2) }));
if (job === "wait") {
  const timer = setInterval(() => {}, 1000);
  process.on("SIGINT", () => {
    clearInterval(timer);
    setTimeout(() => { console.log("checkpoint"); process.exit(5); }, 100);
  });
}`;
const build = `
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
rmSync("dist", { recursive: true, force: true });
for (const folder of ["dist/cli", "dist/lab", "src/engine/binary"]) mkdirSync(folder, { recursive: true });
for (const file of ["src/engine/binary/single.ts", "src/engine/binary/shared.ts", "dist/lab/index.html"]) writeFileSync(file, "");
writeFileSync("dist/cli/main.js", ${JSON.stringify(main)});`;

beforeAll(() => {
  for (const folder of ["scripts", "src", "node_modules"]) mkdirSync(join(clone, folder), { recursive: true });
  mkdirSync(elsewhere);
  for (const name of ["setup.mjs", "start.mjs", "reproduce.mjs"])
    cpSync(join(root, "scripts", name), join(clone, "scripts", name));
  const lock = JSON.stringify({ packages: { "": {}, "node_modules/a": { version: "1.0.0", integrity: "x" } } });
  const installed = JSON.stringify({ packages: { "node_modules/a": { version: "1.0.0", integrity: "x" } } });
  const files = { "package-lock.json": lock, "node_modules/.package-lock.json": installed, "scripts/build.mjs": build };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(clone, path), text);
  for (const path of ["package.json", "tsconfig.json", "tsconfig.build.json"])
    writeFileSync(join(clone, path), '{ "type": "module" }');
  for (const path of ["vite.config.ts", "scripts/formulas.mjs"]) writeFileSync(join(clone, path), "");
  writeFileSync(join(clone, "src/index.ts"), "1");
});

interface StartOptions {
  readonly cwd: string;
  readonly env?: Record<string, string>;
  readonly script?: "start.mjs" | "reproduce.mjs";
}

function start(args: readonly string[], options: StartOptions) {
  const script = join(clone, "scripts", options.script ?? "start.mjs");
  const env = { ...process.env, npm_lifecycle_event: "", ...options.env };
  return spawnSync(process.execPath, [script, ...args], { cwd: options.cwd, env, encoding: "utf8" });
}

test("start builds what is missing or changed, says so in one line, and is silent the next time", () => {
  const building = "Building (scripts/build.mjs) ...\n";
  expect(start(["a"], { cwd: clone }).stderr).toBe(building);
  expect(start(["a"], { cwd: clone }).stderr).toBe("");
  writeFileSync(join(clone, "src/index.ts"), "2");
  expect(start(["a"], { cwd: clone }).stderr).toBe(building);
  writeFileSync(join(clone, "vite.config.ts"), "2");
  expect(start(["a"], { cwd: clone }).stderr).toBe(building);
  for (const made of ["dist/cli/main.js", "dist/lab/index.html"]) {
    rmSync(join(clone, made));
    expect(start(["a"], { cwd: clone }).stderr).toBe(building);
  }
  expect(start(["a"], { cwd: clone }).stderr).toBe("");
});

test("a build that fails is not taken for a build the next time", () => {
  const source = join(clone, "scripts/build.mjs");
  writeFileSync(source, `${build}\nprocess.exit(1);`);
  const first = start(["a"], { cwd: clone });
  expect(first.stderr).toContain("The build failed with exit code 1");
  expect(first.status).toBe(1);
  expect(start(["a"], { cwd: clone }).status).toBe(1);
  writeFileSync(source, build);
  expect(start(["a"], { cwd: clone }).status).toBe(0);
});

test("paths are relative to where the user called npm, or node", () => {
  const underNpm = { npm_lifecycle_event: "start", INIT_CWD: elsewhere };
  const job = ["train", "mine.csv", "--target", "y z"];
  for (const run of [start(job, { cwd: clone, env: underNpm }), start(job, { cwd: elsewhere })])
    expect(JSON.parse(run.stdout)).toEqual({ cwd: elsewhere, args: job });
});

test("without arguments the main job runs on the example in the package", () => {
  const { cwd, args } = JSON.parse(start([], { cwd: elsewhere }).stdout);
  expect(cwd).toBe(clone);
  expect(args.slice(0, 2)).toEqual(["train", "examples/friedman.csv"]);
});

test("reproduce runs the studies of all claims, or of those named, where the user called npm", () => {
  const script = "reproduce.mjs";
  const underNpm = { npm_lifecycle_event: "reproduce", INIT_CWD: elsewhere };
  const all = JSON.parse(start(["--quick"], { cwd: clone, env: underNpm, script }).stdout);
  expect(all).toEqual({ cwd: elsewhere, args: ["reproduce", "all", "--quick"] });
  const none = JSON.parse(start([], { cwd: elsewhere, script }).stdout);
  expect(none).toEqual({ cwd: elsewhere, args: ["reproduce", "all"] });
  const named = JSON.parse(start(["bxc.gd", "-q"], { cwd: elsewhere, script }).stdout);
  expect(named).toEqual({ cwd: elsewhere, args: ["reproduce", "bxc.gd", "-q"] });
});

test("start ends with the exit code of the command line", () => {
  expect(start(["exit", "3"], { cwd: clone }).status).toBe(3);
});

test("an interrupt reaches the command line, which ends in its own time", async () => {
  const child = spawn(process.execPath, [join(clone, "scripts/start.mjs"), "wait"], {
    cwd: clone,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (text.includes("wait")) setTimeout(() => child.kill("SIGINT"), 100);
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(output).toContain("checkpoint");
  expect(code).toBe(5);
});

test("from any folder, --version prints the package's version", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const script = join(root, "scripts/start.mjs");
  const run = spawnSync(process.execPath, [script, "--version"], { cwd: elsewhere, encoding: "utf8" });
  expect(run).toMatchObject({ stdout: `${version}\n`, status: 0 });
}, 120_000); // a build first, where the sources are newer than dist
