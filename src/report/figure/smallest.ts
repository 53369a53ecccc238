import { dot, line, type Markish, rect, ruleX, text } from "@observablehq/plot";
import type { Bounded, CurvePoint, KernelRecord } from "../kernel-record.js";
import { formatNumber, linearTicks, logTicks } from "../number.js";
import { horizontalAxis, verticalAxis } from "./axis.js";
import { colours, draw, extent, LEFT, type LegendEntry, legend, padded } from "./frame.js";
import type { FigureOptions } from "./options.js";

const SERIES = [
  { key: "sum", name: "sum", colour: colours.blue },
  { key: "omega", name: "ω-kernel (hidden layer)", colour: colours.green },
  { key: "a", name: "a-kernel (output layer)", colour: colours.orange },
] as const;

/** Whether the bounds prove the number to be positive. */
export const isPositive = ({ lower }: Bounded): boolean => lower > 0;

/**
 * lambda_min of the two kernels and of their sum over s with proven intervals, on a logarithmic axis; where the bounds do not exclude 0, only
 * the upper one is shown, as a ring. Shaded: where lambda_min of the sum grows, and where it falls.
 */
export function smallestFigure(
  { curve, monotone, s }: Pick<KernelRecord, "curve" | "monotone" | "s">,
  { document, width }: FigureOptions,
): HTMLElement {
  const all = SERIES.flatMap(({ key }) => curve.map((point) => point[key]));
  const seen = all.flatMap((b) => (isPositive(b) ? [b.lower, b.upper] : b.upper > 0 ? [b.upper] : []));
  const [low, high] = extent(seen);
  const unresolved = all.some((b) => !isPositive(b) && b.upper > 0);
  const domain: [number, number] = low <= high ? [low * (unresolved ? 0.2 : 0.6), high * 3] : [0.1, 1];
  const x = padded(extent(curve.map((point) => point.s)), 0.03);
  const pixels = (width - LEFT - 24) / (x[1] - x[0]);
  const phases = monotone.filter(({ direction }) => direction !== "unresolved");
  const marked = monotone.map((phase) => {
    const room = (phase.to - phase.from) * pixels;
    const word = phase.direction === "unresolved" ? "not resolved" : phase.direction;
    const sign = phase.direction === "grows" ? "↗" : phase.direction === "falls" ? "↘" : "?";
    return { at: (phase.from + phase.to) / 2, word: room > 84 ? word : room > 12 ? sign : "" };
  });
  const chosen = curve.length > 1 && s >= x[0] && s <= x[1] ? [s] : [];
  const entries: readonly (LegendEntry | undefined)[] = [
    ...SERIES.map(({ name, colour }) => ({ shape: "line" as const, colour, text: name })),
    unresolved ? { shape: "ring", colour: colours.muted, text: "upper bound only: 0 is not excluded" } : undefined,
    chosen.length > 0 ? { shape: "dashed", colour: colours.muted, text: `s = ${formatNumber(s)}` } : undefined,
  ];
  const box = document.createElement("div");
  box.append(
    legend(
      document,
      entries.filter((entry) => entry !== undefined),
    ),
    draw({
      document,
      label: "Smallest eigenvalue against s",
      width,
      height: width < 500 ? 270 : 320,
      marginLeft: LEFT,
      marginRight: 24,
      marginTop: 26,
      marginBottom: 40,
      x: { domain: x },
      y: { type: "log", domain },
      marks: [
        rect(phases, {
          x1: "from",
          x2: "to",
          y1: domain[0],
          y2: domain[1],
          fill: (phase: { direction: string }) => (phase.direction === "grows" ? colours.blue : colours.orange),
          fillOpacity: 0.14,
          insetLeft: 0.5,
          insetRight: 0.5,
        }),
        text(marked, {
          x: "at",
          text: "word",
          frameAnchor: "top",
          dy: 5,
          fill: colours.muted,
          stroke: colours.page,
          strokeWidth: 4,
        }),
        ruleX(chosen, { stroke: colours.muted, strokeDasharray: "4 3" }),
        ...verticalAxis(logTicks(domain[0], domain[1]), "smallest eigenvalue with its proven interval (log scale)"),
        horizontalAxis(linearTicks(x[0], x[1], width < 500 ? 4 : 8), "s"),
        ...SERIES.flatMap(({ key, colour }) => seriesMarks(curve, key, colour, domain[0])),
      ],
    }),
  );
  return box;
}

function seriesMarks(
  curve: readonly CurvePoint[],
  key: "a" | "omega" | "sum",
  stroke: string,
  bottom: number,
): Markish[] {
  const points = curve.map((point) => {
    const { estimate, lower, upper } = point[key];
    return { s: point.s, estimate: lower > 0 ? estimate : Number.NaN, lower: lower > 0 ? lower : bottom, upper };
  });
  const resolved = points.filter((p) => Number.isFinite(p.estimate));
  const open = points.filter((p) => !Number.isFinite(p.estimate) && p.upper > 0);
  const r = curve.length > 40 ? 1.5 : 3;
  return [
    ruleX(open, { x: "s", y1: "lower", y2: "upper", stroke, strokeWidth: 1, strokeDasharray: "1 3" }),
    ruleX(resolved, { x: "s", y1: "lower", y2: "upper", stroke, strokeWidth: 2 }),
    line(points, { x: "s", y: "estimate", stroke, strokeWidth: 1.5 }),
    dot(resolved, { x: "s", y: "estimate", fill: stroke, r }),
    dot(open, { x: "s", y: "upper", stroke, r, strokeWidth: 1.5, fill: colours.page }),
  ];
}
