import type { Command } from "commander";
import { positive } from "./flag-value.js";
import type { StudyFlags } from "./study-run.js";

const examples = `
Examples:
  hrta study my.json                     run it, or go on with it after Ctrl-C or a crash
  hrta study my.json --dry-run           its cells and how long they will take
  hrta study my.json --out here -w 1     results in the folder here, one worker
  hrta study my.json --json | jq .medians

my.json, for instance (more fields: examples/study.json, README):
  {
    "name": "waves",
    "problems": ["sine", { "name": "table", "file": "data.csv", "targets": ["y"] }],
    "methods": [
      { "label": "ReLU",  "relaxation": { "name": "constant", "s": 1 } },
      { "label": "ramp",  "relaxation": { "name": "ramp", "to": 1.5 } },
      { "label": "Adam",  "sweep": { "optimizer.rate": [0.001, 0.01] }, "optimizer": { "name": "adam" } },
      { "label": "kernel", "kind": "ntk" }
    ],
    "networks": [{ "hidden": [200] }, { "hidden": [1000] }],
    "steps": 2000,
    "seeds": 10
  }
"seconds" in place of "steps" is a budget of time: measured once, then kept as steps. Files are looked up beside the study's own.
What is finished stays in FOLDER/journal.jsonl and is not computed again. Exit code 0; 1 if a cell failed, 2 for wrong input, 130 if
it was stopped.`;

/** Adds `hrta study`. */
export function studyCommand(program: Command): void {
  program
    .command("study")
    .summary("run every method on every problem under every seed, over all cores")
    .description(
      "Runs a study described in JSON (problem x network x method x budget x seeds) and writes its results and their medians. Stopped or killed at any moment, the same command goes on where it was.",
    )
    .argument("<file>", "the study, a JSON file")
    .option("-o, --out <folder>", "where journal and results go (default: studies/NAME)")
    .option(
      "-w, --workers <count>",
      "cells that run at a time; results do not depend on it (default: one a core)",
      positive("--workers"),
    )
    .option("--dry-run", "say what would be run and how long it would take, and run nothing")
    .option("--json", "one JSON object on standard output, nothing else")
    .option("-q, --quiet", "no progress and no summary; errors are still told")
    .addHelpText("after", examples)
    .action(async (file: string, flags: StudyFlags) => {
      // Loaded only now: the other commands are to start without it.
      const { study } = await import("./study-run.js");
      process.exitCode = await study(file, flags);
    });
}
