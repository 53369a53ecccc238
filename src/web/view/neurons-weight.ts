import type { RunStart } from "../../lab/run/run.js";
import { inputUnit } from "../../lab/run/unit.js";
import { bends, boxOf, firstLayer, outgoing } from "./first-layer.js";
import { memo } from "./memo.js";
import type { Cloud, NeuronLane } from "./neurons-cloud.js";

/** More dots would lie on one another, and so many weights can be looked at in a frame. */
const MOST = 300;
const MOST_WEIGHTS = 60_000;
const FEWEST = 50;

/** Which neurons are drawn: every `stride`-th. */
function strideOf({ layer: { width, inputs } }: Pick<NeuronLane, "layer">): number {
  const most = Math.min(MOST, Math.max(FEWEST, Math.floor(MOST_WEIGHTS / inputs)));
  return Math.ceil(width / most);
}

/** Neurons of two inputs, by their weights on them. */
export function pairs(lane: NeuronLane): Cloud {
  const { start, layer, theta } = lane;
  const { width, weight, signed } = layer;
  const cloud = emptyCloud(lane);
  const { x, y, startX, startY, stride } = cloud;
  for (let i = 0, k = 0; i < x.length; i++, k += stride) {
    x[i] = theta[weight + k];
    y[i] = theta[weight + width + k];
    startX[i] = start.parameters[weight + k];
    startY[i] = start.parameters[weight + width + k];
  }
  const text = tell(lane, cloud, signed);
  const [first, second] = [inputUnit(start.encoding, 0), inputUnit(start.encoding, 1)];
  return {
    ...cloud,
    text,
    xLabel: `weight on ${first.name}`,
    yLabel: `weight on ${second.name}`,
    square: true,
    signs: signed,
  };
}

/** Neurons of many inputs, by the length of their weights and by what they send on. */
export function lengths(lane: NeuronLane): Cloud {
  const { start, layer, theta } = lane;
  const cloud = emptyCloud(lane);
  const { x, y, startX, startY, stride } = cloud;
  const before = startOf(start);
  lengthsInto(lane, theta, x, stride);
  for (let i = 0, k = 0; i < x.length; i++, k += stride) {
    y[i] = outgoing(layer, theta, k);
    startX[i] = before.length[i];
    startY[i] = before.out[i];
  }
  const text = tell(lane, cloud, false);
  return {
    ...cloud,
    text,
    xLabel: "|w|, length of the weights on the inputs",
    yLabel: layer.signed ? "a, output weight" : "length of the weights into the next layer",
    square: false,
    signs: false,
  };
}

const startOf = memo((start: RunStart) => {
  const layer = firstLayer(start.network);
  if (!layer) return { length: new Float64Array(), out: new Float64Array() };
  const stride = strideOf({ layer });
  const length = new Float64Array(Math.ceil(layer.width / stride));
  lengthsInto({ layer }, start.parameters, length, stride);
  return { length, out: length.map((_, i) => outgoing(layer, start.parameters, i * stride)) };
});

/** |w_k| of every `stride`-th neuron; weights of one input lie together, so that inputs are the outer loop. */
function lengthsInto(
  { layer: { inputs, width, weight } }: Pick<NeuronLane, "layer">,
  theta: ArrayLike<number>,
  length: Float64Array,
  stride: number,
): void {
  for (let j = 0; j < inputs; j++)
    for (let i = 0, at = weight + j * width; i < length.length; i++, at += stride) length[i] += theta[at] * theta[at];
  for (let i = 0; i < length.length; i++) length[i] = Math.sqrt(length[i]);
}

function emptyCloud(lane: NeuronLane) {
  const stride = strideOf(lane);
  const count = Math.ceil(lane.layer.width / stride);
  const zeros = () => new Float64Array(count);
  return { x: zeros(), y: zeros(), startX: zeros(), startY: zeros(), kind: new Int8Array(count), stride };
}

/** Fills in the kinds, and counts. */
function tell(
  { start, layer, theta }: NeuronLane,
  { kind, stride }: { kind: Int8Array; stride: number },
  signs: boolean,
): string {
  const box = boxOf(start);
  let inside = 0;
  for (let i = 0, k = 0; i < kind.length; i++, k += stride) {
    if (!bends(layer, theta, k, box)) continue;
    inside++;
    kind[i] = signs && theta[layer.out + k] < 0 ? -1 : 1;
  }
  const which = kind.length < layer.width ? `Of ${kind.length} that are drawn ${inside} bend` : `${inside} bend`;
  return `${which} within the box around the data, the others are linear on all of them.`;
}
