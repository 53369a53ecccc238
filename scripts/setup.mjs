// Everything a fresh clone needs before it can run: dependencies, build, browser. Node's own modules only.
// Each step does nothing, and says nothing, when there is nothing to do.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Ends the process with one clear line. */
export function fail(message, code = 1) {
  console.error(message);
  process.exit(code);
}

/** Installs the dependencies where they are missing or differ from package-lock.json, then builds what is out of date. */
export function setup() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node ${process.versions.node} is too old: install Node 20.19 or later from https://nodejs.org`);
  if (needsInstall(root)) install();
  if (needsBuild(root)) build();
}

/** Whether the tree that npm recorded in node_modules differs from package-lock.json, or is for another platform. */
export function needsInstall(folder) {
  const installed = packages(join(folder, "node_modules/.package-lock.json"));
  if (!installed) return true;
  const wanted = packages(join(folder, "package-lock.json")) ?? {};
  const same = (path) =>
    installed[path]?.version === wanted[path]?.version && installed[path]?.integrity === wanted[path]?.integrity;
  return (
    Object.keys(wanted).some(
      (path) => path !== "" && !wanted[path].optional && !wanted[path].devOptional && !same(path),
    ) ||
    Object.keys(installed).some(
      (path) => !same(path) || (installed[path].os && !installed[path].os.includes(process.platform)),
    )
  );
}

function packages(lock) {
  try {
    return JSON.parse(readFileSync(lock, "utf8")).packages;
  } catch {
    return undefined;
  }
}

function install() {
  console.error("Installing the dependencies (npm ci) ...");
  const flags = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  const inherit = { cwd: root, stdio: ["ignore", 2, 2] };
  const { status, error } =
    npm && /\.c?js$/.test(npm)
      ? spawnSync(process.execPath, [npm, ...flags], inherit)
      : spawnSync("npm", flags, { ...inherit, shell: process.platform === "win32" });
  if (error) fail(`npm could not be started (${error.message}): install Node with npm from https://nodejs.org`);
  if (status !== 0)
    fail(`npm ci failed with exit code ${status}; its message above says why. Then run the command again.`);
}

// The marker lies in dist, which a build deletes first: a build that fails, or is made by hand, never counts as up to date.
const marker = (folder) => join(folder, "dist/.inputs");

/** Whether dist is missing or was built from other sources than the present ones. */
export function needsBuild(folder) {
  const made = [
    ...["dist/.inputs", "dist/cli/main.js", "dist/lab/index.html"],
    ...["src/engine/binary/single.ts", "src/engine/binary/shared.ts"],
  ];
  if (!made.every((file) => existsSync(join(folder, file)))) return true;
  return readFileSync(marker(folder), "utf8") !== digest(folder);
}

/** SHA-256 of all that a build reads: about 20 ms, and unlike file times right after a checkout or a copy. */
export function digest(folder) {
  const hash = createHash("sha256");
  const inputs = [
    ...["package-lock.json", "tsconfig.json", "tsconfig.build.json", "vite.config.ts"],
    ...["scripts/build.mjs", "scripts/formulas.mjs", ...sources(folder)],
  ];
  for (const path of inputs)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(folder, path)))
      .update("\0");
  return hash.digest("hex");
}

const sources = (folder) =>
  readdirSync(join(folder, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !path.startsWith("src/engine/binary/"))
    .sort();

function build() {
  console.error("Building (scripts/build.mjs) ...");
  const inputs = digest(root);
  const { status } = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) fail(`The build failed with exit code ${status}; the messages above say where.`);
  writeFileSync(marker(root), inputs);
}

const browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const browserPaths = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

/** Path of a Chromium or Chrome that starts: CHROMIUM_PATH, else the first found on the PATH or in the usual places. */
export function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin", "/usr/local/bin", "/snap/bin"].filter(
    isAbsolute,
  );
  const extension = process.platform === "win32" ? ".exe" : "";
  const candidates = browsers.flatMap((name) => folders.map((folder) => join(folder, name + extension)));
  return [...new Set([...candidates, ...browserPaths])].find((path) => executable(path) && starts(path));
}

function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// Ubuntu ships a chromium-browser that only asks for a snap; on Windows --version would open a window.
function starts(path) {
  if (process.platform === "win32") return true;
  try {
    execFileSync(path, ["--version"], { stdio: "ignore", timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

/** The system's Chromium; where there is none, installs one by apt as root on Debian and its kin, or says what to install. */
export function ensureChromium() {
  const found = findChromium();
  if (found) {
    if (!executable(found))
      fail(`CHROMIUM_PATH: expected the path of a Chromium or Chrome that can be run, got "${found}"`);
    return found;
  }
  const apt = process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (apt) {
    console.error(
      "No Chromium found for the browser tests: installing Debian's package (apt-get install chromium) ...",
    );
    const run = (...args) =>
      spawnSync("apt-get", args, {
        stdio: ["ignore", 2, 2],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      }).status === 0;
    const installed = run("-q", "update") && run("-q", "install", "-y", "--no-install-recommends", "chromium");
    const path = installed ? findChromium() : undefined;
    if (path) return path;
  }
  return fail(
    `No Chromium found for the browser tests${apt ? ", and apt-get did not bring one" : ""}: install Chromium or Google Chrome ` +
      "(Debian: sudo apt-get install chromium), or set CHROMIUM_PATH to its executable.",
  );
}
