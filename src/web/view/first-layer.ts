import type { NetworkShape, RunStart } from "../../lab/run/run.js";
import { memo } from "./memo.js";

type Numbers = ArrayLike<number>;

/** Where the neurons of the first hidden layer are in the flat parameters. */
export interface FirstLayer {
  /** Neurons. */
  readonly width: number;
  readonly inputs: number;
  /** Weight of neuron k on input j: entry weight + j width + k. */
  readonly weight: number;
  /** Entry of neuron 0's bias; -1 without. */
  readonly bias: number;
  /** Weights of neuron k in the next layer: entries out + k columns, ... */
  readonly out: number;
  readonly columns: number;
  /** Factor of the next layer. */
  readonly scale: number;
  /** Whether the next layer is one output, so that a weight has a sign that means something. */
  readonly signed: boolean;
}

export const firstLayer = memo(({ inputs, widths, blocks, constant }: NetworkShape): FirstLayer | undefined => {
  const own = blocks.find(({ kind, layer }) => kind === "weight" && layer === 1);
  const next = blocks.find(({ kind, layer, from }) => kind === "weight" && layer === 2 && from === 1);
  if (!own || !next) return undefined;
  const width = widths[1];
  const vector = blocks.find(({ kind, layer }) => kind === "bias" && layer === 1);
  return {
    width,
    inputs,
    weight: own.offset,
    bias: constant ? own.offset + inputs * width : (vector?.offset ?? -1),
    out: next.offset,
    columns: widths[2],
    scale: next.scale,
    signed: widths.length === 3 && widths[2] === 1,
  };
});

export const biasOf = ({ bias }: FirstLayer, theta: Numbers, k: number): number => (bias < 0 ? 0 : theta[bias + k]);

/** What a neuron sends on: its output weight, or the length of its weights into the next layer. */
export function outgoing({ out, columns, signed }: FirstLayer, theta: Numbers, k: number): number {
  if (signed) return theta[out + k];
  let sum = 0;
  for (let at = out + k * columns; at < out + (k + 1) * columns; at++) sum += theta[at] * theta[at];
  return Math.sqrt(sum);
}

/** Middle and half length of the box around the data, by input. */
export const boxOf = memo(({ shown: { rows, inputs, x } }: RunStart) => {
  const low = new Float64Array(inputs).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(inputs).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < rows * inputs; i++) {
    low[i % inputs] = Math.min(low[i % inputs], x[i]);
    high[i % inputs] = Math.max(high[i % inputs], x[i]);
  }
  return { middle: low.map((value, j) => (value + high[j]) / 2), half: low.map((value, j) => (high[j] - value) / 2) };
});

/** Whether a neuron bends within the box around the data; elsewhere it is linear on all of them, always on or always off. */
export function bends(
  layer: FirstLayer,
  theta: Numbers,
  k: number,
  { middle, half }: ReturnType<typeof boxOf>,
): boolean {
  const { inputs, width, weight } = layer;
  let z = biasOf(layer, theta, k);
  let reach = 0;
  for (let j = 0; j < inputs; j++) {
    const w = theta[weight + j * width + k];
    z += w * middle[j];
    reach += Math.abs(w) * half[j];
  }
  return Math.abs(z) < reach;
}
