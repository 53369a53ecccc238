import type { ClaimRecord } from "../node/claim/record.js";
import { machine } from "../node/machine.js";
import { renderClaimSite } from "../report/claim/site.js";
import type { Claim } from "../study/claim/claim.js";
import { errata } from "../study/claim/errata.js";
import type { Mode } from "../study/verdict/index.js";
import { version } from "../version.js";
import { command } from "./command.js";

/** The report's pages: contents, a page a claim that has a record, the papers' slips, and the methods. */
export function siteOf(
  records: readonly ClaimRecord[],
  claims: readonly Claim[],
  mode: Mode,
): ReadonlyMap<string, string | Uint8Array> {
  const byId = new Map(records.map((record) => [record.id, record]));
  return renderClaimSite({
    title: "What holds of homotopy relaxation and the tangent kernel",
    created: records.reduce((latest, { date }) => (date > latest ? date : latest), ""),
    versions: { hrta: version, node: process.versions.node },
    machine: machine(),
    command: `${command} reproduce all${mode === "quick" ? " --quick" : ""}`,
    mode,
    errata,
    claims: claims.flatMap((claim) => {
      const record = byId.get(claim.id);
      if (!record) return [];
      const { judgement, date, seconds, cells, failed, seeds } = record;
      return [{ claim, judgement, date, seconds, cells, failed, seeds }];
    }),
  });
}
