import { exp } from "../numerics/elementary.js";
import type { CurvePoint, Forecast, KernelRecord } from "./kernel-record.js";
import { listed, repeats, untold } from "./kernel-rows.js";
import { provenFull } from "./kernel-warning.js";
import { formatBounded, formatNumber, formatShare, roundOutward } from "./number.js";
import { activationFormula, plural } from "./sentence.js";

const LN10 = Math.LN10;

const sizeOf = (value: number) => formatNumber(value, 2);

/** "one hidden layer of relu", "3 hidden layers of tanh". */
const networkName = ({ layers, activation }: KernelRecord["network"]): string =>
  `${layers === 1 ? "one hidden layer" : plural(layers, "hidden layer")} of ${activation}`;

/** A share as a percentage; a small one only by its bound. */
const percent = (share: number): string => (share > 0 && share < 0.0005 ? "less than 0.05\u202f%" : formatShare(share));

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** "after 120 steps", "never" where it takes infinitely many. */
const after = (steps: number): string =>
  Number.isFinite(steps) ? `after ${sizeOf(Math.ceil(steps))} step${Math.ceil(steps) === 1 ? "" : "s"}` : "never";

/** The share of the target's energy in eigenvectors beyond the rank. */
export function lostShare({ energy, spectrum }: Pick<KernelRecord, "energy" | "spectrum">): number {
  let lost = 0;
  for (let i = spectrum.rank; i < energy.shares.length; i++) lost += energy.shares[i];
  return lost;
}

/** How a measured curve agrees with the prediction from G(theta_0): "within 0.05 decades of it up to step 3 000". */
export function agreement(
  { gap, agreesUntil, tolerance }: NonNullable<Forecast["measured"]>,
  step: ArrayLike<number>,
  brief = false,
): string {
  const decades = (value: number) => `${formatNumber(roundOutward(value, "up"), 2)} decades`;
  const last = step[step.length - 1];
  if (Number.isFinite(gap) && agreesUntil >= last) {
    const widest = Math.max(gap, 1e-4); // no reader wants less than 0.0001 decades
    return brief
      ? `within ${decades(widest)} to step ${formatNumber(last)}`
      : `within ${decades(widest)} of it (a factor of ${formatNumber(roundOutward(exp(widest * LN10), "up", 3), 3)}) throughout`;
  }
  const until = `within ${decades(tolerance)}${brief ? " to step" : " of it up to step"} ${formatNumber(agreesUntil)}`;
  return brief || !Number.isFinite(gap) ? until : `${until}, ${decades(gap)} from it at most`;
}

/** What keeps the loss from falling to 0. */
function obstacle({ parallel, s }: KernelRecord): string {
  if (s === 0) return "at s = 0 the network is linear in its inputs, and the targets are not";
  return `${untold(parallel)}, ${repeats(parallel) ? "not always with its target" : "and their targets do not fit together"}`;
}

/** lambda_min on the distinct rows at the report's own s. */
const distinctPoint = ({ distinct, s }: KernelRecord) => distinct?.curve.find((point) => point.s === s);

/** Whether it is proven that a wide enough network fits every row; at s = 0 the floor is all there is to know. */
const fitsAll = (record: KernelRecord) =>
  provenFull(record) ||
  (record.parallel.lossFloor === 0 && (record.s === 0 || (distinctPoint(record)?.sum.lower ?? 0) > 0));

function learnable(record: KernelRecord): string {
  const { spectrum, parallel, data } = record;
  const { size, rank, min } = spectrum;
  const floor = parallel.lossFloor > 0;
  if (floor)
    return `Not to the end: ${obstacle(record)}, so no network of this family gets under a training loss of ${sizeOf(roundOutward(parallel.lossFloor, "down"))}.`;
  if (provenFull(record))
    return `Yes: λ_min of the kernel is ${formatBounded(min)}, proven positive, so a wide enough network can fit ${size === data.rows.train ? `all ${plural(size, "row")}` : `all ${plural(size, "value")}`}.`;
  if (record.s === 0) return "Yes: at s = 0 the network is linear in its inputs, and so are the targets.";
  const lost = lostShare(record);
  const beyond =
    size > rank
      ? ` Of ${formatNumber(size)} eigenvalues ${formatNumber(rank)} are told from 0; the others hold ${percent(lost)} of the target.`
      : "";
  if (parallel.surplus > 0) {
    const apart = distinctPoint(record);
    return apart && apart.sum.lower > 0
      ? `Yes: ${untold(parallel)}, but their targets agree, and on the ${plural(record.distinct?.rows ?? 0, "distinct row")} λ_min is ${formatBounded(apart.sum)}, proven positive.`
      : `Yes, as far as it is resolved: ${untold(parallel)}, and the targets agree.${beyond}`;
  }
  return `Not decided: double precision finds λ_min ${formatBounded(min)}.${beyond}`;
}

function speed({ learnt }: KernelRecord): string | undefined {
  if (learnt.length === 0) return undefined;
  const parts = learnt.map(({ share, steps }) => `${formatShare(share)} ${after(steps)}`);
  return `By gradient descent at the rate below, of the target is learnt ${listed(parts)}.`;
}

/** A share of the loss that rounding would not let a network reach. */
const LEAST = 1e-12;

function lossesAtTheEnd({ forecasts }: KernelRecord): string | undefined {
  const ends = forecasts
    .map(({ method, step, infinite }) => ({
      method,
      step: step[step.length - 1],
      left: infinite[infinite.length - 1] / infinite[0],
    }))
    .filter(({ left }) => left <= 1)
    .sort((a, b) => a.left - b.left);
  if (ends.length === 0) return undefined;
  const same = ends.every(({ step }) => step === ends[0].step);
  const left = ends.map(
    ({ method, step, left: share }) =>
      `${share >= 0.001 ? formatShare(share) : share < LEAST ? `less than ${sizeOf(LEAST)}` : sizeOf(share)} by ${method}${same ? "" : ` (step ${formatNumber(step)})`}`,
  );
  return `${same ? `After ${plural(ends[0].step, "step")}, of` : "Of"} the first loss is left: ${listed(left)}.`;
}

/** The methods whose loss ends above its start: their rates are not stable. */
function growth({ forecasts }: KernelRecord): string | undefined {
  const grown = forecasts.filter(({ infinite }) => !(infinite[infinite.length - 1] <= infinite[0]));
  if (grown.length === 0) return undefined;
  const named = grown.map(
    ({ method, settings, largestRate }) => `${method} (${settings}; unstable above ${formatNumber(largestRate, 3)})`,
  );
  return `The loss ends above its start by ${listed(named)}.`;
}

/** The point whose lambda_min of the sum is largest, and whether that is proven against every other one. */
function best(curve: readonly CurvePoint[]): { readonly point: CurvePoint; readonly proven: boolean } {
  const point = curve.reduce((most, next) => (next.sum.estimate > most.sum.estimate ? next : most));
  return { point, proven: curve.every((other) => other === point || other.sum.upper < point.sum.lower) };
}

/** lambda_min(s) where it decides something: on the distinct rows, if some repeat (with all of them it is 0). */
export const decisive = (record: Pick<KernelRecord, "curve" | "monotone" | "distinct">) => record.distinct ?? record;

function choice(record: KernelRecord): string | undefined {
  const { network, s } = record;
  const { curve } = decisive(record);
  if (curve.length < 2) return undefined;
  const resolved = curve.filter(({ sum }) => sum.lower > 0);
  if (resolved.length === 0)
    return "No s makes a difference that double precision can see: λ_min is not told from 0 at any.";
  const { point, proven } = best(curve);
  const largest = `λ_min is largest at s = ${formatNumber(point.s)}${proven ? "" : ", as far as it is resolved"} (${formatBounded(point.sum, { short: true })})`;
  const plain = curve.find((other) => other.s === 1 && other !== point);
  const gain =
    plain && plain.sum.lower > 0 && point.sum.lower > plain.sum.upper
      ? `, ${sizeOf(point.sum.estimate / plain.sum.estimate)} times that of plain ${network.activation} (s = 1)`
      : "";
  const below = point.s === s ? "" : ` What follows is for s = ${formatNumber(s)}.`;
  const on = record.distinct ? `On the ${plural(record.distinct.rows, "distinct row")} ` : "";
  return `${on}${largest}${gain}. A larger λ_min lets the slowest part be learnt sooner and a narrower network do; it does not by itself lower the test error.${below}`;
}

function rates({ forecasts }: KernelRecord): string | undefined {
  if (forecasts.length === 0) return undefined;
  const parts = forecasts.map(
    ({ method, recommendedRate, largestRate }) =>
      `${sizeOf(recommendedRate)} for ${method} (unstable above ${formatNumber(largestRate, 3)})`,
  );
  return `${listed(parts)}.`;
}

function width({ seen, widths }: KernelRecord): string | undefined {
  if (!seen && widths.length === 0) return undefined;
  const last = seen?.rows[seen.rows.length - 1];
  const parts: string[] = [];
  if (seen?.needed !== undefined)
    parts.push(
      `${plural(seen.needed, "neuron")} ${seen.needed === 1 ? "is" : "are"} enough in random starts (${seen.property}).`,
    );
  else if (seen && last)
    parts.push(
      `More than ${plural(last.width, "neuron")}, the most tried: ${formatShare(last.share)} of the random starts there have ${seen.property}.`,
    );
  const smallest = widths.reduce((least, bound) => Math.min(least, bound.width), Number.POSITIVE_INFINITY);
  const same = widths.find((bound) => bound.asSeen);
  // Bounds of other claims, or without a constant, say nothing of this one.
  if (same && Number.isFinite(smallest))
    parts.push(
      `${same.paper}’s ${same.statement} ${Number.isFinite(same.width) ? `ask for ${sizeOf(roundOutward(same.width, "up"))}` : "give no finite width"}${seen ? " for it" : ""}.`,
    );
  else if (widths.length > 0)
    parts.push(
      Number.isFinite(smallest)
        ? `The theorems ask for ${sizeOf(roundOutward(smallest, "up"))} at least.`
        : "The theorems give no finite width here.",
    );
  return parts.join(" ");
}

function unlearnt(record: KernelRecord): string | undefined {
  const parts: string[] = [];
  const ends = lossesAtTheEnd(record);
  if (ends) parts.push(ends);
  const grown = growth(record);
  if (grown) parts.push(grown);
  const lost = lostShare(record);
  if (record.spectrum.rank < record.spectrum.size && lost > LEAST)
    parts.push(
      `${capital(percent(lost))} of the target lies in eigenvectors whose eigenvalue is 0 to rounding: no number of steps reaches it.`,
    );
  return parts.length > 0 ? parts.join(" ") : undefined;
}

function trust({ forecasts }: KernelRecord): string | undefined {
  const measured = forecasts.flatMap(({ method, measured: m, step }) => (m ? [{ method, m, step }] : []));
  if (measured.length === 0) return undefined;
  const widths = [...new Set(measured.map(({ m }) => m.width))].map((value) => formatNumber(value));
  const parts = measured.map(({ method, m, step }) => `${method} ${agreement(m, step)}`);
  return `Networks of width ${listed(widths)} were trained and compared with the prediction from their own G(θ₀): ${parts.join("; ")}.`;
}

/** The questions of somebody who has data, and their answers, as plain text; without what the record does not know. */
export function kernelAnswers(record: KernelRecord): readonly (readonly [question: string, answer: string])[] {
  const all: readonly (readonly [string, string | undefined])[] = [
    ["Can it be learnt?", learnable(record)],
    ["How fast?", speed(record)],
    ["Which s?", choice(record)],
    ["Which learning rate?", rates(record)],
    ["How wide?", width(record)],
    ["What stays unlearnt?", unlearnt(record)],
    ["Does it come true?", trust(record)],
  ];
  return all.flatMap(([question, answer]) => (answer === undefined ? [] : [[question, answer] as const]));
}

/** What the kernel says of these data, in one or two sentences. */
export function kernelHeadline(record: KernelRecord): string {
  const { network, s, data, parallel, spectrum, learnt } = record;
  const subject = `A wide network with ${networkName(network)} at s = ${formatNumber(s)}, that is σₛ(z) = ${activationFormula(network.activation, s)}`;
  const rows = plural(data.rows.train, "row");
  const verdict =
    parallel.lossFloor > 0
      ? `can fit these ${rows} down to a training loss of ${sizeOf(roundOutward(parallel.lossFloor, "down"))}, not below`
      : fitsAll(record)
        ? `can fit all of these ${rows}`
        : spectrum.rank < spectrum.size
          ? `can fit these ${rows} in ${formatNumber(spectrum.rank)} of ${formatNumber(spectrum.size)} directions, as far as double precision can tell`
          : `can perhaps fit these ${rows}: double precision does not decide`;
  const reached = learnt.filter(({ steps }) => Number.isFinite(steps));
  const first = reached[0];
  const last = reached[reached.length - 1];
  const pace =
    first === undefined
      ? ""
      : first === last
        ? ` Gradient descent learns ${formatShare(first.share)} of the target ${after(first.steps)}.`
        : ` Gradient descent learns ${formatShare(first.share)} of the target ${after(first.steps)}, ${formatShare(last.share)} ${after(last.steps)}.`;
  return `${subject}, ${verdict}.${pace}`;
}
