import { beforeAll, describe, expect, test } from "vitest";
import type { LabState, Lane } from "../../src/lab/experiment/state.js";
import type { Table } from "../../src/model/table.js";
import type { Axis, Mark, Panel, Scene } from "../../src/web/plot/scene.js";
import type { LaneView, View, ViewContext } from "../../src/web/view/context.js";
import { views } from "../../src/web/view/index.js";
import { type ContextOptions, contextOf, lane, stateOf, unanswered } from "./view-context.js";

const problem = (name: string, more: object = {}): LabState["data"] =>
  ({ kind: "problem", problem: { name, ...more } }) as LabState["data"];
const gd = { name: "gd", rate: 0.2 } as const;
const twoStages: Lane["relaxation"] = { name: "stages", stages: [{ s: 0.5, until: 0.5 }, { s: 1.5 }] };
/** A leaky activation at a rate far too large: with ReLU all neurons would die, and the loss stay where it is. */
const diverging = lane({}, { optimizer: { name: "gd", rate: 100 }, relaxation: { name: "constant", s: 0.5 } });
const file: LabState["data"] = { kind: "file", name: "flowers.csv", hash: "" };

/** Three classes on two inputs, or, with `inputs` 1 or 4, on more or fewer. */
function flowers(inputs: number): Table {
  const rows = 60;
  const codes = Int32Array.from({ length: rows }, (_, i) => i % 3);
  const columns: Table["columns"] = [
    ...Array.from({ length: inputs }, (_, j) => ({
      name: `length ${j + 1}`,
      kind: "number" as const,
      values: Float64Array.from({ length: rows }, (_, i) => 5 + (i % 3) + Math.sin(7 * i + j)),
    })),
    { name: "kind", kind: "text" as const, codes, categories: ["iris", "rose", "tulip"] },
  ];
  return { rows, columns, targets: ["kind"], notes: [] };
}

/** Two targets in units of their own. */
function weather(): Table {
  const rows = 40;
  const at = (f: (t: number) => number) => Float64Array.from({ length: rows }, (_, i) => f(i / rows));
  return {
    rows,
    columns: [
      { name: "hour", kind: "number", values: at((t) => 24 * t) },
      { name: "temperature", kind: "number", values: at((t) => 285 + 10 * Math.sin(6 * t)) },
      { name: "pressure", kind: "number", values: at((t) => 1013 + 5 * Math.cos(6 * t)) },
    ],
    targets: ["temperature", "pressure"],
    notes: [],
  };
}

const points = [-1, 0.5, -0.5, 1, 0, -0.5, 0.5, 0.25, 1, 1];

interface Case {
  readonly name: string;
  readonly state: LabState;
  readonly options: ContextOptions;
}

const cases: readonly Case[] = [
  {
    name: "one input, three lanes",
    state: stateOf(problem("sine"), [
      lane({}, { optimizer: gd }),
      lane({}, { relaxation: twoStages }),
      lane({ hidden: [16, 16] }),
    ]),
    options: { made: 30 },
  },
  {
    name: "ten seeds",
    state: stateOf(problem("sine"), [lane(), lane({}, { relaxation: { name: "ramp" } })], { seeds: 10 }),
    options: { made: 25 },
  },
  { name: "one input without a bias", state: stateOf(problem("sine"), [lane({ bias: false })]), options: { made: 40 } },
  { name: "a bias in every layer", state: stateOf(problem("sine"), [lane({ bias: "layers" })]), options: { made: 5 } },
  {
    name: "two inputs, and a smooth activation",
    state: stateOf(problem("function", { target: "continuous" }), [
      lane({ activation: "tanh" }),
      lane({ scaling: "standard" }),
    ]),
    options: { made: 20 },
  },
  {
    name: "two classes on the plane, deep",
    state: stateOf(problem("moons"), [lane({ hidden: [20, 12] }), lane()]),
    options: { made: 20 },
  },
  {
    name: "ten inputs",
    state: stateOf(problem("function", { target: "friedman1" }), [lane(), lane({ hidden: [8, 8, 8] })]),
    options: { made: 20 },
  },
  { name: "two classes, ten inputs", state: stateOf(problem("halfSpaces"), [lane()]), options: { made: 20 } },
  ...[1, 2, 4].map((inputs) => ({
    name: `three classes, inputs: ${inputs}`,
    state: stateOf(file, [lane(), lane({ scaling: "mean-field" })]),
    options: { made: 20, table: flowers(inputs) },
  })),
  { name: "two targets in their own units", state: stateOf(file, [lane()]), options: { made: 20, table: weather() } },
  {
    name: "points drawn on the line",
    state: stateOf({ kind: "drawn", shape: "line", points }, [lane({ activation: "halfSquaredRelu" })]),
    options: { made: 40 },
  },
  {
    name: "points drawn on the plane",
    state: stateOf({ kind: "drawn", shape: "plane", points: [0, 0, 1, 1, 1, -1, -1, 1, 1] }, [lane()]),
    options: { made: 40 },
  },
  { name: "no step yet", state: stateOf(problem("sine"), [lane({}, { optimizer: gd })]), options: { made: 0 } },
  {
    name: "a run that diverges",
    state: stateOf(problem("sine"), [diverging, lane()]),
    options: { made: 40 },
  },
];

function checkAxis({ type, domain: [from, to] }: Axis, where: string): void {
  expect(Number.isFinite(from) && Number.isFinite(to) && from !== to, `${where}: [${from}, ${to}]`).toBe(true);
  if (type === "log") expect(Math.min(from, to), where).toBeGreaterThan(0);
}

/** Lengths agree, and what has to be a number is one. */
function checkMark(mark: Mark, where: string): void {
  const same = (...lists: readonly ArrayLike<number>[]) =>
    expect(new Set(lists.map(({ length }) => length)).size, `${where}: lengths of a ${mark.kind}`).toBe(1);
  const finite = (list: ArrayLike<number>) =>
    expect(
      Array.from(list).findIndex((value) => !Number.isFinite(value)),
      `${where}: a number of ${mark.kind}`,
    ).toBe(-1);
  switch (mark.kind) {
    case "line":
      finite(mark.x);
      same(mark.x, mark.y);
      break;
    case "band":
      finite(mark.x);
      same(mark.x, mark.low, mark.high);
      break;
    case "dots":
      finite(mark.values ?? []);
      same(mark.x, mark.y, mark.values ?? mark.x);
      break;
    case "segments":
      same(mark.x1, mark.y1, mark.x2, mark.y2);
      break;
    case "bars":
      for (const list of [mark.x0, mark.x1, mark.y]) finite(list);
      same(mark.x0, mark.x1, mark.y);
      break;
    case "cells":
    case "contours":
      expect(mark.values.length, where).toBe(mark.columns * mark.rows);
      finite([...mark.x, ...mark.y, ...("scale" in mark ? mark.scale.domain : mark.levels)]);
      break;
    case "rule":
      expect(Number.isFinite(mark.x ?? mark.y), `${where}: rule`).toBe(true);
      break;
    case "text":
      finite([mark.x, mark.y]);
  }
}

function checkPanel(panel: Panel, where: string): void {
  checkAxis(panel.x, `${where}, x`);
  checkAxis(panel.y, `${where}, y`);
  expect(panel.marks.length, where).toBeGreaterThan(0);
  for (const mark of panel.marks) checkMark(mark, where);
}

function checkScene(scene: Scene, where: string): void {
  expect(scene.label, where).toMatch(/^\S.*[.…]$/s);
  expect(scene.label, where).not.toMatch(/undefined|NaN|null|\[object/);
  if (scene.message === undefined) expect(scene.panels.length, where).toBeGreaterThan(0);
  else expect(scene.panels, where).toEqual([]);
  for (const [i, panel] of scene.panels.entries()) checkPanel(panel, `${where}, panel ${i}`);
}

const viewOf = (id: View["id"]): View => {
  const found = views.find((view) => view.id === id);
  if (!found) throw new Error(`no view ${id}`);
  return found;
};

test("the eight pictures are in their order, each with a name of its own", () => {
  const ids = ["fit", "loss", "kernel", "spectrum", "modes", "neurons", "activation", "landscape"];
  expect(views.map(({ id }) => id)).toEqual(ids);
  expect(new Set(views.map(({ title }) => title)).size).toBe(8);
});

test.each(views.map((view) => [view.id, view] as const))("%s is explained in one sentence", (_, { explanation }) => {
  expect(explanation).toMatch(/^[A-Z][^.!?]*\.$/);
  expect(explanation.length).toBeLessThan(200);
});

describe.each(cases)("$name", ({ state, options }) => {
  let context: ViewContext;
  beforeAll(async () => {
    context = await contextOf(state, options);
  });

  test("every picture can be drawn, and says what it shows", () => {
    for (const view of views) checkScene(view.scene(context), view.id);
  });

  test("a picture drawn again is the same", () => {
    for (const view of views) expect(view.scene(context), view.id).toEqual(view.scene(context));
  });

  test("nothing fails while answers are still to come", () => {
    const without = (change: (own: LaneView) => LaneView) => ({ ...context, lanes: context.lanes.map(change) });
    const partial: readonly ViewContext[] = [
      without(unanswered),
      without((own) => ({ ...own, theory: {} })),
      without((own) => ({ ...own, theory: { start: own.theory.start } })),
      without((own) => ({ ...own, theory: { start: own.theory.start, answer: {}, answeredAt: 1, forecast: [] } })),
      without((own) => ({ ...own, frame: undefined })),
      without((own) => ({
        ...own,
        frame: own.frame && { ...own.frame, parameters: undefined, outputs: undefined, fit: undefined },
      })),
      without((own) => ({ ...own, start: undefined, frame: undefined, stages: [], seeds: [] })),
      { ...context, lanes: context.lanes.map((own, i) => (i === 0 ? unanswered(own) : own)) },
      { ...context, lanes: [] },
    ];
    for (const [i, each] of partial.entries())
      for (const view of views) checkScene(view.scene(each), `${view.id}, part ${i}`);
  });

  test("a lane that is refused says why", () => {
    const refused = {
      ...context,
      lanes: context.lanes.map((own) => ({ ...unanswered(own), refused: "the rate is 0" })),
    };
    for (const id of ["fit", "loss", "neurons"] as const)
      expect(viewOf(id).scene(refused).message, id).toContain("A: the rate is 0.");
  });
});

describe("labels and names", () => {
  test("name the numbers of a run with two stages", async () => {
    const context = await contextOf(stateOf(problem("sine"), [lane({}, { optimizer: gd, relaxation: twoStages })]), {
      made: 30,
    });
    const [{ seeds }] = context.lanes;
    const loss = viewOf("loss").scene(context);
    const { losses } = seeds[0];
    // Three digits of it.
    expect(loss.label).toContain(`A: loss ${Number(losses[29].toPrecision(3))} at step 30 of 40`);
    expect(loss.label).toMatch(/its kernel foretold [\d.]+ for now and [\d.]+ after 40 steps/);
    const rules = loss.panels[0].marks.filter(({ kind }) => kind === "rule");
    expect(rules).toMatchObject([{ x: 20, text: "s → 1.5" }]);
    expect(viewOf("activation").scene(context).label).toContain("s = 1.5 (A, relu)");
    expect(viewOf("landscape").scene(context).label).toContain("a hard switch would make it");
    expect(viewOf("modes").scene(context).label).toMatch(/% of the target's energy/);
  });

  test("say what no kernel foretells, and why", async () => {
    const context = await contextOf(stateOf(problem("sine"), [lane()]), { made: 3 });
    expect(viewOf("loss").scene(context).label).toContain("nothing is foretold of A, as ");
  });

  test("say that there is no kernel of infinite width, in words without advice for programs", async () => {
    const context = await contextOf(stateOf(problem("sine"), [lane({ scaling: "standard" })]), { made: 3 });
    const reason = 'A has no kernel of infinite width: with "standard" the tangent kernel grows with the width m.';
    expect(viewOf("spectrum").scene(context).label).toContain(reason);
    expect(viewOf("modes").scene(context).message).toBe(reason);
  });

  test("say how many seeds a median is of, and which diverged", async () => {
    const state = stateOf(problem("sine"), [diverging], { seeds: 3 });
    const context = await contextOf(state, { made: 40 });
    const { label, panels } = viewOf("loss").scene(context);
    expect(label).toContain("of 3 seeds, 3 of which diverged");
    expect(panels[0].marks.map((mark) => "name" in mark && mark.name)).toContain("A, median of 3 seeds, 3 diverged");
  });

  test("lanes of one kernel share a curve; others have one each", async () => {
    const curves = async (...lanes: readonly ReturnType<typeof lane>[]) => {
      const context = await contextOf(stateOf(problem("sine"), lanes), { made: 1 });
      const [left] = viewOf("spectrum").scene(context).panels;
      return left.marks.flatMap((mark) => (mark.kind === "line" ? [mark.colour] : []));
    };
    expect(await curves(lane(), lane({ hidden: [64] }, { relaxation: twoStages }))).toEqual(["ink"]);
    expect(await curves(lane(), lane({ hidden: [8, 8] }))).toEqual(["blue", "orange"]);
  });
});
