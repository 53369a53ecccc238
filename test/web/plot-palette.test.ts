import { describe, expect, test } from "vitest";
import { colourOf } from "../../src/web/plot/colour-scale.js";
import { darkPalette, lightPalette } from "../../src/web/plot/palette.js";

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const code = Number.parseInt(hex.slice(1), 16);
  const [r, g, b] = [code >> 16, (code >> 8) & 255, code & 255].map((byte) => {
    const c = byte / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe.each([lightPalette, darkPalette])("the $name palette", (palette) => {
  const { colours } = palette;

  test.each(["blue", "orange", "green", "purple", "yellow"] as const)(
    "shows %s on its page (WCAG 1.4.11: 3 to 1)",
    (name) => {
      expect(contrast(colours[name], colours.page)).toBeGreaterThanOrEqual(3);
    },
  );

  test.each(["ink", "muted"] as const)("has %s as a colour of text (WCAG 1.4.3: 4.5 to 1)", (name) => {
    expect(contrast(colours[name], colours.page)).toBeGreaterThanOrEqual(4.5);
  });

  test("colours values from blue over the page to orange, and nothing for NaN", () => {
    const colour = colourOf({ kind: "diverging", domain: [-2, 2] }, palette);
    const { blue, page, orange } = colours;
    expect([-2, 0, 2].map(colour)).toEqual([blue, page, orange].map((each) => each.toLowerCase()));
    expect([-9, Number.NEGATIVE_INFINITY, 9].map(colour)).toEqual(
      [blue, blue, orange].map((each) => each.toLowerCase()),
    );
    expect(colour(Number.NaN)).toBe("transparent");
  });

  test("gives both signs of a diverging scale the same weight where its domain is not symmetric", () => {
    const colour = colourOf({ kind: "diverging", domain: [-1, 4] }, palette);
    expect(colour(0)).toBe(colours.page.toLowerCase());
    expect(colour(-1)).toBe(colourOf({ kind: "diverging", domain: [-4, 4] }, palette)(-1));
  });

  test("moves away from the page in even steps: a sequential scale's contrast only grows", () => {
    const colour = colourOf({ kind: "sequential", domain: [0, 1] }, palette);
    const contrasts = Array.from({ length: 33 }, (_, i) => contrast(colour(i / 32), colours.page));
    expect(contrasts).toEqual([...contrasts].sort((a, b) => a - b));
  });

  test.each([
    ["of one value", [3, 3]],
    ["of NaN", [Number.NaN, 1]],
  ] as const)("gives a scale with a domain %s some colour", (_, domain) => {
    expect(colourOf({ kind: "sequential", domain }, palette)(3)).toMatch(/^#[0-9a-f]{6}$/);
  });
});
