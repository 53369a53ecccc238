import { z } from "zod";
import { activationNames } from "../engine/program.js";
import { activations, homotopy } from "../model/activation.js";
import { InputError } from "../model/errors.js";
import { losses, lossNames } from "../model/loss.js";
import { mlp } from "../model/network.js";
import { l2, pathNorm } from "../model/penalty.js";
import { complaint, deepest, fieldName } from "../model/spec-error.js";
import { buildOptimizer, describeOptimizer, optimizerSpec } from "./optimizer-spec.js";
import type { TrainOptions } from "./options.js";
import { defaultRelaxation, plan } from "./plan.js";
import {
  algorithm1,
  constant,
  corollary1,
  movedByHand,
  onPlateau,
  path,
  type Relaxation,
  ramp,
  stages,
} from "./relaxation/index.js";

const positive = z.number().positive();
const count = z.int().positive();
const fraction = z.number().min(0).max(1);
const outside = { error: ({ input }: { input?: unknown }) => `expected s in [0, 2], got ${input}` };
const s = z.number().min(0, outside).max(2, outside);

const switching = {
  switch: z.enum(["hard", "lossless"]).optional(),
  moments: z.enum(["keep", "reset"]).optional(),
};

/** A path of s with its options, as data. */
export const relaxationSpec = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("constant"), s: s.optional() }),
  z.strictObject({
    name: z.literal("stages"),
    stages: z.array(z.union([s, z.strictObject({ s, until: fraction.optional() })])).min(1),
    ...switching,
  }),
  z.strictObject({
    name: z.literal("algorithm1"),
    s1: s.optional(),
    increment: z.number().optional(),
    stages: count.optional(),
    period: count.optional(),
    ...switching,
  }),
  z.strictObject({
    name: z.literal("ramp"),
    from: s.optional(),
    to: s.optional(),
    over: fraction.optional(),
    switch: switching.switch,
  }),
  z.strictObject({
    name: z.literal("path"),
    points: z.array(z.strictObject({ at: fraction, s })).min(1),
    ...switching,
  }),
  z.strictObject({
    name: z.literal("onPlateau"),
    values: z.array(s).min(1).optional(),
    patience: count.optional(),
    threshold: z.number().min(0).lt(1).optional(),
    cooldown: z.int().min(0).optional(),
    ...switching,
  }),
  z.strictObject({
    name: z.literal("corollary1"),
    s1: s.optional(),
    lossRatio: z.number().gt(1).optional(),
    at: fraction.optional(),
    ...switching,
  }),
]);

const networkSpec = z.strictObject({
  hidden: z.array(count).min(1).optional(),
  activation: z.enum(activationNames).optional(),
  scaling: z.enum(["ntk", "standard", "mean-field", "unit"]).optional(),
  bias: z.union([z.enum(["input", "layers"]), z.literal(false)]).optional(),
  inputInit: z.enum(["normal", "sphere"]).optional(),
  outputInit: z.enum(["normal", "sign", "uniform", "zero"]).optional(),
  deviation: positive.optional(),
  freeze: z.array(z.string()).optional(),
  skip: z.boolean().optional(),
  trainSlope: z.boolean().optional(),
});

const fileSpec = z.strictObject({
  file: z.string().optional(),
  /** One of the library's problems in place of a file. Problems lie in a room above: they check their options themselves. */
  problem: z.looseObject({ name: z.string() }).optional(),
  targets: z.array(z.string()).optional(),
  task: z.enum(["regression", "classification"]).optional(),
  header: z.union([z.boolean(), z.literal("auto")]).optional(),
  delimiter: z.string().optional(),
  categorical: z.array(z.string()).optional(),
  missing: z.array(z.string()).optional(),
  labels: z.string().optional(),
  weights: z.string().optional(),
  ignore: z.array(z.string()).optional(),
  limit: count.optional(),
  standardize: z.boolean().optional(),
  test: z.number().min(0).lt(1).optional(),
  validation: z.number().min(0).lt(1).optional(),
});

/** What a problem has of its own, and how. */
const ownParts = {
  test: "are drawn with the problem; their number is an option of it",
  validation:
    "are drawn with the problem, and taken where early stopping or polish needs them; their number is an option of it",
};

/** A problem is drawn: nothing about it is read from a file, split, or standardised. */
const dataSpec = fileSpec.superRefine(({ problem, ...more }, context) => {
  if (!problem) return;
  for (const [field, value] of Object.entries(more)) {
    // No validation set at all may be asked for.
    if (value === undefined || (field === "validation" && value === 0)) continue;
    const message =
      field === "test" || field === "validation"
        ? `the ${field} points of "${problem.name}" ${ownParts[field]}, for instance ${problem.name},${field}=500`
        : field === "file"
          ? `beside the problem "${problem.name}", which needs no file; give one of them`
          : `says how a data file is read, and "${problem.name}" is a problem that is drawn; leave it out`;
    context.addIssue({ code: "custom", path: [field], message });
  }
});

/** s set by hand from given steps on, which ascend; null gives it back to the path. */
export const movesSpec = z.array(z.strictObject({ step: count, s: s.nullable() })).superRefine((moves, context) => {
  for (let i = 1; i < moves.length; i++)
    if (!(moves[i].step > moves[i - 1].step))
      context.addIssue({
        code: "custom",
        path: [i, "step"],
        message: `expected a step after ${moves[i - 1].step}, that of the move before, got ${moves[i].step}`,
      });
});

/** Everything about a run that plain data can say: what `hrta train --spec` reads and what a run folder holds. */
export const runSpec = z.strictObject({
  data: dataSpec.optional(),
  network: networkSpec.optional(),
  loss: z.enum(lossNames).optional(),
  penalties: z
    .strictObject({
      l2: z.number().min(0).optional(),
      pathNorm: z
        .union([
          z.number().min(0),
          z.strictObject({ strength: z.number().min(0), first: z.enum(["l1", "l2"]).optional() }),
        ])
        .optional(),
    })
    .optional(),
  optimizer: optimizerSpec.optional(),
  relaxation: relaxationSpec.optional(),
  moves: movesSpec.optional(),
  steps: count.optional(),
  epochs: count.optional(),
  seconds: positive.optional(),
  batch: z.union([count, z.literal("full")]).optional(),
  seed: z.int().optional(),
  dtype: z.enum(["f32", "f64"]).optional(),
  threads: count.optional(),
  engine: z.enum(["auto", "wasm", "reference"]).optional(),
  targetLoss: z.number().min(0).optional(),
  earlyStop: z.strictObject({ patience: z.int().min(0).optional() }).optional(),
  validateEvery: count.optional(),
  /** Whether the trained output layer is solved for once more (`polish`). */
  polish: z.boolean().optional(),
  /** Whether the tangent kernel is watched along the run. */
  watchKernel: z.boolean().optional(),
});

export { movesText, parseMoves } from "./move-text.js";
export { buildOptimizer, type OptimizerSpec } from "./optimizer-spec.js";
export type RunSpec = z.infer<typeof runSpec>;
export type RelaxationSpec = z.infer<typeof relaxationSpec>;

/**
 * Checks a run described in JSON.
 * @param origin what to call it in messages, for instance the file's name; or a function from the wrong field's path to its name.
 * @throws InputError naming the first wrong field, what it is and what was expected.
 */
export function parseRunSpec(
  value: unknown,
  origin: string | ((path: readonly PropertyKey[]) => string) = "spec",
): RunSpec {
  const parsed = runSpec.safeParse(value, { error: complaint });
  if (parsed.success) return parsed.data;
  const { path, message } = deepest(parsed.error.issues[0]);
  const name = typeof origin === "function" ? origin(path) : [origin, fieldName(path)].filter(Boolean).join(": ");
  throw new InputError(`${name}: ${message}`);
}

/** The relaxation that a description names. */
export function buildRelaxation(spec: RelaxationSpec): Relaxation {
  switch (spec.name) {
    case "constant":
      return constant(spec.s);
    case "stages":
      return stages(spec.stages, spec);
    case "path":
      return path(spec.points, spec);
    default:
      return build(spec);
  }
}

function build(spec: Exclude<RelaxationSpec, { name: "constant" | "stages" | "path" }>): Relaxation {
  switch (spec.name) {
    case "algorithm1":
      return algorithm1(spec);
    case "ramp":
      return ramp(spec);
    case "onPlateau":
      return onPlateau(spec);
    case "corollary1":
      return corollary1(spec);
  }
}

type PathNormSpec = NonNullable<NonNullable<RunSpec["penalties"]>["pathNorm"]>;

const buildPathNorm = (spec: PathNormSpec) =>
  typeof spec === "number" ? pathNorm(spec) : pathNorm(spec.strength, { first: spec.first });

/** The options of `train` that a description stands for; data and validation set come from elsewhere. */
export function trainOptions(spec: RunSpec, rows: number): Omit<TrainOptions, "data"> {
  const { network: { activation = "relu", ...shape } = {}, penalties = {}, epochs, batch } = spec;
  if (epochs !== undefined && spec.steps !== undefined)
    throw new InputError("epochs: give either epochs or steps, not both");
  const perEpoch = batch === undefined || batch === "full" ? 1 : Math.ceil(rows / batch);
  const network = mlp({ ...shape, activation: homotopy(activations[activation]) });
  const relaxation = spec.relaxation && buildRelaxation(spec.relaxation);
  return {
    network,
    loss: losses[spec.loss ?? "mse"],
    penalties: [
      ...(penalties.l2 ? [l2(penalties.l2)] : []),
      ...(penalties.pathNorm ? [buildPathNorm(penalties.pathNorm)] : []),
    ],
    optimizer: spec.optimizer && buildOptimizer(spec.optimizer),
    relaxation: spec.moves?.length ? movedByHand(relaxation ?? defaultRelaxation(network), spec.moves) : relaxation,
    steps: epochs === undefined ? spec.steps : epochs * perEpoch,
    seconds: spec.seconds,
    batch,
    seed: spec.seed,
    dtype: spec.dtype,
    threads: spec.threads,
    engine: spec.engine,
    target: spec.targetLoss,
    earlyStop: spec.earlyStop,
    validateEvery: spec.validateEvery,
  };
}

/** The description of a run with every default written out, so that a later version repeats it. `steps` is what was planned. */
export function describeRun(options: TrainOptions, steps: number): RunSpec {
  const { network, program, optimizer, relaxation, loss, seed, batch } = plan(options);
  const { activation, deviation, ...spec } = network.spec;
  const penalties = Object.fromEntries(
    (options.penalties ?? []).map(({ name, strength, options: more }) => [
      name,
      Object.keys(more).length === 0 ? strength : { strength, ...more },
    ]),
  );
  return parseRunSpec({
    network: { ...spec, activation: activation.sigma.name, ...(deviation === undefined ? {} : { deviation }) },
    loss: loss.name,
    penalties,
    optimizer: describeOptimizer(optimizer),
    relaxation: {
      name: relaxation.name,
      ...relaxation.options,
      ...(relaxation.name === "constant" ? {} : { switch: relaxation.switch }),
      ...(relaxation.name === "constant" || relaxation.name === "ramp" ? {} : { moments: relaxation.moments }),
    },
    ...(relaxation.moves?.length ? { moves: relaxation.moves } : {}),
    steps,
    batch,
    seed,
    dtype: program.dtype,
    threads: program.threads,
    engine: options.engine ?? "auto",
    ...(options.target === undefined ? {} : { targetLoss: options.target }),
    ...(options.earlyStop === undefined ? {} : { earlyStop: options.earlyStop }),
    ...(options.validateEvery === undefined ? {} : { validateEvery: options.validateEvery }),
  });
}
