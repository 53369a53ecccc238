import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layout, type PanelLayout } from "../../src/web/plot/layout.js";
import { projectBand, projectLine } from "../../src/web/plot/project.js";
import type { Axis } from "../../src/web/plot/scene.js";

function panelOf(x: Partial<Axis> = {}, y: Partial<Axis> = {}, width = 160): PanelLayout {
  const axis = { type: "linear", domain: [0, 1] } as const;
  const scene = { label: "", panels: [{ x: { ...axis, ...x }, y: { ...axis, ...y }, marks: [] }] };
  return layout(scene, { width, height: 200 }).panels[0];
}

/** Lowest and highest px of each column that a curve has points in, and their first and last. */
function columns(panel: PanelLayout, points: readonly (readonly [number, number])[], resolution = 1) {
  const found = new Map<number, { first: number; last: number; low: number; high: number }>();
  for (const [x, y] of points) {
    const column = Math.floor((x - panel.left) * resolution);
    const known = found.get(column) ?? { first: y, last: y, low: y, high: y };
    found.set(column, { ...known, last: y, low: Math.min(known.low, y), high: Math.max(known.high, y) });
  }
  return [...found].sort(([a], [b]) => a - b);
}

const list = ({ x, y, length }: ReturnType<typeof projectLine>) =>
  Array.from({ length }, (_, i) => [x[i], y[i]] as const).filter(([px]) => !Number.isNaN(px));

const increasing = (count: number, type: Axis["type"]) =>
  Float64Array.from({ length: count }, (_, i) => (type === "log" ? 1e-3 * 1e3 ** (i / (count - 1)) : i / (count - 1)));

describe.each(["linear", "log"] as const)("a line on %s axes", (type) => {
  const domain = type === "log" ? ([1e-3, 1] as const) : ([0, 1] as const);
  const panel = panelOf({ type, domain }, { type, domain });

  test("keeps first, last, lowest and highest of each column, whatever its values", () => {
    const value = fc.double({ min: 1e-3, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 400, maxLength: 3000, size: "max" }), (values) => {
        const x = increasing(values.length, type);
        const all = values.map((each, i) => [panel.x(x[i]), panel.y(each)] as const);
        const kept = list(projectLine({ x, y: values }, panel, 1));
        expect(kept.length).toBeLessThanOrEqual(4 * (panel.width + 2));
        expect(columns(panel, kept)).toEqual(columns(panel, all));
      }),
      { numRuns: 30 },
    );
  });

  test("keeps all points where they are not too many", () => {
    const x = increasing(150, type);
    const kept = list(projectLine({ x, y: x }, panel, 1));
    expect(kept).toEqual(Array.from(x, (each) => [panel.x(each), panel.y(each)]));
  });
});

test("a curve that turns back is thinned in its own order", () => {
  const panel = panelOf();
  const turn = (i: number) => (2 * Math.PI * i) / 20_000;
  const x = Float64Array.from({ length: 20_000 }, (_, i) => 0.5 + 0.4 * Math.cos(turn(i)));
  const y = Float64Array.from({ length: 20_000 }, (_, i) => 0.5 + 0.4 * Math.sin(turn(i)));
  const kept = list(projectLine({ x, y }, panel, 1));
  expect(kept.length).toBeLessThan(2000);
  const angles = kept.map(([px, py]) => Math.atan2(panel.y.invert(py) - 0.5, panel.x.invert(px) - 0.5));
  const wound = angles.map((angle) => (angle < -1e-9 ? angle + 2 * Math.PI : Math.max(0, angle)));
  expect(wound).toEqual([...wound].sort((a, b) => a - b));
});

test.each([10, 1000])("what has no place interrupts a line of %i points", (count) => {
  const panel = panelOf({}, { type: "log", domain: [1e-3, 1] });
  const x = increasing(count, "linear");
  const y = new Float64Array(count).fill(0.5);
  const bad = [Number.NaN, 0, -1, Number.POSITIVE_INFINITY];
  bad.forEach((value, k) => {
    y[Math.floor(((k + 1) * count) / 5)] = value;
  });
  const { x: px, length } = projectLine({ x, y }, panel, 1);
  expect(Array.from(px.subarray(0, length)).filter(Number.isNaN)).toHaveLength(4);
});

test("values far outside stay finite, at a place out of sight", () => {
  const panel = panelOf();
  const { x, y, length } = projectLine({ x: [0, 1], y: [1e300, -1e300] }, panel, 1);
  expect(length).toBe(2);
  expect(Array.from(x.subarray(0, 2)).every(Number.isFinite)).toBe(true);
  expect(Array.from(y.subarray(0, 2))).toEqual([-1e5, 1e5]);
});

test("a dense band is as wide in each column as its widest", () => {
  const panel = panelOf();
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 600, maxLength: 1500, size: "max" }),
      (values) => {
        const x = increasing(values.length, "linear");
        const high = values.map((value) => value + 0.1);
        const band = projectBand({ x, low: values, high }, panel, 1);
        const lower = Array.from({ length: band.length }, (_, i) => [band.x[i], band.y[i]] as const);
        const upper = Array.from({ length: band.length }, (_, i) => [band.x[i], band.high[i]] as const);
        const ends = (edge: readonly (readonly [number, number])[], end: "low" | "high") =>
          columns(panel, edge).map(([column, found]) => [column, found[end]]);
        const px = (edge: readonly number[]) => edge.map((value, i) => [panel.x(x[i]), panel.y(value)] as const);
        expect(band.length).toBeLessThanOrEqual(panel.width + 3);
        expect(ends(lower, "high")).toEqual(ends(px(values), "high"));
        expect(ends(upper, "low")).toEqual(ends(px(high), "low"));
      },
    ),
    { numRuns: 30 },
  );
});

test("a band reaches the lower edge of a log axis where its lower curve is not above 0", () => {
  const panel = panelOf({}, { type: "log", domain: [1e-3, 1] });
  const { y, high, length } = projectBand({ x: [0, 1], low: [-1, 0], high: [0.1, 1] }, panel, 1);
  expect(length).toBe(2);
  expect(Array.from(y.subarray(0, 2))).toEqual([panel.top + panel.height, panel.top + panel.height]);
  expect(high[1]).toBe(panel.top);
});
