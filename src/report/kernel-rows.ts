import type { ParallelSummary } from "./kernel-record.js";
import { formatNumber } from "./number.js";
import { plural } from "./sentence.js";

/** "a", "a and b", "a, b and c". */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;

/** Which rows cannot be told from another: "3 rows repeat another", or where some are multiples, "3 rows cannot be told from another". */
export function untold({ groups, surplus }: ParallelSummary): string {
  const rows = plural(surplus, "row");
  return repeats({ groups })
    ? `${rows} repeat${surplus === 1 ? "s" : ""} another`
    : `${rows} cannot be told from another`;
}

/** Whether the rows that cannot be told apart are equal ones only. */
export const repeats = ({ groups }: Pick<ParallelSummary, "groups">) =>
  groups.every(({ kind }) => kind === "duplicate");

/** Which rows the kernel cannot tell apart, a sentence a group, at most `most` groups. */
export function parallelSentences({ groups }: ParallelSummary, most = 6): readonly string[] {
  const rowsOf = (rows: readonly number[]) =>
    listed(
      rows.length > 8
        ? [...rows.slice(0, 7).map((row) => formatNumber(row)), `${formatNumber(rows.length - 7)} more`]
        : rows.map((row) => formatNumber(row)),
    );
  const kinds = {
    duplicate: "have the same inputs",
    parallel: "have inputs that are multiples of each other",
    antiparallel: "have inputs that are negative multiples of each other",
    zero: "have inputs of zeros only, where a network without bias is 0",
  } as const;
  const sentences = groups
    .slice(0, most)
    .map(({ kind, rows }) =>
      rows.length === 1
        ? `Row ${rowsOf(rows)} ${kinds[kind].replace("have", "has")}.`
        : `Rows ${rowsOf(rows)} ${kinds[kind]}.`,
    );
  const more = groups.length - sentences.length;
  return more > 0 ? [...sentences, `So do the rows of ${plural(more, "other group")}.`] : sentences;
}
