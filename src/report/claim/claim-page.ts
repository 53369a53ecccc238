import type { Judgement, NumberRow } from "../../study/claim/claim.js";
import { lacksImages } from "../../study/claim/images.js";
import type { Decision } from "../../study/verdict/index.js";
import { html, type Markup } from "../html.js";
import { formatDate, formatNumber } from "../number.js";
import { origin, warningList } from "../page.js";
import { plural } from "../sentence.js";
import { pairs } from "../table.js";
import { costs } from "./contents-page.js";
import type { RenderedFigure } from "./figure/rendered.js";
import { excerpt, formula } from "./formula.js";
import { pngButton } from "./png-button.js";
import { pngScript } from "./png-script.js";
import { readable } from "./reason.js";
import type { ClaimEntry, ClaimSite } from "./record.js";
import { claimPath, csvPath, inOrder, papers, picturePath, pngName, prose, sitePage } from "./shell.js";
import { verdictClass, verdictWord } from "./verdict-word.js";

const ROOT = "../";
/** A reason longer than this repeats the table of parts. */
const LONG = 420;

function decisionBox({ decision, parts }: Judgement, site: ClaimSite): Markup {
  const { verdict, conditions, counterexample } = decision;
  const because = readable(decision);
  const long = parts.length > 1 && because.length > LONG;
  return html`<div class="decision ${verdictClass(verdict)}">${verdictWord(verdict)}${counterexample ? ", proven by a counterexample" : undefined}
${conditions === undefined ? undefined : html`<p><b>Conditions:</b> ${prose(conditions, site, ROOT)}</p>`}
<p>${prose(long ? `${excerpt(because, 200)} The reasons are in the table below.` : because, site, ROOT)}</p></div>`;
}

const cell = (label: string, content: Markup | string | undefined, kind = ""): Markup =>
  content === undefined
    ? html`<td class="empty ${kind}"></td>`
    : html`<td class="${kind}" data-label="${label}">${content}</td>`;

function partTable({ parts }: Judgement, site: ClaimSite): Markup | undefined {
  if (parts.length === 0) return undefined;
  const reason = (name: string, decision: Decision, { conditions } = decision) =>
    html`${readable(decision, name)
      .split(/(?<=\.) (?=\()/)
      .map(
        (line, i) => html`${i > 0 ? html`<br>` : undefined}${prose(line, site, ROOT)}`,
      )}${conditions === undefined ? undefined : html` <b>Conditions:</b> ${prose(conditions, site, ROOT)}`}`;
  return html`<h2>Part by part</h2>
<table class="stack"><thead><tr><th>part</th><th class="word">verdict</th><th>why</th></tr></thead><tbody>${parts.map(
    ({ name, decision }) =>
      html`<tr><td class="id">${prose(name, site, ROOT)}</td><td class="word">${verdictWord(decision.verdict)}</td><td>${reason(name, decision)}</td></tr>`,
  )}</tbody></table>`;
}

/** Three digits of an interval, four where three would say that it has no length or not the number in it. */
function intervalText([low, high]: readonly [number, number], measured: NumberRow["measured"]): string {
  const text = (digits: number) => [low, high].map((end) => formatNumber(end, digits));
  const [from, to] = [low, high].map((end) => Number(end.toPrecision(3)));
  const outside =
    typeof measured === "number" && low <= measured && measured <= high && !(from <= measured && measured <= to);
  return `[${text(from === to || outside ? 4 : 3).join(", ")}]`;
}

function numberTable({ numbers }: Judgement, site: ClaimSite): Markup | undefined {
  if (numbers.length === 0) return undefined;
  const has = (key: "paper" | "interval" | "note") => numbers.some((row) => row[key] !== undefined);
  const columns = { paper: has("paper"), interval: has("interval"), note: has("note") };
  const measured = (row: NumberRow) =>
    typeof row.measured === "string" ? prose(row.measured, site, ROOT) : formatNumber(row.measured);
  const optional = (shown: boolean, markup: Markup) => (shown ? markup : undefined);
  const rows = numbers.map((row) => {
    const { paper, interval, note } = row;
    return html`<tr><td class="id">${prose(row.name, site, ROOT)}</td>${optional(
      columns.paper,
      cell("paper", paper === undefined ? undefined : formula(paper), "number"),
    )}${cell("measured", measured(row), "number")}${optional(
      columns.interval,
      cell("interval", interval && intervalText(interval, row.measured), "number"),
    )}${optional(columns.note, cell("note", note === undefined ? undefined : prose(note, site, ROOT)))}</tr>`;
  });
  const head = (shown: boolean, name: string, kind = "") =>
    shown ? html`<th class="${kind}">${name}</th>` : undefined;
  return html`<h2>Numbers</h2>
<table class="stack"><thead><tr><th>quantity</th>${head(columns.paper, "paper", "number")}<th class="number">measured</th>${head(columns.interval, "interval", "number")}${head(columns.note, "note")}</tr></thead><tbody>${rows}</tbody></table>`;
}

function figureBlock(
  { figure, body, note, svg }: RenderedFigure,
  { id, number, site }: { readonly id: string; readonly number: number; readonly site: ClaimSite },
): Markup {
  return html`<figure id="figure-${number}"><h3>${prose(figure.title, site, ROOT)}</h3>${body}<figcaption><b>Figure ${number}.</b> ${prose(figure.caption, site, ROOT)} ${note}</figcaption><p class="files"><a href="${ROOT}${csvPath(id, number)}">The numbers (CSV)</a><a href="${ROOT}${picturePath(id, number)}">The picture (SVG)</a>${pngButton(svg, pngName(id, number))}</p></figure>`;
}

function neighbours(entry: ClaimEntry, site: ClaimSite): Markup {
  const order = inOrder(site.claims);
  const at = order.indexOf(entry);
  const link = (other: ClaimEntry | undefined, before: string, after: string) =>
    other ? html`<a href="${ROOT}${claimPath(other.claim.id)}">${before}${other.claim.id}${after}</a>` : undefined;
  return html`${link(order[at - 1], "← ", "")}${link(order[at + 1], "", " →")}`;
}

/** One claim: what it says, the verdict and why, figures, numbers, how it was tested and how to test it again. */
export function claimPage(entry: ClaimEntry, site: ClaimSite, figures: readonly RenderedFigure[]): string {
  const { claim, judgement } = entry;
  const paper = papers.find(([name]) => name === claim.paper);
  const warnings = [
    ...(site.mode === "quick" ? ["A quick run: fewer seeds and smaller sizes than the claim asks for."] : []),
    ...(entry.failed > 0 ? [`${plural(entry.failed, "run")} of ${formatNumber(entry.cells)} failed.`] : []),
    ...(lacksImages(judgement)
      ? ["Its part on MNIST images was not run, because none were given; the command below names their file."]
      : []),
  ];
  const body = html`<h1>${claim.id} · ${claim.paper}, ${claim.where}</h1>
<p class="lead">${prose(claim.statement, site, ROOT)}</p>
${decisionBox(judgement, site)}
${warningList(warnings)}
${judgement.parts.length > 1 ? partTable(judgement, site) : undefined}
${figures.length > 0 ? html`<h2>Figures</h2>` : undefined}
${figures.map((figure, i) => figureBlock(figure, { id: claim.id, number: i + 1, site }))}
${numberTable(judgement, site)}
<h2>How it was tested</h2>
<div class="prose"><p>${prose(claim.setting, site, ROOT)}</p>
<p class="muted">The verdict follows by the <a href="${ROOT}methods.html">rules</a> from these runs: ${costs(entry).slice(0, -1).join("; ")}.</p></div>
${origin(
  entry.command,
  html`<div class="pairs">${pairs("Source", [
    ["paper", paper?.[1] ?? claim.paper],
    ["where", claim.where],
  ])}${pairs("Run", [
    ["ended", formatDate(entry.date)],
    ["kind", site.mode === "full" ? "full run" : "quick run"],
    ["machine", entry.machine],
    ...Object.entries(entry.versions),
  ])}</div>`,
)}`;
  return sitePage(`${claim.id}: ${judgement.decision.verdict}`, body, {
    path: claimPath(claim.id),
    more: neighbours(entry, site),
    ...(figures.length > 0 ? { script: pngScript } : {}),
  });
}
