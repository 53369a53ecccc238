import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pictureHeight } from "../../src/web/plot/grid.js";
import { type Layout, layout } from "../../src/web/plot/layout.js";
import type { Axis, Panel, Scene } from "../../src/web/plot/scene.js";
import { fitted, textWidth } from "../../src/web/plot/text.js";
import { everything, fitPanel, lossPanel, mapPanel, scenes } from "./plot-scenes.js";

const axis = (type: Axis["type"], domain: readonly [number, number]): Axis => ({ type, domain, label: "unit" });
const panelOf = (x: Axis, y: Axis, more: Partial<Panel> = {}): Panel => ({ x, y, marks: [], ...more });
const placed = (panels: readonly Panel[], size = { width: 600, height: 280 }): Layout =>
  layout({ label: "", panels }, size);

/** The texts at the left of a panel, and those under it. */
function tickTexts({ texts, panels: [panel] }: Layout) {
  const below = panel.top + panel.height;
  return {
    y: texts.filter(({ anchor }) => anchor === "end").map(({ text }) => text),
    x: texts.filter(({ anchor, y }) => anchor === "middle" && y === below + 16).map(({ text }) => text),
  };
}

describe.each([260, 320, 600, 1000, 1400])("at %i px", (width) => {
  const all: Readonly<Record<string, Scene>> = { ...scenes, everything };

  test.each(Object.keys(all))("nothing of scene %s is outside the picture", (name) => {
    const height = pictureHeight(all[name], width, 340);
    const { panels, texts, legend } = layout(all[name], { width, height });
    for (const { left, top, width: w, height: h, xLines, yLines } of panels) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(left + w).toBeLessThanOrEqual(width);
      expect(top + h).toBeLessThanOrEqual(height);
      expect(Math.min(w, h)).toBeGreaterThan(80);
      for (const x of xLines) expect(x >= left - 1e-6 && x <= left + w + 1e-6).toBe(true);
      for (const y of yLines) expect(y >= top - 1e-6 && y <= top + h + 1e-6).toBe(true);
    }
    for (const { text, x, y, anchor, bold } of texts) {
      const wide = textWidth(text) * (bold ? 1.1 : 1);
      const from = x - (anchor === "start" ? 0 : anchor === "middle" ? wide / 2 : wide);
      expect(from, text).toBeGreaterThanOrEqual(-1e-6);
      expect(from + wide, text).toBeLessThanOrEqual(width + 1e-6);
      expect(y - 9 >= 0 && y + 3 <= height, text).toBe(true);
    }
    for (const { x, sample, after } of legend) expect(x + sample + 6 + textWidth(after)).toBeLessThanOrEqual(width);
  });

  test.each(Object.keys(all))("no two texts of scene %s overlap", (name) => {
    const height = pictureHeight(all[name], width, 340);
    const { texts } = layout(all[name], { width, height });
    const boxes = texts.map(({ text, x, y, anchor }) => {
      // Narrower than the estimate, which is on the wide side.
      const wide = textWidth(text) / 1.19;
      const left = x - (anchor === "start" ? 0 : anchor === "middle" ? wide / 2 : wide);
      return { text, left, right: left + wide, top: y - 9, bottom: y + 1 };
    });
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(i + 1))
        if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
          expect.fail(`"${a.text}" and "${b.text}" overlap`);
  });
});

test("the boxes stay where they are while numbers change", () => {
  const boxes = [
    [-2.5, 2.5],
    [-0.25, 0.1],
    [0, 1],
    [0, 9],
    [-40, 3],
    [0, 4e7],
    [-2e-9, 3e-9],
  ].map((domain) => {
    const [{ left, top, width, height }] = placed([
      panelOf(axis("linear", [0, 1]), axis("linear", domain as [number, number])),
    ]).panels;
    return { left, top, width, height };
  });
  for (const box of boxes) expect(box).toEqual(boxes[0]);
  const log = placed([panelOf(axis("linear", [0, 1]), axis("log", [1e-14, 1]))]).panels[0];
  expect(log.left).toBe(boxes[0].left);
});

test("the left margin grows where the numbers are longer, and no number is cut off", () => {
  const wide = placed([panelOf(axis("linear", [0, 1]), axis("linear", [1000.001, 1000.002]))]);
  expect(tickTexts(wide).y).toContain("1000.0012");
  for (const { text, x, anchor } of wide.texts)
    if (anchor === "end") expect(x - textWidth(text)).toBeGreaterThanOrEqual(0);
});

describe("ticks", () => {
  const y = (type: Axis["type"], domain: readonly [number, number]) =>
    tickTexts(placed([panelOf(axis("linear", [0, 1]), axis(type, domain))])).y;

  test.each([
    { domain: [-2.5, 2.5], texts: ["−2", "−1", "0", "1", "2"] },
    { domain: [0, 1], texts: ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"] },
    { domain: [0, 20_000], texts: ["0", "5000", "10\u202f000", "15\u202f000", "20\u202f000"] },
  ] as const)("of a linear axis over $domain are $texts", ({ domain, texts }) => {
    expect(y("linear", domain)).toEqual(texts);
  });

  test.each([
    { domain: [1e-5, 1e-2], texts: ["10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²"] },
    { domain: [0.01, 100], texts: ["0.01", "0.1", "1", "10", "100"] },
    { domain: [1e-20, 1], texts: ["10⁻²⁰", "10⁻¹⁶", "10⁻¹²", "10⁻⁸", "10⁻⁴", "10⁰"] },
    { domain: [2e-6, 9e-6], texts: ["2·10⁻⁶", "3·10⁻⁶", "5·10⁻⁶", "7·10⁻⁶"] },
  ] as const)("of a logarithmic axis over $domain are $texts", ({ domain, texts }) => {
    expect(y("log", domain)).toEqual(texts);
  });

  test("stand apart from a power of ten, which stands at the label", () => {
    const { texts } = placed([panelOf(axis("linear", [0, 250_000]), axis("linear", [-3e-5, 4e-5]))]);
    const all = texts.map(({ text }) => text);
    expect(all).toContain("unit (×10⁻⁵)");
    expect(all).toContain("unit (×10⁵)");
    expect(all).toContain("−3");
  });

  test("are at most six on a logarithmic axis of however many decades", () => {
    fc.assert(
      fc.property(fc.integer({ min: -300, max: 290 }), fc.integer({ min: 1, max: 200 }), (from, decades) => {
        const texts = y("log", [Number(`1e${from}`), Number(`1e${Math.min(300, from + decades)}`)]);
        expect(texts.length).toBeLessThanOrEqual(6);
        expect(texts.length).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  test("are inside the panel and finite for any domain at all", () => {
    const number = fc.oneof(fc.double(), fc.double({ min: -1e3, max: 1e3 }), fc.constant(0));
    const type = fc.constantFrom("linear", "log") as fc.Arbitrary<Axis["type"]>;
    fc.assert(
      fc.property(
        type,
        number,
        number,
        fc.boolean(),
        fc.integer({ min: 40, max: 1400 }),
        (kind, low, high, nice, width) => {
          const each = { type: kind, domain: [low, high], nice } as const;
          const { panels, texts } = placed([panelOf(each, each)], { width, height: 200 });
          const [panel] = panels;
          for (const x of panel.xLines)
            expect(x >= panel.left - 0.01 && x <= panel.left + panel.width + 0.01).toBe(true);
          for (const up of panel.yLines)
            expect(up >= panel.top - 0.01 && up <= panel.top + panel.height + 0.01).toBe(true);
          for (const { text, x, y: height } of texts) {
            expect(Number.isFinite(x) && Number.isFinite(height)).toBe(true);
            expect(text).not.toMatch(/NaN|Infinity|undefined/);
          }
        },
      ),
    );
  });
});

test("a square panel has as many px a unit across as up", () => {
  const [{ x, y, width, height }] = placed([mapPanel], { width: 900, height: 300 }).panels;
  expect(width).toBeCloseTo(height, 9);
  expect(x(1) - x(0)).toBeCloseTo(y(0) - y(1), 9);
  const wide = panelOf(axis("linear", [0, 4]), axis("linear", [0, 1]), { square: true });
  const [strip] = placed([wide], { width: 400, height: 600 }).panels;
  expect(strip.width / strip.height).toBeCloseTo(4, 9);
});

test("panels that would be narrower than 180 px have rows of their own, and the picture the height for them", () => {
  const scene = { label: "", panels: [lossPanel, fitPanel, mapPanel] };
  const [three, two, one] = [300, 400, 1000].map((width) => pictureHeight(scene, width, 420));
  expect(three).toBeGreaterThanOrEqual(3 * 225);
  expect(two).toBeGreaterThanOrEqual(2 * 225);
  expect(one).toBe(420);
  expect(pictureHeight({ label: "", panels: [], message: "Not yet" }, 300, 420)).toBe(420);
  const rows = [300, 400, 1000].map((width) => {
    const { panels } = layout(scene, { width, height: pictureHeight(scene, width, 200) });
    return new Set(panels.map(({ top }) => top)).size;
  });
  expect(rows).toEqual([3, 2, 1]);
});

test("a legend says each name once, and panels have their own where a look means two things", () => {
  const line = (name: string) => ({ kind: "line", x: [0], y: [0], colour: "blue", name }) as const;
  const panel = (name: string): Panel => ({
    ...panelOf(axis("linear", [0, 1]), axis("linear", [0, 1])),
    marks: [line(name)],
  });
  const same = placed([panel("network"), panel("network")]);
  expect(same.legend.map(({ after }) => after)).toEqual(["network"]);
  const different = placed([panel("network"), panel("kernel")]);
  expect(different.legend.map(({ after }) => after)).toEqual(["network", "kernel"]);
  expect(different.legend[1].left).toBe(different.panels[1].left - 46);
});

test("the legend lists the names a panel asks for, in its order", () => {
  const { legend } = placed([{ ...lossPanel, legend: ["plain ReLU", "relaxed", "absent"] }]);
  expect(legend.map(({ after }) => after)).toEqual(["plain ReLU", "relaxed"]);
});

test("a message takes the place of panels", () => {
  const { panels, texts } = layout(scenes.message, { width: 260, height: 200 });
  expect(panels).toEqual([]);
  expect(texts.map(({ text }) => text).join(" ")).toBe(scenes.message.message);
  expect(texts.length).toBeGreaterThan(1);
});

test("a text that is too long ends in an ellipsis and fits", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 0, max: 200 }), (text, width) => {
      const cut = fitted(text, width);
      expect(cut === text || cut === "" || cut.endsWith("…")).toBe(true);
      expect(textWidth(cut)).toBeLessThanOrEqual(Math.max(0, width));
    }),
  );
});
