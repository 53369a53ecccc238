import { expect, test } from "vitest";
import { inChromium } from "../browser/harness.js";

interface Agreement {
  /** Shares of points that are not of the page's colour. */
  readonly canvas: number;
  readonly svg: number;
  /** Share of points whose colours differ by more than a quarter of the range in some channel. */
  readonly different: number;
}

test("a scene with every mark is the same picture on a canvas and as SVG, light and dark", {
  timeout: 60_000,
}, async () => {
  const found = await inChromium<readonly Agreement[]>(`
    import { canvasPainter } from "../../src/web/plot/canvas.js";
    import { darkPalette, lightPalette } from "../../src/web/plot/palette.js";
    import { sceneSvg } from "../../src/web/plot/svg.js";
    import { everything } from "../web/plot-scenes.js";

    const size = { width: 960, height: 320 };
    const points = (canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;

    async function agreement(palette) {
      const drawn = document.createElement("canvas");
      canvasPainter(drawn)(everything, { ...size, palette, resolution: 2, page: true });
      const image = new Image();
      image.src = URL.createObjectURL(new Blob([sceneSvg(everything, { ...size, palette })], { type: "image/svg+xml" }));
      await image.decode();
      const written = document.createElement("canvas");
      written.width = 2 * size.width;
      written.height = 2 * size.height;
      written.getContext("2d").drawImage(image, 0, 0, written.width, written.height);
      const [a, b] = [points(drawn), points(written)];
      const page = [0, 1, 2].map((k) => a[a.length - 4 + k]);
      const ink = (data, i) => page.some((byte, k) => Math.abs(data[i + k] - byte) > 16);
      const count = { canvas: 0, svg: 0, different: 0 };
      for (let i = 0; i < a.length; i += 4) {
        if (ink(a, i)) count.canvas++;
        if (ink(b, i)) count.svg++;
        if ([0, 1, 2].some((k) => Math.abs(a[i + k] - b[i + k]) > 64)) count.different++;
      }
      return Object.fromEntries(Object.entries(count).map(([name, n]) => [name, (4 * n) / a.length]));
    }

    export const run = async () => [await agreement(lightPalette), await agreement(darkPalette)];
  `);
  for (const { canvas, svg, different } of found) {
    expect(canvas).toBeGreaterThan(0.08);
    expect(Math.abs(canvas - svg)).toBeLessThan(0.02 * canvas);
    // Edges of letters and of cells differ in how they are smoothed.
    expect(different).toBeLessThan(0.03 * canvas);
  }
});

test("a picture of 2 points a px is opaque and has its size", { timeout: 60_000 }, async () => {
  const found = await inChromium<{
    readonly size: readonly number[];
    readonly type: string;
    readonly corner: readonly number[];
  }>(`
    import { scenePng } from "../../src/web/plot/png.js";
    import { everything } from "../web/plot-scenes.js";
    export async function run() {
      const blob = await scenePng(everything, { width: 640, height: 300 });
      const bitmap = await createImageBitmap(blob);
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      context.drawImage(bitmap, 0, 0);
      return { size: [bitmap.width, bitmap.height], type: blob.type, corner: [...context.getImageData(1279, 0, 1, 1).data] };
    }
  `);
  expect(found).toEqual({ size: [1280, 600], type: "image/png", corner: [255, 255, 255, 255] });
});

interface Shown {
  readonly sizes: readonly (readonly number[])[];
  readonly draws: readonly number[];
  readonly label: string | null;
  readonly readout: string;
  readonly hidden: string;
  readonly picks: readonly { readonly phase: string; readonly panel: number; readonly x: number; readonly y: number }[];
}

test("a figure fills its container, draws once a frame and only what has changed, and says what is under the pointer", {
  timeout: 60_000,
}, async () => {
  const found = await inChromium<Shown>(`
    import { h, render } from "preact";
    import { Figure } from "../../src/web/plot/figure.js";
    import { darkPalette, lightPalette } from "../../src/web/plot/palette.js";

    const scene = (y) => ({
      label: "A line at " + y + ".",
      panels: [{
        x: { type: "linear", domain: [0, 10], label: "step" },
        y: { type: "linear", domain: [0, 1] },
        marks: [{ kind: "line", x: [0, 5, 10], y: [y, y, y], colour: "blue", name: "loss" }],
      }],
    });
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

    export async function run() {
      let draws = 0;
      const { clearRect } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.clearRect = function (...box) {
        draws++;
        clearRect.apply(this, box);
      };
      const counts = [];
      const sizes = [];
      const root = document.body.appendChild(document.createElement("div"));
      root.style.width = "500px";
      const picks = [];
      const onPick = (pick) => picks.push(pick);
      const show = (props) => render(h(Figure, { height: 200, onPick, ...props }), root);
      const seen = async () => {
        await frame();
        await frame();
        const canvas = root.querySelector("canvas");
        const { width, height } = canvas.getBoundingClientRect();
        counts.push(draws);
        sizes.push([width, height, canvas.width / devicePixelRatio]);
        draws = 0;
      };

      const first = scene(0.2);
      show({ scene: first, palette: lightPalette });
      await seen();
      for (let i = 0; i < 5; i++) show({ scene: scene(i / 10), palette: lightPalette });
      await seen();
      const last = scene(0.25);
      show({ scene: last, palette: lightPalette });
      await seen();
      show({ scene: last, palette: lightPalette });
      await seen();
      show({ scene: last, palette: darkPalette });
      await seen();
      root.style.width = "300px";
      await seen();

      const canvas = root.querySelector("canvas");
      const box = canvas.getBoundingClientRect();
      const pointer = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, {
        clientX: box.left + x, clientY: box.top + y, button: 0, pointerId: 1, bubbles: true,
      }));
      canvas.setPointerCapture = () => {};
      pointer("pointermove", 170, 80);
      const [cursor, readout] = root.querySelectorAll("[aria-hidden]");
      const text = readout.style.visibility + ": " + readout.textContent;
      pointer("pointerdown", 100, 80);
      pointer("pointermove", 5000, -20);
      pointer("pointerup", 5000, -20);
      pointer("pointermove", 120, 80);
      pointer("pointerleave", 120, 80);
      const hidden = readout.style.visibility + " " + cursor.style.visibility;
      const label = canvas.getAttribute("aria-label");
      render(null, root);
      return { draws: counts, sizes, label, readout: text, hidden, picks };
    }
  `);
  expect(found.sizes).toEqual([...Array.from({ length: 5 }, () => [500, 200, 500]), [300, 200, 300]]);
  expect(found.draws).toEqual([1, 1, 1, 0, 1, 1]);
  expect(found.label).toBe("A line at 0.25.");
  expect(found.readout).toBe("visible: step: 5\nloss: 0.25");
  expect(found.hidden).toBe("hidden hidden");
  expect(found.picks.map(({ phase }) => phase)).toEqual(["down", "move", "up"]);
  expect(found.picks[0].x).toBeGreaterThan(1);
  expect([found.picks[1].x, found.picks[1].y]).toEqual([10, 1]);
});
