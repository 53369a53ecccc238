import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import type { Command } from "commander";
import { writeParquet } from "../format/parquet.js";
import { InputError } from "../model/errors.js";
import { saveModel } from "../model/serialise.js";
import { type Prepared, prepare } from "../node/prepare.js";
import { createRunFolder, openRunFolder, type RunFolder, runFiles } from "../node/run-folder.js";
import { evaluateSplit, runRecord } from "../node/run-record.js";
import { writeAtomic } from "../node/write-atomic.js";
import { renderReport } from "../report/index.js";
import {
  type Checkpoint,
  type History,
  readCheckpoint,
  type TrainResult,
  train,
  writeCheckpoint,
} from "../training/index.js";
import { describeRun, parseRunSpec, type RunSpec } from "../training/spec.js";
import { exitCodes } from "./exit.js";
import { display } from "./progress.js";
import { resultObject, summary } from "./summary.js";
import { declareTrainOptions, specOf, type TrainFlags } from "./train-options.js";

const examples = `
Examples:
  hrta train data.csv --target y                        fit, test error, model and report in runs/data
  hrta train data.csv -t y --s 1                        the same without relaxation: plain ReLU
  hrta train data.csv -t y --relaxation stages,0.5@0.19,1 --switch lossless
  hrta train data.csv -t y --optimizer nesterov,gamma=3 --rate 2 --steps 20000
  hrta train data.csv -t a,b --hidden 256,256 --batch 128 --epochs 50 --early-stop
  hrta train t10k-images-idx3-ubyte.gz --task classification --batch 100 --epochs 3
  hrta train --spec run.json --seed 7                   a run described in JSON
  hrta train --resume runs/data                         go on after Ctrl-C, bit for bit

A run ends with exit code 0; 2 for wrong input, 3 if it diverged, 130 if it was stopped.`;

/** Adds `hrta train`. */
export function trainCommand(program: Command): void {
  declareTrainOptions(
    program
      .command("train")
      .summary("fit a network to a data file by homotopy relaxation")
      .description(
        "Trains a network on a data file (CSV, TSV, NPY, NPZ, Parquet, IDX; also .gz) and writes a run folder with the model and a report.",
      )
      .argument("[data]", "data file"),
  )
    .addHelpText("after", examples)
    .action(async (file: string | undefined, flags: TrainFlags) => {
      process.exitCode = await runTrain(file, flags);
    });
}

interface Start {
  readonly prepared: Prepared;
  readonly folder: RunFolder;
  readonly resume?: Checkpoint;
  readonly spec: RunSpec;
}

async function start(file: string | undefined, flags: TrainFlags): Promise<Start> {
  if (flags.resume !== undefined) return resume(flags.resume, file, flags);
  const spec = specOf(file, flags);
  const prepared = await prepare(spec);
  // Everything is checked before anything is written.
  const described = { ...describeRun(prepared.options, prepared.options.steps ?? 1), data: spec.data };
  const name = basename(prepared.file).replace(/\.gz$/, "");
  const folder = createRunFolder(name.slice(0, name.length - extname(name).length) || name, flags.out);
  return { prepared, folder, spec: described };
}

async function resume(path: string, file: string | undefined, flags: TrainFlags): Promise<Start> {
  const clashes = Object.keys(specOf(undefined, { ...flags, threads: undefined }));
  if (file !== undefined || clashes.length > 0)
    throw new InputError(
      `--resume: a run goes on as it was begun; leave out ${file ?? `the options that change it (${clashes.join(", ")})`}`,
    );
  const folder = openRunFolder(path);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(folder.file("checkpoint"));
  } catch {
    throw new InputError(`${path}: has no ${runFiles.checkpoint}; the run is finished, or was never saved`);
  }
  let checkpoint: Checkpoint;
  try {
    checkpoint = readCheckpoint(bytes);
  } catch (error) {
    throw new InputError(`${folder.file("checkpoint")}: ${error instanceof Error ? error.message : error}`);
  }
  const spec = {
    ...parseRunSpec(JSON.parse(readFileSync(folder.file("spec"), "utf8")), folder.file("spec")),
    threads: flags.threads,
  };
  const prepared = await prepare({ ...spec, steps: checkpoint.steps });
  return { prepared, folder, resume: checkpoint, spec };
}

/** Trains, reports and writes; returns the exit code. */
async function runTrain(file: string | undefined, flags: TrainFlags): Promise<number> {
  const created = new Date();
  const begun = await start(file, flags);
  const { prepared, folder } = begun;
  const silent = flags.json === true || flags.quiet === true;
  if (!silent) announce(begun);
  const run = train({ ...prepared.options, resume: begun.resume });
  const view = display({ quiet: silent, before: begun.resume?.step });
  const save = async (checkpoint: Checkpoint) => {
    await folder.write("spec", json({ ...begun.spec, steps: checkpoint.steps }));
    await folder.write("checkpoint", writeCheckpoint(checkpoint));
  };
  const interval = flags.checkpointEvery ?? 30;
  let saved = begun.resume?.seconds ?? 0;
  let interrupted = false;
  const interrupt = () => {
    // A second signal finds no handler and ends the process at once.
    interrupted = true;
    process.removeListener("SIGINT", interrupt);
    process.removeListener("SIGTERM", interrupt);
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    for await (const progress of run) {
      view.update(progress);
      const ended = progress.step === progress.steps;
      if (interrupted && !ended) {
        await save(run.checkpoint());
        break;
      }
      if (progress.seconds - saved >= interval && !ended) {
        saved = progress.seconds;
        await save(run.checkpoint());
      }
    }
  } finally {
    view.stop();
    process.removeListener("SIGINT", interrupt);
    process.removeListener("SIGTERM", interrupt);
  }
  const result = await run.result;
  return conclude(begun, result, flags, created);
}

/** Evaluates a finished run, writes its folder and prints the outcome. */
async function conclude(
  { prepared, folder, spec }: Start,
  result: TrainResult,
  flags: TrainFlags,
  created: Date,
): Promise<number> {
  const diverged = result.outcome === "diverged";
  const model = { ...result.model, encoding: prepared.data.encoding };
  const evaluations = diverged ? undefined : await evaluateSplit(model, prepared);
  const written = diverged
    ? (["spec", "history", "report"] as const)
    : (["spec", "history", "model", "report"] as const);
  const files = written.map((name) => ({ name, path: folder.file(name) }));
  const finalSpec = { ...spec, steps: result.planned };
  const record = await runRecord({
    prepared,
    spec: finalSpec,
    result,
    evaluations,
    created,
    command: `hrta train --spec ${folder.file("spec")}`,
    notes: [...prepared.notes, ...result.notes],
    files: files.map(({ name }) => ({ name, path: runFiles[name] })),
  });
  const html = renderReport(record);
  await folder.write("spec", json(finalSpec));
  await folder.write("history", historyParquet(result.history));
  if (!diverged) await folder.write("model", saveModel(model));
  await folder.write("report", html);
  if (typeof flags.report === "string") await writeAtomic(flags.report, html);
  const object = resultObject(record, result, folder, flags.report || undefined);
  await folder.write("result", json(object));
  if (result.outcome !== "stopped") folder.remove("checkpoint");
  if (flags.json) process.stdout.write(json(object));
  else if (!flags.quiet) process.stdout.write(summary(record, result, folder));
  return result.outcome === "diverged"
    ? exitCodes.diverged
    : result.outcome === "stopped"
      ? exitCodes.stopped
      : exitCodes.ok;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function historyParquet({ loss, s, rate, validation }: History): Uint8Array {
  return writeParquet([
    { name: "step", values: Int32Array.from(loss, (_, i) => i + 1) },
    { name: "s", values: s },
    { name: "loss", values: loss },
    { name: "rate", values: rate },
    { name: "validation", values: validation },
  ]);
}

function announce({ prepared, folder, resume: checkpoint }: Start): void {
  const { data, options, notes } = prepared;
  const rows = [
    `${data.train.rows} training`,
    data.validation && `${data.validation.rows} validation`,
    data.test && `${data.test.rows} test`,
  ];
  process.stderr.write(
    `${prepared.file}: ${rows.filter(Boolean).join(", ")} rows, ${data.train.inputs} inputs; writing to ${folder.path}\n`,
  );
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
  if (checkpoint) process.stderr.write(`going on after step ${checkpoint.step} of ${checkpoint.steps}\n`);
  else if (options.seconds !== undefined) process.stderr.write("measuring how many steps the time budget is ...\n");
}
