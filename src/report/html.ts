/** Markup that is safe to insert as it is. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that HTML forbids in text: controls other than tab and line breaks, and unpaired surrogates. */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Directional overrides and isolates, which would let a name reorder the text around it. */
const DIRECTIONAL = /[\u202a-\u202e\u2066-\u2069]/g;

/** The text without characters that HTML forbids or that reorder their neighbours, each replaced by U+FFFD. */
export const cleanText = (text: string): string => text.replace(FORBIDDEN, "\ufffd").replace(DIRECTIONAL, "\ufffd");

/** The text as HTML character data, fit for elements and for quoted attributes. */
export const escapeText = (text: string): string => cleanText(text).replace(/[&<>"']/g, (c) => ENTITIES[c]);

const render = (part: Part): string => {
  if (part === undefined) return "";
  if (typeof part === "string") return escapeText(part);
  if (typeof part === "number") return String(part);
  if (Array.isArray(part)) return part.map(render).join("");
  return (part as Markup).markup;
};

/**
 * Tagged template for HTML: every inserted string is escaped, `Markup` is inserted as it is, lists are joined, `undefined` is nothing.
 * @example html`<b>${name}</b>`
 */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: strings.reduce((text, next, i) => text + render(parts[i - 1]) + next),
});

/** Declares a string to be HTML already. */
export const trusted = (markup: string): Markup => ({ markup });

/** The text, escaped, with "λ_min" and its like as subscripts. */
export const withSubscripts = (text: string): Markup => ({
  markup: escapeText(text).replace(/([λσ])_(min|max)/g, "$1<sub>$2</sub>"),
});
