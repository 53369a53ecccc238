import { InputError } from "../model/errors.js";
import { listNames } from "../model/nearest.js";
import type { Column } from "../model/table.js";
import { type Growing, growing } from "./growing.js";

/** What one column is made with. */
export interface ColumnOptions {
  readonly name: string;
  readonly source: string;
  /** Texts that mean a missing entry. */
  readonly missing: ReadonlySet<string>;
  /** Read as categories whatever it holds. */
  readonly categorical: boolean;
  readonly target: boolean;
}

/** Entries that decide whether a column holds numbers or categories. */
const SAMPLE = 1000;
/** Different texts after which a column is an identifier for certain, and is not kept. */
const MOST_TEXTS = 10_000;

/** A decimal number as a computer writes it, or NaN; "0x1f", "1,000" and "12 kg" are not numbers. `text` is trimmed and not empty. */
export function parseNumber(text: string): number {
  const value = Number(text);
  // Number also reads 0x1f, 0o17 and 0b11: a letter other than e in second place.
  if (text.length > 2) {
    const second = text.charCodeAt(1) | 32;
    if (second > 97 && second !== 101 && value - value === 0) return Number.NaN;
  }
  return value;
}

/** Collects the cells of one column and decides what it holds: numbers, if at least half of its first 1,000 entries are. */
export interface ColumnBuilder {
  /** A cell, trimmed, and the line that its row starts in. */
  push(text: string, line: number): void;
  /** The column; undefined where it held too many different texts to be of use. */
  finish(): Column | undefined;
}

export function columnBuilder(options: ColumnOptions): ColumnBuilder {
  const { missing, categorical } = options;
  let texts: string[] = [];
  let lines: number[] = [];
  let entries = 0;
  let store: ColumnBuilder | undefined = categorical ? categoryStore(options) : undefined;

  const decide = () => {
    const chosen = holdsNumbers(texts, missing, options) ? numberStore(options) : categoryStore(options);
    texts.forEach((text, index) => {
      chosen.push(text, lines[index]);
    });
    texts = [];
    lines = [];
    store = chosen;
    return chosen;
  };

  return {
    push(text, line) {
      if (store) return store.push(text, line);
      texts.push(text);
      lines.push(line);
      if (!missing.has(text) && ++entries === SAMPLE) decide();
    },
    finish: () => (store ?? decide()).finish(),
  };
}

function holdsNumbers(texts: readonly string[], missing: ReadonlySet<string>, options: ColumnOptions): boolean {
  const entries = texts.filter((text) => !missing.has(text) && !isNan(text));
  if (entries.length === 0) return true;
  const numbers = entries.filter((text) => !Number.isNaN(parseNumber(text)) || isInfinity(text)).length;
  if (2 * numbers >= entries.length) return true;
  if (entries.every((text) => COMMAS.test(text)))
    throw new InputError(
      `${options.source}: column "${options.name}" has numbers with commas ("${entries[0]}"); write a point before decimals and nothing between thousands`,
    );
  return false;
}

/** 1,5 and 1,234,567.8: nobody but the author knows which comma means what. */
const COMMAS = /^[+-]?(\d*,\d+([eE][+-]?\d+)?|\d{1,3}(,\d{3})+(\.\d*)?)$/;

const isNan = (text: string): boolean => /^[+-]?nan$/i.test(text);
const isInfinity = (text: string): boolean => /^[+-]?inf(inity)?$/i.test(text);

function numberStore({ name, source, missing }: ColumnOptions): ColumnBuilder {
  const values = growing((length) => new Float64Array(length));
  // A number such as -999 can mean "missing"; only then is the set looked up for every cell.
  const numericMissing = [...missing].some((text) => text !== "" && !Number.isNaN(parseNumber(text)));

  const unusual = (text: string, line: number) => {
    if (missing.has(text) || isNan(text)) return values.push(Number.NaN);
    const where = `${source} line ${line}, column "${name}":`;
    if (isInfinity(text) || !Number.isNaN(parseNumber(text)))
      throw new InputError(`${where} "${shorten(text)}" is not a finite number; correct it, or declare it missing`);
    throw new InputError(
      `${where} "${shorten(text)}" is not a number, but the column holds numbers; correct it, declare it missing, or list "${name}" as categorical`,
    );
  };

  return {
    push(text, line) {
      const value = text.length === 0 ? Number.NaN : parseNumber(text);
      // value - value is 0 for finite numbers only.
      if (value - value === 0 && !(numericMissing && missing.has(text))) values.push(value);
      else unusual(text, line);
    },
    finish: () => ({ name, kind: "number", values: values.take() }),
  };
}

function categoryStore({ name, source, missing, target, categorical }: ColumnOptions): ColumnBuilder {
  const codes: Growing<Int32Array> = growing((length) => new Int32Array(length));
  const known = new Map<string, number>();
  let dropped = false;
  return {
    push(text, line) {
      if (dropped) return;
      const code = known.get(text);
      if (code !== undefined) return codes.push(code);
      if (missing.has(text)) return codes.push(-1);
      if (known.size === MOST_TEXTS) {
        const found = `more than ${MOST_TEXTS} different texts`;
        if (target)
          throw new InputError(`${source} line ${line}: the target "${name}" has ${found}: neither numbers nor labels`);
        if (categorical)
          throw new InputError(`${source} line ${line}: column "${name}" has ${found}; do not list it as categorical`);
        dropped = true;
        known.clear();
        codes.take();
        return;
      }
      codes.push(known.size);
      known.set(detached(text), known.size);
    },
    finish: () => (dropped ? undefined : { name, kind: "text", codes: codes.take(), categories: [...known.keys()] }),
  };
}

/** A copy that does not keep alive the megabyte of file that a substring points into. */
const detached = (text: string): string => text.split("").join("");

/** A cell short enough for a message of one line. */
export const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 37)}...` : line;
};

/** The note on columns that `finish` gave up. */
export const droppedNote = (names: readonly string[]): string =>
  `Left out, as they hold more than ${MOST_TEXTS} different texts: ${listNames(names)}.`;
