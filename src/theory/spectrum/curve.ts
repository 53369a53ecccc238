import { type Interval, smallestEigenvalue } from "../../numerics/linear/interval.js";
import { requireMemory } from "./memory.js";
import type { KernelLike, SpectrumOptions } from "./spectrum.js";

/** Kernels for every s: `shallowKernels`, or anything that has its `at`. */
export interface KernelFamily {
  at(s: number): { readonly a: KernelLike; readonly omega: KernelLike; readonly sum: KernelLike };
}

/** A stretch of s over which lambda_min goes one way from each s to the next. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** "rising" or "falling" is proven at the listed s (not between them); "unresolved": the intervals overlap. */
  readonly direction: "rising" | "falling" | "unresolved";
}

/** lambda_min of one kernel at every s. */
export interface LambdaMin {
  readonly values: readonly Interval[];
  /** Whether each is proven to be positive. */
  readonly resolved: readonly boolean[];
  /** From the first s to the last, without gaps. */
  readonly stretches: readonly Stretch[];
  /** Whether lambda_min never falls: Theorem 1's claim. `undefined` where the intervals do not decide. */
  readonly rising: boolean | undefined;
  /** The s of the list where lambda_min is least, by its estimate. */
  readonly least: { readonly s: number; readonly value: Interval };
}

/** lambda_min(s) of the a-kernel, the omega-kernel and their sum. */
export interface LambdaMinCurve {
  readonly s: Float64Array;
  readonly a: LambdaMin;
  readonly omega: LambdaMin;
  readonly sum: LambdaMin;
}

/** One matrix of each kernel, and the working copy of the factorisation. */
const MATRICES = 6;

/**
 * lambda_min(K_s) over a list of s, with proven intervals, and where it rises or falls.
 * @param kernels from `shallowKernels`: one pair of matrices gives K_s for every s, so that no angle is computed twice.
 * @param s ascending.
 * @throws RangeError if s is empty, not ascending or not finite; InputError if the kernels are too large for the memory.
 * @paper HRTA Theorem 1 (which says that all three rise; they need not)
 * @example lambdaMinCurve(shallowKernels(data), [0, 0.5, 1, 1.5, 2]).sum.least.s
 */
export function lambdaMinCurve(
  kernels: KernelFamily,
  s: ArrayLike<number>,
  options: SpectrumOptions = {},
): LambdaMinCurve {
  const list = Float64Array.from(s);
  if (list.length === 0) throw new RangeError("s: expected at least one value");
  for (let i = 0; i < list.length; i++)
    if (!Number.isFinite(list[i]) || (i > 0 && list[i] <= list[i - 1]))
      throw new RangeError(`s: expected finite, ascending values, got ${list[i]} at position ${i}`);
  const parts: Record<"a" | "omega" | "sum", Interval[]> = { a: [], omega: [], sum: [] };
  for (const value of list) {
    const at = kernels.at(value);
    requireMemory(at.sum.rows, MATRICES, options);
    for (const name of ["a", "omega", "sum"] as const)
      parts[name].push(smallestEigenvalue(at[name], { entryError: at[name].error }));
  }
  return { s: list, a: lambdaMin(list, parts.a), omega: lambdaMin(list, parts.omega), sum: lambdaMin(list, parts.sum) };
}

/** What a list of intervals says about their order. */
export function lambdaMin(s: Float64Array, values: readonly Interval[]): LambdaMin {
  const stretches: Stretch[] = [];
  for (let i = 1; i < values.length; i++) {
    const direction = step(values[i - 1], values[i]);
    const last = stretches.at(-1);
    if (last?.direction === direction) stretches[stretches.length - 1] = { ...last, to: s[i] };
    else stretches.push({ from: s[i - 1], to: s[i], direction });
  }
  const falls = falling(values);
  const at = values.reduce((best, value, i) => (value.estimate < values[best].estimate ? i : best), 0);
  return {
    values,
    resolved: values.map(({ lower }) => lower > 0),
    stretches,
    rising: falls ? false : stretches.every(({ direction }) => direction === "rising") ? true : undefined,
    least: { s: s[at], value: values[at] },
  };
}

const step = (before: Interval, after: Interval) =>
  before.upper < after.lower ? "rising" : before.lower > after.upper ? "falling" : "unresolved";

/** Whether some value is proven to lie below an earlier one; small steps may hide a fall from neighbours. */
function falling(values: readonly Interval[]): boolean {
  let highest = Number.NEGATIVE_INFINITY;
  for (const { lower, upper } of values) {
    if (upper < highest) return true;
    highest = Math.max(highest, lower);
  }
  return false;
}
