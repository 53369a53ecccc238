import type { Command } from "commander";
import { activationNames } from "../engine/program.js";
import { InputError } from "../model/errors.js";
import { type DataFlags, declareDataOptions } from "./data-flags.js";
import { number, positive } from "./flag-value.js";

/** What the flags of `hrta kernel` come to; every entry is absent unless given. */
export interface KernelFlags extends DataFlags {
  readonly activation?: string;
  readonly bias?: boolean | string;
  readonly inputInit?: string;
  readonly outputInit?: string;
  readonly layers?: number;
  readonly s?: readonly number[];
  readonly measure?: number | boolean;
  readonly steps?: number;
  readonly rate?: readonly number[];
  readonly predict?: string;
  readonly predictions?: string;
  readonly kernel?: string;
  readonly ridge?: number | "loo";
  readonly seed?: number;
  readonly delta?: number;
  readonly mostWidth?: number;
  readonly report?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Declares the flags of `hrta kernel`, in groups. */
export function declareKernelOptions(command: Command): Command {
  return declareDataOptions(command, { problem: true })
    .optionsGroup("Network (infinitely wide):")
    .option(
      "--s <values>",
      "values of s, 0.5,1,1.5 or from:to:step (default: 0:2:0.25, or 0.5,1,1.5 for more than 1500 rows); details are for 1, or the last",
      sValues,
    )
    .option("--layers <count>", "hidden layers (default: 1)", positive("--layers"))
    .option("--activation <name>", `sigma: ${activationNames.join(" | ")} (default: relu)`)
    .option("--bias <kind>", "input | layers (default: input, a constant 1 beside x)")
    .option("--no-bias", "none")
    .option("--input-init <name>", "normal | sphere (default: normal)")
    .option("--output-init <name>", "normal | sign | uniform | zero (default: normal)")
    .optionsGroup("Forecast:")
    .option("--steps <count>", "steps of the predicted loss curves (default: 3000)", positive("--steps"))
    .option(
      "--rate <values>",
      "learning rates of gradient descent, heavy ball, Nesterov, or one for all (default: the recommended)",
      rates,
    )
    .option(
      "--measure [width]",
      "also train a network of this width (default: 4000) by each method, and lay its loss over the prediction",
      positive("--measure"),
    )
    .option("--delta <probability>", "failure probability in the width bounds (default: 0.1)", positive("--delta"))
    .option(
      "--most-width <count>",
      "widest network tried for the width needed; 0 tries none (default: 16384)",
      number("--most-width"),
    )
    .option("--seed <integer>", "seed of the split and of the networks (default: 0)", number("--seed"))
    .optionsGroup("Prediction, in place of the report:")
    .option(
      "--predict <file>",
      "predict this file's rows by kernel regression on the training rows: CSV on standard output, errors beside it",
    )
    .option("--predictions <file>", "write the predictions here (CSV), in place of standard output")
    .option("--kernel <name>", "ntk: of the whole network | nngp: of its last layer alone (default: ntk)")
    .option(
      "--ridge <value>",
      "added to the kernel's diagonal: a number, or loo for the least leave-one-out error (default: loo)",
      ridge,
    )
    .optionsGroup("Output:")
    .option("--report <file>", "where the report goes (default: NAME-kernel.html)")
    .option("--json", "one JSON object on standard output, nothing else; a report only if --report names one")
    .option("-q, --quiet", "no progress and no summary; errors are still told");
}

function ridge(text: string): number | "loo" {
  if (text === "loo") return text;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= 0 && Number.isFinite(value)))
    throw new InputError(`--ridge: expected a number of at least 0, or loo, got "${text}"`);
  return value;
}

const MOST_VALUES = 100;

/** "0.5,1,1.5" or "0:2:0.25", ascending and without repetition. */
function sValues(text: string): number[] {
  const range = text.split(":");
  const values = range.length === 1 ? text.split(",").map(number("--s")) : spread(text, range);
  for (const s of values) if (!(s >= 0 && s <= 2)) throw new InputError(`--s: expected values in [0, 2], got ${s}`);
  return [...new Set(values)].sort((a, b) => a - b);
}

function spread(text: string, parts: readonly string[]): number[] {
  const [from, to, step] = parts.map(number("--s"));
  if (parts.length !== 3 || !(step > 0) || !(to >= from))
    throw new InputError(
      `--s: expected FROM:TO:STEP with FROM <= TO and STEP > 0, for instance 0:2:0.25, got "${text}"`,
    );
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > MOST_VALUES)
    throw new InputError(`--s: "${text}" are ${count} values; at most ${MOST_VALUES} are taken, so use a larger step`);
  return Array.from({ length: count }, (_, i) => Number((from + i * step).toPrecision(12)));
}

function rates(text: string): number[] {
  const values = text.split(",").map((part) => positive("--rate")(part));
  if (values.length !== 1 && values.length !== 3)
    throw new InputError(`--rate: expected one rate or three (gradient descent, heavy ball, Nesterov), got "${text}"`);
  return values.length === 1 ? [values[0], values[0], values[0]] : values;
}
