import fc from "fast-check";
import { DOMParser } from "linkedom";
import { describe, expect, test } from "vitest";
import type { Axis, Mark, Scene } from "../../src/web/plot/scene.js";
import { sceneSvg } from "../../src/web/plot/svg.js";
import { everything, scenes } from "./plot-scenes.js";

const HOSTILE = '<script>alert("1")</script> & \u0000\u001b]]> \ud800 \uffff \u202e \'"<!--';

/** Fails unless the text is well-formed XML: tags closed in order, quoted attributes, known entities, no forbidden characters. */
function checkXml(text: string): void {
  const open: string[] = [];
  const token = /<(\/?)([a-zA-Z]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>|[^<]+/gy;
  let at = 0;
  for (const match of text.matchAll(token)) {
    expect(match.index).toBe(at);
    at += match[0].length;
    const [, closing, name, , empty] = match;
    if (!name) continue;
    if (closing) expect(open.pop()).toBe(name);
    else if (!empty) open.push(name);
  }
  expect(at).toBe(text.length);
  expect(open).toEqual([]);
  expect(text.replace(/&(amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
  expect(text).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
}

function checked(scene: Scene, size = { width: 320, height: 240 }) {
  const text = sceneSvg(scene, size);
  checkXml(text);
  expect(text.replace(/<(text|title|desc)[^>]*>[^<]*/g, "")).not.toMatch(/NaN|Infinity|undefined|null/);
  const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  expect(root.tagName).toBe("svg");
  return { text, root };
}

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
const numbers: Readonly<Record<string, readonly number[]>> = {
  "no points": [],
  "one point": [0.5],
  "equal numbers": [3, 3, 3, 3],
  "zeros and negatives": [0, -1, -0, 2, -1e-300],
  "NaN and infinities": [nan, infinity, -infinity, 1, nan, 0.5],
  "nothing but NaN": [nan, nan],
  "huge numbers": [1e308, -1e308, 5e-324, 1e300],
};

const named = { colour: "blue", name: HOSTILE } as const;
const marks: Readonly<Record<Mark["kind"], (v: readonly number[]) => readonly Mark[]>> = {
  line: (v) => [
    { kind: "line", x: v, y: v, ...named },
    { kind: "line", x: [...v.keys()], y: v, step: true, dash: true, ...named },
  ],
  band: (v) => [{ kind: "band", x: [...v.keys()], low: v.map((each) => each - 1), high: v, ...named }],
  dots: (v) => [
    { kind: "dots", x: v, y: v, halo: true, hollow: true, ...named },
    { kind: "dots", x: v, y: v, values: v, scale: { kind: "diverging", domain: [v[0], v[1]] }, halo: true, ...named },
  ],
  segments: (v) => [{ kind: "segments", x1: v, y1: [...v.keys()], x2: v, y2: v, ...named }],
  rule: (v) =>
    v.flatMap((each) => [
      { kind: "rule", x: each, text: HOSTILE, ...named },
      { kind: "rule", y: each, text: HOSTILE, ...named },
    ]),
  bars: (v) => [
    { kind: "bars", x0: [...v.keys()], x1: v, y: v, ...named },
    { kind: "bars", x0: v, x1: [...v.keys()], y: v, y0: v.map((each) => each / 2), ...named },
  ],
  cells: (v) => [
    {
      kind: "cells",
      columns: v.length,
      rows: 1,
      values: v,
      x: [0, v[0]],
      y: [0, 1],
      scale: { kind: "sequential", domain: [0, v[0]] },
      name: HOSTILE,
    },
    {
      kind: "cells",
      columns: 2,
      rows: 3,
      values: v,
      x: [1, 0.1],
      y: [2, 0.5],
      scale: { kind: "diverging", domain: [-1, 1] },
      smooth: true,
    },
  ],
  contours: (v) => [
    { kind: "contours", columns: 2, rows: 2, values: v, x: [0.1, 1], y: [0.1, 1], levels: v, ...named },
  ],
  text: (v) => v.map((each) => ({ kind: "text", x: each, y: each, text: HOSTILE, anchor: "end" }) as const),
};

describe.each(Object.keys(marks) as Mark["kind"][])("%s", (kind) => {
  test.each(Object.keys(numbers))("of %s is a well-formed document on axes of either type", (what) => {
    const v = numbers[what];
    for (const type of ["linear", "log"] as const)
      for (const domain of [
        [0, 1],
        [v[0], v[1]],
        [v[0], v[0]],
        [5, -2],
      ] as const) {
        const axis: Axis = { type, domain: domain as [number, number], label: HOSTILE };
        const panel = { title: HOSTILE, x: axis, y: { ...axis, nice: true }, marks: marks[kind](v), square: true };
        checked({ label: HOSTILE, panels: [panel, { ...panel, square: false }] });
      }
  });
});

test("any text comes through as text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const axis: Axis = { type: "linear", domain: [0, 1], label: text };
      const panel = { title: text, x: axis, y: axis, marks: [{ kind: "text", x: 0.5, y: 0.5, text }] satisfies Mark[] };
      checked({ label: text, panels: [panel] });
    }),
  );
});

test("the document has its size, a title, a description, and the page under it", () => {
  const { root, text } = checked(
    { ...everything, label: "Loss. It falls to 10⁻⁵ & stays." },
    { width: 900, height: 400 },
  );
  expect(["width", "height", "viewBox"].map((name) => root.getAttribute(name))).toEqual(["900", "400", "0 0 900 400"]);
  expect(root.querySelector("title")?.textContent).toBe("Loss");
  expect(root.querySelector("desc")?.textContent).toBe("Loss. It falls to 10⁻⁵ & stays.");
  expect(text).toContain('<rect width="900" height="400" fill="#FFFFFF"/>');
  const texts = [...root.querySelectorAll("text")].map((element) => element.textContent);
  expect(texts).toEqual(
    expect.arrayContaining(["Loss over the run", "training loss", "10⁻⁴", "network", "s reaches 1"]),
  );
});

test("a message is all that is drawn in place of panels", () => {
  const { root } = checked(scenes.message);
  const lines = [...root.querySelectorAll("text")].map((element) => element.textContent);
  expect(lines.join(" ")).toBe(scenes.message.message);
  expect(root.querySelectorAll("path").length).toBe(0);
});

test("long lines and large maps make documents of bounded size", () => {
  const count = 200_000;
  const x = Float64Array.from({ length: count }, (_, i) => i);
  const y = Float64Array.from({ length: count }, (_, i) => Math.sin(i * i));
  const axes = { x: { type: "linear", domain: [0, count] }, y: { type: "linear", domain: [-1, 1] } } as const;
  const line = checked({ label: "", panels: [{ ...axes, marks: [{ kind: "line", x, y, colour: "blue" }] }] });
  expect(line.text.length).toBeLessThan(100_000);
  const values = y.subarray(0, 160_000);
  const map = { kind: "cells", columns: 400, rows: 400, values, x: [0, count], y: [-1, 1] } as const;
  const scale = { kind: "diverging", domain: [-1, 1] } as const;
  // 128 x 128 cells of about 20 characters at most.
  const { text } = checked({ label: "", panels: [{ ...axes, marks: [{ ...map, scale }] }] });
  expect(text.length).toBeLessThan(128 * 128 * 25);
});

test("cells are where a map's numbers are: row 0 below, NaN left out", () => {
  const axis: Axis = { type: "linear", domain: [0, 2], ticks: false };
  const scale = { kind: "sequential", domain: [0, 1] } as const;
  const cells = {
    kind: "cells",
    columns: 2,
    rows: 2,
    values: [1, nan, 0.5, 0.5],
    x: [0, 2],
    y: [0, 2],
    scale,
  } as const;
  const { text } = checked({ label: "", panels: [{ x: axis, y: axis, marks: [cells] }] }, { width: 202, height: 202 });
  const paths = [...text.matchAll(/<path d="(M\d [^"]*v1[^"]*)"/g)].map(([, d]) => d);
  expect(paths.sort()).toEqual(["M0 0h2v1h-2Z", "M0 1h1v1h-1Z"]);
});
