import type { Pixels } from "./surface.js";

/** An image as areas of one colour each, in units of a pixel. */
export interface Runs {
  readonly columns: number;
  readonly rows: number;
  /** Colours and the paths of their areas. */
  readonly paths: ReadonlyMap<string, string>;
}

/** No image is written with more columns or rows: what a reader sees of a map in a paper, in a few hundred kB at most. */
const MOST = 128;
/** Colours are rounded to multiples of it, which joins neighbours and cannot be seen. */
const COLOUR_STEP = 3;

const hex = (byte: number): string =>
  Math.min(255, COLOUR_STEP * Math.round(byte / COLOUR_STEP))
    .toString(16)
    .padStart(2, "0");

/** The pixels of an image, joined to rows of one colour; every k-th pixel where there are more than 128 columns or rows. */
export function runs({ columns: allColumns, rows: allRows, bytes }: Pixels): Runs {
  const columns = Math.min(allColumns, MOST);
  const rows = Math.min(allRows, MOST);
  const colourAt = (i: number, j: number): string => {
    const column = Math.floor(((i + 0.5) * allColumns) / columns);
    const row = Math.floor(((j + 0.5) * allRows) / rows);
    const k = 4 * (row * allColumns + column);
    return bytes[k + 3] === 0 ? "" : `#${hex(bytes[k])}${hex(bytes[k + 1])}${hex(bytes[k + 2])}`;
  };
  const pieces = new Map<string, string[]>();
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < columns; ) {
      const colour = colourAt(i, j);
      const from = i;
      while (i < columns && colourAt(i, j) === colour) i++;
      if (!colour) continue;
      const list = pieces.get(colour) ?? [];
      list.push(`M${from} ${j}h${i - from}v1h${from - i}Z`);
      pieces.set(colour, list);
    }
  return { columns, rows, paths: new Map([...pieces].map(([colour, list]) => [colour, list.join("")])) };
}
