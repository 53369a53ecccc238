import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseHTML } from "linkedom";
import { build, loadConfigFromFile, type Rolldown } from "vite";
import { afterAll, describe, expect, test } from "vitest";
import { mathml } from "../../scripts/formulas.mjs";
import { policyMeta } from "../../src/node/lab/policy.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const folder = join(root, "dist/lab");
const html = readFileSync(join(folder, "index.html"), "utf8");
const { document } = parseHTML(html);

/** The page must work from any folder of any host that serves files, with the policy that `hrta lab` sends. */
describe("the lab's page as built", () => {
  const loaded = [...document.querySelectorAll("[src], link[href]")].map(
    (element) => element.getAttribute("src") ?? element.getAttribute("href") ?? "",
  );

  test("loads its own files only, by paths relative to it, and they are there", () => {
    expect(loaded.length).toBeGreaterThanOrEqual(3);
    for (const path of loaded) {
      expect(path).toMatch(/^\.\/assets\/[\w.-]+$/);
      expect(existsSync(join(folder, path)), path).toBe(true);
    }
  });

  test("has no script, style or handler within the HTML", () => {
    for (const script of document.querySelectorAll("script")) {
      expect(script.hasAttribute("src")).toBe(true);
      expect(script.textContent?.trim()).toBe("");
    }
    expect(document.querySelectorAll("style, [style]").length).toBe(0);
    const attributes = [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes]);
    expect(attributes.filter(({ name }) => name.startsWith("on")).map(({ name }) => name)).toEqual([]);
    expect(html).not.toMatch(/https?:\/\/|(src|href)="(data:|\/)/);
  });

  test("carries the server's policy, before anything that it governs", () => {
    const meta = document.querySelector('meta[http-equiv="Content-Security-Policy"]');
    expect(meta?.getAttribute("content")).toBe(policyMeta);
    expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.search(/<(script|link)/));
  });

  test("is made of hashed files beside the index, without source maps or names of this machine", () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name);
      expect(path === join(folder, "index.html") || /-[\w-]{8}\.\w+$/.test(name), path).toBe(true);
      const text = readFileSync(path, "latin1");
      expect(text).not.toContain("sourceMappingURL");
      expect(text).not.toContain(root);
      // KaTeX has done its work when the page is built.
      expect(text).not.toContain("KaTeX parse error");
    }
  });
});

describe("the size of the page", async () => {
  const script: {
    readonly sizes: (folder: string) => { file: string; raw: number; gzip: number }[];
    readonly budget: number;
  } = await import(pathToFileURL(join(root, "scripts/lab-size.mjs")).href);

  test("is within its budget, compressed", () => {
    const files = script.sizes(folder);
    expect(files.map(({ file }) => file)).toContain("index.html");
    expect(files.reduce((sum, { gzip }) => sum + gzip, 0)).toBeLessThan(script.budget);
  });
});

describe("the page's bundler", () => {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), "hrta-page-")));
  afterAll(() => rmSync(temporary, { recursive: true, force: true }));

  /** Bundles a page of these files as the lab's is; the text of each script. */
  async function bundled(files: Readonly<Record<string, string>>): Promise<string[]> {
    const loaded = await loadConfigFromFile({ command: "build", mode: "production" }, join(root, "vite.config.ts"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(temporary, name), text);
    writeFileSync(join(temporary, "index.html"), '<!doctype html><script type="module" src="./main.ts"></script>');
    const config = loaded?.config ?? expect.fail("no configuration");
    const result = await build({
      ...config,
      configFile: false,
      root: temporary,
      logLevel: "silent",
      build: { ...config.build, write: false },
    });
    return (result as Rolldown.RolldownOutput).output.map((file) =>
      file.type === "chunk" ? file.code : String(file.source),
    );
  }

  test("turns TeX into MathML, in workers too, and leaves KaTeX out", async () => {
    const scripts = await bundled({
      "one.tex.json": JSON.stringify({ shown: "x^2", inText: { inline: "y" } }),
      "main.ts": `import { formulas } from "./one.tex.json";
        document.title = formulas.shown + formulas.inText;
        new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });`,
      "worker.ts": `import { formulas } from "./one.tex.json"; postMessage(formulas.shown);`,
    });
    const [display, inline] = [mathml("x^2"), mathml("y", { inline: true })];
    const unquoted = scripts.map((text) => text.replaceAll('\\"', '"'));
    expect(unquoted.filter((text) => text.includes(display)).length).toBe(2);
    expect(unquoted.some((text) => text.includes(inline))).toBe(true);
    expect(scripts.filter((text) => text.includes("KaTeX parse error"))).toEqual([]);
  });

  test("names the file and the formula that is wrong", async () => {
    const files = {
      "wrong.tex.json": '{ "one": "\\\\frac{1" }',
      "main.ts": 'import { formulas } from "./wrong.tex.json"; formulas;',
    };
    await expect(bundled(files)).rejects.toThrow(/wrong\.tex\.json: "one": KaTeX parse error/);
  });

  test.each([
    ["the page", { "main.ts": 'import { readFileSync } from "node:fs"; readFileSync("x");' }],
    ["the page, in a branch", { "main.ts": 'if (document.title) await import("fs/promises");' }],
    [
      "a worker",
      {
        "main.ts": 'new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });',
        "worker.ts": 'import { cpus } from "node:os"; postMessage(cpus());',
      },
    ],
  ])("ends with an error where Node's modules come into %s", async (_, files) => {
    await expect(bundled(files)).rejects.toThrow(/imports (node:fs|fs\/promises|node:os), which no browser has/);
  });
});

describe("formulas", () => {
  test("become MathML without wrapper and without their TeX", () => {
    expect(mathml("x^2")).toBe('<math display="block"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>');
    expect(mathml("x", { inline: true })).toBe("<math><mrow><mi>x</mi></mrow></math>");
  });

  test.each([
    ["\\frac{1", "expected '}' at end of input"],
    ["\\unknown", "Undefined control sequence"],
    ["\\mathbb{R}", 'browsers do not show mathvariant="double-struck"'],
    ["\\boxed{x}", "browsers do not show <menclose"],
  ])("%s is refused, as no browser would show what is meant", (tex, message) => {
    expect(() => mathml(tex)).toThrow(message);
  });
});
