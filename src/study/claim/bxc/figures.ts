import { evenly } from "../../experiment/bxc/numbers.js";
import type { Axis, CurveFigure, PointFigure } from "../claim.js";
import type { Runs } from "./runs.js";
import { four } from "./runs.js";

const log = (label: string): Axis => ({ label, scale: "log" });
const linear = (label: string): Axis => ({ label, scale: "linear" });

/** Curves of several groups over a common x. */
export interface Curves<T> {
  readonly label: string;
  readonly of: Runs<T>;
  readonly x: (value: T) => readonly number[];
  readonly y: (value: T) => readonly (number | null)[];
  readonly theory?: boolean;
}

/** Points of a drawn curve: with 20 seeds a figure stays below 100 kB a method. */
const MOST = 100;

/** A group's curves as a figure has them. */
export function series<T>({ label, of, x, y, theory }: Curves<T>): CurveFigure["series"][number] {
  const all = of.runs.length > 0 ? x(of.runs[0].value) : [];
  const kept = evenly(all.length, MOST);
  const pick = <V>(values: readonly V[]): V[] => kept.map((i) => values[i]);
  return {
    label,
    x: pick(all),
    runs: of.runs.map(({ value }) => pick(y(value)).map((number) => (number === null ? null : four(number)))),
    ...(theory ? { theory } : {}),
  };
}

export interface CurvesText {
  readonly title: string;
  readonly caption: string;
  readonly x: string;
  /** Default "loss L". */
  readonly y?: string;
  /** Default linear. */
  readonly xScale?: Axis["scale"];
}

/** Losses on a logarithmic axis. */
export const lossCurves = (
  { title, caption, x, y = "loss L", xScale = "linear" }: CurvesText,
  all: CurveFigure["series"],
): CurveFigure => ({
  kind: "curves",
  title,
  caption,
  x: xScale === "log" ? log(x) : linear(x),
  y: log(y),
  series: all.filter(({ runs }) => runs.length > 0),
});

/** Points on logarithmic axes. */
export const logPoints = (
  { title, caption, x, y }: { title: string; caption: string; x: string; y: string },
  all: PointFigure["series"],
): PointFigure => ({
  kind: "points",
  title,
  caption,
  x: log(x),
  y: log(y),
  series: all.map((one) => ({
    ...one,
    points: one.points.filter((p) => p.x > 0 && p.y > 0).map((p) => ({ ...p, y: four(p.y) })),
  })),
});
