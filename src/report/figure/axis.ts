import { axisX, axisY, gridY, type Markish } from "@observablehq/plot";
import { formatNumber, formatTick, logTicks } from "../number.js";

// Plot hands every text its index too, which a formatter would take for an option of its own.

/** Grid, ticks and label of a y axis; all ticks are written, which Plot itself does not do on a log scale. */
export const verticalAxis = (
  ticks: readonly number[],
  label: string | null,
  tickFormat: (value: number) => string = formatTick,
): Markish[] => [
  gridY(ticks, { strokeOpacity: 0.13 }),
  axisY(ticks, {
    text: (value: number) => tickFormat(value),
    tickSize: 0,
    label,
    labelArrow: "none",
    labelAnchor: "top",
  }),
];

/** Ticks and label of an x axis. */
export const horizontalAxis = (
  ticks: readonly number[],
  label: string,
  tickFormat: (value: number) => string = formatNumber,
): Markish =>
  axisX(ticks, {
    text: (value: number) => tickFormat(value),
    tickSize: 4,
    label,
    labelArrow: "none",
    labelAnchor: "center",
  });

/** Ticks of a logarithmic axis that counts: whole numbers only. */
export const countTicks = (low: number, high: number, most: number): readonly number[] =>
  logTicks(low, high, most).filter((tick) => Number.isInteger(tick));
