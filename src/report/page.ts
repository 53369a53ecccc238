import { parseHTML } from "linkedom/worker";
import type { FigureOptions } from "./figure/options.js";
import { html, type Markup, trusted, withSubscripts } from "./html.js";
import { styleSheet } from "./style.js";

const WIDE = 900;
const NARROW = 358;

/** Draws into a document that exists only to be written out. */
export const drawn = (document: Document, width: number, figure: (options: FigureOptions) => Element): Markup =>
  trusted(figure({ document, width }).outerHTML);

/** A figure in two widths, of which the page shows the one that fits. */
export const responsive = (document: Document, figure: (options: FigureOptions) => Element): Markup =>
  html`<div class="wide">${drawn(document, WIDE, figure)}</div><div class="narrow">${drawn(document, NARROW, figure)}</div>`;

/** A numbered figure. */
export const captioned = (number: number, body: Markup | readonly Markup[], caption: string): Markup =>
  html`<figure>${body}<figcaption><b>Figure ${number}.</b> ${withSubscripts(caption)}</figcaption></figure>`;

/** Names and values in boxes. */
export const cardList = (entries: readonly (readonly [name: string, value: string])[]): Markup =>
  html`<dl class="cards">${entries.map(([name, value]) => html`<div><dt>${withSubscripts(name)}</dt><dd>${value}</dd></div>`)}</dl>`;

/** Sentences to heed, or nothing where there are none. */
export const warningList = (sentences: readonly string[]): Markup | undefined =>
  sentences.length > 0
    ? html`<div class="warning"><ul>${sentences.map((sentence) => html`<li>${withSubscripts(sentence)}</li>`)}</ul></div>`
    : undefined;

/** How the page was made: the command that makes it again, and the particulars. */
export const origin = (command: string | undefined, particulars: Markup): Markup =>
  html`<h2>How it was made</h2>
${command ? html`<p class="muted">The same run again:</p><pre><code>${command}</code></pre>` : undefined}
${particulars}`;

/** A script of ours, with the SHA-256 of its text in base64. */
export interface PageScript {
  readonly text: string;
  readonly sha256: string;
}

interface PageOptions {
  readonly style?: string;
  /** Runs at the end of the page, whose policy lets no other run. */
  readonly script?: PageScript;
}

/** A self-contained page that asks for nothing, with the house's style and what a kind of page adds to it. */
export const page = (title: string, body: Markup, { style = "", script }: PageOptions = {}): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:${script && `; script-src 'sha256-${script.sha256}'`}">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trusted(styleSheet + style)}</style>
</head>
<body>
<main>
${body}
</main>${script && html`<script>${trusted(script.text)}</script>`}
</body>
</html>
`.markup;

/**
 * One figure as a page of its own, in the house's style: to be printed, or made a picture of.
 * @example figurePage("Loss curves", (options) => forecastFigure(record.forecasts, options))
 */
export function figurePage(title: string, figure: (options: FigureOptions) => Element, width: number = WIDE): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  return page(title, drawn(document, width, figure));
}
