import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ClaimRecord } from "../node/claim/record.js";
import { fileError } from "../node/file-error.js";
import { writeAtomic } from "../node/write-atomic.js";
import type { ClaimEntry } from "../report/claim/record.js";
import { renderClaimSite } from "../report/claim/site.js";
import type { Claim } from "../study/claim/claim.js";
import { errata } from "../study/claim/errata.js";
import { takesImages } from "../study/claim/images.js";
import { claims } from "../study/claim/index.js";
import type { Mode } from "../study/verdict/index.js";
import { command } from "./command.js";

/** Writes the report's pages: contents, a page a claim that has a record, the papers' slips, and the methods; returns the path of the first. */
export async function writeSite(folder: string, records: readonly ClaimRecord[], mode: Mode): Promise<string> {
  for (const [path, content] of siteOf(records, mode)) {
    const file = join(folder, path);
    try {
      mkdirSync(dirname(file), { recursive: true });
    } catch (error) {
      throw fileError("write", dirname(file), error);
    }
    await writeAtomic(file, content);
  }
  return join(folder, "index.html");
}

function siteOf(records: readonly ClaimRecord[], mode: Mode): ReadonlyMap<string, string | Uint8Array> {
  const byId = new Map(records.map((record) => [record.id, record]));
  const entries = claims.flatMap((claim) => {
    const record = byId.get(claim.id);
    return record ? [entryOf(claim, record)] : [];
  });
  return renderClaimSite({
    title: "What holds of homotopy relaxation and the tangent kernel",
    created: records.reduce((latest, { date }) => (date > latest ? date : latest), ""),
    command: `${command} reproduce all${mode === "quick" ? " --quick" : ""}${images}`,
    mode,
    errata,
    claims: entries,
  });
}

const images = " --mnist FILE";

function entryOf(claim: Claim, record: ClaimRecord): ClaimEntry {
  const { judgement, date, seconds, cells, failed, seeds, versions, machine, mode } = record;
  return {
    claim,
    judgement,
    date,
    seconds,
    cells,
    failed,
    seeds,
    versions,
    machine,
    command: `${command} reproduce ${claim.id}${mode === "quick" ? " --quick" : ""}${takesImages(claim, mode) ? images : ""}`,
  };
}
