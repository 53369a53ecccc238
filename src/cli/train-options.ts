import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { activationNames } from "../engine/program.js";
import { InputError } from "../model/errors.js";
import { parseRunSpec, type RunSpec } from "../training/spec.js";
import { compact } from "./compact.js";

/** What the flags of `hrta train` come to; every entry is absent unless given. */
export interface TrainFlags {
  readonly spec?: string;
  readonly target?: string[];
  readonly task?: string;
  readonly header?: boolean;
  readonly delimiter?: string;
  readonly categorical?: string[];
  readonly missing?: string[];
  readonly labels?: string;
  readonly weights?: string;
  readonly limit?: number;
  readonly test?: number;
  readonly validation?: number;
  readonly standardize?: boolean;
  readonly hidden?: number[];
  readonly activation?: string;
  readonly scaling?: string;
  readonly bias?: string;
  readonly inputInit?: string;
  readonly outputInit?: string;
  readonly deviation?: number;
  readonly freeze?: string[];
  readonly skip?: boolean;
  readonly trainS?: boolean;
  readonly s?: number;
  readonly relaxation?: string;
  readonly switch?: string;
  readonly loss?: string;
  readonly l2?: number;
  readonly pathNorm?: number;
  readonly optimizer?: string;
  readonly rate?: number;
  readonly decay?: string;
  readonly steps?: number;
  readonly epochs?: number;
  readonly seconds?: number;
  readonly batch?: number | "full";
  readonly seed?: number;
  readonly dtype?: string;
  readonly threads?: number;
  readonly engine?: string;
  readonly targetLoss?: number;
  readonly earlyStop?: number | boolean;
  readonly out?: string;
  readonly report?: string | false;
  readonly checkpointEvery?: number;
  readonly resume?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const number = (flag: string) => (text: string) => {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw new InputError(`${flag}: expected a number, got "${text}"`);
  return value;
};

const list = (text: string, previous: string[] = []) => [...previous, ...text.split(",").map((part) => part.trim())];

const widths = (text: string) => text.split(/[,x]/).map((part) => number("--hidden")(part));

/** Declares the flags of `hrta train`, in groups. */
export function declareTrainOptions(command: Command): Command {
  return command
    .optionsGroup("Data:")
    .option(
      "-t, --target <names>",
      "column(s) to predict, by name or number; repeat or separate by commas (default: the last)",
      list,
    )
    .option("--task <task>", "regression | classification (default: by the target's type)")
    .option("--no-header", "the file has no header row (default: found out)")
    .option("--delimiter <char>", "what separates the columns (default: found out)")
    .option("--categorical <names>", "columns of numbers that are names", list)
    .option("--missing <words>", "what stands for a missing value (default: empty, NA, NaN, null, ?, ...)", list)
    .option("--labels <file>", "labels of an IDX image file (default: the one beside it)")
    .option("--weights <name>", "column of sample weights")
    .option("--limit <rows>", "read only the first rows", number("--limit"))
    .option("--test <fraction>", "rows kept for the test error (default: 0.1)", number("--test"))
    .option(
      "--validation <fraction>",
      "rows kept for early stopping (default: 0, or 0.1 with --early-stop)",
      number("--validation"),
    )
    .option("--no-standardize", "leave inputs and target in their own units")
    .optionsGroup("Network:")
    .option("--hidden <widths>", "widths of the hidden layers, for instance 1000 or 256,256 (default: 1000)", widths)
    .option("--activation <name>", `sigma: ${activationNames.join(" | ")} (default: relu)`)
    .option("--scaling <name>", "ntk | standard | mean-field | unit (default: ntk)")
    .option("--bias <kind>", "input | layers | none (default: input, a constant 1 beside x)")
    .option("--input-init <name>", "normal | sphere (default: normal)")
    .option("--output-init <name>", "normal | sign | uniform | zero (default: normal)")
    .option("--deviation <value>", "standard deviation of the hidden weights", number("--deviation"))
    .option("--freeze <layers>", "layers that are not trained: hidden1, hidden2, ..., output", list)
    .option("--skip", "a trained linear map from input to output beside the network")
    .optionsGroup("Relaxation (the path of s in (1-s) z + s sigma(z)):")
    .option(
      "--relaxation <path>",
      "ramp | constant | stages | algorithm1 | onPlateau | corollary1, with options (default: ramp,from=1,to=1.5,over=0.7)",
    )
    .option(
      "--s <value>",
      "one s for the whole run; 1 is plain training (short for --relaxation constant,s=VALUE)",
      number("--s"),
    )
    .option("--switch <kind>", "hard | lossless: what happens when s changes (default: hard)")
    .option("--train-s", "s is a trained parameter of every hidden layer (PReLU)")
    .optionsGroup("Loss and optimiser:")
    .option("--loss <name>", "mse | sum | logistic | hinge (default: mse; logistic for classes)")
    .option("--l2 <strength>", "l2 penalty on the weights", number("--l2"))
    .option("--path-norm <strength>", "path norm penalty", number("--path-norm"))
    .option("--optimizer <method>", "adam | adamW | gd | heavyBall | nesterov | lbfgs, with options (default: adam)")
    .option("--rate <value>", "learning rate (default: 0.01 for adam, 1 for the others)", number("--rate"))
    .option("--decay <name>", "none | cosine | exponential | plateau (default: cosine for adam, none for the others)")
    .optionsGroup("Run:")
    .option("--steps <count>", "updates (default: 8000)", number("--steps"))
    .option("--epochs <count>", "passes over the data, in place of --steps", number("--epochs"))
    .option("--seconds <budget>", "time budget, measured once and turned into steps", number("--seconds"))
    .option("--batch <rows>", "rows of a mini-batch (default: all rows)", (text) =>
      text === "full" ? text : number("--batch")(text),
    )
    .option("--seed <integer>", "seed of split, weights and batches (default: 0)", number("--seed"))
    .option("--dtype <type>", "f32 | f64 (default: f32)")
    .option(
      "--threads <count>",
      "threads inside the run (default: 1); the result does not depend on it",
      number("--threads"),
    )
    .option("--engine <name>", "auto | wasm | reference (default: auto)")
    .option("--target-loss <value>", "stop at this training loss", number("--target-loss"))
    .option(
      "--early-stop [patience]",
      "stop when the validation loss no longer falls; the best weights are kept",
      (text) => number("--early-stop")(text),
    )
    .optionsGroup("Files and output:")
    .option("--spec <file>", "a run described in JSON; flags given beside it win")
    .option("--out <folder>", "run folder (default: runs/NAME, numbered)")
    .option("--report <file>", "also write the report here")
    .option("--checkpoint-every <seconds>", "how often the run is saved (default: 30)", number("--checkpoint-every"))
    .option("--resume <folder>", "go on with a run that was stopped, bit for bit")
    .option("--json", "one JSON object on standard output, nothing else")
    .option("-q, --quiet", "no progress and no summary");
}

/** Removes entries without a value, and objects left empty. */
function tidy(value: Record<string, unknown>): Record<string, unknown> | undefined {
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** --header is on by default in commander; only --no-header says anything. */
const unlessDefault = (value: boolean | undefined) => (value === false ? false : undefined);

/** The specification that flags and data file stand for, laid over that of --spec. */
export function specOf(file: string | undefined, flags: TrainFlags): RunSpec {
  const base = flags.spec === undefined ? {} : readSpec(flags.spec);
  const relaxation = relaxationOf(flags, base.relaxation);
  const optimizer =
    flags.optimizer !== undefined
      ? compact("--optimizer", flags.optimizer)
      : (base.optimizer as Record<string, unknown> | undefined);
  const rated = flags.rate !== undefined || flags.decay !== undefined;
  const { out: _out, ...rest } = base as RunSpec & { out?: string };
  return parseRunSpec(
    tidy({
      ...rest,
      data: tidy({
        ...base.data,
        ...tidy({
          file,
          targets: flags.target,
          task: flags.task,
          header: unlessDefault(flags.header),
          delimiter: flags.delimiter,
          categorical: flags.categorical,
          missing: flags.missing,
          labels: flags.labels,
          weights: flags.weights,
          limit: flags.limit,
          standardize: unlessDefault(flags.standardize),
          test: flags.test,
          validation: flags.validation,
        }),
      }),
      network: tidy({
        ...base.network,
        ...tidy({
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
        }),
      }),
      penalties: tidy({ ...base.penalties, ...tidy({ l2: flags.l2, pathNorm: flags.pathNorm }) }),
      ...tidy({
        loss: flags.loss,
        optimizer: rated
          ? { name: "adam", ...optimizer, ...tidy({ rate: flags.rate, decay: flags.decay }) }
          : optimizer,
        relaxation,
        steps: flags.steps,
        epochs: flags.epochs,
        seconds: flags.seconds,
        batch: flags.batch,
        seed: flags.seed,
        dtype: flags.dtype,
        threads: flags.threads,
        engine: flags.engine,
        targetLoss: flags.targetLoss,
        earlyStop:
          flags.earlyStop === undefined ? undefined : flags.earlyStop === true ? {} : { patience: flags.earlyStop },
      }),
    }) ?? {},
    flags.spec === undefined ? "options" : flags.spec,
  );
}

function relaxationOf(flags: TrainFlags, base: RunSpec["relaxation"]): Record<string, unknown> | undefined {
  if (flags.s !== undefined && flags.relaxation !== undefined)
    throw new InputError("--s and --relaxation: give one of them; --s is short for --relaxation constant,s=VALUE");
  const places = { stages: "stages", onPlateau: "values", constant: "s" };
  const chosen: Record<string, unknown> | undefined =
    flags.s !== undefined
      ? { name: "constant", s: flags.s }
      : flags.relaxation !== undefined
        ? compact("--relaxation", flags.relaxation, places)
        : base;
  return flags.switch === undefined ? chosen : { name: "ramp", ...chosen, switch: flags.switch };
}

function readSpec(path: string): RunSpec {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new InputError(`${path}: no such specification file, or it cannot be read`);
  }
  try {
    return parseRunSpec(JSON.parse(text), path);
  } catch (error) {
    if (error instanceof SyntaxError) throw new InputError(`${path}: not valid JSON (${error.message})`);
    throw error;
  }
}
