import type { RunStart } from "../../lab/run/run.js";
import { inputUnit, outputUnit } from "../../lab/run/unit.js";
import { biasOf, boxOf, firstLayer, outgoing } from "./first-layer.js";
import { memo } from "./memo.js";
import type { Cloud, NeuronLane } from "./neurons-cloud.js";

/** More dots would lie on one another. */
const MOST = 300;

/** What does not change over a run: where the picture ends, which neurons are looked at, and what they sent on at the start. */
const frameOf = memo((start: RunStart) => {
  const layer = firstLayer(start.network);
  const unit = inputUnit(start.encoding, 0);
  const [low, high] = start.grid?.range[0] ?? [-1, 1];
  let seen = 0;
  if (layer)
    for (let k = 0; k < layer.width; k++) {
      const kink = -biasOf(layer, start.parameters, k) / start.parameters[layer.weight + k];
      if (kink >= low && kink <= high) seen++;
    }
  return {
    unit,
    low,
    high,
    domain: [unit.mean + unit.deviation * low, unit.mean + unit.deviation * high] as const,
    // Neurons are left out evenly, and always the same ones.
    stride: Math.max(1, Math.ceil(seen / MOST)),
    slope: outputUnit(start.encoding, 0).deviation / unit.deviation,
    out: Float64Array.from({ length: layer?.width ?? 0 }, (_, k) => (layer ? outgoing(layer, start.parameters, k) : 0)),
  };
});

/**
 * Neurons of one input. sigma_s(w x + b) changes its slope by s |w| at x = -b/w, and the network by s a |w| times the layer's factor:
 * for ReLU exactly there, for smooth activations around it.
 */
export function kinks(lane: NeuronLane): Cloud {
  const { start, layer, theta, s, startS, lane: settings } = lane;
  const { unit, low, high, domain, stride, slope, out } = frameOf(start);
  const { width, weight, scale } = layer;
  const {
    middle: [middle],
    half: [half],
  } = boxOf(start);
  const bends = (kink: number) => Math.abs(kink - middle) < half;
  const factor = scale * (layer.signed ? slope : 1 / unit.deviation);

  const chosen: number[] = [];
  let [inside, shown] = [0, 0];
  for (let k = 0; k < width; k++) {
    const kink = -biasOf(layer, theta, k) / theta[weight + k];
    if (bends(kink)) inside++;
    if (!(kink >= low && kink <= high)) continue;
    shown++;
    if (k % stride === 0) chosen.push(k);
  }
  const count = chosen.length;
  const cloud = {
    x: new Float64Array(count),
    y: new Float64Array(count),
    startX: new Float64Array(count),
    startY: new Float64Array(count),
    kind: new Int8Array(count),
  };
  for (let i = 0; i < count; i++) {
    const k = chosen[i];
    const [w, before] = [theta[weight + k], start.parameters[weight + k]];
    const kink = -biasOf(layer, theta, k) / w;
    cloud.x[i] = unit.mean + unit.deviation * kink;
    cloud.y[i] = s * outgoing(layer, theta, k) * Math.abs(w) * factor;
    cloud.startX[i] = unit.mean - (unit.deviation * biasOf(layer, start.parameters, k)) / before;
    cloud.startY[i] = startS * out[k] * Math.abs(before) * factor;
    cloud.kind[i] = bends(kink) ? 1 : 0;
  }
  const exact = (settings.network.activation ?? "relu") === "relu";
  return {
    ...cloud,
    xDomain: domain,
    xLabel: `${unit.name}, where a neuron bends`,
    yLabel: layer.signed ? (exact ? "change of slope" : "strength s a |w|") : "strength s |a| |w|",
    square: false,
    signs: false,
    text: `${inside} bend within the data, the others are linear on all of them.${count < shown ? ` ${count} of the ${shown} in sight are drawn.` : ""}`,
  };
}
