import { expect, test } from "vitest";
import { layout } from "../../src/web/plot/layout.js";
import { placeAt, placeIn, readoutAt } from "../../src/web/plot/readout.js";
import type { Mark } from "../../src/web/plot/scene.js";

const placed = (...marks: readonly Mark[]) =>
  layout(
    {
      label: "",
      panels: [
        {
          x: { type: "linear", domain: [0, 10], label: "step" },
          y: { type: "log", domain: [1e-4, 1], label: "loss" },
          marks,
        },
      ],
    },
    { width: 400, height: 300 },
  );

test("lines are read at the x of the nearest point, by their names", () => {
  const all = placed(
    { kind: "line", x: [0, 4, 10], y: [1, 0.25, 1e-3], colour: "blue", name: "A" },
    { kind: "line", x: [0, 4.02, 10], y: [1, 0.5, 2e-3], colour: "orange", name: "B" },
    { kind: "line", x: [0, 10], y: [1, 1], colour: "ink" },
  );
  const [{ x, top }] = all.panels;
  expect(readoutAt(all, x(4.9), top + 5)).toEqual({
    panel: 0,
    px: x(4.02),
    lines: ["step: 4.02", "A: 0.25", "B: 0.5"],
  });
  expect(readoutAt(all, x(9), top + 5)?.lines).toEqual(["step: 10", "A: 0.001", "B: 0.002", "1"]);
});

test("a map is read cell by cell, a bar by its range", () => {
  const scale = { kind: "sequential", domain: [0, 1] } as const;
  const map = {
    kind: "cells",
    columns: 2,
    rows: 2,
    values: [1, 2, 3, Number.NaN],
    x: [0, 10],
    y: [1e-4, 1],
    scale,
  } as const;
  const cells = placed({ ...map, name: "u" });
  const { left, top, width, height } = cells.panels[0];
  expect(readoutAt(cells, left + 5, top + 5)?.lines).toEqual(["step: 2.5", "loss: 0.1", "u: 3"]);
  expect(readoutAt(cells, left + width - 5, top + height - 5)?.lines).toEqual(["step: 7.5", "loss: 0.001", "u: 2"]);
  expect(readoutAt(cells, left + width - 5, top + 5)?.lines).toHaveLength(2);
  const bars = placed({ kind: "bars", x0: [0, 5], x1: [5, 10], y: [0.1, 0.2], colour: "blue", name: "share" });
  expect(readoutAt(bars, left + width - 5, top + 5)?.lines).toEqual(["step: 5 … 10", "share: 0.2"]);
});

test("there is nothing to read outside of panels and of what is drawn in them", () => {
  const all = placed({ kind: "line", x: [], y: [], colour: "blue" });
  const { left, top } = all.panels[0];
  expect(readoutAt(all, left + 5, top + 5)).toBeUndefined();
  expect(readoutAt(all, 1, 1)).toBeUndefined();
  expect(placeAt(all, 1, 1)).toBeUndefined();
});

test("a place is given in data units, at the edge where a drag leaves its panel", () => {
  const all = placed();
  const { left, top, width, height } = all.panels[0];
  const middle = placeAt(all, left + width / 2, top + height / 2);
  expect(middle?.panel).toBe(0);
  expect(middle?.x).toBeCloseTo(5, 12);
  expect(middle?.y).toBeCloseTo(1e-2, 12);
  const beyond = placeIn(all, 0, 1e4, -50);
  expect([beyond.x, beyond.y]).toEqual([10, 1]);
});
