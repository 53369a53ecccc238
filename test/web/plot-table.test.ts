import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import type { Mark, Scene } from "../../src/web/plot/scene.js";
import { sceneCsv, tableColumns } from "../../src/web/plot/table.js";
import { everything } from "./plot-scenes.js";

type Row = Readonly<Record<(typeof tableColumns)[number], string>>;

const parsed = (scene: Scene): readonly Row[] => {
  const { data, errors } = Papa.parse<Row>(sceneCsv(scene), { header: true, skipEmptyLines: true });
  expect(errors).toEqual([]);
  return data;
};

const sceneOf = (...marks: readonly Mark[]): Scene => ({
  label: "",
  panels: [{ x: { type: "linear", domain: [0, 1], label: "x" }, y: { type: "log", domain: [1, 2] }, marks }],
});

test("numbers come back to the bit, NaN as an empty field, names as they were", () => {
  const name = fc.string({ unit: "binary" }).filter((text) => !/^\s*$/.test(text));
  fc.assert(
    fc.property(name, fc.array(fc.tuple(fc.double(), fc.double()), { minLength: 1 }), (title, points) => {
      const [x, y] = [points.map(([a]) => a), points.map(([, b]) => b)];
      const rows = parsed(sceneOf({ kind: "line", x, y, colour: "blue", name: title }));
      const number = (text: string) => (text === "" ? Number.NaN : Number(text));
      // CSV has one zero; NaN's sign does not show.
      expect(rows.map((row) => [number(row.x) + 0, number(row.y) + 0])).toEqual(points.map(([a, b]) => [a + 0, b + 0]));
      expect(new Set(rows.map((row) => row.name))).toEqual(new Set([title]));
    }),
  );
});

test("each mark has its columns", () => {
  const rows = parsed(
    sceneOf(
      { kind: "band", x: [1], low: [2], high: [3], colour: "blue" },
      { kind: "dots", x: [1], y: [2], values: [3], colour: "blue" },
      { kind: "segments", x1: [1], y1: [2], x2: [3], y2: [4], colour: "blue" },
      { kind: "rule", x: 7, colour: "blue", text: "here" },
      { kind: "bars", x0: [1], x1: [2], y: [3], colour: "blue" },
      { kind: "bars", x0: [1], x1: [2], y: [3], y0: [0.5], colour: "blue" },
      { kind: "text", x: 1, y: 2, text: 'a, "b"' },
    ),
  );
  const short = rows.map(({ mark, name, x, y, x2, y2, value }) => [mark, name, x, y, x2, y2, value].join("|"));
  expect(short).toEqual([
    "band||1|2||3|",
    "dots||1|2|||3",
    "segments||1|2|3|4|",
    "rule|here|7||||",
    "bars||1||2|3|",
    "bars||1|0.5|2|3|",
    'text|a, "b"|1|2|||',
  ]);
  expect(rows[0]).toMatchObject({ panel: "1", x_axis: "x", y_axis: "" });
});

test("cells are listed by their middles, geometric ones on a log axis, and contours of the same numbers not again", () => {
  const grid = { columns: 2, rows: 2, x: [0, 1], y: [1, 100], values: [1, 2, 3, Number.NaN] } as const;
  const scale = { kind: "sequential", domain: [0, 3] } as const;
  const rows = parsed(
    sceneOf({ kind: "cells", ...grid, scale }, { kind: "contours", ...grid, levels: [2], colour: "ink" }),
  );
  expect(rows.map(({ x, value }) => [Number(x), value])).toEqual([
    [0.25, "1"],
    [0.75, "2"],
    [0.25, "3"],
    [0.75, ""],
  ]);
  expect(Number(rows[0].y)).toBeCloseTo(Math.sqrt(10), 12);
  expect(Number(rows[2].y)).toBeCloseTo(Math.sqrt(1000), 10);
  const alone = parsed(sceneOf({ kind: "contours", ...grid, levels: [2], colour: "ink" }));
  expect(alone.map(({ mark, value }) => [mark, value])).toEqual(
    [1, 2, 3, ""].map((value) => ["contours", String(value)]),
  );
});

test("every panel has its block, under the columns that the documentation names", () => {
  const text = sceneCsv(everything);
  expect(text.split("\n")[0]).toBe(tableColumns.join(","));
  const panels = parsed(everything).map(({ panel }) => panel);
  expect(panels.filter((panel, i) => panel !== panels[i - 1])).toEqual(everything.panels.map(({ title }) => title));
});
