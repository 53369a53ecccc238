import type { Landscape } from "../../lab/kernel/landscape.js";
import type { Colour, Mark, Panel, Scene } from "../plot/scene.js";
import type { LaneView, View } from "./context.js";
import { decades, positiveExtent } from "./extent.js";
import { memo } from "./memo.js";
import { nothing, numberText, sText } from "./word.js";

type Seen = LaneView & { readonly land: Landscape };

/** The loss around the present weights, and at them for every s. */
export const landscape: View = {
  id: "landscape",
  title: "Landscape",
  explanation:
    "The map is the loss on a plane through the start and the present weights, and the curve is the loss that a hard switch to another s would have now.",
  equations: ["landscape", "corollary1", "losslessSwitch", "twoStages"],
  height: 400,
  wide: () => true,
  scene({ lanes }) {
    const seen = lanes.flatMap((lane): Seen[] => {
      const land = lane.theory.answer?.landscape;
      return land ? [{ ...lane, land }] : [];
    });
    if (seen.length === 0) return nothing(lanes, "The loss around the weights is being computed…");
    return {
      label: seen.map(textOf).join(" "),
      panels: [...mapPanels(seen), switchPanel(seen)],
    } satisfies Scene;
  },
};

/** log10 of the loss, with its range; a loss of 0 is drawn like the smallest one. */
const logarithms = memo(({ loss }: Landscape) => {
  const [low, high] = positiveExtent(loss);
  const floor = Math.log10(low);
  return {
    values: loss.map((value) => (value > 0 ? Math.log10(value) : value === 0 ? floor : Number.NaN)),
    range: [floor, Math.log10(high)] as const,
  };
});

/** A grid's range with half a cell more on each side: its points are the middles of cells. */
const around = ([low, high]: readonly [number, number], side: number): readonly [number, number] => {
  const half = (high - low) / (2 * (side - 1));
  return [low - half, high + half];
};

/** Round levels between the ends, ten at most. */
function levelsOf(low: number, high: number): readonly number[] {
  const step = [0.05, 0.1, 0.25, 0.5, 1, 2, 5].find((candidate) => (high - low) / candidate <= 10) ?? 10;
  const levels: number[] = [];
  for (let k = Math.ceil(low / step); k * step < high; k++) levels.push(k * step);
  return levels;
}

function mapPanels(lanes: readonly Seen[]): readonly Panel[] {
  const fields = lanes.map(({ land }) => logarithms(land));
  const low = Math.min(...fields.map(({ range }) => range[0]));
  const high = Math.max(...fields.map(({ range }) => range[1]));
  const domain: readonly [number, number] = low < high ? [low, high] : [low - 0.5, low + 0.5];
  const levels = Number.isFinite(low) && low < high ? levelsOf(low, high) : [];
  return lanes.map(({ name, colour, land }, i) => {
    const { side } = land;
    const map = {
      columns: side,
      rows: side,
      values: fields[i].values,
      x: around(land.x, side),
      y: around(land.y, side),
    };
    return {
      title: `${name}: loss around its weights`,
      x: {
        type: "linear",
        domain: map.x,
        label: land.moved ? "along the way from the start" : "in a random direction",
      },
      y: { type: "linear", domain: map.y, label: "in a random direction" },
      square: true,
      marks: [
        { kind: "cells", ...map, scale: { kind: "sequential", domain }, name: "log₁₀ loss" },
        { kind: "contours", ...map, levels, colour: "ink", width: 0.75 },
        ...(land.moved ? startMarks(colour) : []),
        { kind: "dots", x: [0], y: [0], colour, halo: true, radius: 4.5, name: "now" },
        { kind: "text", x: 0, y: 0, text: land.moved ? "now" : "start", anchor: "middle", dy: -9 },
      ],
      legend: ["log₁₀ loss"],
    };
  });
}

const startMarks = (colour: Colour): readonly Mark[] => [
  { kind: "segments", x1: [-1], y1: [0], x2: [0], y2: [0], colour, width: 1.5 },
  { kind: "dots", x: [-1], y: [0], colour, hollow: true, halo: true, radius: 4, name: "start" },
  { kind: "text", x: -1, y: 0, text: "start", anchor: "middle", dy: -8 },
];

/** R_s of the present weights at s, between the points of the curve on a line of the log axis. */
function lossAt({ s: list, lossOverS }: Landscape, s: number): number {
  const i = Math.min(list.length - 2, Math.max(0, list.findIndex((value) => value > s) - 1));
  if (s >= list[list.length - 1]) return lossOverS[list.length - 1];
  const share = (s - list[i]) / (list[i + 1] - list[i]);
  return lossOverS[i] + share * (lossOverS[i + 1] - lossOverS[i]);
}

function switchPanel(lanes: readonly Seen[]): Panel {
  const ranges = lanes.map(({ land }) => positiveExtent(land.lossOverS));
  return {
    title: "Loss after a hard switch to s",
    x: { type: "linear", domain: [0, 2], label: "s" },
    y: {
      type: "log",
      domain: decades(Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))),
      label: "R_s at the present weights",
    },
    marks: lanes.flatMap(({ name, colour, s, land }): Mark[] => [
      { kind: "rule", x: s, colour, dash: true, width: 1, text: `${name}: s = ${sText(s)}` },
      { kind: "line", x: land.s, y: land.lossOverS, colour, name },
      { kind: "dots", x: [s], y: [lossAt(land, s)], colour, radius: 4, halo: true },
    ]),
  };
}

function textOf({ name, s, land }: Seen): string {
  const [low, high] = positiveExtent(land.loss);
  const { lossOverS } = land;
  return `${name}: at ${land.side ** 2} points of the plane through its start the loss is from ${numberText(low)} to ${numberText(high)}; at the present weights it is ${numberText(lossAt(land, s))} at s = ${sText(s)} and a hard switch would make it ${numberText(lossOverS[0])} at s = 0, ${numberText(lossAt(land, 1))} at s = 1, ${numberText(lossOverS[lossOverS.length - 1])} at s = 2, while a lossless switch would leave it.`;
}
