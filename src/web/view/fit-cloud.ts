import type { RunStart } from "../../lab/run/run.js";
import { inUnit, outputUnit } from "../../lab/run/unit.js";
import type { Mark, Panel } from "../plot/scene.js";
import { extent, padded, roundUp } from "./extent.js";
import { memo } from "./memo.js";
import type { OpenLane } from "./open-lane.js";

/** More rows would lie on one another; every k-th is shown. */
const MOST_DOTS = 400;
/** Margins are counted in so many steps. */
const STEPS = 80;
/** The axis of margins reaches at least so far, and as far as they do. */
const LEAST_REACH = 1;

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
  const seen = lanes.flatMap(({ name, colour, start, frame }) =>
    frame?.outputs ? [{ name, colour, margins: marginsOf(start, frame.outputs) }] : [],
  );
  const ends = seen.map(({ margins }) => extent(margins));
  const low = -roundUp(Math.max(LEAST_REACH, ...ends.map(([least]) => (Number.isFinite(least) ? -least : 0))));
  const high = roundUp(1.02 * Math.max(LEAST_REACH, ...ends.map(([, most]) => (Number.isFinite(most) ? most : 0))));
  const x = Float64Array.from({ length: STEPS + 1 }, (_, i) => low + ((high - low) * i) / STEPS);
  return {
    x: {
      type: "linear",
      domain: [low, high],
      label: two
        ? "margin: the output times the class, −1 or 1"
        : "margin: the true class’s output less the largest other",
    },
    y: { type: "linear", domain: [0, 1], label: "share of the data with a smaller margin" },
    marks: [
      { kind: "rule", x: 0, colour: "muted", dash: true, text: "wrong on the left" },
      ...seen.map(
        ({ name, colour, margins }): Mark => ({ kind: "line", x, y: sharesBelow(margins, low, high), colour, name }),
      ),
    ],
  };
}

/** How far each row's output is on the side of its class. */
function marginsOf({ shown: { rows, outputs: k, y } }: RunStart, outputs: Float64Array): Float64Array {
  const margins = new Float64Array(rows);
  for (let i = 0; i < rows; i++) margins[i] = k === 1 ? y[i] * outputs[i] : marginOf(y, outputs, k, i);
  return margins;
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

/** Share of the margins up to each of the places between the ends. */
function sharesBelow(margins: Float64Array, low: number, high: number): Float64Array {
  const counts = new Float64Array(STEPS + 1);
  for (const margin of margins)
    counts[Math.min(STEPS, Math.max(0, Math.ceil(((margin - low) / (high - low)) * STEPS)))]++;
  for (let i = 1; i <= STEPS; i++) counts[i] += counts[i - 1];
  return counts.map((below) => below / margins.length);
}
