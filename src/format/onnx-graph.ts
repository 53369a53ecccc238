import type { ActivationName, Dtype } from "../engine/program.js";
import type { OnnxNode, OnnxTensor } from "./onnx-proto.js";

/** TensorProto.DataType of the standard. */
export const dataTypes = { f32: 1, f64: 11 } as const;

/** Nodes and constants of a graph as they are added, in an order in which every node follows its inputs. */
export interface GraphBuilder {
  readonly dtype: Dtype;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  /** Adds a constant (a scalar without a shape) and gives its name back. */
  constant(name: string, values: ArrayLike<number>, shape?: readonly number[]): string;
  /** Adds an operation and gives the name of its result back. */
  node(opType: string, inputs: readonly string[], name: string): string;
}

/** An empty graph whose constants have that precision. */
export function graphBuilder(dtype: Dtype): GraphBuilder {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  return {
    dtype,
    nodes,
    initializers,
    constant(name, values, shape = []) {
      if (initializers.some((tensor) => tensor.name === name)) return name;
      const data = dtype === "f32" ? Float32Array.from(values) : Float64Array.from(values);
      initializers.push({ dims: shape, dataType: dataTypes[dtype], name, rawData: new Uint8Array(data.buffer) });
      return name;
    },
    node(opType, inputs, name) {
      nodes.push({ opType, input: inputs, output: [name], name });
      return name;
    },
  };
}

type Nodes = (graph: GraphBuilder, z: string, name: string) => string;

/** sigma(z) in operations of the standard. */
const sigmaNodes: Readonly<Record<ActivationName, Nodes>> = {
  relu: (graph, z, name) => graph.node("Relu", [z], name),
  tanh: (graph, z, name) => graph.node("Tanh", [z], name),
  erf: (graph, z, name) => graph.node("Erf", [z], name),
  softplus(graph, z, name) {
    if (graph.dtype === "f32") return graph.node("Softplus", [z], name);
    // max(z, 0) + log(1 + exp(-|z|)): onnxruntime has Softplus in float32 only.
    const negative = graph.node("Neg", [graph.node("Abs", [z], `${name}.abs`)], `${name}.negative`);
    const exp = graph.node("Exp", [negative], `${name}.exp`);
    const log = graph.node("Log", [graph.node("Add", [exp, graph.constant("one", [1])], `${name}.sum`)], `${name}.log`);
    return graph.node("Add", [graph.node("Relu", [z], `${name}.relu`), log], name);
  },
  halfSquaredRelu(graph, z, name) {
    const r = graph.node("Relu", [z], `${name}.relu`);
    const half = graph.node("Mul", [r, graph.constant("half", [0.5])], `${name}.half`);
    return graph.node("Mul", [half, r], name);
  },
  // The operation Gelu came with opset 20, which fewer programs read.
  gelu(graph, z, name) {
    const scaled = graph.node("Mul", [z, graph.constant("sqrtHalf", [Math.SQRT1_2])], `${name}.scaled`);
    const erf = graph.node("Erf", [scaled], `${name}.erf`);
    const twicePhi = graph.node("Add", [erf, graph.constant("one", [1])], `${name}.twicePhi`);
    const half = graph.node("Mul", [z, graph.constant("half", [0.5])], `${name}.half`);
    return graph.node("Mul", [half, twicePhi], name);
  },
};

export const isExportable = (name: string): name is ActivationName => Object.hasOwn(sigmaNodes, name);

/** (1-s) z + s sigma(z). */
export function homotopyNodes(graph: GraphBuilder, sigma: ActivationName, z: string, s: number, name: string): string {
  if (s === 0) return z;
  if (s === 1) return sigmaNodes[sigma](graph, z, name);
  const value = sigmaNodes[sigma](graph, z, `${name}.sigma`);
  const linear = graph.node("Mul", [z, graph.constant(`${name}.1-s`, [1 - s])], `${name}.linear`);
  const curved = graph.node("Mul", [value, graph.constant(`${name}.s`, [s])], `${name}.curved`);
  return graph.node("Add", [linear, curved], name);
}
