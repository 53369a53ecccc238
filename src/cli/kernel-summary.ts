import type { KernelRecord } from "../report/kernel-record.js";
import { decisive, kernelAnswers, kernelHeadline } from "../report/kernel-sentence.js";
import { kernelWarnings } from "../report/kernel-warning.js";
import { formatBounded } from "../report/number.js";
import { plural } from "../report/sentence.js";
import { figure } from "./figure.js";

/** Rows of cells as aligned columns. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i])).join("  ")}`.trimEnd());
}

/** What a person reads. */
export function kernelSummary(record: KernelRecord, report?: string): string {
  const bounded = (value: KernelRecord["spectrum"]["min"]) => formatBounded(value, { short: true });
  const lines = ["", kernelHeadline(record), ""];
  for (const warning of kernelWarnings(record)) lines.push(`warning: ${warning}`);
  for (const [question, answer] of kernelAnswers(record)) lines.push(`${question} ${answer}`);
  lines.push(
    "",
    `smallest eigenvalue${record.distinct ? ` on the ${plural(record.distinct.rows, "distinct row")}` : ""} (proven bounds)`,
    ...columns([
      ["s", "a-kernel", "ω-kernel", "sum"],
      ...decisive(record).curve.map(({ s, a, omega, sum }) => [figure(s), bounded(a), bounded(omega), bounded(sum)]),
    ]),
    "",
    `rates at s = ${figure(record.s)} (recommended, largest stable), and the flags of hrta train`,
    ...columns(
      record.forecasts.map(({ method, recommendedRate, largestRate, flags }) => [
        method,
        figure(recommendedRate),
        figure(largestRate),
        flags,
      ]),
    ),
  );
  if (record.untrained && record.untrained.length > 0)
    lines.push(
      "",
      "test error of models that need no training",
      ...columns(
        record.untrained.map(({ name, rmse, r2 }) => [
          name,
          `rmse ${figure(rmse)}`,
          `R² ${Number.isFinite(r2) ? r2.toFixed(4) : "–"}`,
        ]),
      ),
    );
  if (report !== undefined) lines.push("", `report     ${report}`);
  return `${lines.join("\n")}\n`;
}

/** What `--json` prints: the record with its typed arrays as lists, numbers that JSON lacks as null. */
export function kernelObject(record: KernelRecord, report: string | undefined): Record<string, unknown> {
  const plain = JSON.parse(
    JSON.stringify(record, (_, value: unknown) =>
      ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
    ),
  ) as Record<string, unknown>;
  return report === undefined ? plain : { ...plain, report };
}
