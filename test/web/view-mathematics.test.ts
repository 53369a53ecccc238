import { expect, test } from "vitest";
import type { LabState, Lane } from "../../src/lab/experiment/state.js";
import type { Mark, Panel, Scene } from "../../src/web/plot/scene.js";
import { activation } from "../../src/web/view/activation.js";
import type { SeedView, ViewContext } from "../../src/web/view/context.js";
import { fit } from "../../src/web/view/fit.js";
import { landscape } from "../../src/web/view/landscape.js";
import { foretoldAt, loss } from "../../src/web/view/loss.js";
import { lossBand } from "../../src/web/view/loss-band.js";
import { lossRange } from "../../src/web/view/loss-range.js";
import { modes } from "../../src/web/view/modes.js";
import { neurons } from "../../src/web/view/neurons.js";
import { spectrum } from "../../src/web/view/spectrum.js";
import { contextOf, lane, stateOf } from "./view-context.js";

const sine: LabState["data"] = { kind: "problem", problem: { name: "sine" } };
const gd = (rate: number) => ({ name: "gd", rate }) as const;

type Kind = Mark["kind"];
type Of<K extends Kind> = Extract<Mark, { readonly kind: K }>;
const marksOf = <K extends Kind>({ marks }: Panel, kind: K): readonly Of<K>[] =>
  marks.filter((mark): mark is Of<K> => mark.kind === kind);
const named = <K extends Kind>(scene: Scene, kind: K, name: string): Of<K> => {
  const found = scene.panels
    .flatMap((panel) => marksOf(panel, kind))
    .find((mark) => "name" in mark && mark.name === name);
  if (!found) throw new Error(`no ${kind} named ${name}`);
  return found;
};
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

/** 1/(2n) sum of squared errors at the present weights. */
function riskOf({ lanes: [{ start, frame }] }: ViewContext): number {
  const { y, rows } = start?.shown ?? { y: new Float64Array(), rows: 1 };
  return sum(y.map((value, i) => ((frame?.outputs?.[i] ?? Number.NaN) - value) ** 2)) / (2 * rows);
}

test("a wide network under gradient descent follows what its kernel foretells", async () => {
  const steps = 200;
  const state = stateOf(sine, [lane({ hidden: [2000] }, { optimizer: gd(0.1) })], { steps });
  const context = await contextOf(state, {
    made: steps,
    want: { modes: false, table: false, gram: false, landscape: false },
  });
  const scene = loss.scene(context);
  const run = named(scene, "line", "A");
  const foretold = named(scene, "line", "A, foretold by its kernel");
  expect(run.y.length).toBe(steps);
  // The error is made along the slow modes, for which weights move most; it shrinks like 1/sqrt(m).
  for (let i = 0; i < foretold.x.length; i++) {
    const step = foretold.x[i];
    if (step < steps)
      expect(Math.abs(run.y[step] / foretold.y[i] - 1), `step ${step}`).toBeLessThan(step < 50 ? 0.005 : 0.02);
  }
  // Not a curve that hardly moves.
  expect(run.y[steps - 1]).toBeLessThan(0.6 * run.y[0]);
  const promised = named(scene, "line", "at the rate of λ_min");
  for (let i = 0; i < foretold.x.length; i++) expect(promised.y[i]).toBeGreaterThanOrEqual(foretold.y[i] * (1 - 1e-9));
});

test("between its points a forecast is a line on the log axis, each stage from its own start", () => {
  const steps = (...values: number[]) => Float64Array.from(values);
  const forecast = [
    { steps: steps(0, 10), loss: steps(1, 0.01), promised: steps(1, 1) },
    { steps: steps(10, 20), loss: steps(4, 0.04), promised: steps(4, 4) },
  ];
  expect(foretoldAt(forecast, 5)).toBeCloseTo(0.1, 12);
  expect(foretoldAt(forecast, 10)).toBe(4);
  expect(foretoldAt(forecast, 15)).toBeCloseTo(0.4, 12);
  expect(foretoldAt(forecast, 21)).toBeUndefined();
});

test("band and range are the same whether losses come at once or bit by bit", () => {
  const total = 50;
  const all = Array.from({ length: 4 }, (_, j) =>
    Float64Array.from({ length: total }, (_, i) => (1 + j) / (1 + i) + ((i * 7 + j * 3) % 5)),
  );
  const seedsAt = (step: number, lists: readonly Float64Array[]): SeedView[] =>
    lists.map((losses, j) => ({ seed: j, step: Math.min(total, step + j), losses, path: losses }));
  const slow = all.map((list) => list.slice());
  for (const step of [0, 1, 7, 30]) lossBand(seedsAt(step, slow));
  const [bit, once] = [lossBand(seedsAt(44, slow)), lossBand(seedsAt(44, all))];
  expect(bit).toEqual(once);
  expect(bit.step).toBe(44);
  for (let i = 0; i < 44; i++) {
    const sorted = all.map((list) => list[i]).sort((a, b) => a - b);
    expect([bit.low[i], bit.median[i], bit.high[i]]).toEqual([sorted[0], (sorted[1] + sorted[2]) / 2, sorted[3]]);
  }
  const [seed] = seedsAt(20, slow);
  lossRange(seed);
  expect(lossRange({ ...seed, step: 40 })).toEqual(lossRange({ ...seed, step: 40, losses: slow[0].slice() }));
  // A run that began afresh in the same array.
  slow[0].fill(2);
  expect(lossRange({ ...seed, step: 45 })).toEqual({ low: 2, high: 2, first: 2 });
});

test("a run that diverged counts as lost from there on", () => {
  const seed = (losses: number[], outcome?: "diverged"): SeedView => ({
    seed: 0,
    step: losses.length,
    losses: Float64Array.from([...losses, ...Array(5 - losses.length).fill(0)]),
    path: new Float64Array(5),
    outcome,
  });
  const { step, low, median, high, diverged } = lossBand([
    seed([5, 4, 3, 2, 1]),
    seed([1, 9], "diverged"),
    seed([3, 3, 3, 3]),
  ]);
  expect([step, diverged]).toEqual([4, 1]);
  expect(Array.from(low)).toEqual([1, 3, 3, 2]);
  expect(Array.from(median)).toEqual([3, 4, 3, 3]);
  expect(high[3]).toBe(1e300);
});

const paths: readonly (readonly [string, Lane["relaxation"]])[] = [
  ["s = 1", { name: "constant", s: 1 }],
  ["s = 1.5", { name: "constant", s: 1.5 }],
  [
    "a lossless switch from 0.5 to 1.5",
    { name: "stages", stages: [{ s: 0.5, until: 0.5 }, { s: 1.5 }], switch: "lossless" },
  ],
];

test.each(paths)("the neurons' changes of slope add up to that of the function: %s", async (_, relaxation) => {
  const state = stateOf(sine, [lane({ hidden: [40] }, { relaxation })], { steps: 200 });
  const context = await contextOf(state, { made: 200, theory: false });
  const { x, y } = named(fit.scene(context), "line", "A");
  const dots = neurons.scene(context).panels.flatMap((panel) => marksOf(panel, "dots").filter(({ name }) => name));
  const kinks = dots.flatMap((mark) => Array.from(mark.x, (at, i) => [at, mark.y[i]]));
  // Between the first and the last two points of the curve that no kink is between.
  const straight = Array.from(x).flatMap((_, i) =>
    i + 1 < x.length && !kinks.some(([at]) => at > x[i] && at < x[i + 1]) ? [i] : [],
  );
  const [first, last] = [straight[0], straight[straight.length - 1]];
  const slope = (i: number) => (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
  const between = kinks.filter(([at]) => at > x[first] && at < x[last]);
  expect(between.length).toBeGreaterThan(5);
  const total = between.reduce((all, [, change]) => all + change, 0);
  expect(Math.abs(total)).toBeGreaterThan(0.1);
  // Outputs are sums of 40 float32 terms; four of them are divided by the distance of two points.
  const size = Math.max(...Array.from(y, Math.abs));
  const tolerance = (4 * Math.sqrt(40) * 2 ** -24 * size) / (x[1] - x[0]);
  expect(Math.abs(slope(last) - slope(first) - total)).toBeLessThan(4 * tolerance);
});

test("kinks begin where they were drawn", async () => {
  const context = await contextOf(stateOf(sine, [lane()]), { made: 0, theory: false });
  const [panel] = neurons.scene(context).panels;
  const [{ x1, y1, x2, y2 }] = marksOf(panel, "segments");
  expect([x1, y1]).toEqual([x2, y2]);
});

test("the target's shares add up to 1 and the error's to the loss", async () => {
  const context = await contextOf(stateOf(sine, [lane({}, { optimizer: gd(0.2) })]), { made: 40 });
  const bins = context.lanes[0].theory.answer?.modes ?? [];
  expect(sum(bins.map(({ target }) => target))).toBeCloseTo(1, 9);
  const { y = new Float64Array(), rows = 1 } = context.lanes[0].start?.shown ?? {};
  const energy = sum(y.map((value) => value * value));
  expect(sum(bins.map(({ error }) => error))).toBeCloseTo((2 * rows * riskOf(context)) / energy, 9);
  // What is drawn is what the bins hold, descending from left to right.
  const drawn = named(modes.scene(context), "bars", "target");
  const shown = bins.filter(({ target }) => Array.from(drawn.y).includes(target));
  expect(shown.length).toBe(drawn.y.length);
  expect(Array.from(drawn.x0)).toEqual(Array.from(drawn.x0).sort((a, b) => b - a));
  const [{ x }] = modes.scene(context).panels;
  expect(x.domain[0]).toBeGreaterThan(x.domain[1]);
});

test("the smallest eigenvalue on the paper's first grid is 8.0e-4 at s = 1, grows with s, and is not known to be above 0 at s = 0", async () => {
  const context = await contextOf(stateOf(sine, [lane()]), { made: 1 });
  const scene = spectrum.scene(context);
  const { x, y } = named(scene, "line", "λ_min");
  // ERRATA, HRTA 12.
  expect(y[Array.from(x).indexOf(1)]).toBeCloseTo(8e-4, 4);
  expect(y[0]).toBeNaN();
  for (let i = 2; i < y.length; i++) expect(y[i]).toBeGreaterThan(y[i - 1]);
  const unresolved = named(scene, "dots", "not known to be above 0");
  expect(Array.from(unresolved.x)).toEqual([0]);
  // At the axis' bottom, under all that is known.
  expect(unresolved.y[0]).toBeLessThan(Math.min(...Array.from(y).slice(1)));
});

test("eigenvalues of K_s are those of the nearest of the curve's s, in descending order", async () => {
  const context = await contextOf(stateOf(sine, [lane({}, { relaxation: { name: "constant", s: 1.26 } })]), {
    made: 1,
  });
  const { y } = named(spectrum.scene(context), "line", "A, infinite width, s = 1.25");
  const curve = context.lanes[0].theory.start?.curve;
  expect(Array.from(y)).toEqual(Array.from(curve?.values[25] ?? []).slice(0, y.length));
  const own = named(spectrum.scene(context), "dots", "A, its network now");
  expect(Array.from(own.y)).toEqual(Array.from(own.y).sort((a, b) => b - a));
});

test("at s = 2 the activation is |z|, at s = 0 the identity", async () => {
  const lanes = [2, 0].map((s) => lane({}, { relaxation: { name: "constant", s } }));
  const scene = activation.scene(await contextOf(stateOf(sine, lanes), { made: 1, theory: false }));
  const [a, b] = [named(scene, "line", "A, s = 2.00"), named(scene, "line", "B, s = 0.00")];
  expect(Array.from(a.y)).toEqual(Array.from(a.x, Math.abs));
  // Within rounding of 0 times relu.
  expect(Array.from(b.y, (value) => value + 0)).toEqual(Array.from(b.x, (value) => value + 0));
});

test("the landscape's curve passes through the present loss, and its map has the start at -1", async () => {
  const context = await contextOf(stateOf(sine, [lane({}, { optimizer: gd(0.5) })], { steps: 200 }), { made: 200 });
  const panels = landscape.scene(context).panels;
  const [dot] = marksOf(panels[panels.length - 1], "dots");
  expect(dot.x[0]).toBe(1);
  // Both in float32.
  expect(dot.y[0] / riskOf(context)).toBeCloseTo(1, 5);
  const [cells] = marksOf(panels[0], "cells");
  const at = (x: number, y: number) => {
    const column = Math.floor(((x - cells.x[0]) / (cells.x[1] - cells.x[0])) * cells.columns);
    const row = Math.floor(((y - cells.y[0]) / (cells.y[1] - cells.y[0])) * cells.rows);
    return 10 ** cells.values[row * cells.columns + column];
  };
  const { seeds } = context.lanes[0];
  // A cell is a twelfth of the way wide, and the loss is steep near the start.
  expect(at(-1, 0) / seeds[0].losses[0]).toBeGreaterThan(0.7);
  expect(at(-1, 0) / seeds[0].losses[0]).toBeLessThan(1.4);
  expect(at(0, 0)).toBeLessThan(at(-1, 0));
});

test("predicted and true values agree with the error that is named", async () => {
  const data = { kind: "problem", problem: { name: "function", target: "friedman1" } } as LabState["data"];
  const context = await contextOf(stateOf(data, [lane()]), { made: 40, theory: false });
  const { x, y } = named(fit.scene(context), "dots", "A");
  const rms = Math.sqrt(sum(Float64Array.from(x, (value, i) => (y[i] - value) ** 2)) / x.length);
  expect(rms).toBeCloseTo(Math.sqrt(2 * riskOf(context)), 9);
  expect(fit.scene(context).label).toContain(
    `A misses y by ${Number(rms.toPrecision(3))} (root mean square) after 40 steps.`,
  );
});

test("where the curve of margins crosses 0 is the share that is wrong", async () => {
  const data = { kind: "problem", problem: { name: "halfSpaces" } } as LabState["data"];
  const context = await contextOf(stateOf(data, [lane()]), { made: 3, theory: false });
  const scene = fit.scene(context);
  const { x, y } = named(scene, "line", "A");
  const wrong = Number(/A gets ([\d.]+) %/.exec(scene.label)?.[1]) / 100;
  const i = Array.from(x).findLastIndex((value) => value <= 0);
  expect(wrong).toBeGreaterThan(0);
  // Three digits of a share, and what lies within a step.
  expect(y[i]).toBeLessThanOrEqual(wrong + 1e-3);
  expect(y[i + 1]).toBeGreaterThanOrEqual(wrong - 1e-3);
});
