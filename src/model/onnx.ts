import type { Dtype } from "../engine/program.js";
import { dataTypes, type GraphBuilder, graphBuilder, homotopyNodes, isExportable } from "../format/onnx-graph.js";
import { encodeOnnx, type OnnxValue } from "../format/onnx-proto.js";
import { version } from "../version.js";
import type { Encoding } from "./dataset.js";
import { InputError } from "./errors.js";
import type { Model } from "./model.js";
import type { Block } from "./network.js";
import { toRelu } from "./relu-form.js";
import type { ReluForm } from "./relu-layer.js";
import { slopes } from "./slope.js";

/** Opset 17 with IR version 8: onnxruntime 1.12 (2022) and later. */
const OPSET = 17;
const IR_VERSION = 8;

export interface OnnxOptions {
  /**
   * Precision of the file. Default: the model's; for erf and gelu "f32", because onnxruntime has Erf in float32 only (a
   * float64 file is within the standard, and for other programs).
   */
  readonly dtype?: Dtype;
  /** Writes the exact plain relu network of Remark 1 in place of sigma_s; `true` is `"compact"`. Default false. */
  readonly pureRelu?: boolean | ReluForm;
  /**
   * `"own"` (default): x and y in the data's own units, the model's encoding being part of the graph (a missing value, NaN, becomes the
   * mean); with a categorical feature, x is the encoded matrix. `"standardised"`: as the network sees them.
   */
  readonly units?: "own" | "standardised";
}

/**
 * The model as an ONNX file: input "x" (batch x d), output "y" (batch x k), operations of opset 17 only.
 * Its `doc_string` and the metadata `features` and `target` (JSON) say what the columns are.
 * @throws InputError if the activation is the user's own, for which ONNX has no operation.
 * @paper HRTA Remark 1 (`pureRelu`)
 */
export function toOnnx(model: Model, options: OnnxOptions = {}): Uint8Array {
  const { pureRelu = false, units = "own" } = options;
  const given = pureRelu ? toRelu(model, pureRelu === true ? "compact" : pureRelu) : model;
  const dtype = options.dtype ?? precision(given);
  const encoding = units === "own" ? given.encoding : undefined;
  const numeric = encoding?.features.every((feature) => feature.kind === "number") ?? false;

  const graph = graphBuilder(dtype);
  const x = encoding && numeric ? standardise(graph, encoding, "x") : "x";
  const target = encoding?.target.kind === "regression" ? encoding.target : undefined;
  const y = network(graph, given, x, target ? "standardised" : "y");
  if (target) {
    const k = [target.means.length];
    const scaled = graph.node("Mul", [y, graph.constant("target.deviation", target.deviations, k)], "scaled");
    graph.node("Add", [scaled, graph.constant("target.mean", target.means, k)], "y");
  }

  const { inputs, outputs } = given.network;
  const about = documentation(model, { numeric, units });
  return encodeOnnx({
    irVersion: IR_VERSION,
    producerName: "hrta",
    producerVersion: version,
    docString: `${about.x} ${about.y}`,
    graph: {
      name: "hrta",
      node: graph.nodes,
      initializer: graph.initializers,
      input: [value("x", inputs, dtype, about.x)],
      output: [value("y", outputs, dtype, about.y)],
    },
    opsetImport: [{ domain: "", version: OPSET }],
    metadataProps: model.encoding
      ? [
          { key: "features", value: JSON.stringify(model.encoding.features) },
          { key: "target", value: JSON.stringify(model.encoding.target) },
        ]
      : [],
  });
}

function precision({ network, parameters }: Model): Dtype {
  const { name } = network.spec.activation.sigma;
  return parameters instanceof Float32Array || name === "erf" || name === "gelu" ? "f32" : "f64";
}

const value = (name: string, width: number, dtype: Dtype, docString: string): OnnxValue => ({
  name,
  type: { tensorType: { elemType: dataTypes[dtype], shape: { dim: [{ dimParam: "batch" }, { dimValue: width }] } } },
  docString,
});

/** (x - mean) / deviation, and 0 where x is missing. */
function standardise(graph: GraphBuilder, { features }: Encoding, x: string): string {
  const numbers = features.filter((feature) => feature.kind === "number");
  const constant = (name: string, values: readonly number[]) => graph.constant(name, values, [numbers.length]);
  const centred = graph.node(
    "Sub",
    [
      x,
      constant(
        "x.mean",
        numbers.map((f) => f.mean),
      ),
    ],
    "x.centred",
  );
  const scaled = graph.node(
    "Div",
    [
      centred,
      constant(
        "x.deviation",
        numbers.map((f) => f.deviation),
      ),
    ],
    "x.scaled",
  );
  const missing = graph.node("IsNaN", [x], "x.missing");
  return graph.node("Where", [missing, graph.constant("zero", [0]), scaled], "x.standardised");
}

/** The network on x; its last sum is called `y`. */
function network(graph: GraphBuilder, model: Model, x: string, y: string): string {
  const { widths, spec, blocks } = model.network;
  const { name: sigma } = spec.activation.sigma;
  if (!isExportable(sigma))
    throw new InputError(
      `onnx: the activation "${sigma}" is your own, for which ONNX has no operation; export json or safetensors`,
    );
  const s = slopes(model);
  const last = widths.length - 1;
  const h = [x];
  for (let layer = 1; layer <= last; layer++) {
    const into = blocks.filter((b) => b.kind !== "slope" && b.layer === layer);
    const z = sum(graph, model, into, h, layer === last ? y : `z${layer}`);
    if (layer < last) h.push(homotopyNodes(graph, sigma, z, s[layer - 1], `h${layer}`));
  }
  return y;
}

/** The sum of all connections into a layer, and of what is constant in it. */
function sum(graph: GraphBuilder, model: Model, into: readonly Block[], h: readonly string[], name: string): string {
  const { network, parameters } = model;
  const matrices = into.filter((b) => b.kind !== "bias");
  const width = network.widths[matrices[0].layer];
  const shift = new Float64Array(width);
  const weights = matrices.map((b) => {
    const rows = b.from === 0 ? network.inputs : b.shape[0];
    const scaled = Float64Array.from(parameters.subarray(b.offset, b.offset + b.shape[0] * width), (v) => b.scale * v);
    // The weights of the constant input 1 are a bias here.
    for (let j = rows * width; j < scaled.length; j++) shift[j % width] += scaled[j];
    return graph.constant(b.name, scaled.subarray(0, rows * width), [rows, width]);
  });
  for (const b of into) if (b.kind === "bias") for (let j = 0; j < width; j++) shift[j] += parameters[b.offset + j];
  const constant = network.spec.bias === false ? [] : [graph.constant(`${name}.bias`, shift, [width])];
  let total = "";
  for (const [i, b] of matrices.entries()) {
    const result = i === matrices.length - 1 ? name : `${name}.sum${i}`;
    if (i === 0) {
      total = graph.node(constant.length > 0 ? "Gemm" : "MatMul", [h[b.from], weights[0], ...constant], result);
      continue;
    }
    const term = graph.node("MatMul", [h[b.from], weights[i]], `${name}.term${i}`);
    total = graph.node("Add", [total, term], result);
  }
  return total;
}

function documentation(
  { encoding }: Model,
  { numeric, units }: { readonly numeric: boolean; readonly units: "own" | "standardised" },
): { readonly x: string; readonly y: string } {
  if (!encoding) return { x: "x: the inputs as the network was trained on them.", y: "y: the outputs of the network." };
  const names = encoding.features.flatMap((f) =>
    f.kind === "number" ? [f.name] : f.categories.map((c) => `${f.name}=${c}`),
  );
  const columns = names.join(", ");
  const x = numeric
    ? `x: the columns ${columns}, in their own units; NaN is a missing value.`
    : `x: the encoded columns ${columns}; numbers standardised as (value - mean) / deviation with the metadata "features", categories as 0 or 1.`;
  const { target } = encoding;
  if (target.kind === "regression") {
    const unit =
      units === "own" ? "in their own units" : 'standardised; value = mean + deviation y with the metadata "target"';
    return { x, y: `y: ${target.names.join(", ")}, ${unit}.` };
  }
  const { name, classes } = target;
  const read =
    classes.length === 2
      ? `below 0 is "${classes[0]}", else "${classes[1]}"`
      : `one score each for ${classes.join(", ")}; the largest wins`;
  return { x, y: `y: ${name}, ${read}.` };
}
