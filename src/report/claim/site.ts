import { parseHTML } from "linkedom/worker";
import { claimPage } from "./claim-page.js";
import { contentsPage } from "./contents-page.js";
import { figureCsv } from "./csv.js";
import { errataPage } from "./errata-page.js";
import { renderFigure } from "./figure/rendered.js";
import { methodsPage } from "./methods-page.js";
import type { ClaimSite } from "./record.js";
import { claimPath, csvPath, picturePath } from "./shell.js";

/** Ids become file names and addresses. */
const ID = /^[a-z0-9]+([.-][a-z0-9]+)*$/;

/**
 * The site of the claims, as files: contents, a page a claim, errata, methods, and for every figure its numbers (CSV) and its picture (SVG).
 * No requests, light and dark, phone and print; all text is escaped. The only script is ours, named by its hash in the page's policy, and
 * saves pictures as PNG: without it nothing but that is missing. The same record gives the same bytes in Node.
 * @throws RangeError for an id that cannot be a file name, or that two claims have.
 * @example for (const [path, content] of renderClaimSite(site)) writeFileSync(join(folder, path), content)
 */
export function renderClaimSite(site: ClaimSite): ReadonlyMap<string, string | Uint8Array> {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const files = new Map<string, string | Uint8Array>();
  files.set("index.html", contentsPage(site));
  files.set("errata.html", errataPage(site));
  files.set("methods.html", methodsPage(site));
  for (const entry of site.claims) {
    const { id } = entry.claim;
    if (!ID.test(id))
      throw new RangeError(
        `claim id ${JSON.stringify(id)}: expected lower-case words with dots or dashes between them`,
      );
    if (files.has(claimPath(id)))
      throw new RangeError(`claim id ${JSON.stringify(id)}: two claims have it, expected one page each`);
    const figures = entry.judgement.figures.map((figure) => renderFigure(figure, document));
    files.set(claimPath(id), claimPage(entry, site, figures));
    figures.forEach(({ figure, svg }, i) => {
      files.set(csvPath(id, i + 1), figureCsv(figure));
      files.set(picturePath(id, i + 1), svg);
    });
  }
  return files;
}
