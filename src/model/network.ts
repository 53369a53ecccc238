import type { Bias, Connection, Dtype, Jet, Program } from "../engine/program.js";
import { type Activation, homotopy, relu } from "./activation.js";

/** How the weights of a layer are scaled and drawn; see `mlp`. */
export type Scaling = "ntk" | "standard" | "mean-field" | "unit";

/** Distribution of the first layer's weight vectors: N(0, I), or uniform on the unit sphere (Wu's lecture). */
export type InputInit = "normal" | "sphere";

/** Distribution of the output weights a: N(0, 1), +-1 (BXC), U(-1, 1), or 0 (Wu's lecture). */
export type OutputInit = "normal" | "sign" | "uniform" | "zero";

export interface MlpOptions {
  /** Widths of the hidden layers. Default [1000]. */
  readonly hidden?: readonly number[];
  /** Default `homotopy(relu)`. */
  readonly activation?: Activation;
  /**
   * `"ntk"` (default): weights N(0, 1), factor 1/sqrt(fan in) on every layer but the first, as in HRTA eq. (3).
   * `"standard"`: factor 1, weights N(0, 2 / fan in) (He), N(0, 1 / fan in) on the linear output.
   * `"mean-field"`: weights N(0, 1), factor 1 / fan in on every layer but the first; gradient methods multiply their rate by the width.
   * `"unit"`: factor 1, weights N(0, 1) (BXC's public notebook, together with `deviation`).
   */
  readonly scaling?: Scaling;
  /** `"input"` (default): a constant 1 beside x, the case of the theory. `"layers"`: a vector in every layer. `false`: none. */
  readonly bias?: "input" | "layers" | false;
  /** Default `"normal"`. */
  readonly inputInit?: InputInit;
  /** Default `"normal"`. */
  readonly outputInit?: OutputInit;
  /** Standard deviation of the hidden weights, in place of the scaling's own. */
  readonly deviation?: number;
  /** Layers that stay as drawn, by name: "hidden1", "hidden2", ..., "output". */
  readonly freeze?: readonly string[];
  /** A trained linear map from the input to the output beside the network, zero at the start. */
  readonly skip?: boolean;
  /** Every hidden layer's s is a trained parameter (PReLU) that starts at the relaxation's first value. */
  readonly trainSlope?: boolean;
}

/** `MlpOptions` with every choice made. */
export type NetworkSpec = Required<Omit<MlpOptions, "deviation">> & { readonly deviation?: number };

/** A named part of the flat parameter vector. */
export interface Block {
  /** "hidden1.weight", "hidden1.bias", "output.weight", "link0-2.weight", "slope", ... */
  readonly name: string;
  readonly kind: "weight" | "bias" | "link" | "slope";
  /** Target layer, 1-based (0 for "slope"). */
  readonly layer: number;
  /** Source layer of a weight or link. */
  readonly from: number;
  readonly offset: number;
  /** (fan in, fan out) for a matrix (row-major), else (length). */
  readonly shape: readonly number[];
  /** Factor of the block in the forward pass. */
  readonly scale: number;
  readonly trainable: boolean;
}

/** A fully connected network with d inputs and k outputs: shapes, scales and the layout of its flat parameter vector. */
export interface Network {
  readonly spec: NetworkSpec;
  readonly inputs: number;
  readonly outputs: number;
  /** n_0 (with the constant column), n_1, ..., n_L. */
  readonly widths: readonly number[];
  readonly blocks: readonly Block[];
  /** Length of the parameter vector. */
  readonly parameters: number;
}

/**
 * A fully connected network, to be built for the data it meets.
 * z_l = c_l h_{l-1} W_l (+ b_l), h_l = (1-s) z_l + s sigma(z_l), output = z_L; c_l from the scaling.
 * @paper HRTA eq. (3), (6)
 */
export function mlp(options: MlpOptions = {}): NetworkSpec {
  const spec: NetworkSpec = {
    hidden: [1000],
    activation: homotopy(relu),
    scaling: "ntk",
    bias: "input",
    inputInit: "normal",
    outputInit: "normal",
    freeze: [],
    skip: false,
    trainSlope: false,
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  };
  if (spec.hidden.length === 0) throw new RangeError("hidden: expected at least one layer, for instance [1000]");
  for (const width of spec.hidden)
    if (!Number.isInteger(width) || width < 1)
      throw new RangeError(`hidden: a width is a positive integer, got ${width}`);
  const names = layerNames(spec.hidden.length);
  for (const name of spec.freeze)
    if (!names.includes(name)) throw new RangeError(`freeze: no layer "${name}"; the layers are ${names.join(", ")}`);
  return spec;
}

const layerNames = (hidden: number) => [...Array.from({ length: hidden }, (_, l) => `hidden${l + 1}`), "output"];

/**
 * Lays a network out for d inputs and k outputs.
 * @throws RangeError if the parameters would not fit in memory.
 * @param links also reserves the linear maps between all layers two or more apart that a lossless switch fills
 *   (zero and not trained until then; their gradient is followed, because the optimiser's state needs it).
 */
export function buildNetwork(
  spec: NetworkSpec,
  inputs: number,
  outputs: number,
  { links = false }: { links?: boolean } = {},
): Network {
  const widths = [inputs + (spec.bias === "input" ? 1 : 0), ...spec.hidden, outputs];
  const last = widths.length - 1;
  const names = layerNames(spec.hidden.length);
  const blocks: Block[] = [];
  let offset = 0;
  const add = (block: Omit<Block, "offset">) => {
    blocks.push({ ...block, offset });
    offset += block.shape.reduce((product, length) => product * length, 1);
  };
  for (let layer = 1; layer <= last; layer++) {
    const name = names[layer - 1];
    const trainable = !spec.freeze.includes(name);
    const fan = widths[layer - 1];
    const scale =
      layer === 1 ? 1 : spec.scaling === "ntk" ? 1 / Math.sqrt(fan) : spec.scaling === "mean-field" ? 1 / fan : 1;
    add({
      name: `${name}.weight`,
      kind: "weight",
      layer,
      from: layer - 1,
      shape: [fan, widths[layer]],
      scale,
      trainable,
    });
    if (spec.bias === "layers")
      add({ name: `${name}.bias`, kind: "bias", layer, from: layer, shape: [widths[layer]], scale: 1, trainable });
  }
  for (let to = 2; to <= last; to++)
    for (let from = 0; from <= to - 2; from++) {
      const skip = spec.skip && from === 0 && to === last;
      if (links || skip)
        add({
          name: `link${from}-${to}.weight`,
          kind: "link",
          layer: to,
          from,
          shape: [widths[from], widths[to]],
          scale: 1,
          trainable: skip,
        });
    }
  if (spec.trainSlope)
    add({ name: "slope", kind: "slope", layer: 0, from: 0, shape: [spec.hidden.length], scale: 1, trainable: true });
  if (offset > MOST_PARAMETERS)
    throw new RangeError(
      `hidden: ${spec.hidden.join(", ")} gives ${offset} parameters; at most ${MOST_PARAMETERS} fit in memory`,
    );
  return { spec, inputs, outputs, widths, blocks, parameters: offset };
}

/** The block of that name; throws if the network has none. */
export function block(network: Network, name: string): Block {
  const found = network.blocks.find((candidate) => candidate.name === name);
  if (!found)
    throw new RangeError(`no block "${name}"; the network has ${network.blocks.map((b) => b.name).join(", ")}`);
  return found;
}

/** Number of entries of a block. */
export const blockLength = (b: Block): number => b.shape.reduce((product, length) => product * length, 1);

/** Memory for the activations of one block of rows, at most. */
const BLOCK_BYTES = 64 * 2 ** 20;
const MOST_BLOCK_ROWS = 4096;

/** Rows that are evaluated at once: as many as fit 64 MiB of activations, at most 4096, at least 1. A function of the network alone. */
export function blockRows(network: Network, dtype: Dtype): number {
  const bytesPerRow = (dtype === "f32" ? 4 : 8) * 3 * network.widths.reduce((sum, width) => sum + width, 0);
  return Math.max(1, Math.min(MOST_BLOCK_ROWS, Math.floor(BLOCK_BYTES / bytesPerRow)));
}

/** With gradient and moments four times as many numbers must fit in the 4 GiB of a WebAssembly memory. */
const MOST_PARAMETERS = 1e8;

/** What an engine needs to run the network. */
export function program(
  network: Network,
  options: {
    readonly rows: number;
    readonly dtype?: Dtype;
    readonly threads?: number;
    readonly moments?: number;
    /** The order of the derivatives by the inputs that are carried along. Default 0. */
    readonly order?: Jet["order"];
  },
): Program {
  const connections: Connection[] = [];
  const biases: Bias[] = [];
  let slopes: Program["slopes"];
  for (const b of network.blocks) {
    const gradient = b.trainable || b.kind === "link";
    if (b.kind === "bias") biases.push({ layer: b.layer, offset: b.offset, gradient });
    else if (b.kind === "slope") slopes = { offset: b.offset, gradient };
    else connections.push({ from: b.from, to: b.layer, scale: b.scale, offset: b.offset, gradient });
  }
  return {
    widths: network.widths,
    connections,
    biases,
    slopes,
    activation: network.spec.activation.sigma,
    parameters: network.parameters,
    moments: options.moments ?? 0,
    dtype: options.dtype ?? "f32",
    rows: options.rows,
    threads: options.threads ?? 1,
    ...(options.order ? { jet: { order: options.order, directions: network.inputs } } : {}),
  };
}
