import type { ElementwiseFunction } from "../../engine/program.js";
import { activations } from "../../model/activation.js";
import type { Mark, Scene } from "../plot/scene.js";
import type { LaneView, View } from "./context.js";
import { memo } from "./memo.js";
import { listed, nothing, sText } from "./word.js";

const REACH = 2;
const Z = Float64Array.from({ length: 161 }, (_, i) => -REACH + (2 * REACH * i) / 160);
/** Lines that lie on one another are of different widths, and dashed but for the lowest. */
const WIDTHS = [2.25, 2, 1.75];

const known: Readonly<Record<string, ElementwiseFunction>> = activations;
const valuesOf = memo((sigma: ElementwiseFunction) => Z.map((z) => sigma.value(z)));
const sigmaOf = ({ lane }: LaneView): ElementwiseFunction =>
  known[lane.network.activation ?? "relu"] ?? activations.relu;

/** What a neuron does to its input, between the identity and past the target activation. */
export const activation: View = {
  id: "activation",
  title: "Activation",
  explanation:
    "At s = 0 a neuron passes everything on, at s = 1 it is the usual activation and beyond it bends further; watch the line turn as s moves.",
  equations: ["activation", "path", "reluForm", "twoStages"],
  height: 330,
  scene({ lanes }) {
    if (lanes.length === 0) return nothing(lanes, "There is no network yet.");
    const functions = [...new Set(lanes.map(sigmaOf))];
    return {
      label: `The activation at ${listed(lanes.map((lane) => `s = ${sText(lane.s)} (${lane.name}, ${sigmaOf(lane).name})`))}, between the identity (s = 0) and s = 1.`,
      panels: [
        {
          x: { type: "linear", domain: [-REACH, REACH], label: "z" },
          y: { type: "linear", domain: [-1.1 * REACH, 1.1 * REACH], label: "σ_s(z)" },
          square: true,
          marks: [
            { kind: "line", x: Z, y: Z, colour: "muted", width: 1, opacity: 0.7, name: "s = 0 and s = 1" },
            ...functions.map(
              (sigma): Mark => ({
                kind: "line",
                x: Z,
                y: valuesOf(sigma),
                colour: "muted",
                width: 1,
                opacity: 0.7,
                name: "s = 0 and s = 1",
              }),
            ),
            ...lanes.map((lane, i) => lineOf(lane, i, lanes)),
          ],
        },
      ],
    } satisfies Scene;
  },
};

function lineOf(lane: LaneView, i: number, lanes: readonly LaneView[]): Mark {
  const { name, colour, s } = lane;
  const sigma = sigmaOf(lane);
  const values = valuesOf(sigma);
  const y = new Float64Array(Z.length);
  for (let k = 0; k < y.length; k++) y[k] = (1 - s) * Z[k] + s * values[k];
  const dash = lanes.slice(0, i).some((before) => before.s === s && sigmaOf(before) === sigma);
  return {
    kind: "line",
    x: Z,
    y,
    colour,
    dash,
    width: WIDTHS[i % WIDTHS.length],
    name: `${name}, s = ${s.toFixed(2)}`,
  };
}
