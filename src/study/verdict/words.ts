/** A number in a sentence: three significant digits, no trailing zeros, a power of ten below 10^-3 and from 10^5 on. */
export function digits(value: number, significant = 3): string {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "infinity" : "-infinity";
  const rounded = Number(value.toPrecision(significant));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return rounded.toExponential().replace("e+", "e");
  return String(rounded === 0 ? 0 : rounded);
}

/** A share as a percentage. */
export const percent = (share: number): string => `${digits(100 * share)} %`;

/** "1 seed", "2 seeds". */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;
