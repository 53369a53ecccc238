import Papa from "papaparse";
import { InputError } from "../model/errors.js";
import { parseNumber } from "./csv-column.js";

/** What separates fields: one character, or any run of spaces and tabs. */
export type Delimiter = "," | "\t" | ";" | "|" | "whitespace" | (string & {});

/** Rows that are looked at. */
export const SNIFFED_ROWS = 20;
// In this order a tie is settled: commas also appear as decimal commas, so they come last.
const candidates = ["\t", ";", "|", ","] as const;
const names: Readonly<Record<string, Delimiter>> = {
  comma: ",",
  tab: "\t",
  "\\t": "\t",
  semicolon: ";",
  pipe: "|",
  space: "whitespace",
  " ": "whitespace",
  whitespace: "whitespace",
};

/** A delimiter given by name or character; undefined for "auto". */
export function namedDelimiter(delimiter: string): Delimiter | undefined {
  if (delimiter === "auto") return undefined;
  const found = names[delimiter] ?? delimiter;
  if (found !== "whitespace" && (found.length !== 1 || /["\r\n\ufeff]/.test(found)))
    throw new InputError(
      `delimiter: expected one character, or comma, tab, semicolon, pipe, whitespace, auto, got "${delimiter}"`,
    );
  return found;
}

/** The delimiter that cuts most of the first rows into the same number of fields, two or more; "," if none does. */
export function sniffDelimiter(text: string): Delimiter {
  let best: { delimiter: Delimiter; share: number } = { delimiter: ",", share: 0 };
  for (const delimiter of candidates) {
    const { data } = Papa.parse<string[]>(text, {
      delimiter,
      newline: "\n",
      preview: SNIFFED_ROWS,
      skipEmptyLines: true,
    });
    const share = agreement(data.map((row) => row.length));
    if (share > best.share) best = { delimiter, share };
  }
  if (best.share > 0) return best.delimiter;
  const rows = text.split("\n", 2 * SNIFFED_ROWS).map((line) => line.trim());
  const counts = rows.filter((line) => line !== "").map((line) => splitWhitespace(line).length);
  return agreement(counts.slice(0, SNIFFED_ROWS)) > 0 ? "whitespace" : ",";
}

/** Share of the rows that have the commonest number of fields, 0 if that is one. */
function agreement(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  let commonest = 1;
  for (const [count, number] of times) if (number > (times.get(commonest) ?? 0)) commonest = count;
  return commonest === 1 ? 0 : (times.get(commonest) ?? 0) / counts.length;
}

/** The fields of a line that is cut at runs of spaces and tabs; quoted fields keep theirs. */
export function splitWhitespace(line: string): string[] {
  const trimmed = line.trim();
  if (!trimmed.includes('"')) return trimmed.split(/\s+/);
  const fields = trimmed.match(/"(?:[^"]|"")*"(?=\s|$)|\S+/g) ?? [];
  return fields.map((field) =>
    field.length > 1 && field.startsWith('"') && field.endsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field,
  );
}

/**
 * Whether the first row holds names: some column has a text there and only numbers below, or the row has no number at all.
 * @param rows trimmed cells of the first rows.
 */
export function sniffHeader(rows: readonly (readonly string[])[], missing: ReadonlySet<string>): boolean {
  const [first, ...below] = rows;
  const isNumber = (text: string) => !missing.has(text) && !Number.isNaN(parseNumber(text));
  const proof = first.some((text, column) => {
    if (missing.has(text) || isNumber(text)) return false;
    const entries = below.map((row) => row[column] ?? "").filter((entry) => !missing.has(entry));
    return entries.length > 0 && entries.every(isNumber);
  });
  return proof || !first.some(isNumber);
}
