import type { Encoding } from "../model/dataset.js";
import { type Evaluation, evaluate } from "../model/evaluate.js";
import type { Metrics } from "../model/metrics.js";
import type { Model } from "../model/model.js";
import { predict } from "../model/predict.js";
import type { RunRecord } from "../report/index.js";
import type { Prepared } from "../study/prepare.js";
import type { TrainResult } from "../training/index.js";
import { movesText, type RunSpec } from "../training/spec.js";
import { version } from "../version.js";
import { machine } from "./machine.js";

/** A trained model's errors on each part of the data. */
export interface Evaluations {
  readonly train: Evaluation;
  readonly validation?: Evaluation;
  readonly test?: Evaluation;
}

/** Evaluates the model on every part of the split. */
export async function evaluateSplit(model: Model, { data }: Prepared): Promise<Evaluations> {
  const on = (part: typeof data.test) => part && evaluate(model, data.encoding, part);
  return {
    train: await evaluate(model, data.encoding, data.train),
    validation: await on(data.validation),
    test: await on(data.test),
  };
}

/** Points of the learnt curve of a one-input problem. */
const CURVE_POINTS = 400;

async function fitOf(model: Model, { data }: Prepared, evaluations: Evaluations): Promise<RunRecord["fit"]> {
  const [feature, ...more] = data.encoding.features;
  const { target } = data.encoding;
  if (more.length > 0 || feature?.kind !== "number" || target.kind !== "regression" || target.names.length !== 1)
    return undefined;
  const shown =
    data.test && data.test.rows >= 20
      ? { set: "test" as const, rows: data.test, truth: evaluations.test }
      : { set: "training" as const, rows: data.train, truth: evaluations.train };
  const raw = (x: number) => feature.mean + feature.deviation * x;
  const x = data.train.x;
  const low = x.reduce((a, b) => Math.min(a, b));
  const high = x.reduce((a, b) => Math.max(a, b));
  const grid = Float64Array.from({ length: CURVE_POINTS }, (_, i) => low + ((high - low) * i) / (CURVE_POINTS - 1));
  const f = await predict(model, grid);
  const order = Array.from(shown.rows.x.keys()).sort((a, b) => shown.rows.x[a] - shown.rows.x[b]);
  const truth = shown.truth?.target[0] ?? new Float64Array();
  return {
    set: shown.set,
    input: feature.name,
    target: target.names[0],
    x: order.map((i) => raw(shown.rows.x[i])),
    y: order.map((i) => truth[i]),
    curve: { x: Array.from(grid, raw), f: Array.from(f, (value) => target.means[0] + target.deviations[0] * value) },
  };
}

const lossLabels = {
  mse: "1/(2n) sum of squares",
  sum: "1/2 sum of squares",
  logistic: "cross-entropy",
  hinge: "hinge loss",
} as const;

/** What the loss is, for the axis; squares of a file's targets are in units of their deviation. */
function lossName({ loss = "mse", data = {} }: RunSpec): string {
  const squares = loss === "mse" || loss === "sum";
  const own = data.problem !== undefined || data.standardize === false || data.task === "classification";
  return `${lossLabels[loss]}${squares && !own ? ", standardised" : ""}`;
}

export interface RecordInput {
  readonly prepared: Prepared;
  readonly spec: RunSpec;
  readonly result: TrainResult;
  readonly evaluations?: Evaluations;
  /** What the kernel at the start foretold. */
  readonly prediction?: RunRecord["prediction"];
  /** Whether the output layer was solved for after the last step of the history. */
  readonly polished?: boolean;
  readonly created: Date;
  readonly command: string;
  readonly notes: readonly string[];
  readonly files: RunRecord["files"];
}

/** Everything the report says about a run. */
export async function runRecord(input: RecordInput): Promise<RunRecord> {
  const { prepared, spec, result, evaluations, prediction, polished, created, command, notes, files } = input;
  const { data } = prepared;
  const { target } = data.encoding;
  const { history, model } = result;
  const step = Float64Array.from(history.loss, (_, i) => i + 1);
  const usable = evaluations && result.outcome !== "diverged" ? evaluations : undefined;
  const shown = usable && (usable.test ?? usable.train);
  const targets = target.kind === "classes" ? [target.name] : target.names;
  return {
    title: `${targets.join(", ")} from ${prepared.title}`,
    command,
    outcome: result.outcome,
    created: created.toISOString(),
    seconds: result.seconds,
    steps: result.steps,
    seed: result.seed,
    versions: { hrta: version, node: process.versions.node, engine: result.engine },
    machine: machine(),
    settings: settings(spec),
    loss: result.best || polished ? result.loss : undefined,
    notes,
    data: {
      file: prepared.name,
      ...(prepared.source.problem ? { problem: true } : {}),
      rows: { train: data.train.rows, validation: data.validation?.rows ?? 0, test: data.test?.rows ?? 0 },
      inputs: data.encoding.features.map((feature) => feature.name),
      targets,
      task: target.kind === "classes" ? "classification" : "regression",
    },
    model: {
      activation: model.network.spec.activation.sigma.name,
      s: model.s,
      hidden: model.network.spec.hidden,
      parameters: model.network.parameters,
    },
    history: {
      step,
      loss: history.loss,
      s: history.s,
      rate: history.rate,
      validation: data.validation ? history.validation : undefined,
      lossName: lossName(spec),
    },
    ...(prediction ? { prediction } : {}),
    ...(history.observed.length > 0
      ? { observed: history.observed.map(({ steps, ...rest }) => ({ ...rest, step: steps })) }
      : {}),
    stages: result.stages.map((stage) => ({
      from: stage.from - 1,
      to: stage.to,
      s: stage.s[0] === stage.s[1] ? stage.s[0] : stage.s,
      lossBefore: stage.from === 1 ? Number.NaN : stage.lossBefore,
      lossStart: stage.lossStart,
      lossEnd: stage.lossEnd,
      switch: stage.kind === "hold" ? "ramp" : stage.kind,
    })),
    metrics: {
      train: usable?.train.metrics ?? unknownMetrics(target),
      validation: usable?.validation?.metrics,
      test: usable?.test?.metrics,
    },
    predictions: shown && { set: usable?.test ? "test" : "train", target: shown.target, predicted: shown.predicted },
    fit: usable && (await fitOf(model, prepared, usable)),
    files,
  };
}

/** The errors of a model that there is none of, as after divergence. */
function unknownMetrics(target: Encoding["target"]): Metrics {
  const unknown = { rmse: Number.NaN, mae: Number.NaN, r2: Number.NaN, baseline: Number.NaN };
  return target.kind === "regression"
    ? { kind: "regression", targets: target.names.map((name) => ({ name, ...unknown })) }
    : {
        kind: "classification",
        accuracy: Number.NaN,
        crossEntropy: Number.NaN,
        confusion: [],
        classes: target.classes,
      };
}

/** An option as a person writes it: lists with commas, nested choices by their name and options, nothing for empty ones. */
function optionText(value: unknown): string {
  if (Array.isArray(value)) return value.map(optionText).join(", ");
  if (value === null || typeof value !== "object") return String(value);
  const { name, ...options } = value as Record<string, unknown>;
  const details = Object.entries(options).map(([key, entry]) => `${key} ${optionText(entry)}`);
  return [...(name === undefined ? [] : [String(name)]), ...details].join(", ");
}

/** The specification as groups of names and values; what the report says elsewhere is left out. */
function settings(spec: RunSpec): RunRecord["settings"] {
  const entries = (group: object) =>
    Object.entries(group)
      .map(([key, value]) => [key, value === undefined ? "" : optionText(value)] as const)
      .filter(([, text]) => text !== "");
  const {
    data: { file: _file, targets: _targets, ...data } = {},
    network = {},
    optimizer = {},
    relaxation = {},
    moves,
    ...run
  } = spec;
  const { seed: _seed, ...training } = run;
  const groups: [string, ReturnType<typeof entries>][] = [
    ["Reading the data", entries(data)],
    ["Network", entries(network)],
    ["Optimiser", entries(optimizer)],
    ["Relaxation", entries({ ...relaxation, ...(moves?.length ? { "moved by hand": movesText(moves) } : {}) })],
    ["Training", entries(training)],
  ];
  return groups.filter(([, list]) => list.length > 0);
}
