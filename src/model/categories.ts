import type { Column } from "./table.js";

/** More categories than this make a column an identifier, not a category. */
export const MOST_CATEGORIES = 100;

/** Whether so many different texts in so many rows are an identifier rather than categories. */
export const tooManyCategories = (categories: number, rows: number): boolean =>
  categories > MOST_CATEGORIES || categories > Math.max(2, rows / 2);

/** The text of a column's entry, undefined where it is missing; a number is its shortest decimal. */
export function entryText(column: Column, row: number): string | undefined {
  if (column.kind === "text") return column.codes[row] < 0 ? undefined : column.categories[column.codes[row]];
  const value = column.values[row];
  return Number.isNaN(value) ? undefined : String(value);
}

/** Whether a column's entry is missing. */
export const isMissing = (column: Column, row: number): boolean =>
  column.kind === "text" ? column.codes[row] < 0 : Number.isNaN(column.values[row]);

/** The different texts of a column in the given rows, in order of appearance there, with how many rows have each. */
export function countTexts(column: Column, rows: ArrayLike<number>): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i < rows.length; i++) {
    const text = entryText(column, rows[i]);
    if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

/** Labels in an order that does not depend on the rows: by value if all are numbers, else by their characters. */
export function sortLabels(labels: Iterable<string>): string[] {
  const all = [...labels];
  const numeric = all.every((label) => label.trim() !== "" && Number.isFinite(Number(label)));
  return all.sort((a, b) => (numeric && Number(a) !== Number(b) ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0));
}
