import type { Command } from "commander";
import type { CompareFlags } from "./compare-run.js";
import { declareDataOptions } from "./data-flags.js";
import { number, positive, widths } from "./flag-value.js";

const examples = `
Examples:
  hrta compare data.csv --target y                    does relaxation help on this data?
  hrta compare data.csv -t y --seconds 10 --seeds 20  longer runs, more seeds
  hrta compare data.csv -t y --dry-run                who takes part, and how long it will take
  hrta compare data.csv -t y --json | jq .budgets[0].sentence

Every method has the same time (measured once, then kept as steps) and, in a second table, the same number of steps; its learning rate is
tuned by the same rule with the same number of trials. The relaxation and the baseline that meet are chosen on validation rows; the test rows
are looked at once. Stopped or killed at any moment, the same command goes on where it was. Exit code 0; 1 if a run failed, 2 for wrong
input, 130 if it was stopped.`;

/** Adds `hrta compare`. */
export function compareCommand(program: Command): void {
  declareDataOptions(
    program
      .command("compare")
      .summary("does relaxation help on your data, against tuned baselines?")
      .description(
        "Trains every method on the data under every seed, with equal budgets and tuned rates: does relaxation lower the test error, and which route is best for this data?",
      )
      .argument("<data>", "data file"),
    { test: 0.2 },
  )
    .option("--weights <name>", "column of sample weights")
    .option("--validation <fraction>", "rows to tune and choose by (default: 0.2)", number("--validation"))
    .optionsGroup("Comparison:")
    .option("--hidden <widths>", "widths of the hidden layers, for instance 200 or 64,64 (default: 200)", widths)
    .option("--seconds <time>", "time that one run of every method has (default: 1)", positive("--seconds"))
    .option("--seeds <count>", "splits and starts, 10 or more for a verdict (default: 10)", positive("--seeds"))
    .optionsGroup("Files and output:")
    .option("-o, --out <folder>", "where journal, results and report go (default: comparisons/NAME)")
    .option("-w, --workers <count>", "runs at a time (default: one a core)", positive("--workers"))
    .option("--dry-run", "say who takes part and how long it would take, and run nothing")
    .option("--json", "one JSON object on standard output, nothing else")
    .option("-q, --quiet", "no progress and no summary; errors are still told")
    .addHelpText("after", examples)
    .action(async (file: string, flags: CompareFlags) => {
      // Loaded only now: the other commands are to start without it.
      const { compare } = await import("./compare-run.js");
      process.exitCode = await compare(file, flags);
    });
}
