import type { ClaimFigure, CurveFigure, PointFigure, SurfaceFigure } from "../../study/claim/claim.js";

type Field = string | number | null | undefined;

/** A field of a CSV file (RFC 4180); numbers with all their digits, nothing for what is missing. */
function field(value: Field): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isNaN(value) ? "" : String(value);
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

const table = (rows: readonly (readonly Field[])[]): string =>
  rows.map((row) => `${row.map(field).join(",")}\n`).join("");

const curves = ({ series, marks = [], x, y }: CurveFigure): string =>
  table([
    ["kind", "label", "run", x.label, y.label],
    ...series.flatMap((one) =>
      one.runs.flatMap((run, k) =>
        one.x.map((at, i): Field[] => [one.theory ? "theory" : "run", one.label, k + 1, at, run[i]]),
      ),
    ),
    ...marks.map((mark): Field[] => ["mark", mark.label, null, mark.x, null]),
  ]);

const points = ({ series, x, y }: PointFigure): string =>
  table([
    ["kind", "label", x.label, y.label, "low", "high", "exponent", "factor"],
    ...series.flatMap((one) => [
      ...one.points.map((p): Field[] => [
        one.theory ? "theory" : "point",
        one.label,
        p.x,
        p.y,
        p.low,
        p.high,
        null,
        null,
      ]),
      ...(one.fit ? [["fit", one.label, null, null, null, null, one.fit.exponent, one.fit.factor]] : []),
    ]),
  ]);

const surfaces = ({ panels, x, y, value }: SurfaceFigure): string =>
  table([
    ["panel", x.label, y.label, value.label],
    ...panels.flatMap((panel) =>
      panel.y.flatMap((up, j) => panel.x.map((across, i): Field[] => [panel.label, across, up, panel.z[j][i]])),
    ),
  ]);

/**
 * The numbers behind a figure as CSV, a row each: of curves kind (run, theory or mark), label, run, x, y; of points kind (point, theory or
 * fit), label, x, y, the ends of the interval, exponent and factor of the fit; of surfaces panel, x, y, value.
 */
export function figureCsv(figure: ClaimFigure): string {
  switch (figure.kind) {
    case "curves":
      return curves(figure);
    case "points":
      return points(figure);
    case "surface":
      return surfaces(figure);
  }
}
