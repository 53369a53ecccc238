import type { z } from "zod";
import type { lazyResult } from "../../experiment/wu/lazy.js";
import { powerLaw } from "../../statistic/line.js";
import type { Mode } from "../../verdict/index.js";
import type { PointFigure } from "../claim.js";
import { seedsTo } from "./gather.js";

/** Runs that the claims about lazy training share. */
export type Lazy = z.infer<typeof lazyResult>;

export const DELTA = 0.2;

/** Steps of every run but those at the theorem's width. */
const STEPS = { full: 4000, quick: 1500 } as const;

/** m of the fits. */
export const WIDTHS = { full: [250, 500, 1000, 2000, 4000], quick: [125, 250, 500, 1000] } as const;

export const seedsOf = (mode: Mode): number => (mode === "full" ? 10 : 2);

/** The lecture's data (one neuron, d = 20, n = 50) and start. */
export const lectureCell = (mode: Mode) => (neurons: number, seed: number) => ({
  experiment: "wu.lazy",
  params: {
    points: 50,
    inputs: 20,
    neurons,
    delta: DELTA,
    labels: "neuron",
    start: "lecture",
    steps: STEPS[mode],
  },
  seed,
});

/** The same neuron from n = 20 samples, and the scaling of the tangent kernel's literature. */
export const ntkCell = (mode: Mode) => (neurons: number, seed: number) => ({
  experiment: "wu.lazy",
  params: { points: 20, inputs: 20, neurons, delta: DELTA, labels: "neuron", start: "ntk", steps: STEPS[mode] },
  seed,
});

/** Cells of a fit against the width. */
export const widthCells = (mode: Mode, cell: typeof lectureCell) =>
  WIDTHS[mode].flatMap((m) => seedsTo(seedsOf(mode)).map((seed) => cell(mode)(m, seed)));

/** The exponent of each seed. */
export const exponents = (rows: readonly (readonly Lazy[])[], of: (value: Lazy) => number | null): number[] =>
  rows
    .filter((row) => row.every((value) => (of(value) ?? 0) > 0))
    .map(
      (row) =>
        powerLaw(
          row.map(({ neurons }) => neurons),
          row.map((value) => of(value) ?? Number.NaN),
        ).slope.estimate,
    );

/** A quantity against the width, in a figure. */
export const againstWidth = (
  label: string,
  rows: readonly (readonly Lazy[])[],
  of: (value: Lazy) => number | null,
): PointFigure["series"][number] => ({
  label,
  points: rows.flat().flatMap((value) => {
    const y = of(value);
    return y === null ? [] : [{ x: value.neurons, y }];
  }),
});
