import type { Command } from "commander";
import { InputError } from "../model/errors.js";
import type { LabFlags } from "./lab-run.js";

const examples = `
Examples:
  hrta lab                            the lab in your browser, at http://127.0.0.1:8787/
  hrta lab data.csv                   the same with this file in it
  hrta lab --port 9000 --no-open      at http://127.0.0.1:9000/, for you to open
  hrta lab --host 0.0.0.0             for other machines too

Everything is computed in the page: nothing leaves this machine, and no connection to the internet is needed.
Ctrl-C stops it, with exit code 0; 2 for wrong input, or a port that is taken.`;

/** A port as digits, nothing that only Number would take. */
function port(text: string): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= 65_535) return value;
  throw new InputError(`--port: expected a whole number from 0 (any free port) to 65535, got "${text}"`);
}

/** Adds `hrta lab`. */
export function labCommand(program: Command): void {
  program
    .command("lab")
    .summary("watch networks train in the browser")
    .description(
      "Serves a page on this machine in which networks train before your eyes, with s in your hand, and opens it in the browser.",
    )
    .argument("[data]", "CSV file to take along into the page")
    .option("-p, --port <number>", "port to serve on, 0 for any (default: 8787, or the next free one)", port)
    .option("--host <address>", "address to serve on (default: 127.0.0.1, this machine only)")
    .option("--no-open", "do not open the browser")
    .addHelpText("after", examples)
    .action(async (file: string | undefined, flags: LabFlags) => {
      // Loaded only now: the other commands are to start without it.
      const { lab } = await import("./lab-run.js");
      process.exitCode = await lab(file, flags);
    });
}
