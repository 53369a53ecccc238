import type { BudgetResult, Comparison, Middle, Standing } from "../../study/compare/index.js";
import { html, type Markup } from "../html.js";
import { formatDigits, formatNumber, formatSeconds } from "../number.js";
import { bySide, sharesLoss, trouble } from "./side.js";

const DIGITS = 3;

/** A median alone. */
const median = (middle: Middle): string => formatDigits(middle?.estimate, DIGITS);

/** A median with its interval. */
function withInterval(middle: Middle, bold: boolean): Markup {
  if (middle === null) return html`–`;
  const value = bold ? html`<b>${median(middle)}</b>` : html`${median(middle)}`;
  return html`${value} [${formatDigits(middle.lower, DIGITS)}, ${formatDigits(middle.upper, DIGITS)}]`;
}

interface Column {
  readonly head: string;
  readonly cell: (standing: Standing) => string | Markup;
}

interface TableOptions {
  readonly comparison: Comparison;
  /** The table of the verdict has more columns. */
  readonly full: boolean;
}

/** Every method with its errors and what they cost, in groups by side; the least median of the test error is bold. */
export function standingTable({ standings }: BudgetResult, { comparison, full }: TableOptions): Markup {
  const least = Math.min(...standings.flatMap(({ test }) => (test ? [test.estimate] : [])));
  const columns: readonly (Column | undefined)[] = [
    full ? { head: "steps", cell: ({ steps }) => (steps === undefined ? "–" : formatNumber(steps)) } : undefined,
    { head: "test error", cell: ({ test }) => withInterval(test, test?.estimate === least) },
    { head: "validation error", cell: ({ validation }) => median(validation) },
    full ? { head: "training loss", cell: (one) => (sharesLoss(comparison, one) ? median(one.loss) : "–") } : undefined,
    { head: "time of a run", cell: ({ seconds }) => (seconds ? formatSeconds(seconds.estimate) : "–") },
    full
      ? { head: "tuned", cell: ({ tuned }) => (tuned ? `${tuned.option} ${formatNumber(tuned.value, 2)}` : "–") }
      : undefined,
    { head: "times chosen", cell: ({ picked }) => formatNumber(picked) },
  ];
  const shown = columns.filter((column) => column !== undefined);
  const groups = bySide(standings).map(({ name, methods }) => {
    const rows = methods.map((standing) => {
      const note = trouble(standing, comparison.seeds);
      return html`<tr><td class="name">${standing.label}${note === "" ? undefined : html` <span class="trouble">${note}</span>`}</td>${shown.map(({ cell }) => html`<td>${cell(standing)}</td>`)}</tr>`;
    });
    return html`<tbody><tr><th class="text" colspan="${shown.length + 1}" scope="rowgroup">${name}</th></tr>${rows}</tbody>`;
  });
  return html`<div class="scroll"><table class="standings"><thead><tr><th class="text">method</th>${shown.map(({ head }) => html`<th>${head}</th>`)}</tr></thead>${groups}</table></div>`;
}
