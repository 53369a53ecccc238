import { html } from "../html.js";
import { plural } from "../sentence.js";
import type { ClaimSite } from "./record.js";
import { claimPath, erratumId, papers, prose, sitePage } from "./shell.js";

/** What is wrong or missing in the papers, with the claims that show it. */
export function errataPage(site: ClaimSite): string {
  const sections = papers.map(([name, title]) => {
    const errata = site.errata.filter(({ paper }) => paper === name).sort((a, b) => a.number - b.number);
    if (errata.length === 0) return undefined;
    const items = errata.map((erratum) => {
      const reference = new RegExp(`PAPERS\\.md ${name} ${erratum.number}(?!\\d)`);
      const claims = site.claims.filter(({ claim, judgement }) =>
        reference.test(JSON.stringify([claim.statement, claim.setting, judgement])),
      );
      const shown = claims.map(
        ({ claim }, i) => html`${i > 0 ? ", " : ""}<a href="${claimPath(claim.id)}">${claim.id}</a>`,
      );
      return html`<li id="${erratumId(erratum)}" value="${erratum.number}">${prose(erratum.text, site, "")}${claims.length > 0 ? html` <span class="muted">Claims that speak of it: ${shown}.</span>` : undefined}</li>`;
    });
    return html`<h2 id="${name.toLowerCase()}">${name}</h2><p class="note">${title}</p><ol>${items}</ol>`;
  });
  const body = html`<h1>${site.title}</h1>
<p class="lead">What is wrong or missing in the papers, and what was done about it.</p>
<p class="note">${plural(site.errata.length, "entry").replace(/entrys$/, "entries")}, found by derivation and by measurement. The numbers are those by which code and claims refer to them.</p>
<div class="prose">${sections}</div>`;
  return sitePage("Errata of the papers", body, { path: "errata.html" });
}
