import type { RunStart } from "../../lab/run.js";
import type { Mark, Panel } from "../plot/scene.js";
import { extent, padded } from "./extent.js";
import { memo } from "./memo.js";
import type { OpenLane } from "./open-lane.js";
import { inUnit, outputUnit } from "./unit.js";

/** More rows would lie on one another; every k-th is shown. */
const MOST_DOTS = 400;
/** Margins are counted in so many steps over [-2, 2]. */
const STEPS = 80;
const MARGINS = Float64Array.from({ length: STEPS + 1 }, (_, i) => -2 + (4 * i) / STEPS);

/** A function of many inputs, by what it says at the data: predicted against true values, or how surely classes are told apart. */
export function cloudPanels(lanes: readonly OpenLane[]): readonly Panel[] {
  return [lanes[0].start.task === "classification" ? marginPanel(lanes) : parityPanel(lanes)];
}

const frameOf = memo(({ encoding, shown: { rows, outputs, y } }: RunStart) => {
  const unit = outputUnit(encoding, 0);
  const stride = outputs * Math.ceil(rows / MOST_DOTS);
  return {
    unit,
    stride,
    x: inUnit(y, unit, { step: stride }),
    domain: padded(extent(inUnit(y, unit, { step: outputs })), 0.1),
  };
});

function parityPanel(lanes: readonly OpenLane[]): Panel {
  const { unit, domain } = frameOf(lanes[0].start);
  const several = lanes[0].start.shown.outputs > 1;
  return {
    ...(several ? { title: `${unit.name}, the first of ${lanes[0].start.shown.outputs} outputs` } : {}),
    x: { type: "linear", domain, label: `${unit.name} in the data` },
    y: { type: "linear", domain, label: `${unit.name} predicted` },
    square: true,
    marks: [
      { kind: "line", x: domain, y: domain, colour: "muted", dash: true, width: 1.25, name: "as in the data" },
      ...lanes.flatMap(({ name, colour, start, frame }): Mark[] => {
        if (!frame?.outputs) return [];
        const own = frameOf(start);
        const y = inUnit(frame.outputs, own.unit, { step: own.stride });
        return [{ kind: "dots", x: own.x, y, colour, opacity: 0.65, name }];
      }),
    ],
  };
}

/** How large a part of the data has a margin below each value; where a curve crosses 0 is the share that is wrong. */
function marginPanel(lanes: readonly OpenLane[]): Panel {
  const two = lanes[0].start.shown.outputs === 1;
  return {
    x: {
      type: "linear",
      domain: [-2, 2],
      label: two
        ? "margin: the output times the class, −1 or 1"
        : "margin: the true class’s output less the largest other",
    },
    y: { type: "linear", domain: [0, 1], label: "share of the data with a smaller margin" },
    marks: [
      { kind: "rule", x: 0, colour: "muted", dash: true, text: "wrong on the left" },
      ...lanes.flatMap(({ name, colour, start, frame }): Mark[] => {
        if (!frame?.outputs) return [];
        return [{ kind: "line", x: MARGINS, y: sharesBelow(start, frame.outputs), colour, name }];
      }),
    ],
  };
}

function sharesBelow({ shown: { rows, outputs: k, y } }: RunStart, outputs: Float64Array): Float64Array {
  const counts = new Float64Array(STEPS + 1);
  for (let i = 0; i < rows; i++) {
    const margin = k === 1 ? y[i] * outputs[i] : marginOf(y, outputs, k, i);
    counts[Math.min(STEPS, Math.max(0, Math.ceil(((margin + 2) / 4) * STEPS)))]++;
  }
  for (let i = 1; i <= STEPS; i++) counts[i] += counts[i - 1];
  return counts.map((below) => below / rows);
}

function marginOf(y: Float64Array, outputs: Float64Array, k: number, row: number): number {
  let own = 0;
  let other = Number.NEGATIVE_INFINITY;
  for (let p = row * k; p < (row + 1) * k; p++) {
    if (y[p] > 0) own = outputs[p];
    else if (outputs[p] > other) other = outputs[p];
  }
  return own - other;
}
