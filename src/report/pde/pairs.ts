import { html, type Markup } from "../html.js";

/** Names and values in columns. */
export const pairs = (entries: readonly (readonly [name: string, value: string])[]): Markup =>
  html`<dl class="pairs-list">${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** What a page adds to the house's style for `pairs`. */
export const pairsStyle = `
.pairs-list { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0.25rem 1.5rem; }
.pairs-list div { display: flex; gap: 0.75rem; }
.pairs-list dt { color: var(--hrta-muted); min-width: 8rem; }
.pairs-list dd { margin: 0; overflow-wrap: anywhere; }
.equation { font-size: 1.05rem; }
`;
