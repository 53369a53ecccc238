import { totals } from "../report/claim/verdict-word.js";
import type { Decision } from "../study/verdict/index.js";

/** One claim in the list: short columns, and the statement. */
export interface ClaimRow {
  readonly columns: readonly string[];
  readonly statement: string;
}

/** Characters below which a statement gets a line of its own. */
const ENOUGH = 40;

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

/**
 * The claims in columns, a line each; with a width, that of a terminal, no line is longer, and statements that little room would be left
 * for go below their claims.
 */
export function claimTable([head, ...rows]: readonly ClaimRow[], width?: number): string {
  const all = [head, ...rows];
  const sizes = head.columns.map((_, i) => Math.max(...all.map(({ columns }) => columns[i].length)));
  const left = ({ columns }: ClaimRow) => columns.map((text, i) => text.padEnd(sizes[i])).join("  ");
  const below = width !== undefined && width - left(head).length - 2 < ENOUGH;
  const lines = below
    ? [left(head).trimEnd(), ...rows.flatMap((row) => [left(row).trimEnd(), `  ${row.statement}`])]
    : all.map((row) => `${left(row)}  ${row.statement}`);
  return `${lines.map((line) => cut(line, width ?? line.length)).join("\n")}\n`;
}

/** "41 claims: holds 20, fails 3, not run 18" */
export function verdictCounts(decisions: readonly Decision[], claims: number): string {
  const open = claims - decisions.length;
  const counts = totals(decisions).map(([verdict, count]) => `${verdict} ${count}`);
  return `${claims} claim${claims === 1 ? "" : "s"}: ${[...counts, ...(open > 0 ? [`not run ${open}`] : [])].join(", ")}`;
}
