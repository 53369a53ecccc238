import type { Command } from "commander";
import { activationNames } from "../engine/program.js";
import type { Move } from "../training/index.js";
import { parseMoves } from "../training/spec.js";
import { type DataFlags, declareDataOptions } from "./data-flags.js";
import { names, number, positive, widths } from "./flag-value.js";

/** What the flags of `hrta train` come to; every entry is absent unless given. */
export interface TrainFlags extends DataFlags {
  readonly spec?: string;
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
  readonly moveS?: Move[];
  readonly loss?: string;
  readonly l2?: number;
  readonly pathNorm?: string;
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
  readonly polish?: boolean;
  readonly watchKernel?: boolean;
  readonly out?: string;
  readonly report?: string;
  readonly checkpointEvery?: number;
  readonly resume?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Declares the flags of `hrta train`, in groups. */
export function declareTrainOptions(command: Command): Command {
  return declareDataOptions(command, { problem: true })
    .option("--weights <name>", "column of sample weights")
    .option(
      "--validation <fraction>",
      "rows kept for early stopping and --polish (default: 0, or 0.1 with one of them)",
      number("--validation"),
    )
    .optionsGroup("Network:")
    .option("--hidden <widths>", "widths of the hidden layers, for instance 1000 or 256,256 (default: 1000)", widths)
    .option("--activation <name>", `sigma: ${activationNames.join(" | ")} (default: relu)`)
    .option("--scaling <name>", "ntk | standard | mean-field | unit (default: ntk; standard for more than 64 inputs)")
    .option("--bias <kind>", "input | layers | none (default: input, a constant 1 beside x)")
    .option("--input-init <name>", "normal | sphere (default: normal)")
    .option("--output-init <name>", "normal | sign | uniform | zero (default: normal)")
    .option("--deviation <value>", "standard deviation of the hidden weights", number("--deviation"))
    .option("--freeze <layers>", "layers that are not trained: hidden1, hidden2, ..., output", names)
    .option("--skip", "a trained linear map from input to output beside the network")
    .optionsGroup("Relaxation (the path of s in (1-s) z + s sigma(z)):")
    .option(
      "--relaxation <path>",
      "ramp | constant | stages | path | algorithm1 | onPlateau | corollary1, with options (default: ramp,from=1,to=1.5,over=0.7)",
    )
    .option(
      "--s <value>",
      "one s for the whole run; 1 is plain training (short for --relaxation constant,s=VALUE)",
      number("--s"),
    )
    .option("--switch <kind>", "hard | lossless: what happens when s changes (default: hard)")
    .option(
      "--move-s <step:s,...>",
      "s by hand: from each step on this s, whatever the path says; path gives it back (1200:0.7,3000:path)",
      (text: string, before: Move[] = []) => [...before, ...parseMoves("--move-s", text)],
    )
    .option("--train-s", "s is a trained parameter of every hidden layer (PReLU)")
    .optionsGroup("Loss and optimiser:")
    .option("--loss <name>", "mse | sum | logistic | hinge (default: mse; logistic for classes)")
    .option("--l2 <strength>", "l2 penalty on the weights", number("--l2"))
    .option("--path-norm <strength>", "path norm penalty; STRENGTH,first=l2 for the l2 norm of the first layer")
    .option(
      "--optimizer <method>",
      "adam | adamW | gd | heavyBall | higherMomentum | nesterov | lbfgs | gaussNewton | levenbergMarquardt | neuronNewton | outputSolve, with options (default: adam)",
    )
    .option(
      "--rate <value>",
      "learning rate (default: 0.01 for adam, 0.001 with more than 64 inputs; 0.1 for nesterov; 1 for the others)",
      number("--rate"),
    )
    .option(
      "--decay <name>",
      "none | cosine | exponential | plateau, with options (default: cosine for adam, none for the others)",
    )
    .optionsGroup("Run:")
    .option("--steps <count>", "updates (default: 8000)", number("--steps"))
    .option("--epochs <count>", "passes over the data, in place of --steps", number("--epochs"))
    .option("--seconds <budget>", "time budget, measured once and turned into steps", number("--seconds"))
    .option("--batch <rows>", "rows of a mini-batch, or full (default: full; 256 for more than 4096 rows)", (text) =>
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
      number("--early-stop", "; put it behind the data file, or give it a number of looks"),
    )
    .option(
      "--polish",
      "at the end, solve for the output layer once more: ridge towards the trained weights, its strength chosen on the validation rows (--validation 0: by leave-one-out)",
    )
    .option("--watch-kernel", "measure the tangent kernel along the run, for the report")
    .optionsGroup("Files and output:")
    .option("--spec <file>", "a run described in JSON; flags given beside it win")
    .option("--out <folder>", "run folder (default: runs/NAME, numbered)")
    .option("--report <file>", "also write the report here")
    .option("--checkpoint-every <seconds>", "how often the run is saved (default: 30)", positive("--checkpoint-every"))
    .option(
      "--resume <folder>",
      "go on with a run that was stopped, bit for bit; takes the data file too, if that has moved",
    )
    .option("--json", "one JSON object on standard output, nothing else")
    .option("-q, --quiet", "no progress and no summary; errors are still told");
}
