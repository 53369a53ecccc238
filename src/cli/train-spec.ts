import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { InputError } from "../model/errors.js";
import { fileError } from "../node/file-error.js";
import { parseDrawnProblem } from "../problems/index.js";
import { compact } from "../training/compact.js";
import { parseRunSpec, type RunSpec } from "../training/spec.js";
import { dataOf } from "./data-flags.js";
import { flagName } from "./flag-name.js";
import { number } from "./flag-value.js";
import type { TrainFlags } from "./train-flags.js";

type Entries = Record<string, unknown>;

/** Removes entries without a value; nothing if none is left. */
function tidy(value: Entries): Entries | undefined {
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** One group of the specification with that of the flags laid over. */
const over = (base: object | undefined, flags: Entries): Entries | undefined => tidy({ ...base, ...tidy(flags) });

/**
 * The specification that flags and data file stand for, laid over that of --spec.
 * @throws InputError naming the flag, or the file and its field.
 */
export function specOf(file: string | undefined, flags: TrainFlags): RunSpec {
  const base = flags.spec === undefined ? {} : readSpec(flags.spec);
  const { steps, epochs, seconds, ...rest } = base;
  const spec = tidy({
    ...rest,
    ...(lengthOf(flags) ?? { steps, epochs, seconds }),
    data: over(dataUnder(base.data, file, flags), dataOf(file, flags)),
    network: over(base.network, networkOf(flags)),
    penalties: over(base.penalties, { l2: flags.l2, pathNorm: pathNormOf(flags.pathNorm) }),
    optimizer: optimizerOf(flags, base.optimizer),
    relaxation: relaxationOf(flags, base.relaxation),
    ...tidy({
      moves: flags.moveS,
      loss: flags.loss,
      batch: flags.batch,
      seed: flags.seed,
      dtype: flags.dtype,
      threads: flags.threads,
      engine: flags.engine,
      targetLoss: flags.targetLoss,
      earlyStop: earlyStopOf(flags.earlyStop),
      polish: flags.polish,
      watchKernel: flags.watchKernel,
    }),
  });
  return parseRunSpec(spec ?? {}, flagName);
}

/** What the specification says of the data, as far as it goes with a file or a problem that is named beside it. */
function dataUnder(data: RunSpec["data"], file: string | undefined, flags: TrainFlags): RunSpec["data"] {
  if (flags.problem) return undefined;
  return file !== undefined && data?.problem ? undefined : data;
}

/** How long the run is, if a flag says so; it replaces what the specification says, in whichever unit. */
function lengthOf({ steps, epochs, seconds }: TrainFlags): Entries | undefined {
  const given = tidy({ steps, epochs, seconds });
  if (!given) return undefined;
  const flags = Object.keys(given).map((name) => `--${name}`);
  if (flags.length > 1) throw new InputError(`${flags.join(" and ")}: give one of them; each says how long the run is`);
  return given;
}

const networkOf = (flags: TrainFlags): Entries => ({
  hidden: flags.hidden,
  activation: flags.activation,
  scaling: flags.scaling,
  bias: flags.bias === "none" ? false : flags.bias,
  inputInit: flags.inputInit,
  outputInit: flags.outputInit,
  deviation: flags.deviation,
  freeze: flags.freeze,
  skip: flags.skip,
  trainSlope: flags.trainS,
});

function pathNormOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  const { name, ...options } = compact("--path-norm", text);
  const strength = number("--path-norm")(String(name));
  return Object.keys(options).length === 0 ? strength : { strength, ...options };
}

function optimizerOf({ optimizer, rate, decay }: TrainFlags, base: RunSpec["optimizer"]): Entries | undefined {
  const chosen: Entries | undefined = optimizer === undefined ? base : compact("--optimizer", optimizer);
  if (rate === undefined && decay === undefined) return chosen;
  const named: Entries = { name: "adam", ...chosen };
  if (decay !== undefined && named.name === "lbfgs")
    throw new InputError("--decay: lbfgs chooses the length of its steps itself; leave --decay out");
  const paced = tidy({ rate, decay: decayOf(decay) });
  if (named.name !== "outputSolve") return { ...named, ...paced };
  // The output layer is solved for exactly; a rate is that of the layers below.
  const { hidden } = named;
  if (hidden === undefined)
    throw new InputError(
      `--${rate === undefined ? "decay" : "rate"}: outputSolve alone takes no steps; leave it out, or let the layers below be trained: --optimizer outputSolve,hidden=adam`,
    );
  return { ...named, hidden: { ...(typeof hidden === "object" ? hidden : { name: hidden }), ...paced } };
}

function decayOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  const decay = compact("--decay", text);
  return Object.keys(decay).length === 1 ? decay.name : decay;
}

function relaxationOf(flags: TrainFlags, base: RunSpec["relaxation"]): Entries | undefined {
  if (flags.s !== undefined && flags.relaxation !== undefined)
    throw new InputError("--s and --relaxation: give one of them; --s is short for --relaxation constant,s=VALUE");
  if (flags.s !== undefined && !(flags.s >= 0 && flags.s <= 2))
    throw new InputError(`--s: expected s in [0, 2], got ${flags.s}`);
  let chosen: Entries | undefined = base;
  if (flags.s !== undefined) chosen = { name: "constant", s: flags.s };
  else if (flags.relaxation !== undefined) chosen = compact("--relaxation", flags.relaxation);
  if (chosen?.name === "stages" && chosen.stages === undefined)
    throw new InputError("--relaxation: stages needs its values of s, for instance --relaxation stages,0.5@0.2,1");
  if (flags.relaxation !== undefined && chosen?.name === "path" && !hasPoints(chosen))
    throw new InputError(
      `--relaxation: path needs its points, each as S@TIME with the time from 0 to 1, for instance --relaxation path,0.5@0,0.5@0.2,1@0.2, got "${flags.relaxation}"`,
    );
  if (flags.switch === undefined) return chosen;
  if (chosen?.name === "constant")
    throw new InputError(
      `--switch: a constant s is never switched; leave --switch out, or choose another --relaxation${flags.moveS ? `, for instance path,${chosen.s ?? 1}@0` : ""}`,
    );
  return { name: "ramp", ...chosen, switch: flags.switch };
}

const hasPoints = ({ points }: Entries): boolean =>
  Array.isArray(points) && points.every((point) => typeof point === "object");

const earlyStopOf = (flag: number | boolean | undefined): Entries | undefined =>
  flag === undefined || flag === false ? undefined : flag === true ? {} : { patience: flag };

/** Reads a specification. Its data file is looked for from here first, then beside the specification. */
export function readSpec(path: string): RunSpec {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw fileError("read", path, error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${path}: not valid JSON (${error instanceof Error ? error.message : error})`);
  }
  const spec = parseRunSpec(value, path);
  if (spec.data?.problem) parseDrawnProblem(spec.data.problem, `${path}: data.problem`);
  const { data } = spec;
  const beside = (file: string | undefined) =>
    file === undefined || isAbsolute(file) || existsSync(file) || !existsSync(join(dirname(path), file))
      ? file
      : join(dirname(path), file);
  return data
    ? { ...spec, data: { ...data, ...tidy({ file: beside(data.file), labels: beside(data.labels) }) } }
    : spec;
}
