import { html, type Markup } from "../html.js";
import { formatDate, formatNumber, formatSeconds } from "../number.js";
import { cardList, origin, warningList } from "../page.js";
import { plural } from "../sentence.js";
import { pairs } from "../table.js";
import { excerpt } from "./formula.js";
import { readable } from "./reason.js";
import type { ClaimEntry, ClaimSite } from "./record.js";
import { claimPath, papers, prose, sitePage } from "./shell.js";
import { totalSentence, totals, verdictWord } from "./verdict-word.js";

/** Characters of the reason that the table of all claims has room for. */
const REASON = 190;

/** Runs, seeds, time and date of a claim. */
export const costs = ({ cells, failed, seeds, seconds, date }: ClaimEntry): readonly string[] => [
  plural(cells, "run") + (failed > 0 ? `, ${formatNumber(failed)} failed` : ""),
  ...(seeds === undefined ? [] : [plural(seeds, "seed")]),
  formatSeconds(seconds),
  formatDate(date).slice(0, 10),
];

function row(entry: ClaimEntry, site: ClaimSite): Markup {
  const { claim, judgement } = entry;
  const { conditions } = judgement.decision;
  return html`<tr><td class="id"><a href="${claimPath(claim.id)}">${claim.id}</a><br><span class="muted">${claim.where}</span></td><td>${prose(claim.statement, site, "")}</td><td>${verdictWord(judgement.decision.verdict)}${conditions === undefined ? undefined : html`<br>Conditions: ${prose(excerpt(conditions, REASON), site, "")}`}<br>${prose(excerpt(readable(judgement.decision), REASON), site, "")}</td><td class="cost">${costs(entry).map((cost) => html`<span>${cost}</span>`)}</td></tr>`;
}

/** What to heed before reading any verdict. */
function warnings({ mode, claims }: ClaimSite): readonly string[] {
  const failed = claims.reduce((sum, entry) => sum + entry.failed, 0);
  return [
    ...(mode === "quick"
      ? [
          "A quick run: fewer seeds and smaller sizes. It decides nothing but by proven counterexamples; all else is undecided.",
        ]
      : []),
    ...(failed > 0
      ? [
          `${plural(failed, "run")} failed; the claims that needed them say so, and are undecided where too few are left.`,
        ]
      : []),
  ];
}

const distinct = (values: readonly (string | undefined)[]): string =>
  [...new Set(values.flatMap((value) => value ?? []))].join("; ");

/** The machines and versions of all claims' runs, which need not be the same ones. */
const provenance = ({ claims }: ClaimSite): readonly (readonly [name: string, values: string])[] => [
  ["machine", distinct(claims.map(({ machine }) => machine))],
  ...[...new Set(claims.flatMap(({ versions }) => Object.keys(versions)))].map(
    (name) => [name, distinct(claims.map(({ versions }) => versions[name]))] as const,
  ),
];

/** All claims by paper, with their verdicts. */
export function contentsPage(site: ClaimSite): string {
  const decisions = site.claims.map(({ judgement }) => judgement.decision);
  const seconds = site.claims.reduce((sum, entry) => sum + entry.seconds, 0);
  const cells = site.claims.reduce((sum, entry) => sum + entry.cells, 0);
  const sections = papers.map(([name, title]) => {
    const entries = site.claims.filter(({ claim }) => claim.paper === name);
    return entries.length === 0
      ? undefined
      : html`<h2 id="${name.toLowerCase()}">${name}</h2>
<p class="note">${title}. ${totalSentence(entries.map(({ judgement }) => judgement.decision))}</p>
<table class="stack contents"><thead><tr><th>claim</th><th>what it says</th><th>verdict</th><th>evidence</th></tr></thead><tbody>${entries.map((entry) => row(entry, site))}</tbody></table>`;
  });
  const body = html`<h1>${site.title}</h1>
<p class="lead">${totalSentence(decisions)}</p>
<p class="note">Every verdict follows from recorded runs by <a href="methods.html">rules that were fixed before them</a>; each claim has a page with its figures, its numbers beside the paper’s, and the command that runs it again.</p>
${warningList(warnings(site))}
${cardList(totals(decisions).map(([verdict, count]) => [verdict, formatNumber(count)]))}
${sections}
${origin(
  site.command,
  html`<div class="pairs">${pairs("Runs", [
    ["made", formatDate(site.created)],
    ["kind", site.mode === "full" ? "full run" : "quick run"],
    ["runs", formatNumber(cells)],
    ["computing", formatSeconds(seconds)],
    ["", "Runs that several claims share count at each."],
  ])}${pairs("Machine", provenance(site))}</div>`,
)}`;
  return sitePage(site.title, body, { path: "index.html" });
}
