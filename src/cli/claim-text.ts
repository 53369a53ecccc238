import type { ClaimRecord } from "../node/claim/record.js";
import type { Claim } from "../study/claim/claim.js";
import { lacksImages } from "../study/claim/images.js";
import { duration, figure } from "./figure.js";

/** What a person reads of a claim that was judged. */
export function claimLines(
  { id, mode, judgement, seconds, cells, failed, seeds }: ClaimRecord,
  claims: readonly Claim[],
): string {
  const claim = claims.find((one) => one.id === id);
  const { decision, parts, numbers } = judgement;
  const lines = [
    "",
    `${id}${claim ? `, ${claim.paper} ${claim.where}: ${claim.statement}` : ""}`,
    `verdict    ${decision.verdict}${mode === "quick" ? " (quick run)" : ""}`,
    `because    ${decision.because}`,
  ];
  if (decision.conditions !== undefined) lines.push(`conditions ${decision.conditions}`);
  if (lacksImages(judgement))
    lines.push("note       its part on MNIST images was not run: name their IDX file with --mnist");
  if (parts.length > 1) for (const part of parts) lines.push(`  ${part.name}: ${part.decision.verdict}`);
  for (const { name, paper, measured, interval, note } of numbers)
    lines.push(
      `  ${name}: ${typeof measured === "number" ? figure(measured) : (measured ?? "-")}${interval ? ` [${interval.map(figure).join(", ")}]` : ""}${paper === undefined ? "" : ` (paper: ${paper})`}${note === undefined ? "" : `; ${note}`}`,
    );
  lines.push(
    `evidence   ${cells} cell${cells === 1 ? "" : "s"}, ${seeds} seed${seeds === 1 ? "" : "s"}, ${duration(seconds)} of one core${failed > 0 ? `; ${failed} cells have no result` : ""}`,
  );
  return `${lines.join("\n")}\n`;
}
