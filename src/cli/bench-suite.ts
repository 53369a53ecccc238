import type { Command } from "commander";
import type { BenchSuiteFlags } from "./bench-suite-run.js";
import { positive, widths } from "./flag-value.js";

const examples = `
Examples:
  hrta bench-suite                    every method on 12 drawn problems
  hrta bench-suite data               also on each .csv, .tsv and .parquet file of a folder (last column: the target)
  hrta bench-suite --seconds 1        longer runs
  hrta bench-suite --dry-run          the problems, and how long it will take

Every method has the same time on a problem (measured once, then kept as steps), and a rate tuned by the same rule. Stopped or killed at any
moment, the same command goes on where it was. Exit code 0; 1 if a run failed, 2 for wrong input, 130 if it was stopped.`;

/** Adds `hrta bench-suite`. */
export function benchSuiteCommand(program: Command): void {
  program
    .command("bench-suite")
    .summary("every method on a suite of problems: who wins, with equal time")
    .description(
      "Runs the comparison of hrta compare, at equal time, on a suite of 12 regressions and classifications in 1 to 20 dimensions and on your data files, and counts wins, ties and losses.",
    )
    .argument("[folder]", "a folder of data files that join the suite")
    .option("--hidden <widths>", "widths of the hidden layers (default: 200)", widths)
    .option("--seconds <time>", "time that one run of every method has (default: 0.25)", positive("--seconds"))
    .option("--seeds <count>", "samples or splits, and starts (default: 10)", positive("--seeds"))
    .option("-o, --out <folder>", "where journal, record and report go (default: bench-suite)")
    .option("-w, --workers <count>", "runs at a time (default: one a core)", positive("--workers"))
    .option("--dry-run", "say what would be run and how long it would take, and run nothing")
    .option("--json", "one JSON object on standard output, nothing else")
    .option("-q, --quiet", "no progress and no summary; errors are still told")
    .addHelpText("after", examples)
    .action(async (folder: string | undefined, flags: BenchSuiteFlags) => {
      // Loaded only now: the other commands are to start without it.
      const { benchSuite } = await import("./bench-suite-run.js");
      process.exitCode = await benchSuite(folder, flags);
    });
}
