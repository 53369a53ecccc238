import { z } from "zod";
import type { ElementwiseFunction, Real } from "../engine/program.js";
import { crc32 } from "../format/checksum.js";
import { readSafetensors, type Tensor, writeSafetensors } from "../format/safetensors.js";
import { version } from "../version.js";
import { InputError } from "./errors.js";
import type { Model } from "./model.js";
import { check, type Description, describe, descriptionSchema, networkOf } from "./model-schema.js";
import { blockLength, type Network } from "./network.js";

const FORMAT = "hrta-model";
const VERSION = 1;

export interface LoadOptions {
  /** The activation, if it is your own: files hold it by name only. */
  readonly sigma?: ElementwiseFunction;
}

/**
 * A model as a safetensors file: one tensor a block of parameters, in the model's precision, and beside them
 * (`__metadata__`) `format`, `version`, `model` (network, s, encoding and the package's version, as JSON) and `checksum`.
 */
export function saveModel(model: Model): Uint8Array {
  const description = JSON.stringify(describe(model, version));
  const tensors = new Map<string, Tensor>();
  for (const b of model.network.blocks)
    tensors.set(b.name, { shape: b.shape, data: model.parameters.subarray(b.offset, b.offset + blockLength(b)) });
  return writeSafetensors(tensors, {
    format: FORMAT,
    version: String(VERSION),
    model: description,
    checksum: checksum(description, tensors),
  });
}

/**
 * Reads a model that `saveModel` wrote: the same bits.
 * @throws InputError if the file is truncated, altered, of a later version, not a model, or if its activation is the user's
 *   own and not given.
 */
export function loadModel(bytes: Uint8Array, { sigma }: LoadOptions = {}): Model {
  const what = "model file";
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata.format !== FORMAT) throw new InputError(`${what}: a safetensors file, but not a model that hrta saved`);
  if (metadata.version !== String(VERSION))
    throw new InputError(`${what}: version ${metadata.version}, but this hrta (${version}) reads version ${VERSION}`);
  const text = metadata.model ?? "";
  if (metadata.checksum !== checksum(text, tensors))
    throw new InputError(`${what}: its checksum does not match, so it was damaged or altered; take another copy`);
  const description = check(descriptionSchema, parse(text, what), what);
  const network = networkOf(description, what, sigma);
  return modelOf(description, network, (name) => tensors.get(name), tensors.size, what);
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(`${what}: its metadata "model" is not JSON`);
  }
}

const jsonSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  ...descriptionSchema.shape,
  dtype: z.enum(["f32", "f64"]),
  layers: z.array(
    z.strictObject({
      name: z.string(),
      from: z.int(),
      to: z.int(),
      scale: z.number(),
      trainable: z.boolean(),
      shape: z.array(z.int()),
      values: z.union([z.array(z.number()), z.array(z.array(z.number()))], "expected numbers, or rows of numbers"),
    }),
  ),
});

/**
 * A model as a plain object for people and other programs: `network`, `s`, `encoding`, and in `layers` every block with the layers it
 * connects, its factor and its values, a matrix as rows (fan in) of columns (fan out). z_to += scale h_from values.
 */
export type ModelJson = z.infer<typeof jsonSchema>;

/**
 * The model as `ModelJson`. JSON writes a number so that it reads back equal (the sign of a zero apart).
 * @throws InputError if a parameter is not finite, which JSON cannot write.
 */
export function modelToJson(model: Model): ModelJson {
  if (!model.parameters.every(Number.isFinite))
    throw new InputError("model: a parameter is not a finite number, which JSON cannot write; save it as safetensors");
  return {
    format: FORMAT,
    version: VERSION,
    ...describe(model, version),
    dtype: model.parameters instanceof Float32Array ? "f32" : "f64",
    layers: model.network.blocks.map(({ name, from, layer, scale, trainable, shape, offset }) => {
      const [rows, columns] = shape;
      const flat = (start: number, length: number) => Array.from(model.parameters.subarray(start, start + length));
      const values =
        columns === undefined
          ? flat(offset, rows)
          : Array.from({ length: rows }, (_, row) => flat(offset + row * columns, columns));
      return { name, from, to: layer, scale, trainable, shape: [...shape], values };
    }),
  };
}

/**
 * The model of a `ModelJson`, for instance from `JSON.parse`.
 * @throws InputError that names the field that is missing, wrong or unknown.
 */
export function modelFromJson(json: unknown, { sigma }: LoadOptions = {}): Model {
  const what = "model";
  const { layers, dtype, format: _, version: __, ...description } = check(jsonSchema, json, what);
  const network = networkOf(description, what, sigma);
  const named = new Map(layers.map((layer) => [layer.name, layer]));
  const tensor = (name: string): Tensor | undefined => {
    const found = named.get(name);
    if (!found) return undefined;
    const { values, shape } = found;
    const [, columns] = shape;
    const fits = (row: number | number[]) => (Array.isArray(row) ? row.length === columns : columns === undefined);
    if (!values.every(fits))
      throw new InputError(
        `${what}: field "layers": "${name}" needs ${columns === undefined ? "plain numbers" : `rows of ${columns} values`}`,
      );
    const flat = values.flat();
    return { shape, data: dtype === "f32" ? Float32Array.from(flat) : Float64Array.from(flat) };
  };
  return modelOf(description, network, tensor, layers.length, what);
}

function modelOf(
  { s, encoding }: Description,
  network: Network,
  tensor: (name: string) => Tensor | undefined,
  tensors: number,
  what: string,
): Model {
  const parts = network.blocks.map((b): Real => {
    const found = tensor(b.name);
    if (!found) throw new InputError(`${what}: the parameters "${b.name}" are missing`);
    if (found.shape.join() !== b.shape.join() || found.data.length !== blockLength(b))
      throw new InputError(
        `${what}: the parameters "${b.name}" should have shape [${b.shape}], they have [${found.shape}]`,
      );
    return found.data;
  });
  if (tensors !== parts.length)
    throw new InputError(`${what}: expected ${parts.length} groups of parameters, found ${tensors}`);
  const narrow = parts[0] instanceof Float32Array;
  const parameters = narrow ? new Float32Array(network.parameters) : new Float64Array(network.parameters);
  for (const [i, part] of parts.entries()) {
    if (part instanceof Float32Array !== narrow)
      throw new InputError(`${what}: its parameters mix float32 and float64`);
    parameters.set(part, network.blocks[i].offset);
  }
  return { network, parameters, s, ...(encoding ? { encoding } : {}) };
}

/** CRC-32 of the description and of all tensors by name, as 8 hexadecimal digits. */
function checksum(description: string, tensors: ReadonlyMap<string, Tensor>): string {
  let sum = crc32(new TextEncoder().encode(description));
  for (const name of [...tensors.keys()].sort()) {
    const data = tensors.get(name)?.data;
    if (data) sum = crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), sum);
  }
  return sum.toString(16).padStart(8, "0");
}
