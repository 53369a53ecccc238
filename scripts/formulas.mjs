// A Vite plugin: `import { formulas } from "./name.tex.json"` gives the file's TeX as MathML, id -> "<math>...</math>".
// KaTeX runs while bundling, so that no page carries it. In the file, "id": "tex" is a displayed formula,
// "id": { "inline": "tex" } one within a line.
import { readFileSync } from "node:fs";
import katex from "katex";

const ending = /\.tex\.json$/;
// Vite would take an id that ends in .json for JSON, whatever is loaded for it.
const mark = "\0formulas:";

/** The plugin; `formulas` of the modules is `Readonly<Record<string, string>>`. */
export function formulas() {
  return {
    name: "hrta:formulas",
    enforce: "pre",
    async resolveId(source, importer) {
      if (!ending.test(source)) return undefined;
      const found = await this.resolve(source, importer, { skipSelf: true });
      return found && { id: `${mark}${found.id.replace(ending, ".tex")}`, moduleSideEffects: false };
    },
    load(id) {
      if (!id.startsWith(mark)) return undefined;
      const file = `${id.slice(mark.length)}.json`;
      this.addWatchFile(file);
      const entries = Object.entries(JSON.parse(readFileSync(file, "utf8"))).map(([name, value]) => {
        try {
          return [name, typeof value === "string" ? displayed(value) : mathml(value.inline, { inline: true })];
        } catch (error) {
          throw new Error(`${file}: "${name}": ${error.message}`);
        }
      });
      return `export const formulas = ${JSON.stringify(Object.fromEntries(entries))};`;
    },
  };
}

/** A displayed formula: what stands between wide spaces may go to a line of its own where the page is narrow. */
const displayed = (tex) =>
  tex
    .split("\\qquad")
    .map((part) => mathml(part.trim()))
    .join("");

/**
 * A formula as MathML for an HTML page, without KaTeX's wrapper and its copy of the TeX.
 * @throws Error for TeX that KaTeX does not read, and for what browsers would drop without a word: MathML Core has no
 *   menclose and no mathvariant but "normal", and the page's policy no style attributes.
 */
export function mathml(tex, { inline = false } = {}) {
  if (typeof tex !== "string") throw new Error(`expected TeX, got ${JSON.stringify(tex)}`);
  const html = katex.renderToString(tex, {
    output: "mathml",
    throwOnError: true,
    strict: "error",
    displayMode: !inline,
  });
  const body =
    /<math[^>]*><semantics>(.*)<annotation encoding="application\/x-tex">.*<\/annotation><\/semantics><\/math>/s;
  const content = body.exec(html)?.[1];
  if (content === undefined) throw new Error(`KaTeX gave no MathML, but ${html}`);
  const lost = /<menclose|\sstyle="[^"]*"|\smathvariant="(?!normal)[^"]*"|<img|<mglyph/.exec(content)?.[0];
  if (lost) throw new Error(`browsers do not show ${lost.trim()}; write the character itself (ℝ), or another form`);
  return `<math${inline ? "" : ' display="block"'}>${content}</math>`;
}
