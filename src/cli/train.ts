import type { Command } from "commander";
import { InputError } from "../model/errors.js";
import { watchKernel } from "../tangent/watch-kernel.js";
import { type Checkpoint, type Run, type TrainResult, train, writeCheckpoint } from "../training/index.js";
import { type Begun, begin } from "./begin.js";
import { command } from "./command.js";
import { conclude } from "./conclude.js";
import { exitCodes } from "./exit.js";
import { onInterrupt } from "./interrupt.js";
import { polishLines } from "./polish.js";
import { display } from "./progress.js";
import { divergence, summary } from "./summary.js";
import { declareTrainOptions, type TrainFlags } from "./train-flags.js";

const examples = `
Examples:
  hrta train data.csv --target y                        fit, test error, model and report in runs/data
  hrta train data.csv -t y --s 1                        the same without relaxation: plain ReLU
  hrta train data.csv -t y --relaxation stages,0.5@0.19,1 --switch lossless
  hrta train data.csv -t y --relaxation path,0.5@0,0.5@0.2,1@0.2,1.5@0.8
  hrta train data.csv -t y --optimizer nesterov,gamma=3 --rate 0.1 --steps 20000
  hrta train data.csv -t y --s 1 --move-s 2000:1.5,4000:path
  hrta train data.csv -t a,b --hidden 256,256 --batch 128 --epochs 50 --early-stop
  hrta train data.csv -t y --optimizer levenberg-marquardt --hidden 50 --steps 100
  hrta train data.csv -t y --polish --watch-kernel      solve for the output layer at the end, watch the kernel on the way
  hrta train --problem function,target=doppler,noise=0.05 --seed 3   a problem of the library, no file
  hrta train t10k-images-idx3-ubyte.gz --batch 100 --epochs 3
  hrta train --spec run.json --seed 7                   a run described in JSON
  hrta train --resume runs/data                         go on after Ctrl-C, bit for bit

Options of a choice follow its name: --relaxation ramp,from=0.5,to=1,over=0.9 --decay exponential,final=0.001
The points of a path are S@TIME, time from 0 to 1: between two of them s slides, and two at one time are a switch.
A run ends with exit code 0; 2 for wrong input, 3 if it diverged, 130 if it was stopped.`;

/** Adds `hrta train`. */
export function trainCommand(program: Command): void {
  declareTrainOptions(
    program
      .command("train")
      .summary("fit a network to a data file by homotopy relaxation")
      .description(
        "Trains a network on a data file (CSV, TSV, NPY, NPZ, Parquet, IDX; also .gz) or a problem of the library, and writes a run folder with the model and a report.",
      )
      .argument("[data]", "data file"),
  )
    .addHelpText("after", examples)
    .action(async (file: string | undefined, flags: TrainFlags) => {
      process.exitCode = await runTrain(file, flags);
    });
}

/** Trains, writes, reports; returns the exit code. */
async function runTrain(file: string | undefined, flags: TrainFlags): Promise<number> {
  const created = new Date();
  const begun = await begin(file, flags);
  const silent = flags.json === true || flags.quiet === true;
  if (!silent) announce(begun);
  try {
    const trained = await drive(begun, { silent, interval: flags.checkpointEvery ?? 30 });
    const { record, object, result, polished } = await conclude(begun, trained, { created, reportCopy: flags.report });
    if (flags.json) process.stdout.write(`${JSON.stringify(object, null, 2)}\n`);
    else if (!flags.quiet)
      process.stdout.write(summary(record, result, begun.folder, polished && polishLines(polished)));
    if (silent && result.outcome === "diverged") process.stderr.write(`error: ${divergence(result).join(" ")}\n`);
    return { diverged: exitCodes.diverged, stopped: exitCodes.stopped, finished: 0, target: 0, early: 0 }[
      result.outcome
    ];
  } catch (error) {
    throw salvaged(begun, error);
  }
}

/** Leaves nothing useless behind, and says how to go on from what is there. */
function salvaged({ folder }: Begun, error: unknown): unknown {
  folder.discard();
  if (!(error instanceof InputError) || !folder.has("checkpoint")) return error;
  return new InputError(
    `${error.message}; then go on from the last checkpoint: ${command} train --resume ${folder.path}`,
  );
}

/** Drives the run to its end, saving it now and then, or to the next step after Ctrl-C. */
async function drive(begun: Begun, { silent, interval }: { silent: boolean; interval: number }): Promise<TrainResult> {
  const { prepared, folder, resume } = begun;
  const { loss } = prepared.options;
  const observers = begun.spec.watchKernel ? [watchKernel({ points: prepared.data.train, loss })] : [];
  const run: Run = train({ ...prepared.options, observers, resume });
  const view = display({ quiet: silent, resumed: resume });
  const save = async (checkpoint: Checkpoint) => {
    await folder.write("spec", `${JSON.stringify({ ...begun.spec, steps: checkpoint.steps }, null, 2)}\n`);
    await folder.write("checkpoint", writeCheckpoint(checkpoint));
  };
  let warned = false;
  const warn = (error: unknown) => {
    if (!warned) view.say(`warning: no checkpoint was written (${error instanceof Error ? error.message : error})`);
    warned = true;
  };
  let saved = resume?.seconds ?? 0;
  let interrupted = false;
  const release = onInterrupt(() => {
    interrupted = true;
    if (!silent) view.say("stopping after this step; once more to stop at once");
  });
  try {
    for await (const progress of run) {
      view.update(progress);
      if (progress.step === progress.steps) continue;
      if (interrupted) {
        await save(run.checkpoint());
        break;
      }
      if (progress.seconds - saved < interval) continue;
      saved = progress.seconds;
      // The run is worth more than its checkpoint: it goes on, and the next one may succeed.
      await save(run.checkpoint()).catch(warn);
    }
  } finally {
    view.stop();
    release();
  }
  return run.result;
}

function announce({ prepared, folder, resume }: Begun): void {
  const { data, options, notes } = prepared;
  const rows = [
    `${data.train.rows} training`,
    data.validation && `${data.validation.rows} validation`,
    data.test && `${data.test.rows} test`,
  ];
  const inputs = `${data.train.inputs} input${data.train.inputs === 1 ? "" : "s"}`;
  const lines = [`${prepared.name}: ${rows.filter(Boolean).join(", ")} rows, ${inputs}; writing to ${folder.path}`];
  for (const note of notes) lines.push(`note: ${note}`);
  if (resume) lines.push(`going on after step ${resume.step} of ${resume.steps}`);
  else if (options.seconds !== undefined) lines.push("measuring how many steps the time budget is ...");
  process.stderr.write(`${lines.join("\n")}\n`);
}
