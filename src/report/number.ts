import type { Bounded } from "./kernel-record.js";

const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const THIN = "\u202f"; // narrow, and no line breaks at it
const MINUS = "\u2212";

const superscript = (n: number) =>
  (n < 0 ? "⁻" : "") + String(Math.abs(n)).replace(/\d/g, (digit) => SUPERSCRIPT[Number(digit)]);

const group = (digits: string) => (digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, THIN));

/** A tick of an axis: short, so a power of ten already from 10^5 on. */
export function formatTick(value: number): string {
  const text = formatNumber(value);
  const size = Math.abs(value);
  if (size < 1e5 || !Number.isFinite(value)) return text;
  const [mantissa, exponent] = size.toExponential().split("e");
  const factor = formatNumber(Number(mantissa));
  return `${value < 0 ? MINUS : ""}${factor === "1" ? "" : `${factor}${THIN}×${THIN}`}10${superscript(Number(exponent))}`;
}

/** `formatNumber` with trailing zeros, for columns of a table: 0.9190 beside 0.9102. */
export function formatDigits(value: number | null | undefined, digits = 4): string {
  const text = formatNumber(value, digits);
  if (!value || !Number.isFinite(value) || text.includes("10⁻") || text.includes("×")) return text;
  const missing = digits - text.replace(/^\D*0\.0*|\D/g, "").length;
  return missing <= 0 ? text : `${text}${text.includes(".") ? "" : "."}${"0".repeat(missing)}`;
}

/**
 * A number for people: `digits` significant digits, no trailing zeros, thousands set apart, and a power of ten
 * below 10^-3 and from 10^6 on. Integers below 10^9 are written in full; NaN and null are a dash.
 */
export function formatNumber(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  if (value === 0) return "0";
  const sign = value < 0 ? MINUS : "";
  const size = Math.abs(value);
  if (Number.isInteger(size) && size < 1e9) return sign + group(String(size));
  const [mantissa, exponent] = size.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  const trim = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power < -3 || power >= 6) {
    const short = trim(mantissa);
    return `${sign}${short === "1" ? "" : `${short}${THIN}×${THIN}`}10${superscript(power)}`;
  }
  const [whole, fraction] = trim(Number(`${mantissa}e${exponent}`).toFixed(Math.max(0, digits - 1 - power))).split(".");
  return sign + group(whole) + (fraction ? `.${fraction}` : "");
}

/** The decimal fraction m 10^k as the double next to it. */
const decimal = (m: number, k: number): number => Number(`${m}e${k}`);

/**
 * The number of at most `digits` significant digits nearest to `value` among those that, read back, are not below it (`"up"`) or not
 * above it (`"down"`): what may be printed of a bound.
 */
export function roundOutward(value: number, direction: "up" | "down", digits = 2): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const m = Number(mantissa.replace(".", ""));
  const k = Number(exponent) - digits + 1;
  const step = direction === "up" ? 1 : -1;
  return step * (decimal(m, k) - value) >= 0 ? decimal(m, k) : decimal(m + step, k);
}

/** m 10^k with all digits of the integer m > 0, and a text after its last digit. */
function withDigits(m: number, k: number, after: string): string {
  const digits = String(m);
  const power = k + digits.length - 1;
  if (power < -3 || k > 0) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    return `${mantissa}${after}${THIN}×${THIN}10${superscript(power)}`;
  }
  const whole = k === 0 ? digits : digits.slice(0, Math.max(0, digits.length + k)) || "0";
  const fraction = k === 0 ? "" : `.${digits.slice(Math.max(0, digits.length + k)).padStart(-k, "0")}`;
  return `${group(whole)}${fraction}${after}`;
}

/** A positive interval as at most `digits` digits with the uncertainty of the last, or undefined where half of the first is uncertain. */
function proven(estimate: number, low: number, high: number, digits: number): string | undefined {
  const decade = Number(estimate.toExponential().split("e")[1]);
  for (let d = digits; d >= 1; d--) {
    const [mantissa, exponent] = estimate.toExponential(d - 1).split("e");
    // Where rounding reaches the next decade, the place that is rounded to stays: 9.96 to 10.0, as 1.00 × 10¹, unless that is a digit too many.
    const carried = d < digits && Number(exponent) > decade;
    const m = Number(mantissa.replace(".", "")) * (carried ? 10 : 1);
    const k = Number(exponent) - d + (carried ? 0 : 1);
    if (d === digits && decimal(10 * m - 5, k - 1) <= low && high <= decimal(10 * m + 5, k - 1))
      return withDigits(m, k, "");
    for (let u = 1; u <= 9 && 2 * u <= m; u++)
      if (decimal(m - u, k) <= low && high <= decimal(m + u, k)) return withDigits(m, k, `(${u})`);
  }
  return undefined;
}

/**
 * A number with only the digits that its bounds prove. Read back in double precision, what is printed contains [lower, upper]:
 * "4.051" stands for 4.051 ± 0.0005, "4.05(2) × 10⁻⁹" for (4.05 ± 0.02) × 10⁻⁹, and "between a and b" for [a, b]. Where the interval has 0 in
 * it, no digit of the number is known, and the text says so. `short` is for tables: "0 ± 5 × 10⁻¹³", "2 … 8 × 10⁻⁹".
 * Throws a RangeError if lower > upper.
 * @example formatBounded({ estimate: 4.05e-9, lower: 4.04e-9, upper: 4.06e-9 }) // "4.05(1) × 10⁻⁹"
 */
export function formatBounded(
  { estimate, lower, upper }: Bounded,
  { digits = 4, short = false }: { readonly digits?: number; readonly short?: boolean } = {},
): string {
  if (Number.isNaN(lower) || Number.isNaN(upper)) return "–";
  if (lower > upper)
    throw new RangeError(`formatBounded: lower is ${lower} and upper is ${upper}; expected lower <= upper.`);
  const low = formatNumber(roundOutward(lower, "down"), 2);
  const high = formatNumber(roundOutward(upper, "up"), 2);
  const finite = [Number.isFinite(lower), Number.isFinite(upper)];
  if (!finite[0] || !finite[1]) {
    if (finite[0]) return short ? `≥ ${low}` : `at least ${low}`;
    if (finite[1]) return short ? `≤ ${high}` : `at most ${high}`;
    return lower === upper ? formatNumber(lower) : short ? "?" : "not known";
  }
  if (lower === 0 && upper === 0) return "0";
  if (lower <= 0 && upper >= 0)
    return short
      ? `0 ± ${formatNumber(roundOutward(Math.max(-lower, upper), "up"), 2)}`
      : `between ${low} and ${high}: not distinguishable from 0`;
  const sign = lower > 0 ? 1 : -1;
  const inside = Number.isNaN(estimate) ? (lower + upper) / 2 : Math.min(upper, Math.max(lower, estimate));
  const text = proven(
    sign * inside,
    Math.min(sign * lower, sign * upper),
    Math.max(sign * lower, sign * upper),
    digits,
  );
  if (text !== undefined) return sign < 0 ? `${MINUS}${text}` : text;
  return short ? `${low} … ${high}` : `between ${low} and ${high}`;
}

/** A share in [0, 1] as a percentage with at most two decimals. */
export const formatShare = (share: number): string =>
  Number.isFinite(share)
    ? `${(100 * share).toFixed(share > 0.99 && share < 1 ? 2 : 1).replace(/\.?0+$/, "")}${THIN}%`
    : "–";

/** A duration: "0.42 s", "37 s", "2 min 5 s", "1 h 3 min". */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 10) return `${formatNumber(seconds, 2)}${THIN}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${THIN}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}${THIN}min ${whole % 60}${THIN}s`;
  return `${group(String(Math.floor(whole / 3600)))}${THIN}h ${Math.floor((whole % 3600) / 60)}${THIN}min`;
}

/** An ISO date as "2026-11-21 00:33 UTC", or the text itself if it is not a date. */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Ticks of a logarithmic axis over [low, high], low > 0: decades, or 1-2-5, or equal steps where the range is short. */
export function logTicks(low: number, high: number, most = 6): readonly number[] {
  const decade = (n: number) => Number(`1e${n}`);
  const exponentOf = (value: number) => Number(value.toExponential().split("e")[1]); // shortest digits: 1e-11 is 9.99…e-12
  const from = exponentOf(low);
  const to = exponentOf(high);
  const inside = (ticks: readonly number[]) => ticks.filter((t) => t >= low * (1 - 1e-9) && t <= high * (1 + 1e-9));
  const exponents = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const decades = inside(exponents.map(decade));
  if (decades.length > 3) {
    const stride = Math.ceil(decades.length / most);
    return decades.filter((t) => exponentOf(t) % stride === 0);
  }
  for (const factors of [
    [1, 3],
    [1, 2, 5],
    [1, 1.5, 2, 3, 5, 7],
  ]) {
    const ticks = inside(exponents.flatMap((n) => factors.map((f) => Number(`${f}e${n}`))));
    if (ticks.length >= 3) return ticks;
  }
  return linearTicks(low, high, 5);
}

/**
 * Between count/1.6 - 1 and 1.6 count + 1 round numbers, 1, 2 or 5 times a power of ten apart, inside [low, high]; `low` alone where they would
 * differ in the 13th digit or later.
 */
export function linearTicks(low: number, high: number, count: number): readonly number[] {
  if (!(high > low)) return [low];
  const [mantissa, exponent] = ((high - low) / count).toExponential(15).split("e");
  const m = Number(mantissa);
  const factor = m > 7.07 ? 10 : m > 3.16 ? 5 : m > 1.41 ? 2 : 1;
  const step = Number(`${factor}e${exponent}`);
  if (Math.max(Math.abs(low), Math.abs(high)) > 1e12 * step) return [low];
  const first = Math.ceil(low / step - 1e-9);
  const length = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length }, (_, i) => Number(`${(first + i) * factor}e${exponent}`));
}
