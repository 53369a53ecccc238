import { scaleOf } from "./scale.js";
import type { CellMark, Mark, Panel, Scene } from "./scene.js";

type Field = string | number | undefined;
/** x, y, x2, y2, value. */
type Row = readonly (number | undefined)[];

/** The columns of a scene's table. */
export const tableColumns = ["panel", "x_axis", "y_axis", "mark", "name", "x", "y", "x2", "y2", "value"] as const;

/** A field of CSV (RFC 4180): numbers with all their digits, nothing for NaN and what is missing. */
function field(value: Field): string {
  if (value === undefined) return "";
  if (typeof value === "number") return Number.isNaN(value) ? "" : String(value);
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

const byIndex = (row: (i: number) => Row, ...columns: readonly ArrayLike<number>[]): readonly Row[] =>
  Array.from({ length: Math.min(...columns.map(({ length }) => length)) }, (_, i) => row(i));

/** The middles of cells and their values, from the lowest row on. */
function cellRows({ columns, rows, values, x, y }: Omit<CellMark, "kind" | "scale">, panel: Panel): readonly Row[] {
  const across = scaleOf({ ...panel.x, domain: x, nice: false }, 0, columns);
  const up = scaleOf({ ...panel.y, domain: y, nice: false }, 0, rows);
  return Array.from({ length: columns * rows }, (_, k) => {
    const [i, j] = [k % columns, Math.floor(k / columns)];
    return [across.invert(i + 0.5), up.invert(j + 0.5), undefined, undefined, values[k]];
  });
}

function rowsOf(mark: Mark, panel: Panel): readonly Row[] {
  switch (mark.kind) {
    case "line":
      return byIndex((i) => [mark.x[i], mark.y[i]], mark.x, mark.y);
    case "band":
      return byIndex((i) => [mark.x[i], mark.low[i], undefined, mark.high[i]], mark.x, mark.low, mark.high);
    case "dots":
      return byIndex((i) => [mark.x[i], mark.y[i], undefined, undefined, mark.values?.[i]], mark.x, mark.y);
    case "segments": {
      const { x1, y1, x2, y2 } = mark;
      return byIndex((i) => [x1[i], y1[i], x2[i], y2[i]], x1, y1, x2, y2);
    }
    case "rule":
      return [[mark.x, mark.y]];
    case "bars": {
      const { x0, x1, y, y0 } = mark;
      return byIndex((i) => [x0[i], y0 ? y0[i] : panel.y.type === "log" ? undefined : 0, x1[i], y[i]], x0, x1, y);
    }
    case "cells":
      return cellRows(mark, panel);
    case "contours": {
      // A map's contours are drawn from its own numbers, which are there already.
      const shown = panel.marks.some(
        ({ kind, ...other }) => kind === "cells" && "values" in other && other.values === mark.values,
      );
      return shown ? [] : cellRows(mark, panel);
    }
    case "text":
      return [[mark.x, mark.y]];
  }
}

/**
 * The numbers of a scene as CSV in long form, a block of rows for each panel and in it for each mark, with all their digits; NaN is an empty
 * field. The columns: `panel`, its title, or its number from 1 on; `x_axis` and `y_axis`, the labels; `mark`, its kind; `name`, or what a text
 * or a rule says; `x`, `y`, a point, the lower edge of a band, the first end of a segment, a box's lower left corner, or a cell's middle;
 * `x2`, `y2`, the upper edge of a band (`y2` alone), the other end of a segment, or a box's upper right corner; `value`, of a coloured dot or a
 * cell.
 */
export function sceneCsv(scene: Scene): string {
  const lines = [tableColumns.join(",")];
  scene.panels.forEach((panel, k) => {
    const head = [panel.title ?? k + 1, panel.x.label, panel.y.label].map(field).join(",");
    for (const mark of panel.marks) {
      const name = mark.kind === "text" ? mark.text : (mark.name ?? (mark.kind === "rule" ? mark.text : undefined));
      const start = `${head},${mark.kind},${field(name)}`;
      for (const row of rowsOf(mark, panel)) {
        const [x, y, x2, y2, value] = row;
        lines.push([start, ...[x, y, x2, y2, value].map(field)].join(","));
      }
    }
  });
  return `${lines.join("\n")}\n`;
}
