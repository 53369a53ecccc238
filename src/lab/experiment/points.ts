import { InputError } from "../../model/errors.js";
import type { Table } from "../../model/table.js";
import { MOST_POINTS, type Shape } from "./state.js";

/** Drawn coordinates lie on 4096 places of [-2, 2): two letters of an address each. */
const PLACES = 4096;
const LOW = -2;
const SPAN = 4;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Numbers a drawn point has: x and y, or x1, x2 and its class. */
export const pointSize = (shape: Shape): number => (shape === "line" ? 2 : 3);

/** The nearest coordinate that an address can say. */
export function place(value: number): number {
  const k = Math.round(((value - LOW) / SPAN) * PLACES);
  return LOW + (SPAN * Math.min(Math.max(k, 0), PLACES - 1)) / PLACES;
}

/** Points as letters: four a point of the line, five a point of the plane. Coordinates must come from `place`. */
export function packPoints(shape: Shape, points: readonly number[]): string {
  let text = "";
  const size = pointSize(shape);
  for (let i = 0; i < points.length; i += size) {
    for (let j = 0; j < 2; j++) {
      const k = Math.round(((points[i + j] - LOW) / SPAN) * PLACES);
      text += LETTERS[k >> 6] + LETTERS[k & 63];
    }
    if (size === 3) text += points[i + 2] > 0 ? "p" : "n";
  }
  return text;
}

/**
 * The points that the letters stand for.
 * @throws InputError if the letters are none of `packPoints`, or stand for too many points.
 */
export function unpackPoints(shape: Shape, text: string): number[] {
  const letters = shape === "line" ? 4 : 5;
  const count = text.length / letters;
  if (!Number.isInteger(count)) throw new InputError(`points: ${text.length} letters are no whole number of points`);
  if (count > MOST_POINTS) throw new InputError(`points: expected at most ${MOST_POINTS}, got ${count}`);
  const points: number[] = [];
  for (let at = 0; at < text.length; at += letters) {
    for (let j = 0; j < 2; j++) {
      const [high, low] = [LETTERS.indexOf(text[at + 2 * j]), LETTERS.indexOf(text[at + 2 * j + 1])];
      if (high < 0 || low < 0)
        throw new InputError(`points: letter ${at + 2 * j + 1} or the next is none of an address`);
      points.push(LOW + (SPAN * (64 * high + low)) / PLACES);
    }
    if (letters === 4) continue;
    const sign = text[at + 4];
    if (sign !== "p" && sign !== "n") throw new InputError(`points: letter ${at + 5} must be p or n, got "${sign}"`);
    points.push(sign === "p" ? 1 : -1);
  }
  return points;
}

/** The names of the columns of drawn points. */
const columnsOf = (shape: Shape) => (shape === "line" ? ["x", "y"] : ["x1", "x2", "class"]);

/** Drawn points as the table that their CSV file reads as. */
export function drawnTable(shape: Shape, points: readonly number[]): Table {
  const size = pointSize(shape);
  const rows = points.length / size;
  const column = (j: number) => Float64Array.from({ length: rows }, (_, i) => points[i * size + j]);
  const names = columnsOf(shape);
  return {
    rows,
    columns: names.map((name, j) => ({ name, kind: "number" as const, values: column(j) })),
    targets: [names[size - 1]],
    notes: [],
  };
}

/** Drawn points as a CSV file, for the command line. */
export function drawnCsv(shape: Shape, points: readonly number[]): string {
  const size = pointSize(shape);
  const lines = [columnsOf(shape).join(",")];
  for (let i = 0; i < points.length; i += size) lines.push(points.slice(i, i + size).join(","));
  return `${lines.join("\n")}\n`;
}
