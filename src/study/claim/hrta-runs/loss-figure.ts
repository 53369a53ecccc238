import type { CurveFigure } from "../claim.js";
import type { FitResult } from "./fit-result.js";

interface Line {
  readonly label: string;
  readonly fits: readonly (FitResult | undefined)[];
}

type Series = CurveFigure["series"][number];

/** Training losses along the steps, both axes logarithmic; undefined where no run is there. */
export function lossFigure(
  title: string,
  caption: string,
  lines: readonly Line[],
  marks: CurveFigure["marks"] = [],
): CurveFigure | undefined {
  const series = lines.flatMap(seriesOf);
  if (series.length === 0) return undefined;
  return {
    kind: "curves",
    title,
    caption,
    x: { label: "step", scale: "log" },
    y: { label: "training loss", scale: "log" },
    series,
    marks,
  };
}

/** The curves of one method. A hard switch comes in with the loss on both sides of it, whatever the thinning left out. */
function seriesOf({ label, fits }: Line): Series[] {
  const present = fits.filter((fit) => fit !== undefined);
  if (present.length === 0) return [];
  const curves = present.map(pointsOf);
  // A run that diverged ends early.
  const longest = curves.reduce((a, b) => (b.size > a.size ? b : a));
  const x = [...longest.keys()].sort((a, b) => a - b);
  return [{ label, x, runs: curves.map((curve) => x.map((step) => curve.get(step) ?? null)) }];
}

/** Points of a drawn curve: with 20 seeds a figure of four methods stays below 100 kB. */
const MOST = 80;

function pointsOf({ history: { step, loss }, stages }: FitResult): Map<number, number | null> {
  const apart = Math.max(1, (step.length - 1) / (MOST - 1));
  const kept = new Set(Array.from({ length: Math.min(MOST, step.length) }, (_, i) => Math.round(i * apart)));
  const points = new Map(step.flatMap((k, i) => (kept.has(i) ? [[k, positive(loss[i])] as const] : [])));
  for (const { from, kind, lossBefore, lossStart } of stages)
    if (kind === "hard" || kind === "lossless") {
      points.set(from - 1, positive(lossBefore));
      points.set(from, positive(lossStart));
    }
  return points;
}

/** What a logarithmic axis can show, in as many digits as a page can use. */
const positive = (value: number | null): number | null =>
  value !== null && value > 0 ? Number(value.toPrecision(4)) : null;
