import type { Real } from "../engine/program.js";
import { readSafetensors, writeSafetensors } from "../format/safetensors.js";
import { InputError } from "../model/errors.js";
import { hashBytes } from "../numerics/hash.js";
import type { Observed } from "./observer.js";
import type { RelaxationState } from "./relaxation/index.js";
import type { ScheduleState } from "./schedule.js";
import type { Switch } from "./stage.js";

/** The scalar part of a run's state. */
export interface CheckpointState {
  /** Steps done, and the steps of the whole run. */
  readonly step: number;
  readonly steps: number;
  /** Steps since the optimiser's moments were last zero. */
  readonly age: number;
  readonly seed: number;
  readonly s: number;
  readonly loss: number;
  readonly schedule: ScheduleState;
  readonly relaxation: RelaxationState;
  readonly optimizer: readonly number[];
  readonly best: { readonly loss: number; readonly step: number; readonly s: number; readonly bad: number };
  readonly switches: readonly Switch[];
  /** What observers saw so far; absent in checkpoints of runs before there were any. */
  readonly observed?: readonly Observed[];
  /** Seconds of training so far. */
  readonly seconds: number;
  /** Identifies options and data: a run resumes only what it began. */
  readonly fingerprint: string;
}

/** Everything that a run needs to go on as if it had never stopped. */
export interface Checkpoint extends CheckpointState {
  readonly parameters: Real;
  readonly moments: readonly Real[];
  /** The optimiser's own vectors (L-BFGS). */
  readonly vectors: readonly Float64Array[];
  readonly bestParameters?: Real;
  readonly history: {
    readonly loss: Float64Array;
    readonly s: Float64Array;
    readonly rate: Float64Array;
    readonly validation: Float64Array;
  };
}

const FORMAT = "hrta-checkpoint";

const tensor = (data: Real) => ({ shape: [data.length], data });

/** JSON has no infinities, which a state holds before the first loss, and no -0, which an observer may measure. */
const encodeNumber = (_key: string, value: unknown) => {
  if (typeof value !== "number") return value;
  if (Object.is(value, -0)) return { number: "-0" };
  return Number.isFinite(value) ? value : { number: String(value) };
};
const decodeNumber = (_key: string, value: unknown) =>
  value !== null && typeof value === "object" && "number" in value ? Number(value.number) : value;

/** Bytes of a checkpoint: a safetensors file whose metadata carry the scalar state and a checksum over everything. */
export function writeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { parameters, moments, vectors, bestParameters, history, ...state } = checkpoint;
  const tensors: Record<string, { shape: number[]; data: Real }> = { parameters: tensor(parameters) };
  for (const [i, moment] of moments.entries()) tensors[`moment${i}`] = tensor(moment);
  for (const [i, vector] of vectors.entries()) tensors[`vector${i}`] = tensor(vector);
  if (bestParameters) tensors.best = tensor(bestParameters);
  for (const [name, values] of Object.entries(history)) tensors[`history.${name}`] = tensor(values);
  const json = JSON.stringify(state, encodeNumber);
  return writeSafetensors(tensors, { format: FORMAT, version: "1", state: json, checksum: checksum(json, tensors) });
}

function checksum(json: string, tensors: Readonly<Record<string, { readonly data: Real }>>): string {
  const names = Object.keys(tensors).sort();
  const parts = [json, ...names.map((name) => `${name} ${hashBytes(tensors[name].data)}`)];
  return hashBytes(new TextEncoder().encode(parts.join("\n")));
}

/**
 * Reads a checkpoint back.
 * @throws InputError if the bytes are truncated, altered, or something else.
 */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata.format !== FORMAT)
    throw new InputError("not a checkpoint of hrta: pass the checkpoint.safetensors of a run folder");
  if (metadata.version !== "1")
    throw new InputError(`checkpoint of version ${metadata.version}; this hrta reads version 1`);
  const data: Record<string, { data: Real }> = {};
  for (const [name, { data: values }] of tensors) data[name] = { data: values };
  if (metadata.checksum !== checksum(metadata.state ?? "", data))
    throw new InputError("the checkpoint was altered or damaged (its checksum does not match): start the run afresh");
  const list = (name: string): Real[] => {
    const found: Real[] = [];
    while (data[`${name}${found.length}`]) found.push(data[`${name}${found.length}`].data);
    return found;
  };
  const double = (values: Real) => Float64Array.from(values);
  return {
    ...(JSON.parse(metadata.state, decodeNumber) as CheckpointState),
    parameters: data.parameters.data,
    moments: list("moment"),
    vectors: list("vector").map(double),
    bestParameters: data.best?.data,
    history: {
      loss: double(data["history.loss"].data),
      s: double(data["history.s"].data),
      rate: double(data["history.rate"].data),
      validation: double(data["history.validation"].data),
    },
  };
}
