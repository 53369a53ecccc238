import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { MOST_POINTS } from "../../src/lab/experiment/state.js";
import { serveLab } from "../../src/node/lab/serve.js";
import { servedFile } from "../../src/node/lab/served-file.js";
import { hashBytes } from "../../src/numerics/hash.js";
import {
  csv,
  done,
  entries,
  errors,
  lab,
  lossOf,
  saved,
  says,
  settled,
  shows,
  tall,
  train,
  write,
} from "./lab-page.js";

const rows = Array.from({ length: 40 }, (_, i) => `${i / 40},${(i % 7) / 7},${Math.sin(i)}`);
const mine = csv("mine.csv", `a,b,y\n${rows.join("\n")}\n`);

describe("the drawing pad", () => {
  const start = "v=1&steps=60&hidden=20&points=";
  const pointsSaid = async (page: Page) =>
    Number(/with (\d+) points/.exec((await page.getAttribute("#pad", "aria-label")) ?? "")?.[1]);
  /** Where a place of the sheet, [-2, 2] both ways, is on the screen. */
  const spot = async (page: Page, x: number, y: number) => {
    const box = await page.locator("#pad .sheet").boundingBox();
    if (!box) throw new Error("the pad has no place on the page");
    return [box.x + ((x + 2) / 4) * box.width, box.y + ((2 - y) / 4) * box.height] as const;
  };
  const click = async (page: Page, x: number, y: number) => page.mouse.click(...(await spot(page, x, y)));

  test("takes values over a line by the mouse, which are in the address, are trained on, and come back", async () => {
    const page = await lab("v=1&steps=60&hidden=20", tall);
    await page.check("#source-drawn");
    await click(page, -1, 0.5);
    await expect.poll(() => pointsSaid(page)).toBe(1);
    // One point is too few to train on.
    await shows(page, ".refused", "Draw at least two points");
    await click(page, 0, -0.5);
    await click(page, 1, 1);
    await expect.poll(() => pointsSaid(page)).toBe(3);
    // Half a pixel of the screen, and half a place of the address.
    const text = await page.inputValue("#points-text");
    const numbers = text.split(/[\s;]+/).map(Number);
    for (const [i, value] of [-1, 0.5, 0, -0.5, 1, 1].entries())
      expect(Math.abs(numbers[i] - value)).toBeLessThan(0.012);
    await says(page, /points=[\w-]{12}&/);
    await settled(page);
    expect(await page.getAttribute("#view-fit canvas", "aria-label")).toMatch(/^3 training rows with 1 input/);
    await train(page);
    const loss = await lossOf(page);
    await page.reload();
    await settled(page);
    expect(await page.inputValue("#points-text")).toBe(text);
    await train(page);
    expect(await lossOf(page)).toBe(loss);
  });

  test("takes two classes in the plane, as circles and squares", async () => {
    const page = await lab("v=1&steps=60&hidden=20", tall);
    await page.check("#source-drawn");
    await page.selectOption("#shape", "plane");
    for (const [x, y] of [
      [-1, -1],
      [-0.5, -1],
    ])
      await click(page, x, y);
    await page.check("#class-minus");
    for (const [x, y] of [
      [1, 1],
      [0.5, 1],
    ])
      await click(page, x, y);
    await expect.poll(() => pointsSaid(page)).toBe(4);
    expect(await page.locator("#pad circle.point").count()).toBe(2);
    expect(await page.locator("#pad rect.point").count()).toBe(2);
    await says(page, /classes=([\w-]{4}p){2}([\w-]{4}n){2}/);
    await settled(page);
    await train(page);
    expect(await page.getAttribute("#view-fit canvas", "aria-label")).toMatch(/A gets 0 % of the classes wrong/);
  });

  test("a drag puts many points, a click on one takes it away, Clear all of them", async () => {
    const page = await lab("v=1&steps=60&hidden=20", tall);
    await page.check("#source-drawn");
    await page.mouse.move(...(await spot(page, -1.2, 0)));
    await page.mouse.down();
    await page.mouse.move(...(await spot(page, 1.2, 0)), { steps: 24 });
    await page.mouse.up();
    await expect.poll(() => pointsSaid(page)).toBeGreaterThan(10);
    const many = await pointsSaid(page);
    await click(page, -1.2, 0);
    await expect.poll(() => pointsSaid(page)).toBe(many - 1);
    // A pointer that is up draws nothing.
    await page.mouse.move(...(await spot(page, 0, 1)));
    expect(await pointsSaid(page)).toBe(many - 1);
    await page.click("#clear-points");
    await expect.poll(() => pointsSaid(page)).toBe(0);
    expect(await page.locator("#clear-points").isDisabled()).toBe(true);
    await says(page, /points=&/);
  });

  test("takes points as text from the keyboard, and says what is wrong with others", async () => {
    const page = await lab(start, tall);
    await write(page, "#points-text", "-1 0.5; 0 -0.5; 1, 1");
    await expect.poll(() => pointsSaid(page)).toBe(3);
    for (const [text, word] of [
      ["1", 'expected 2 numbers a point, got "1"'],
      ["1 2 3", 'expected 2 numbers a point, got "1 2 3"'],
      ["1 x", 'expected 2 numbers a point, got "1 x"'],
      ["0 2.5", "expected coordinates between -2 and 2, got 0 2.5"],
      ["0 1e999", "expected coordinates between -2 and 2, got 0 Infinity"],
      [
        Array(MOST_POINTS + 1)
          .fill("0 0")
          .join(";"),
        `expected at most ${MOST_POINTS} points, got ${MOST_POINTS + 1}`,
      ],
    ]) {
      await write(page, "#points-text", text);
      await shows(page, "#points-text-error", word);
    }
    expect(await pointsSaid(page)).toBe(3);
    await page.selectOption("#shape", "plane");
    await write(page, "#points-text", "0 0 2");
    await shows(page, "#points-text-error", "expected class 1 or -1, got 2");
    await write(page, "#points-text", "0 0 1; 1 1 -1");
    await expect.poll(() => pointsSaid(page)).toBe(2);
  });

  test(`holds ${MOST_POINTS} points and no more, and the address all of them`, async () => {
    const page = await lab(start, tall);
    const text = Array.from({ length: MOST_POINTS - 1 }, (_, i) => `${(i - 100) / 100} -1`).join("; ");
    await write(page, "#points-text", text);
    await click(page, 0, 1);
    await expect.poll(() => pointsSaid(page)).toBe(MOST_POINTS);
    for (const x of [-1, 0.5, 1]) await click(page, x, 1);
    await says(page, new RegExp(`points=[\\w-]{${4 * MOST_POINTS}}&`));
    expect(await pointsSaid(page)).toBe(MOST_POINTS);
    await page.reload();
    await settled(page);
    expect(await pointsSaid(page)).toBe(MOST_POINTS);
    await page.click("#step");
    await done(page, 1, 60);
  });

  test("gives its points as CSV, which is a file that the page reads", async () => {
    const page = await lab("v=1&steps=60&hidden=20", tall);
    await page.check("#source-drawn");
    await write(page, "#points-text", "-1 0.5; 0 -0.5; 1 1");
    await settled(page);
    await train(page);
    const loss = await lossOf(page);
    const { name, bytes } = await saved(page, "CSV");
    expect(name).toBe("points.csv");
    expect(String(bytes)).toBe("x,y\n-1,0.5\n0,-0.5\n1,1\n");
    await page.check("#source-file");
    await page.setInputFiles("#file", csv(name, bytes));
    await says(page, "file=points.csv");
    // A file is parted and standardised, drawn points are not.
    await settled(page);
    await train(page);
    expect(await lossOf(page)).not.toBe(loss);
  });
});

describe("a file", () => {
  test("is read, trained on, and one that is no table is refused with a word", async () => {
    const page = await lab("v=1&steps=30&hidden=20");
    await page.check("#source-file");
    await page.setInputFiles("#file", mine);
    await says(page, "file=mine.csv");
    await page.click("#step");
    await done(page, 1, 30);
    await page.setInputFiles("#file", csv("bad.csv", Uint8Array.of(0, 1, 2, 0)));
    await page.waitForSelector(".notices .error");
    expect(await errors(page)).toEqual([expect.stringMatching(/^bad\.csv is no text/)]);
  });

  test("has the column to predict that is chosen", async () => {
    const page = await lab("v=1&steps=30&hidden=20");
    await page.check("#source-file");
    await page.setInputFiles("#file", mine);
    await says(page, "target=y");
    await settled(page);
    await page.selectOption("#target", "a");
    await says(page, "target=a");
    await settled(page);
    expect(await page.getAttribute("#view-fit canvas", "aria-label")).toMatch(/A misses a by/);
  });

  test("that the address names is asked for; the right one restores the run, with the column that was chosen", async () => {
    const first = await lab("v=1&steps=30&hidden=20");
    await first.check("#source-file");
    await first.setInputFiles("#file", mine);
    await says(first, "target=y");
    await settled(first);
    await first.selectOption("#target", "a");
    await says(first, "target=a");
    await settled(first);
    await train(first);
    const second = await lab(new URL(first.url()).hash.slice(1));
    await shows(second, ".refused", "The address names the file mine.csv: choose it again to train on it.");
    await shows(second, ".drop", "Choose mine.csv again");
    await second.click("#play");
    await shows(second, "#play", "Play");
    await second.setInputFiles("#file", mine);
    await second.locator(".refused").waitFor({ state: "detached" });
    await settled(second);
    expect(await second.inputValue("#target")).toBe("a");
    expect(second.url()).toBe(first.url());
    await train(second);
    expect(await lossOf(second)).toBe(await lossOf(first));
    expect(await errors(second)).toEqual([]);
  });

  test("with the name that the address says and other contents is said to differ, and is trained on", async () => {
    const page = await lab(`v=1&steps=30&hidden=20&file=mine.csv&hash=${"0".repeat(16)}&target=b`);
    await page.setInputFiles("#file", mine);
    await shows(page, ".notices .note", "mine.csv is not the file that the address speaks of: its contents differ.");
    await says(page, `hash=${hashBytes(new Uint8Array(mine.buffer))}`);
    await settled(page);
    await train(page);
  });

  test("that the lab was started with is there at once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hrta-lab-"));
    writeFileSync(join(folder, "my own.csv"), mine.buffer);
    const data = await servedFile(join(folder, "my own.csv"));
    const server = await serveLab({ folder: join(import.meta.dirname, "../../dist/lab"), port: 0, data });
    try {
      const page = await lab("serve=my%20own.csv", {}, server.url);
      await says(page, "file=my own.csv");
      await page.click("#step");
      await shows(page, "#steps-done", /^1 of/);
    } finally {
      await server.close();
      rmSync(folder, { recursive: true });
    }
  });

  test("dropped on the page is read like one that is chosen", async () => {
    const page = await lab("v=1&steps=30&hidden=20");
    await page.check("#source-file");
    const drop = (name: string, type: string, text: string) =>
      page.evaluate(
        ([name, type, text]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], name, { type }));
          document
            .querySelector(".drop")
            ?.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        },
        [name, type, text],
      );
    await drop("picture.png", "image/png", "\u0089PNG\u0000\u0000");
    await shows(page, ".notices .error", /^picture\.png is no text/);
    await drop("mine.csv", "text/csv", String(mine.buffer));
    await says(page, "file=mine.csv");
    await settled(page);
    await page.click("#step");
    await done(page, 1, 30);
  });

  test("chosen right after another is the one that is shown", async () => {
    const page = await lab("v=1&steps=30&hidden=20");
    await page.check("#source-file");
    const large = csv("large.csv", `x,y\n${Array.from({ length: 50_000 }, (_, i) => `${i},${i % 10}`).join("\n")}\n`);
    await page.setInputFiles("#file", large);
    await page.setInputFiles("#file", mine);
    await says(page, "file=mine.csv");
    await settled(page);
    expect(entries(page).get("hash")).toBe(hashBytes(new Uint8Array(mine.buffer)));
    await expect.poll(() => page.locator("#target option").allInnerTexts()).toEqual(["a", "b", "y"]);
    expect(await page.getAttribute("#view-fit canvas", "aria-label")).toMatch(/with 2 inputs/);
  });

  test("of 10^5 rows is read and trained on, and the page goes on being drawn", async () => {
    const page = await lab("v=1&steps=5&hidden=20", tall);
    await page.check("#source-file");
    let text = "a,b,c,d,y\n";
    for (let i = 0; i < 100_000; i++) {
      const [a, b, c, d] = [i / 1e5, (i % 97) / 97, (i % 89) / 89, (i % 83) / 83];
      text += `${a},${b.toFixed(5)},${c.toFixed(5)},${d.toFixed(5)},${(Math.sin(6 * a) + b * c - d).toFixed(5)}\n`;
    }
    // The longest time between two pictures of the screen, from here on.
    await page.evaluate(() => {
      const watch = { longest: 0, last: performance.now() };
      Object.assign(window, { watch });
      const look = (now: number) => {
        watch.longest = Math.max(watch.longest, now - watch.last);
        watch.last = now;
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.setInputFiles("#file", csv("long.csv", text));
    await says(page, "file=long.csv");
    await settled(page);
    await train(page);
    expect(await page.getAttribute("#view-fit canvas", "aria-label")).toMatch(
      /^The first 1,?000 rows of \d+ with 4 inputs/,
    );
    await page.locator('#view-spectrum canvas[aria-label*="on 200 rows"]').waitFor();
    expect(await errors(page)).toEqual([]);
    // Reading takes a second or so in its thread; a page that did it itself would stand still as long on two busy cores.
    const longest = await page.evaluate(() => (window as unknown as { watch: { longest: number } }).watch.longest);
    expect(longest).toBeLessThan(1500);
  });
});

describe("a hostile file", () => {
  /** Everything that is told as wrong, at the top and in a run's strip, once there is something; dismissed then. */
  const refusals = async (page: Page) => {
    await page.locator(".notices .error, .refused").first().waitFor();
    const all = [...(await errors(page)), ...(await page.locator(".refused").allInnerTexts())];
    for (let left = await page.locator(".notices p").count(); left > 0; left--)
      await page.locator(".notices button").first().click();
    return all;
  };
  /** The page trains on a good file after it. */
  const goesOn = async (page: Page) => {
    await page.setInputFiles("#file", mine);
    await says(page, "file=mine.csv");
    await page.locator(".refused").waitFor({ state: "detached" });
    await settled(page);
    await train(page);
    expect(await lossOf(page)).toMatch(/^\d/);
  };
  const lines = (count: number, line: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join("\n");

  test("gets one clear word, whatever is wrong, and the page goes on", async () => {
    const page = await lab("v=1&steps=20&hidden=10");
    await page.check("#source-file");
    const files: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
      ["nothing", "", /the file is empty/],
      ["blank lines", "\n\n  \n", /the file is empty/],
      ["a header alone", "a,b,y\n", /no row of data follows/],
      ["one column", "y\n1\n2\n3\n4\n", /no inputs: the targets are the only columns/],
      ["one row", "a,y\n1,2\n", /rows: 1 with a target are too few/],
      ["NUL bytes", "a,y\n1,\0\n", /is no text/],
      ["no UTF-8", Uint8Array.of(0x61, 0x2c, 0x79, 0x0a, 0x31, 0x2c, 0xff, 0xfe, 0x0a), /not text in UTF-8/],
      ["a quote that never closes", 'a,y\n1,"2\n3,4\n5,6\n', /line 2: a quote is opened and never closed/],
      ["rows of other lengths", "a,y\n1,2\n3\n", /line 3: 1 fields, but line 1 has 2/],
      [
        "markup among numbers",
        `a,y\n${lines(20, () => "1,2")}\n1,<img src=x onerror=alert(1)>\n`,
        /line 22, column "y"/,
      ],
      ["infinite numbers", "a,y\n1,Infinity\n2,3\n3,4\n", /"Infinity" is not a finite number/],
      ["a constant to predict", `a,y\n${lines(30, (i) => `${i},7`)}`, /target "y": constant \(7 in all 27/],
      ["missing values alone", `a,y\n${lines(20, () => ",")}`, /rows: 0 with a target are too few/],
      ["no value to predict", `a,y\n${lines(20, (i) => `${i},`)}`, /rows: 0 with a target are too few/],
      ["a name twice", "a,a,y\n1,2,3\n4,5,6\n", /columns 1 and 2 are both called "a"/],
    ];
    for (const [kind, content, word] of files) {
      await page.setInputFiles("#file", csv("strange.csv", content));
      expect([kind, ...(await refusals(page))]).toEqual([kind, expect.stringMatching(word)]);
      await goesOn(page);
    }
    expect(await page.locator("img").count()).toBe(0);
  });

  test("that is a table after all is trained on", async () => {
    const page = await lab("v=1&steps=20&hidden=10");
    await page.check("#source-file");
    const files: readonly (readonly [string, string])[] = [
      [
        "10^4 columns",
        `${lines(10_000, (j) => `c${j}`).replaceAll("\n", ",")}\n${lines(8, (k) => lines(10_000, (j) => String((k * j) % 7)).replaceAll("\n", ","))}\n`,
      ],
      [
        "columns with the names of prototypes",
        `__proto__,constructor,toString\n${lines(20, (i) => `${i},${i % 3},${i % 5}`)}\n`,
      ],
      ["numbers as large as there are", `a,b,y\n${lines(20, (i) => `${i}e306,${i}e-320,${i % 4}`)}\n`],
    ];
    for (const [kind, content] of files) {
      await page.setInputFiles("#file", csv("strange.csv", content));
      await says(page, "file=strange.csv");
      await settled(page);
      await train(page);
      expect([kind, await lossOf(page)]).toEqual([kind, expect.stringMatching(/^\d/)]);
      await goesOn(page);
    }
  });

  test("whose name is markup is shown as it is written", async () => {
    const page = await lab("v=1&steps=20&hidden=10");
    await page.check("#source-file");
    await page.setInputFiles("#file", csv("<img src=x onerror=alert(1)>.csv", ""));
    expect(await refusals(page)).toEqual([expect.stringContaining("<img src=x onerror=alert(1)>.csv")]);
    expect(await page.locator("img").count()).toBe(0);
  });
});
