import { InputError } from "../model/errors.js";
import { evaluate } from "../model/evaluate.js";
import type { NetworkSpec } from "../model/network.js";
import type { Split } from "../model/split.js";
import { detailedS } from "../node/kernel-record.js";
import { plural } from "../report/sentence.js";
import { infiniteKernel } from "../theory/kernel/infinite-kernel.js";
import { type KernelRegression, kernelRegression, regressionBytes } from "../theory/regression/kernel-regression.js";
import { MOST_MEMORY } from "../theory/spectrum/memory.js";
import { figure } from "./figure.js";
import type { KernelFlags } from "./kernel-flags.js";
import { predictRows, readNewRows, writePredictions } from "./predictions.js";
import { errorLines, flat } from "./summary.js";
import { requireWritable } from "./writable.js";

const kernelNames = ["ntk", "nngp"] as const;

/** Flags that mean something only beside --predict, and those that only the report uses. */
const ofPrediction = ["predictions", "kernel", "ridge"] as const;
const ofReport = {
  steps: "--steps",
  rate: "--rate",
  measure: "--measure",
  delta: "--delta",
  mostWidth: "--most-width",
  report: "--report",
} as const;

/** Rows that the memory allows. */
const mostRows = Math.floor(Math.sqrt(MOST_MEMORY / regressionBytes(1)));

/** What is fitted, and what is said with the predictions. */
export interface KernelPredictInput {
  readonly data: Split;
  readonly file: string;
  readonly notes: readonly string[];
  readonly network: NetworkSpec;
  readonly flags: KernelFlags;
}

/**
 * Says at once which flags do not go together.
 * @throws InputError for a flag of the prediction without --predict, one of the report with it, or a kernel or a place that will not do.
 */
export function refusePrediction(flags: KernelFlags): void {
  const { predict, predictions, kernel, outputInit } = flags;
  if (predict === undefined) {
    const alone = ofPrediction.find((name) => flags[name] !== undefined);
    if (alone !== undefined)
      throw new InputError(`--${alone}: says how --predict works; add --predict FILE with the rows to be predicted`);
    return;
  }
  for (const [name, flag] of Object.entries(ofReport))
    if (flags[name as keyof typeof ofReport] !== undefined)
      throw new InputError(`${flag}: belongs to the report, which --predict leaves out; leave out one of the two`);
  if (kernelOf(kernel) === "nngp" && outputInit === "zero")
    throw new InputError(
      "--kernel nngp: an output layer that starts at 0 has the covariance 0; take ntk, or another --output-init",
    );
  requireWritable("--predictions", predictions, "predictions.csv");
}

/** Fits kernel regression to the training rows and predicts a file with it. */
export async function kernelPredict(path: string, input: KernelPredictInput): Promise<void> {
  const { data, file, notes, flags } = input;
  const { train, test, encoding } = data;
  const silent = flags.json === true || flags.quiet === true;
  const say = (text: string) => {
    if (!silent) process.stderr.write(`${text}\n`);
  };
  if (train.rows > mostRows)
    throw new InputError(
      `--limit: kernel regression on ${train.rows} training rows takes ${(regressionBytes(train.rows) / 1e9).toPrecision(2)} GB, the limit is ${MOST_MEMORY / 1e9} GB; take at most --limit ${mostRows}`,
    );
  const { header, delimiter, missing } = flags;
  const table = await readNewRows(path, encoding, { header, delimiter, missing });
  say(`${file}: ${train.rows} training, ${test?.rows ?? 0} test rows, ${plural(train.inputs, "input")}`);
  for (const note of notes) say(`note: ${note}`);

  const { model, kernel, s } = fitted(input, (title) => say(`${title} ...`));
  const metrics = test && (await evaluate(model, encoding, test)).metrics;
  const chosen = model.leaveOneOut === undefined ? "" : ", which has the least leave-one-out error";
  say([`ridge ${figure(model.ridge)}${chosen}`, ...errorLines({ test: metrics })].join("\n"));
  const predictions = await predictRows(model, encoding, table);
  await writePredictions(flags.json ? { ...predictions, notes: [...notes, ...predictions.notes] } : predictions, {
    out: flags.predictions,
    json: flags.json,
    quiet: flags.quiet,
    entries: {
      model: { name: model.name, kernel, s, ridge: model.ridge, leaveOneOut: model.leaveOneOut, rows: train.rows },
      test: flat(metrics),
    },
  });
}

interface Fitted {
  readonly model: KernelRegression;
  readonly kernel: "ntk" | "nngp";
  readonly s: number;
}

function fitted(input: KernelPredictInput, onPhase: (title: string) => void): Fitted {
  const { data, network, flags } = input;
  const chosen = { kernel: kernelOf(flags.kernel), s: detailedS(flags.s ?? [1]) };
  const { kernel, s } = chosen;
  onPhase(`${kernel.toUpperCase()} regression at s = ${figure(s)}`);
  refuseZero(input, chosen);
  const { train, encoding } = data;
  return {
    ...chosen,
    model: kernelRegression({ data: train, kernel, spec: network, s, ridge: flags.ridge, encoding }),
  };
}

function kernelOf(name = "ntk"): "ntk" | "nngp" {
  const kernel = kernelNames.find((known) => known === name);
  if (kernel) return kernel;
  throw new InputError(`--kernel: expected ${kernelNames.join(" or ")}, got "${name}"`);
}

/** Rows of a piece; the first has an entry above 0 in any kernel but that of zeros. */
const PIECE = 64;

/** A kernel of zeros would predict the mean for every row, without a word. */
function refuseZero(
  { network, data: { train } }: KernelPredictInput,
  { kernel, s }: Pick<Fitted, "kernel" | "s">,
): void {
  const { rows, inputs, x } = train;
  for (let first = 0; first < rows; first += PIECE) {
    const count = Math.min(PIECE, rows - first);
    const points = { rows: count, inputs, x: x.subarray(first * inputs, (first + count) * inputs) };
    const { [kernel]: piece } = infiniteKernel(network, points, { s, blocks: false });
    if (piece.data.some((value) => value > 0)) return;
  }
  throw new InputError(
    `network: at s = ${s} the kernel of ${plural(network.hidden.length, "hidden layer")} is 0 in double precision; take fewer layers, another s, or a bias`,
  );
}
