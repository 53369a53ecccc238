import { InputError } from "../model/errors.js";
import { listNames } from "../model/nearest.js";
import type { Column, Table } from "../model/table.js";
import {
  chooseTargets,
  numberedNames,
  refuseBadLimit,
  refuseDoubleNames,
  resolveNames,
  type TableOptions,
  toTable,
} from "./columns.js";
import { type ColumnBuilder, columnBuilder, droppedNote, parseNumber, shorten } from "./csv-column.js";
import { rowReader } from "./csv-rows.js";
import { namedDelimiter, SNIFFED_ROWS, sniffHeader } from "./csv-sniff.js";

export interface CsvOptions extends TableOptions {
  /** Whether the first row names the columns. Default "auto": it does if it is text over numbers, or holds no number. */
  readonly header?: boolean | "auto";
  /** One character, or "comma", "tab", "semicolon", "pipe", "whitespace". Default "auto": found from the first rows. */
  readonly delimiter?: string;
  /** Texts that mean a missing entry, in place of `defaultMissing`; an empty cell always does. */
  readonly missing?: readonly string[];
}

/** Texts that mean a missing entry if nothing else is said. */
export const defaultMissing: readonly string[] = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?", "-"];

/**
 * The decoder of a CSV file that begins with these bytes; damaged text is a TypeError. Spreadsheets also save "Unicode text", which is UTF-16
 * with a byte order mark.
 */
export const csvDecoder = (bytes: Uint8Array): TextDecoder =>
  new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8", { fatal: true });

/** What is said of bytes that are no such text. */
export const notText = (source: string): InputError => new InputError(`${source}: not text in UTF-8; save it as UTF-8`);

/** Reads a CSV file that comes in pieces. */
export interface CsvReader {
  /** The next piece of text, cut anywhere. */
  push(text: string): void;
  /** True once `limit` rows are read: further text is ignored. */
  readonly done: boolean;
  finish(): Table;
}

/**
 * Reads delimited text: quoted fields (with delimiters and line ends in them), any line end, a byte order mark, missing entries,
 * with a header or none. Cells are trimmed, blank lines skipped. A column holds numbers if at least half of its first 1,000
 * entries are numbers; a text in it is then an error that names the line. Every other column holds categories.
 * @throws InputError naming the source, the line and the column.
 * @example parseCsv("x,y\n1,2\n3,4\n", { targets: ["y"] })
 */
export function parseCsv(text: string, options: CsvOptions = {}): Table {
  const reader = csvReader(options);
  reader.push(text);
  return reader.finish();
}

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** The streaming form of `parseCsv`: memory for the numbers, not for the text. */
export function csvReader(options: CsvOptions = {}): CsvReader {
  const { source = "data", header = "auto", limit = Number.POSITIVE_INFINITY } = options;
  refuseBadLimit(options.limit);
  const missing = new Set([...(options.missing ?? defaultMissing), ""]);
  let rows = 0;
  let width = 0;
  let firstLine = 1;
  /** The first rows, until they tell whether there is a header. */
  let opening: Row[] | undefined = [];
  let layout: Layout = { names: [], named: false, options, notes: [] };
  let builders: ColumnBuilder[] = [];

  const add = ({ cells, line }: Row) => {
    if (rows >= limit) return;
    for (let j = 0; j < width; j++) builders[j].push(cells[j], line);
    rows++;
  };

  const open = (first: readonly Row[]) => {
    opening = undefined;
    const cells = first.map((row) => row.cells);
    const named = header === "auto" ? sniffHeader(cells, missing) : header;
    layout = layOut(cells[0], named, firstLine, options);
    const { targets = [], categorical = [] } = layout.options;
    builders = layout.names.map((name) => {
      const target = targets.includes(name);
      const label = target && options.task === "classification";
      return columnBuilder({ name, source, missing, target, categorical: label || categorical.includes(name) });
    });
    for (const row of named ? first.slice(1) : first) add(row);
  };

  const reader = rowReader(source, namedDelimiter(options.delimiter ?? "auto"), (fields, line) => {
    if (rows >= limit) return;
    if (width === 0) {
      width = fields.length;
      firstLine = line;
    }
    // Rows past the limit only help to tell whether there is a header.
    if (fields.length !== width && !(opening && opening.length > limit)) {
      const delimiter = reader.delimiter === "\t" ? "tab" : `"${reader.delimiter}"`;
      throw new InputError(
        `${source} line ${line}: ${fields.length} fields, but line ${firstLine} has ${width} (delimiter ${delimiter}); ` +
          "quote fields that hold the delimiter, or name another one",
      );
    }
    const row = { cells: fields.map((field) => field.trim()), line };
    if (!opening) return add(row);
    opening.push(row);
    if (opening.length > SNIFFED_ROWS) open(opening);
  });

  return {
    get done() {
      return rows >= limit;
    },
    push(text) {
      if (rows < limit) reader.push(text);
    },
    finish() {
      if (rows < limit) reader.finish();
      if (opening) {
        if (opening.length === 0) throw new InputError(`${source}: the file is empty; expected rows of data`);
        open(opening);
      }
      if (rows === 0)
        throw new InputError(
          `${source}: line ${firstLine} names the columns (${shorten(layout.names.join(", "))}), but no row of data follows`,
        );
      const columns: Column[] = [];
      const dropped: string[] = [];
      builders.forEach((builder, j) => {
        const column = builder.finish();
        if (column) columns.push(column);
        else dropped.push(layout.names[j]);
      });
      const notes = [...layout.notes];
      if (header === "auto" && layout.named && columns.every((column) => column.kind === "text"))
        notes.push(headerNote(layout.names));
      if (dropped.length > 0) notes.push(droppedNote(dropped));
      return toTable({ rows, columns, named: layout.named, notes }, layout.options);
    },
  };
}

interface Layout {
  readonly names: readonly string[];
  readonly named: boolean;
  /** The options with names in place of column numbers. */
  readonly options: TableOptions;
  readonly notes: readonly string[];
}

/** Names the columns and finds the targets among them, before the rows are read: a wrong name need not wait for a long file. */
function layOut(first: readonly string[], named: boolean, line: number, options: CsvOptions): Layout {
  const { source = "data", header = "auto" } = options;
  const names = numberedNames(first.length).map((name, j) => (named && first[j]) || name);
  if (named) refuseDoubleNames(names, `${source} line ${line}`);
  const { targets, notes } = chooseTargets(names, named, options.targets, source);
  const categorical = resolveNames(options.categorical ?? [], names, named, source, "to read as categories");
  const all = [...notes];
  if (!named) all.push(`The first row was read as data; the columns are called ${listNames(names)}.`);
  else if (header === "auto" && names.some((name) => !Number.isNaN(parseNumber(name)))) all.push(headerNote(names));
  return { names, named, options: { ...options, targets, categorical }, notes: all };
}

const headerNote = (names: readonly string[]): string =>
  `The first row was read as the columns' names: ${shorten(names.join(", "))}.`;
