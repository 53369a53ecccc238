import type { Command } from "commander";
import { activations, homotopy } from "../model/activation.js";
import { InputError } from "../model/errors.js";
import { mlp, type NetworkSpec } from "../model/network.js";
import { kernelBytes, kernelRecord, mostKernelRows } from "../node/kernel-record.js";
import { prepare } from "../node/prepare.js";
import { writeAtomic } from "../node/write-atomic.js";
import { renderKernelReport } from "../report/kernel-report.js";
import { parseRunSpec } from "../training/spec.js";
import { commandLine } from "./command-line.js";
import { dataOf } from "./data-flags.js";
import { fileStem, problemStem } from "./data-name.js";
import { flagName } from "./flag-name.js";
import { declareKernelOptions, type KernelFlags } from "./kernel-flags.js";
import { kernelPredict, refusePrediction } from "./kernel-predict.js";
import { kernelObject, kernelSummary } from "./kernel-summary.js";
import { predictionsHelp } from "./predictions.js";
import { display } from "./progress.js";
import { requireWritable } from "./writable.js";

const examples = `
Examples:
  hrta kernel data.csv --target y                     what the kernel says, for s = 0, 0.25, ..., 2
  hrta kernel data.csv -t y --s 1 --no-bias           one s, no constant input
  hrta kernel data.csv -t y --layers 3 --activation tanh
  hrta kernel data.csv -t y --measure 4000            train real networks and lay their losses over the forecast
  hrta kernel --problem sine,inputs=2                 a problem of the library in place of a file
  hrta kernel data.csv -t y --json | jq .curve
  hrta kernel data.csv -t y --predict new.csv         predictions without training, as hrta predict writes them
  hrta kernel data.csv -t y --predict new.csv --kernel nngp --ridge 0.01 --predictions out.csv

No network is trained unless --measure asks for it. Eigenvalues are those of the kernel matrix of the training rows, without a factor
1/n; rates are learning rates of hrta train for the loss 1/(2n) sum of squares. Exit code 0; 2 for wrong input.

--predict fits kernel regression to the training rows, at the s of the details, and tells its test error and predictions alone.
${predictionsHelp}`;

const DEFAULT_S = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
/** Each s costs three factorisations, n^3 each: for more rows than this only these are the default. */
const MANY_ROWS = 1500;
const FEW_S = [0.5, 1, 1.5];
const DEFAULT_STEPS = 3000;
const DEFAULT_WIDTH = 4000;
const DEFAULT_DELTA = 0.1;
const DEFAULT_MOST_WIDTH = 16_384;
/** Nesterov's method is followed step by step in every mode. */
const MOST_STEPS = 1e7;
const MOST_LAYERS = 1000;
/** Side of G(theta_0), whose eigenvectors take minutes there. */
const MOST_MEASURED = 4000;

/** Adds `hrta kernel`. */
export function kernelCommand(program: Command): void {
  declareKernelOptions(
    program
      .command("kernel")
      .summary("say what training will do, from the tangent kernel, before a step is taken")
      .description(
        "Computes the infinite-width tangent kernel of the data: its spectrum, lambda_min(s), rows it cannot tell apart, which part of the target is learnt when, learning rates, widths.",
      )
      .argument("[data]", "data file"),
  )
    .addHelpText("after", examples)
    .action(runKernel);
}

async function runKernel(file: string | undefined, flags: KernelFlags): Promise<void> {
  const created = new Date();
  if (file === undefined && !flags.problem)
    throw new InputError(
      "no data file is named; for instance: hrta kernel data.csv --target y, or without a file: hrta kernel --problem sine",
    );
  refusePrediction(flags);
  const report = reportPath(file, flags);
  requireWritable("--report", report, "kernel.html");
  const spec = parseRunSpec({ data: tidy(dataOf(file, flags)), seed: flags.seed, loss: "mse" }, flagName);
  const prepared = await prepare(spec);
  const { data } = prepared;
  const notes = prepared.notes.filter((note) => !/mini-batches|scaling|learning rate/.test(note));
  if (flags.predict !== undefined)
    return kernelPredict(flags.predict, { data, file: prepared.name, notes, network: networkOf(flags), flags });
  if (data.train.rows > mostKernelRows)
    throw new InputError(
      `--limit: the matrices of ${data.train.rows} training rows take ${(kernelBytes(data.train.rows) / 1e9).toPrecision(2)} GB, the limit is 4 GB; take at most --limit ${mostKernelRows}`,
    );
  const measure = measureOf(flags);
  const size = data.train.rows * data.train.outputs;
  if (measure !== undefined && size > MOST_MEASURED)
    throw new InputError(
      `--measure: G(θ₀) of ${data.train.rows} training rows and ${data.train.outputs} output${data.train.outputs === 1 ? "" : "s"} is ${size} × ${size}, too large to decompose; the limit is ${MOST_MEASURED}, so take fewer rows with --limit`,
    );
  const silent = flags.json === true || flags.quiet === true;
  const say = (text: string) => {
    if (!silent) process.stderr.write(`${text}\n`);
  };
  say(
    `${prepared.name}: ${data.train.rows} training rows, ${data.train.inputs} input${data.train.inputs === 1 ? "" : "s"}`,
  );
  let view: ReturnType<typeof display> | undefined;
  let shown = "";
  const record = await kernelRecord({
    data,
    file: prepared.name,
    problem: prepared.source.problem !== undefined,
    title: prepared.title,
    network: networkOf(flags),
    s: flags.s ?? (data.train.rows > MANY_ROWS ? FEW_S : DEFAULT_S),
    steps: whole("--steps", flags.steps ?? DEFAULT_STEPS, MOST_STEPS),
    rates: flags.rate,
    measure,
    seed: flags.seed ?? 0,
    delta: delta(flags.delta ?? DEFAULT_DELTA),
    mostWidth: flags.mostWidth === 0 ? 0 : whole("--most-width", flags.mostWidth ?? DEFAULT_MOST_WIDTH),
    command: commandLine(),
    created,
    notes,
    onPhase: (phase) => say(`${phase} ...`),
    onProgress(method, progress) {
      if (silent) return;
      if (method !== shown) {
        view?.stop();
        say(method);
        view = display();
      }
      shown = method;
      view?.update(progress);
    },
  });
  view?.stop();
  if (report !== undefined) await writeAtomic(report, renderKernelReport(record));
  if (flags.json) process.stdout.write(`${JSON.stringify(kernelObject(record, report), null, 2)}\n`);
  else if (!flags.quiet) process.stdout.write(kernelSummary(record, report));
}

/** The report's place; with --json there is one only where it is asked for. */
function reportPath(file: string | undefined, { problem, report, json }: KernelFlags): string | undefined {
  if (report !== undefined) return report;
  if (json) return undefined;
  return `${problem ? problemStem(problem) : fileStem(file ?? "data")}-kernel.html`;
}

function networkOf(flags: KernelFlags): NetworkSpec {
  const asked = parseRunSpec(
    {
      network: tidy({
        activation: flags.activation,
        bias: flags.bias === false ? false : flags.bias === true ? undefined : flags.bias,
        inputInit: flags.inputInit,
        outputInit: flags.outputInit,
      }),
    },
    flagName,
  ).network;
  const { activation = "relu", ...rest } = asked ?? {};
  const layers = whole("--layers", flags.layers ?? 1, MOST_LAYERS);
  return mlp({
    ...rest,
    activation: homotopy(activations[activation]),
    hidden: Array.from({ length: layers }, () => 1),
  });
}

const measureOf = ({ measure }: KernelFlags): number | undefined =>
  measure === undefined || measure === false
    ? undefined
    : measure === true
      ? DEFAULT_WIDTH
      : whole("--measure", measure);

function whole(flag: string, value: number, most = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isInteger(value) || value < 1) throw new InputError(`${flag}: expected a positive integer, got ${value}`);
  if (value > most) throw new InputError(`${flag}: expected at most ${most}, got ${value}`);
  return value;
}

function delta(value: number): number {
  if (value < 1) return value;
  throw new InputError(`--delta: expected a probability in (0, 1), got ${value}`);
}

const tidy = (entries: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
