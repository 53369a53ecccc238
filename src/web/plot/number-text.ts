import { formatNumber } from "../../report/number.js";

const THIN = "\u202f"; // narrow, and no line breaks at it

/** 10^n, as "10⁻⁵". */
const powerOfTen = (n: number): string =>
  `10${n < 0 ? "⁻" : ""}${String(Math.abs(n)).replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)])}`;

const exponentOf = (value: number): number => Number(value.toExponential().split("e")[1]);

/** The exponent of the power of ten set apart from a linear axis: that of its larger end where numbers would be long, else 0. */
function factorExponent(low: number, high: number): number {
  const size = Math.max(Math.abs(low), Math.abs(high));
  return size >= 1e5 || size < 1e-3 ? exponentOf(size) : 0;
}

/** What the numbers of a linear axis are multiples of, as "×10⁻⁵", or "" where they stand for themselves. */
export function factorText([low, high]: readonly number[]): string {
  const exponent = factorExponent(low, high);
  return exponent === 0 ? "" : `×${powerOfTen(exponent)}`;
}

/** The texts of equally spaced ticks of a linear axis, as multiples of `factorText`, all with the same number of decimals. */
export function linearTickTexts(ticks: readonly number[], [low, high]: readonly number[]): readonly string[] {
  const exponent = factorExponent(low, high);
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : Math.abs(ticks[0] ?? 0) || 1;
  const decimals = Math.min(20, Math.max(0, exponent - exponentOf(Number(step.toPrecision(3)))));
  return ticks.map((tick) => {
    // Through decimal text, as a division by 10^n would leave 2.9999999999999996.
    const [digits, power] = tick.toExponential(15).split("e");
    const fixed = Number(`${digits}e${Number(power) - exponent}`).toFixed(decimals);
    const [whole, fraction] = fixed.replace("-", "").split(".");
    const grouped = whole.length < 5 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, THIN);
    return `${Number(fixed) < 0 ? "−" : ""}${grouped}${fraction ? `.${fraction}` : ""}`;
  });
}

/**
 * The texts of ticks of a logarithmic axis: numbers where all are between 10^-3 and 10^4, else powers of ten, between which ticks have the
 * empty text.
 */
export function logTickTexts(ticks: readonly number[]): readonly string[] {
  if (ticks.every((tick) => tick >= 1e-3 && tick < 1e4)) return ticks.map((tick) => formatNumber(tick));
  const exponents = ticks.map(exponentOf);
  const powers = ticks.map((tick, i) => (Number(`1e${exponents[i]}`) === tick ? powerOfTen(exponents[i]) : ""));
  if (powers.filter(Boolean).length >= 2) return powers;
  return ticks.map((tick, i) => {
    const mantissa = Number(tick.toExponential(15).split("e")[0]);
    return powers[i] || `${formatNumber(mantissa)}·${powerOfTen(exponents[i])}`;
  });
}
