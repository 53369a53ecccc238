import type { Axis, Colour, Mark, Panel, Scene } from "../plot/scene.js";
import type { View } from "./context.js";
import { extent, roundUp } from "./extent.js";
import { firstLayer } from "./first-layer.js";
import type { Cloud, NeuronLane } from "./neurons-cloud.js";
import { kinks } from "./neurons-kink.js";
import { lengths, pairs } from "./neurons-weight.js";
import { isOpen } from "./open-lane.js";
import { counted, nothing, sText } from "./word.js";

/** The neurons of the first hidden layer: where they bend, how strongly, and where they came from. */
export const neurons: View = {
  id: "neurons",
  title: "Neurons",
  explanation:
    "Each dot is a neuron: where and how much it bends the function of one input, or its weights if there are more, with a line back to where it began; short lines mean lazy training.",
  equations: ["kink", "activation", "losslessSwitch"],
  height: 400,
  scene({ lanes }) {
    const drawn = lanes.filter(isOpen).flatMap((lane): NeuronLane[] => {
      const layer = firstLayer(lane.start.network);
      const theta = lane.frame?.parameters;
      const startS = lane.stages[0]?.s ?? lane.s;
      return layer && theta && lane.frame ? [{ ...lane, frame: lane.frame, layer, theta, startS }] : [];
    });
    if (drawn.length === 0) return nothing(lanes, "The network is being looked at…");
    const clouds = drawn.map((lane) => ({ lane, cloud: cloudOf(lane) }));
    return {
      label: clouds
        .map(
          ({ lane, cloud }) =>
            `${lane.name}, ${counted(lane.layer.width, "neuron")} at s = ${sText(lane.s)}: ${cloud.text}`,
        )
        .join(" "),
      panels: panelsOf(clouds),
    } satisfies Scene;
  },
};

const cloudOf = (lane: NeuronLane): Cloud =>
  lane.layer.inputs === 1 ? kinks(lane) : lane.layer.inputs === 2 ? pairs(lane) : lengths(lane);

type Drawn = readonly { readonly lane: NeuronLane; readonly cloud: Cloud }[];

/** One panel a lane, all with the same axes. */
function panelsOf(clouds: Drawn): readonly Panel[] {
  const x = axisOf(clouds, ({ x: now, startX }) => [now, startX]);
  const y = axisOf(clouds, ({ y: now, startY }) => [now, startY]);
  return clouds.map(({ lane, cloud }) => ({
    title: `${lane.name}, s = ${sText(lane.s)}`,
    x: { type: "linear", domain: cloud.xDomain ?? x, label: cloud.xLabel },
    y: { type: "linear", domain: cloud.square ? x : y, label: cloud.yLabel },
    square: cloud.square,
    marks: marksOf(lane, cloud),
  }));
}

/** From 0, or the mirror image of the upper end, to a round number. */
function axisOf(clouds: Drawn, of: (cloud: Cloud) => readonly Float64Array[]): Axis["domain"] {
  let [low, high] = [0, 0];
  for (const { cloud } of clouds)
    for (const values of cloud.square ? [cloud.x, cloud.y, cloud.startX, cloud.startY] : of(cloud)) {
      const [from, to] = extent(values);
      low = Math.min(low, from);
      high = Math.max(high, to);
    }
  const reach = roundUp(1.02 * Math.max(high, -low));
  return low < 0 ? [-reach, reach] : [0, reach];
}

function marksOf({ name, colour }: NeuronLane, cloud: Cloud): readonly Mark[] {
  const { x, y, startX, startY, signs } = cloud;
  return [
    { kind: "rule", y: 0, colour: "line" },
    {
      kind: "segments",
      x1: startX,
      y1: startY,
      x2: x,
      y2: y,
      colour: "muted",
      width: 1,
      opacity: 0.5,
      name: "way from the start",
    },
    { kind: "dots", x: startX, y: startY, colour: "muted", radius: 1.25, opacity: 0.4 },
    ...dots(cloud, 0, { name: "bends nowhere within the data", colour: "muted", hollow: true }),
    ...(signs
      ? [...dots(cloud, -1, { name: "a < 0", colour: "blue" }), ...dots(cloud, 1, { name: "a > 0", colour: "orange" })]
      : dots(cloud, 1, { name: `${name}, bends within the data`, colour })),
  ];
}

/** The neurons of one kind. */
function dots(
  { x, y, kind }: Cloud,
  which: number,
  style: { readonly name: string; readonly colour: Colour; readonly hollow?: boolean },
): readonly Mark[] {
  let count = 0;
  for (let i = 0; i < kind.length; i++) if (kind[i] === which) count++;
  if (count === 0) return [];
  const [px, py] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0, at = 0; i < kind.length; i++) {
    if (kind[i] !== which) continue;
    px[at] = x[i];
    py[at++] = y[i];
  }
  return [{ kind: "dots", x: px, y: py, ...style }];
}
