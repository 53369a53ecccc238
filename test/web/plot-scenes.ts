import type { CellMark, Panel, Scene } from "../../src/web/plot/scene.js";

const range = (count: number, of: (i: number) => number) => Float64Array.from({ length: count }, (_, i) => of(i));

/** Numbers in [0, 1) that look random and are always the same. */
const noise = (i: number) => ((Math.sin(i * 12.9898) * 43758.5453) % 1) ** 2;

/** A loss over steps on a logarithmic axis: three lines, a band, a prediction, a rule with a text. */
export const lossPanel: Panel = {
  title: "Loss over the run",
  x: { type: "linear", domain: [0, 4000], label: "step" },
  y: { type: "log", domain: [1e-6, 2], label: "training loss" },
  marks: [
    {
      kind: "band",
      x: range(200, (i) => 20 * i),
      low: range(200, (i) => 0.4 * Math.exp(-i / 20) + 1e-5),
      high: range(200, (i) => 1.4 * Math.exp(-i / 24) + 4e-5),
      colour: "blue",
      name: "10 seeds",
    },
    {
      kind: "line",
      x: range(4001, (i) => i),
      y: range(4001, (i) => (1 + 0.5 * noise(i)) * (0.7 * Math.exp(-i / 440) + 2e-5)),
      colour: "blue",
      name: "relaxed",
    },
    {
      kind: "line",
      x: range(400, (i) => 10 * i),
      y: range(400, (i) => 0.9 * Math.exp(-i / 60) + 1e-4),
      colour: "orange",
      name: "plain ReLU",
    },
    {
      kind: "line",
      x: range(200, (i) => 20 * i),
      y: range(200, (i) => 0.8 * Math.exp(-i / 22) + 1e-6),
      colour: "ink",
      dash: true,
      width: 1.25,
      name: "predicted by the kernel",
    },
    { kind: "rule", x: 1500, colour: "muted", dash: true, text: "s reaches 1" },
    { kind: "rule", y: 1e-4, colour: "green", text: "tolerance" },
  ],
};

/** A fitted function of one variable and its data. */
export const fitPanel: Panel = {
  title: "The function",
  x: { type: "linear", domain: [-1, 1], label: "x" },
  y: { type: "linear", domain: [-1.3, 1.6], label: "f(x)" },
  marks: [
    {
      kind: "segments",
      x1: range(12, (i) => -0.95 + i * 0.17),
      y1: range(12, (i) => Math.sin(5 * (-0.95 + i * 0.17)) - 0.2),
      x2: range(12, (i) => -0.95 + i * 0.17),
      y2: range(12, (i) => Math.sin(5 * (-0.95 + i * 0.17)) + 0.2),
      colour: "muted",
      name: "noise",
    },
    {
      kind: "line",
      x: range(300, (i) => -1 + i / 149.5),
      y: range(300, (i) => Math.sin(5 * (-1 + i / 149.5))),
      colour: "green",
      name: "network",
    },
    {
      kind: "dots",
      x: range(12, (i) => -0.95 + i * 0.17),
      y: range(12, (i) => Math.sin(5 * (-0.95 + i * 0.17)) + 0.2 * noise(i)),
      colour: "ink",
      hollow: true,
      radius: 3,
      name: "data",
    },
    { kind: "text", x: 0.32, y: 1, text: "largest error", dy: -14, anchor: "middle" },
  ],
};

const map: Omit<CellMark, "kind" | "scale" | "name"> = {
  columns: 48,
  rows: 48,
  x: [-1, 1],
  y: [-1, 1],
  values: range(48 * 48, (k) => {
    const [x, y] = [((k % 48) + 0.5) / 24 - 1, (Math.floor(k / 48) + 0.5) / 24 - 1];
    return x * x + y * y > 1 ? Number.NaN : Math.sin(4 * x) * Math.cos(3 * y) + 0.3 * x;
  }),
};

/** A map with level lines and dots of the same scale. */
export const mapPanel: Panel = {
  title: "Outputs",
  x: { type: "linear", domain: [-1, 1], label: "x₁" },
  y: { type: "linear", domain: [-1, 1], label: "x₂" },
  square: true,
  marks: [
    { kind: "cells", ...map, scale: { kind: "diverging", domain: [-1.2, 1.2] }, name: "output" },
    { kind: "contours", ...map, levels: [-0.5, 0, 0.5], colour: "ink", width: 1 },
    {
      kind: "dots",
      x: range(30, (i) => 1.4 * noise(i) - 0.7),
      y: range(30, (i) => 1.4 * noise(i + 50) - 0.7),
      values: range(30, (i) => 2 * noise(i + 99) - 1),
      scale: { kind: "diverging", domain: [-1.2, 1.2] },
      colour: "ink",
      halo: true,
      radius: 4,
    },
  ],
};

/** A spectrum as bars, and s as steps. */
export const spectrumPanel: Panel = {
  title: "Spectrum",
  x: { type: "linear", domain: [0.5, 20.5], label: "eigenvalue" },
  y: { type: "log", domain: [1e-9, 10], label: "size" },
  marks: [
    {
      kind: "bars",
      x0: range(20, (i) => i + 0.5),
      x1: range(20, (i) => i + 1.5),
      y: range(20, (i) => 3 * Math.exp(-i)),
      colour: "purple",
      name: "kernel",
    },
    {
      kind: "line",
      x: range(21, (i) => i + 0.5),
      y: range(21, (i) => 2 * Math.exp(-0.8 * i)),
      step: true,
      colour: "yellow",
      name: "network",
    },
  ],
};

/** A small scale of large numbers, a sequential map, axes without ticks. */
export const smallPanel: Panel = {
  title: "Gram matrix of the last layer of features, after training, divided by its trace",
  x: { type: "linear", domain: [0, 8], ticks: false },
  y: { type: "linear", domain: [0, 8], ticks: false },
  square: true,
  marks: [
    {
      kind: "cells",
      columns: 8,
      rows: 8,
      x: [0, 8],
      y: [0, 8],
      values: range(64, (k) => Math.exp(-((((k % 8) - Math.floor(k / 8)) / 3) ** 2))),
      scale: { kind: "sequential", domain: [0, 1] },
      name: "entry",
    },
  ],
};

/** Numbers that need a power of ten of their own. */
export const tinyPanel: Panel = {
  x: { type: "linear", domain: [0, 250_000], label: "sample" },
  y: { type: "linear", domain: [-3e-5, 4e-5], label: "drift" },
  marks: [
    {
      kind: "line",
      x: range(500, (i) => 500 * i),
      y: range(500, (i) => 4e-5 * Math.sin(i / 30) * Math.exp(-i / 300)),
      colour: "orange",
    },
  ],
};

export const scenes: Readonly<Record<string, Scene>> = {
  loss: { label: "Loss. Falls to 2e-5.", panels: [lossPanel] },
  pair: { label: "Loss and function.", panels: [lossPanel, fitPanel] },
  maps: { label: "Three maps.", panels: [mapPanel, smallPanel, spectrumPanel] },
  down: { label: "Two on top of one another.", panels: [fitPanel, tinyPanel], direction: "down" },
  message: {
    label: "Nothing yet.",
    panels: [],
    message: "The kernel of a network with 4 000 units would take 2 minutes: choose a smaller width, or press Compute.",
  },
};

/** Every kind of mark. */
export const everything: Scene = {
  label: "Every mark: loss, function, map and spectrum.",
  panels: [lossPanel, fitPanel, mapPanel, spectrumPanel],
};
