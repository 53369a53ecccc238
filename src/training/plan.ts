import { chooseEngine } from "../engine/index.js";
import type { Engine, Program } from "../engine/program.js";
import type { Dataset } from "../model/dataset.js";
import { type Loss, mse } from "../model/loss.js";
import { blockRows, buildNetwork, mlp, type Network, program } from "../model/network.js";
import type { Penalty } from "../model/penalty.js";
import { hashBytes } from "../numerics/hash.js";
import { checkObservers } from "./observer.js";
import { adam, type Optimizer } from "./optimizer/index.js";
import type { Stream, TrainOptions } from "./options.js";
import { constant, type Relaxation, ramp } from "./relaxation/index.js";
import { isSquares } from "./squares/least-squares.js";

/** `TrainOptions` with every choice made and checked. */
export interface Plan {
  readonly options: TrainOptions;
  readonly network: Network;
  readonly program: Program;
  readonly engine: Engine;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly relaxation: Relaxation;
  readonly seed: number;
  readonly batch: number | "full";
  /** What the user should know before the run, one sentence each. */
  readonly notes: readonly string[];
}

export const isStream = (data: Dataset | Stream): data is Stream => "sample" in data;

/** Updates of a run that names neither steps nor a time. */
export const DEFAULT_STEPS = 8000;

/** Activations that behave like relu, for which the default relaxation was measured. */
const rampable = new Set(["relu", "halfSquaredRelu", "gelu", "softplus"]);

/** The relaxation of a run that names none. */
export function defaultRelaxation(spec: Network["spec"]): Relaxation {
  const { sigma, s } = spec.activation;
  return s === 1 && !spec.trainSlope && rampable.has(sigma.name) ? ramp() : constant(s);
}

/**
 * Chooses and checks everything that a run needs.
 * @throws RangeError for options that contradict one another or the data.
 */
export function plan(options: TrainOptions): Plan {
  const { data, seed = 0, loss = mse, optimizer = adam(), dtype = "f32", threads = 1 } = options;
  const spec = options.network ?? mlp();
  const relaxation = options.relaxation ?? defaultRelaxation(spec);
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed: expected an integer, got ${seed}`);
  if (!Number.isInteger(threads) || threads < 1)
    throw new RangeError(`threads: expected a positive integer, got ${threads}`);
  if (spec.trainSlope && relaxation.moves)
    throw new RangeError("moves: s is a trained parameter here, so no hand moves it; leave the moves out");
  if (spec.trainSlope && relaxation.range[0] !== relaxation.range[1])
    throw new RangeError(
      `relaxation: s is a trained parameter here, so ${relaxation.name} cannot move it; use constant(s) for its start`,
    );
  const { inputs, outputs } = data;
  const rows = isStream(data) ? data.batch : data.rows;
  if (!(rows >= 1)) throw new RangeError(`data: expected at least one row, got ${rows}`);
  if (!isStream(data)) checkSamples("data", data);
  const batch =
    isStream(data) || options.batch === undefined || options.batch === "full" ? "full" : Math.min(options.batch, rows);
  if (batch !== "full" && !(Number.isInteger(batch) && batch >= 1))
    throw new RangeError(`batch: expected a positive integer or "full", got ${options.batch}`);
  if (optimizer.squares) checkSquares(optimizer, loss, options.penalties ?? []);
  if (optimizer.step && (batch !== "full" || isStream(data)))
    throw new RangeError(`batch: ${optimizer.name} needs the full batch at every step; leave batch out, or use adam`);
  if (options.validation && (options.validation.inputs !== inputs || options.validation.outputs !== outputs))
    throw new RangeError("validation: its inputs and outputs must be as many as the training data's");
  if (options.validation) checkSamples("validation", options.validation);
  if (options.earlyStop && !options.validation)
    throw new RangeError("earlyStop: needs a validation set; pass `validation` (on the command line --validation 0.1)");
  if (options.steps !== undefined && !(Number.isInteger(options.steps) && options.steps >= 1))
    throw new RangeError(`steps: expected a positive integer, got ${options.steps}`);
  if (options.steps !== undefined && options.seconds !== undefined)
    throw new RangeError("seconds: give either a time budget or steps, not both");
  if (options.seconds !== undefined && !(options.seconds > 0 && Number.isFinite(options.seconds)))
    throw new RangeError(`seconds: expected a positive number, got ${options.seconds}`);
  checkMoves(relaxation, options);
  for (const name of ["validateEvery", "every"] as const) {
    const value = options[name];
    if (value !== undefined && !(Number.isInteger(value) && value >= 1))
      throw new RangeError(`${name}: expected a positive integer, got ${value}`);
  }
  checkObservers(options.observers ?? []);
  if (Number.isNaN(options.target)) throw new RangeError("target: expected a loss, got NaN");

  const network = buildNetwork(spec, inputs, outputs, { links: relaxation.switch === "lossless" });
  if (options.initial && options.initial.length !== network.parameters)
    throw new RangeError(
      `initial: expected the network's ${network.parameters} parameters, got ${options.initial.length}`,
    );
  const reason = optimizer.unsupported?.(network, rows);
  if (reason !== undefined) throw new RangeError(`optimizer: ${optimizer.name}: ${reason}`);
  const engineProgram = program(network, {
    rows: Math.min(blockRows(network, dtype), batch === "full" ? rows : batch),
    dtype,
    threads,
    moments: optimizer.moments.length,
  });
  const notes: string[] = [];
  const [low, high] = relaxation.range;
  if (low < 0 || high > 2)
    notes.push(`s leaves [0, 2] (it takes values in [${low}, ${high}]): the theory does not cover it.`);
  const engine = chooseEngine(engineProgram, options.engine);
  if (engine.name === "reference" && options.engine !== "reference")
    notes.push(
      `The reference engine runs this network (slower): ${spec.activation.sigma.name} has no compiled kernel.`,
    );
  return { options, network, program: engineProgram, engine, loss, optimizer, relaxation, seed, batch, notes };
}

/** A move that can never be made would be silently none. */
function checkMoves({ moves = [] }: Relaxation, { steps, seconds, resume }: TrainOptions): void {
  const last = resume?.steps ?? steps ?? (seconds === undefined ? DEFAULT_STEPS : Number.POSITIVE_INFINITY);
  const late = moves.find(({ step }) => step > last);
  if (late) throw new RangeError(`moves: step ${late.step} is after the last of the run's ${last} steps`);
}

function checkSquares({ name }: Optimizer, loss: Loss, penalties: readonly Penalty[]): void {
  if (!isSquares(loss))
    throw new RangeError(
      `optimizer: ${name} needs a loss of squares (mse or sum), and ${loss.name} is none; use one of them, or adam or lbfgs`,
    );
  const [penalty] = penalties.filter(({ strength }) => strength !== 0);
  if (penalty)
    throw new RangeError(
      `optimizer: ${name} needs a loss of squares alone, without the penalty ${penalty.name}; leave it out, or use adam or lbfgs`,
    );
}

function checkSamples(name: string, { rows, inputs, outputs, x, y, weights }: Dataset): void {
  if (!(rows >= 1)) throw new RangeError(`${name}: expected at least one row, got ${rows}`);
  if (x.length !== rows * inputs || y.length !== rows * outputs)
    throw new RangeError(
      `${name}: x has ${x.length} and y ${y.length} entries; ${rows} rows x ${inputs} inputs and ${outputs} outputs need ${rows * inputs} and ${rows * outputs}`,
    );
  if (weights && weights.length !== rows)
    throw new RangeError(`${name}: expected ${rows} weights, one a row, got ${weights.length}`);
}

/** Identifies what a checkpoint belongs to: every option that changes the result, and the data. */
export function fingerprint({
  options,
  network,
  program: { dtype },
  engine,
  loss,
  optimizer,
  relaxation,
  seed,
  batch,
}: Plan): string {
  const { data, validation, penalties = [], earlyStop, target, validateEvery } = options;
  const bytes = (set: Dataset) => [
    set.rows,
    hashBytes(set.x),
    hashBytes(set.y),
    set.weights ? hashBytes(set.weights) : "",
  ];
  const { activation, ...spec } = network.spec;
  const text = JSON.stringify([
    spec,
    activation.sigma.name,
    dtype,
    engine.name,
    loss.name,
    [
      optimizer.name,
      optimizer.options,
      optimizer.schedule.name,
      optimizer.schedule.initial,
      optimizer.schedule.options,
      ...(optimizer.inner ? [optimizer.inner.name, optimizer.inner.options] : []),
    ],
    [
      relaxation.name,
      relaxation.options,
      relaxation.switch,
      relaxation.moments,
      ...(relaxation.moves?.length ? [relaxation.moves.map(({ step, s }) => [step, s])] : []),
    ],
    [seed, batch, earlyStop ?? null, target ?? null, validateEvery ?? null],
    penalties.map((penalty) => [penalty.name, penalty.strength, penalty.options]),
    isStream(data) ? [data.inputs, data.outputs, data.batch] : bytes(data),
    validation ? bytes(validation) : null,
  ]);
  return hashBytes(new TextEncoder().encode(text));
}
