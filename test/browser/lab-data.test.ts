import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { serveLab } from "../../src/node/lab/serve.js";
import { servedFile } from "../../src/node/lab/served-file.js";
import { hashBytes } from "../../src/numerics/hash.js";
import { csv, done, entries, errors, lab, lossOf, says, settled, shows, tall, train } from "./lab-page.js";

const rows = Array.from({ length: 40 }, (_, i) => `${i / 40},${(i % 7) / 7},${Math.sin(i)}`);
const mine = csv("mine.csv", `a,b,y\n${rows.join("\n")}\n`);

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
      const page = await lab("serve=my%20own.csv", { url: server.url });
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
