#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { InputError } from "../model/errors.js";
import { version } from "../version.js";
import { exitCodes } from "./exit.js";
import { exportCommand } from "./export.js";
import { predictCommand } from "./predict.js";
import { trainCommand } from "./train.js";

function program(): Command {
  const hrta = new Command("hrta")
    .description(
      "Train ReLU-family networks by homotopy relaxation: sigma_s(z) = (1-s) z + s sigma(z), s moving through [0, 2].",
    )
    .version(version)
    .showHelpAfterError("(hrta COMMAND --help shows the options)")
    .exitOverride();
  trainCommand(hrta);
  predictCommand(hrta);
  exportCommand(hrta);
  for (const command of hrta.commands) command.exitOverride();
  return hrta;
}

/** One line that names the problem; a stack only for what is a fault of ours. */
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
  await program().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
