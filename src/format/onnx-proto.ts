import protobuf from "protobufjs/minimal.js";

/** The part of onnx.proto3 that a feed-forward network needs, with the field numbers of the standard. */
export interface OnnxModel {
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly docString: string;
  readonly graph: OnnxGraph;
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[];
  readonly metadataProps: readonly { readonly key: string; readonly value: string }[];
}

export interface OnnxGraph {
  readonly node: readonly OnnxNode[];
  readonly name: string;
  readonly initializer: readonly OnnxTensor[];
  readonly input: readonly OnnxValue[];
  readonly output: readonly OnnxValue[];
}

export interface OnnxNode {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
}

export interface OnnxTensor {
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly name: string;
  readonly rawData: Uint8Array;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: { readonly tensorType: OnnxTensorType };
  readonly docString: string;
}

export interface OnnxTensorType {
  readonly elemType: number;
  readonly shape: { readonly dim: readonly OnnxDimension[] };
}

/** A number, or a name for one that is known later. */
export interface OnnxDimension {
  readonly dimValue?: number;
  readonly dimParam?: string;
}

type Writer = protobuf.Writer;
type Put<Value> = (writer: Writer, value: Value) => void;
/** How each field of a message is written, in the order of the numbers of the fields. */
type Layout<Message> = { readonly [Field in keyof Message]-?: Put<NonNullable<Message[Field]>> };

/** Wire types: what follows a field's number. */
const [VARINT, DELIMITED] = [0, 2];
const tag = (writer: Writer, field: number, wireType: number) => writer.uint32((field << 3) | wireType);

const integer =
  (field: number): Put<number> =>
  (writer, value) =>
    tag(writer, field, VARINT).int64(value);
/** Numbers one behind the other under one tag. */
const integers =
  (field: number): Put<readonly number[]> =>
  (writer, values) =>
    tag(writer, field, DELIMITED).int64s([...values]);
const text =
  (field: number): Put<string> =>
  (writer, value) =>
    tag(writer, field, DELIMITED).string(value);
const bytes =
  (field: number): Put<Uint8Array> =>
  (writer, value) =>
    tag(writer, field, DELIMITED).bytes(value);
const many =
  <Value>(put: Put<Value>): Put<readonly Value[]> =>
  (writer, values) => {
    for (const value of values) put(writer, value);
  };
const message =
  <Message extends object>(field: number, layout: Layout<Message>): Put<Message> =>
  (writer, value) => {
    tag(writer, field, DELIMITED).fork();
    putFields(writer, layout, value);
    writer.ldelim();
  };

function putFields<Message extends object>(writer: Writer, layout: Layout<Message>, value: Message): void {
  for (const field in layout) {
    const entry = value[field];
    if (entry !== undefined && entry !== null && !isDefault(entry)) layout[field](writer, entry);
  }
}

/** A field that is 0 or empty is left out; an entry of a list is not. */
const isDefault = (value: unknown): boolean =>
  value === 0 || value === "" || ((Array.isArray(value) || value instanceof Uint8Array) && value.length === 0);

const operatorSet: Layout<OnnxModel["opsetImport"][number]> = { domain: text(1), version: integer(2) };
const entry: Layout<OnnxModel["metadataProps"][number]> = { key: text(1), value: text(2) };
const node: Layout<OnnxNode> = { input: many(text(1)), output: many(text(2)), name: text(3), opType: text(4) };
const tensor: Layout<OnnxTensor> = { dims: integers(1), dataType: integer(2), name: text(8), rawData: bytes(9) };
const dimension: Layout<OnnxDimension> = { dimValue: integer(1), dimParam: text(2) };
const shape: Layout<OnnxTensorType["shape"]> = { dim: many(message(1, dimension)) };
const tensorType: Layout<OnnxTensorType> = { elemType: integer(1), shape: message(2, shape) };
const type: Layout<OnnxValue["type"]> = { tensorType: message(1, tensorType) };
const value: Layout<OnnxValue> = { name: text(1), type: message(2, type), docString: text(3) };
const graph: Layout<OnnxGraph> = {
  node: many(message(1, node)),
  name: text(2),
  initializer: many(message(5, tensor)),
  input: many(message(11, value)),
  output: many(message(12, value)),
};
const model: Layout<OnnxModel> = {
  irVersion: integer(1),
  producerName: text(2),
  producerVersion: text(3),
  docString: text(6),
  graph: message(7, graph),
  opsetImport: many(message(8, operatorSet)),
  metadataProps: many(message(14, entry)),
};

/** The bytes of a model as onnx.proto3 lays them out. */
export function encodeOnnx(value: OnnxModel): Uint8Array {
  // Written field by field: an encoder made from a schema is a function made from text, which the lab's page forbids.
  const writer = new protobuf.Writer();
  putFields(writer, model, value);
  // A copy: the writer's own bytes lie in memory that it shares with others.
  return new Uint8Array(writer.finish(true));
}
