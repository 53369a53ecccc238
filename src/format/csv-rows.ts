import Papa from "papaparse";
import { InputError } from "../model/errors.js";
import { type Delimiter, sniffDelimiter, splitWhitespace } from "./csv-sniff.js";

/** Characters from which the delimiter is found. */
const SNIFFED = 65_536;
/** Characters that a row can have: a longer one is a quote left open. */
const LONGEST_ROW = 16_777_216;

/** Cuts text that comes in pieces into rows of fields. */
export interface RowReader {
  push(text: string): void;
  finish(): void;
  /** Found with the first rows. */
  readonly delimiter: Delimiter;
}

/**
 * Rows of raw fields and the line that each starts in, blank lines left out.
 * @param delimiter undefined: found from the first 64 KB.
 */
export function rowReader(
  source: string,
  delimiter: Delimiter | undefined,
  onRow: (fields: readonly string[], line: number) => void,
): RowReader {
  let parser: Papa.Parser | undefined;
  let pending = "";
  let line = 1;

  const emit = (fields: readonly string[]) => {
    if (fields.length > 1 || fields[0].trim() !== "") onRow(fields, line);
    line++;
  };

  /** Reads the whole rows of the text, the unfinished last one too if `last`; what is left waits for more. */
  const read = (last: boolean) => {
    delimiter ??= sniffDelimiter(pending);
    if (pending.includes("\0"))
      throw new InputError(`${source}: not a text file (it holds zero bytes); does its name tell the right format?`);
    if (delimiter === "whitespace") readWhitespace(last);
    else readDelimited(delimiter, last);
    if (pending.length > LONGEST_ROW)
      throw new InputError(`${source} line ${line}: the row does not end within 16 MB; is a quote left open?`);
  };

  const readWhitespace = (last: boolean) => {
    const lines = pending.split("\n");
    const rest = last ? "" : (lines.pop() ?? "");
    for (const each of lines) emit(splitWhitespace(each));
    pending = rest;
  };

  const readDelimited = (by: string, last: boolean) => {
    parser ??= new Papa.Parser({ delimiter: by, newline: "\n" });
    const parsed = parser.parse(pending, 0, !last) as Papa.ParseResult<string[]>;
    const quoted = pending.includes('"');
    // Of several faults in a row the first is the cause.
    const faults = new Map(parsed.errors.map(({ row, code }) => [row, code] as const).reverse());
    parsed.data.forEach((fields, row) => {
      const fault = faults.get(row);
      if (fault === "MissingQuotes") throw new InputError(`${source} line ${line}: a quote is opened and never closed`);
      if (fault)
        throw new InputError(
          `${source} line ${line}: text after a closing quote; inside a quoted field a quote is written twice`,
        );
      emit(fields);
      if (quoted) for (const field of fields) line += countLineEnds(field);
    });
    pending = pending.slice(parsed.meta.cursor);
  };

  return {
    get delimiter() {
      return delimiter ?? ",";
    },
    push(text) {
      const joined = pending + text;
      // A carriage return at the end may be half a line end: it waits for the next piece.
      const held = joined.endsWith("\r") ? "\r" : "";
      pending = unifyLineEnds(held ? joined.slice(0, -1) : joined);
      if (line === 1 && pending.startsWith("\ufeff")) pending = pending.slice(1);
      if (delimiter !== undefined || pending.length >= SNIFFED) read(false);
      pending += held;
    },
    finish() {
      pending = unifyLineEnds(pending);
      if (pending !== "") read(true);
      pending = "";
    },
  };
}

const unifyLineEnds = (text: string): string => (text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text);

function countLineEnds(field: string): number {
  let count = 0;
  for (let at = field.indexOf("\n"); at >= 0; at = field.indexOf("\n", at + 1)) count++;
  return count;
}
