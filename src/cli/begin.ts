import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { InputError } from "../model/errors.js";
import { prepare } from "../node/prepare.js";
import { createRunFolder, openRunFolder, type RunFolder, refuseTaken, runFiles } from "../node/run-folder.js";
import type { Prepared } from "../study/prepare.js";
import { type Checkpoint, readCheckpoint } from "../training/index.js";
import { fingerprint, plan } from "../training/plan.js";
import { describeRun, parseRunSpec, type RunSpec } from "../training/spec.js";
import { command } from "./command.js";
import { fileStem, problemStem } from "./data-name.js";
import { refusePolish } from "./polish.js";
import type { TrainFlags } from "./train-flags.js";
import { readSpec, specOf } from "./train-spec.js";

/** A run that is ready: everything about it is checked, and its folder is there. */
export interface Begun {
  readonly prepared: Prepared;
  readonly folder: RunFolder;
  /** Every option written out. */
  readonly spec: RunSpec;
  readonly resume?: Checkpoint;
}

/** Prepares a new run, or one that goes on. Nothing is written before everything is checked. */
export async function begin(file: string | undefined, flags: TrainFlags): Promise<Begun> {
  refuseReport(flags.report);
  if (flags.resume !== undefined) return resume(flags.resume, file, flags);
  if (flags.out !== undefined) refuseTaken(flags.out);
  const spec = specOf(file, flags);
  const prepared = await prepare(spec);
  const [low, high] = prepared.options.relaxation?.range ?? [0, 2];
  if (low < 0 || high > 2)
    throw new InputError(`--relaxation: its s goes from ${low} to ${high}; expected values in [0, 2]`);
  if (spec.polish) refusePolish(prepared);
  const described = parseRunSpec({
    ...describeRun(prepared.options, prepared.options.steps ?? 1),
    data: prepared.source,
    polish: spec.polish,
    watchKernel: spec.watchKernel,
  });
  const { problem } = prepared.source;
  const folder = createRunFolder(problem ? problemStem(problem) : fileStem(prepared.name), flags.out);
  return { prepared, folder, spec: described };
}

/** A copy of the report that could not be written should be known before the run, not after it. */
function refuseReport(path: string | undefined): void {
  if (path === undefined) return;
  const above = dirname(path);
  if (!existsSync(above)) throw new InputError(`--report ${path}: there is no folder ${above}; make it first`);
  if (existsSync(path) && statSync(path).isDirectory())
    throw new InputError(
      `--report ${path}: is a folder; name a file, for instance ${path.replace(/\/$/, "")}/report.html`,
    );
}

/** The flags that may stand beside --resume. */
const harmless = new Set(["resume", "threads", "report", "checkpointEvery", "json", "quiet"]);

async function resume(path: string, file: string | undefined, flags: TrainFlags): Promise<Begun> {
  const clashes = Object.entries(flags)
    .filter(([name, value]) => !harmless.has(name) && !(name === "standardize" && value === true))
    .map(([name]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  if (clashes.length > 0)
    throw new InputError(`--resume: a run goes on as it was begun; leave out ${clashes.join(", ")}`);
  const folder = openRunFolder(path);
  const checkpoint = lastCheckpoint(folder);
  const recorded = readSpec(folder.file("spec"));
  const problem = recorded.data?.problem;
  if (problem && file !== undefined)
    throw new InputError(
      `--resume: the run is on the problem "${problem.name}", which needs no file; leave out ${file}`,
    );
  const data = file ?? recorded.data?.file;
  if (file === undefined && data !== undefined && !existsSync(data))
    throw new InputError(
      `${data}: the run's data file is not there; go to the folder the run was begun in, or name the file: ${command} train DATA --resume ${path}`,
    );
  const spec = { ...recorded, data: { ...recorded.data, file: data }, threads: flags.threads ?? recorded.threads };
  const prepared = await prepare({ ...spec, steps: checkpoint.steps });
  // The options come from the folder itself, so only the data can differ.
  if (fingerprint(plan(prepared.options)) !== checkpoint.fingerprint)
    throw new InputError(
      problem
        ? `${prepared.name}: this version of hrta draws other data than ${path} was begun with; begin it afresh`
        : `${prepared.name}: not the data that ${path} was begun with; name the file as it was then`,
    );
  return { prepared, folder, resume: checkpoint, spec };
}

function lastCheckpoint(folder: RunFolder): Checkpoint {
  const path = folder.file("checkpoint");
  if (!folder.has("checkpoint"))
    throw new InputError(
      folder.has("result")
        ? `${folder.path}: the run has ended, so there is nothing to go on with; a longer one starts afresh: ${command} train --spec ${folder.file("spec")} --steps COUNT`
        : `${folder.path}: has no ${runFiles.checkpoint}, as the run was never saved; start it afresh: ${command} train --spec ${folder.file("spec")}`,
    );
  try {
    return readCheckpoint(readFileSync(path));
  } catch (error) {
    throw new InputError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}
