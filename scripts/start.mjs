// npm start: sets up what is missing, then runs the command line with the given arguments, or else the main job.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { root, setup } from "./setup.mjs";

const mainJob = [
  "train",
  "examples/friedman.csv",
  "--target",
  "y",
  "--out",
  "runs/friedman",
  "--report",
  "report.html",
];

setup();

const given = process.argv.slice(2);
// npm runs scripts in the package's folder: the user's own paths are relative to where npm was called.
const here = (process.env.npm_lifecycle_event === "start" && process.env.INIT_CWD) || process.cwd();
const child = spawn(process.execPath, [join(root, "dist/cli/main.js"), ...(given.length > 0 ? given : mainJob)], {
  cwd: given.length > 0 ? here : root,
  stdio: "inherit",
  // The commands that it suggests are those that work for this user.
  env: { ...process.env, HRTA_COMMAND: "npm start --" },
});

// A terminal sends Ctrl-C to the child itself, which may need a moment for its checkpoint: wait for it. Other senders reach
// only this process, which passes the signal on.
const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
process.on("SIGINT", () => {
  if (!terminal) child.kill("SIGINT");
});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));

child.on("exit", (code, signal) => {
  process.exitCode = signal ? 128 + constants.signals[signal] : (code ?? 1);
});
