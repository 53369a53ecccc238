import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { done, finished, lab, says, settled, shows, stepsDone, train, unfold } from "./lab-page.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds serious or critical: the rule, and the elements. */
async function serious(page: Page): Promise<unknown> {
  await page.evaluate(axe);
  const found = await page.evaluate<string>(
    `axe.run().then(({ violations }) => JSON.stringify(violations
       .filter(({ impact }) => impact === "serious" || impact === "critical")
       .map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 120))])))`,
  );
  return JSON.parse(found);
}

describe.each([
  ["a desk by day", { colorScheme: "light", viewport: { width: 1280, height: 900 } }],
  ["a phone in the dark", { colorScheme: "dark", viewport: { width: 390, height: 800 } }],
] as const)("on %s", (_, options) => {
  test("nothing serious stands in anyone's way", async () => {
    const page = await lab("v=1&steps=40&hidden=20&b.relaxation=ramp", options);
    expect(await serious(page)).toEqual([]);
    // Nothing of the page is wider than the screen.
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
      options.viewport.width,
    );
  });

  test("nor with everything unfolded, points to draw, words of refusal, and s by hand", async () => {
    const page = await lab("v=1&steps=40&hidden=20&classes=AAAAp&moves=5:0.7&colour=1", options);
    for (const title of ["Network, run A", "Optimiser, run A", "Take it away"]) await unfold(page, title);
    for (const view of await page.locator(".equations summary").all()) await view.click();
    await shows(page, ".refused", "Draw at least two points");
    expect(await serious(page)).toEqual([]);
  });

  test("nor in the tour, with what its runs have shown", async () => {
    const page = await lab("tour=1", options);
    expect(await serious(page)).toEqual([]);
    await train(page);
    await page.locator(".tour .finding").waitFor();
    expect(await serious(page)).toEqual([]);
  });

  test("nothing moves while two runs are trained", async () => {
    const page = await lab("v=1&steps=3000&hidden=200&b.relaxation=stages,0.5@0.5,1", options);
    // Until its kernels are known a page still grows.
    await page.locator('#view-fit canvas[aria-label*="after 0 steps"]').waitFor();
    await page.evaluate(() => {
      const moved: { value: number; nodes: string[] }[] = [];
      Object.assign(window, { moved });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          sources?: readonly { node?: Node }[];
        })[])
          moved.push({
            value: entry.value,
            nodes: (entry.sources ?? []).map(({ node }) =>
              node instanceof Element
                ? `${node.tagName}#${node.id}.${node.getAttribute("class")}`
                : String(node?.nodeName),
            ),
          });
      }).observe({ type: "layout-shift" });
    });
    await page.selectOption("#pace", "fast");
    await page.click("#play");
    await finished(page);
    const moved = await page.evaluate(
      () => (window as unknown as { moved: { value: number; nodes: string[] }[] }).moved,
    );
    // Chromium's sum of what moved how far, as shares of the screen; below 0.1 a page counts as good.
    const sum = moved.reduce((total, { value }) => total + value, 0);
    expect(sum, JSON.stringify(moved)).toBeLessThan(0.02);
  });
});

describe("with the keyboard alone", () => {
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.id ?? "");
  /** Goes on with Tab until the element has the focus; every stop on the way shows that it has it. */
  async function tabTo(page: Page, id: string, key = "Tab"): Promise<void> {
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press(key);
      const seen = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return { id: "", visible: true, name: "body" };
        const style = getComputedStyle(element);
        // A radio button is seen by its ring, a file's field by that of its button.
        const visible =
          element.matches(":focus-visible") && style.outlineStyle !== "none" && style.outlineWidth !== "0px";
        return { id: element.id, visible, name: element.outerHTML.slice(0, 100) };
      });
      expect(seen).toEqual({ ...seen, visible: true });
      if (seen.id === id) return;
    }
    throw new Error(`Tab never came to #${id}`);
  }

  test("a run is started, its s moved, stopped and reset", async () => {
    const page = await lab("v=1&steps=20000&hidden=20");
    await tabTo(page, "play");
    await page.keyboard.press("Enter");
    await expect.poll(() => stepsDone(page)).toBeGreaterThan(0);
    await tabTo(page, "pace");
    await page.keyboard.press("ArrowUp");
    expect(await page.inputValue("#pace")).toBe("slow");
    await tabTo(page, "s-A");
    for (let k = 0; k < 5; k++) await page.keyboard.press("ArrowLeft");
    await says(page, /moves=.*:0\.95/);
    await expect.poll(() => page.inputValue("#s-A")).toBe("0.95");
    // The page goes on being drawn, and the focus stays.
    expect(await focused(page)).toBe("s-A");
    await tabTo(page, "release-A");
    await page.keyboard.press("Space");
    await says(page, /:path/);
    await tabTo(page, "play", "Shift+Tab");
    await page.keyboard.press("Space");
    await shows(page, "#speed", "paused");
    await tabTo(page, "reset");
    await page.keyboard.press("Enter");
    await done(page, 0, 20000);
  });

  test("another run is added and given a path, corners are moved, a fold is opened, a field is filled in", async () => {
    const page = await lab("v=1&steps=20000&hidden=20");
    await tabTo(page, "add-run");
    await page.keyboard.press("Enter");
    await page.locator(".lane").nth(1).waitFor();
    await settled(page);
    await tabTo(page, "preset-B", "Shift+Tab");
    await page.keyboard.press("ArrowDown");
    await says(page, "b.relaxation=");
    await settled(page);
    // On to the corners of the path of run A.
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement?.matches(".path-editor [role=slider]"))) break;
    }
    await page.keyboard.press("ArrowDown");
    await says(page, "relaxation=path,0.95@0");
    await tabTo(page, "switch");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await tabTo(page, "hidden");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("30");
    await page.keyboard.press("Tab");
    await says(page, "&hidden=30");
  });

  test("points are written and the source of the data is chosen", async () => {
    const page = await lab("v=1&steps=20000&hidden=20");
    await tabTo(page, "source-problem");
    await page.keyboard.press("ArrowRight");
    expect(await focused(page)).toBe("source-drawn");
    await tabTo(page, "points-text");
    await page.keyboard.type("-1 0; 0 1; 1 0");
    await page.keyboard.press("Tab");
    await says(page, /points=[\w-]{12}/);
    await settled(page);
    await page.keyboard.press("Escape");
  });
});
