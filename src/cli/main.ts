#!/usr/bin/env node
import { existsSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { InputError } from "../model/errors.js";
import { version } from "../version.js";
import { benchSuiteCommand } from "./bench-suite.js";
import { claimsCommand } from "./claims.js";
import { compareCommand } from "./compare.js";
import { exitCodes } from "./exit.js";
import { exportCommand } from "./export.js";
import { kernelCommand } from "./kernel.js";
import { labCommand } from "./lab.js";
import { predictCommand } from "./predict.js";
import { reproduceCommand } from "./reproduce.js";
import { solveCommand } from "./solve.js";
import { studyCommand } from "./study.js";
import { trainCommand } from "./train.js";

const examples = `
Examples:
  hrta kernel data.csv --target y     what training will do, before it does it
  hrta train data.csv --target y      fit a network; model and report in runs/data
  hrta predict runs/data new.csv      predictions of that model
  hrta export runs/data               the model as ONNX
  hrta solve poisson-neumann          a boundary value problem
  hrta lab                            networks that train before your eyes, in the browser
  hrta compare data.csv --target y    does relaxation help on this data?
  hrta bench-suite                    every method on a suite of problems
  hrta study my.json                  many methods, problems and seeds, over all cores
  hrta reproduce hrta.theorem1        a claim of the papers: does it hold?

hrta COMMAND --help shows a command's options and examples.`;

function program(): Command {
  // Commands inherit these settings, so they stand before them.
  const hrta = new Command("hrta")
    .description(
      "Train ReLU-family networks by homotopy relaxation: sigma_s(z) = (1-s) z + s sigma(z), s moving through [0, 2].",
    )
    .version(version)
    .configureOutput({ outputError: (text, write) => write(oneLine(text)) })
    .addHelpText("after", examples)
    .exitOverride();
  kernelCommand(hrta);
  trainCommand(hrta);
  predictCommand(hrta);
  exportCommand(hrta);
  solveCommand(hrta);
  labCommand(hrta);
  compareCommand(hrta);
  benchSuiteCommand(hrta);
  studyCommand(hrta);
  claimsCommand(hrta);
  reproduceCommand(hrta);
  return hrta;
}

/** Commander's complaint and suggestion in the form that all errors have. */
function oneLine(text: string): string {
  const [complaint, suggestion] = text.trim().split("\n");
  const [command = "", ...more] = process.argv.slice(2);
  const known = [
    "kernel",
    "train",
    "predict",
    "export",
    "solve",
    "lab",
    "compare",
    "bench-suite",
    "study",
    "claims",
    "reproduce",
  ].includes(command);
  const near = suggestion?.replace(/^\(Did you mean (.*)\?\)$/, "; did you mean $1?");
  const forgotten = !known && existsSync(command) ? `; did you mean hrta train ${[command, ...more].join(" ")}?` : "";
  const help = `; hrta ${known ? `${command} ` : ""}--help shows ${known ? "the options" : "the commands"}`;
  return `${complaint}${near || forgotten || help}\n`;
}

/** One line that names the problem; a stack only for what is a fault of ours. Returns the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.input;
  if (error instanceof InputError || error instanceof RangeError) {
    process.stderr.write(`error: ${error.message}\n`);
    return exitCodes.input;
  }
  process.stderr.write(`error: ${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  return exitCodes.failure;
}

// A reader that closes early (hrta ... | head) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.ok);
  throw error;
});

try {
  if (process.argv.length <= 2) program().outputHelp();
  else await program().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
