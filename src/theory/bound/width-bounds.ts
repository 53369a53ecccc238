import type { Interval } from "../../numerics/linear/interval.js";
import type { Bound, Paper, Quantities, Variant } from "./bound.js";
import { bxcBounds } from "./bxc.js";
import { hrtaBounds } from "./hrta.js";
import type { BoundInputs } from "./inputs.js";
import { wuBounds } from "./wu.js";

/** A width bound of a theorem, for the user's data. */
export interface WidthBound {
  readonly id: string;
  readonly paper: Paper;
  readonly statement: string;
  readonly variant: Variant;
  readonly claim: string;
  readonly formula: string;
  /** The width that is enough, with the interval that those of the eigenvalues leave; infinite where lambda_min is not positive. */
  readonly value: Interval;
  /** Slips, choices, and premises of the theorem that the data do not meet. */
  readonly notes: readonly string[];
}

/**
 * Every width bound of the theorems, evaluated for the data: as printed, with slips mended, and with the constants that the proofs give.
 * @paper HRTA Propositions 1 to 5, Lemma 2, Theorem 2, Corollary 1; BXC Theorems 1 to 3, Lemma 3.1; Wu Theorems 10, 13, Lemmas 11, 12
 * @example widthBounds(boundInputs(data, shallowKernels(data)))[0].value.estimate
 */
export function widthBounds(inputs: BoundInputs): readonly WidthBound[] {
  return [...hrtaBounds, ...bxcBounds, ...wuBounds].map(({ width, ...bound }) => ({
    ...bound,
    value: interval(width, inputs),
    notes: [...bound.notes, ...premises(bound.paper, inputs)],
  }));
}

/** A bound that falls with every eigenvalue, at their estimates and at both ends of their intervals. */
function interval(width: Bound["width"], inputs: BoundInputs): Interval {
  const at = (end: keyof Interval) => whole(width(quantities(inputs, end)));
  return { estimate: at("estimate"), lower: at("upper"), upper: at("lower") };
}

/**
 * The bounds' view of the inputs, every eigenvalue taken at its estimate, or at the lower or upper end of its interval.
 * A kernel has no negative eigenvalue: those are rounding, and count as 0.
 */
export function quantities(inputs: BoundInputs, end: keyof Interval = "estimate"): Quantities {
  const { first, second, relu, inputs: _, ...rest } = inputs;
  const lambda = (value: Interval) => Math.max(value[end], 0);
  return {
    ...rest,
    a1: lambda(first.a),
    omega1: lambda(first.omega),
    a2: lambda(second.a),
    omega2: lambda(second.omega),
    lambda0: lambda(relu.omega),
    sphere: lambda(relu.a) / inputs.dimension,
  };
}

/** A width is a whole number; beyond 2^53 every float64 is one, and 0/0 comes from eigenvalues of zero only. */
const whole = (m: number) => (Number.isNaN(m) ? Number.POSITIVE_INFINITY : Math.max(1, Math.ceil(m)));

function premises(paper: Paper, { inputs, s }: BoundInputs): string[] {
  const { largest, negative, shortest, longest } = inputs;
  const notes: string[] = [];
  if (paper === "HRTA") {
    if (largest > 1 || negative)
      notes.push(
        `assumes inputs in [0, 1]^d; these have entries of size up to ${short(largest)}${negative ? " and negative ones" : ""}`,
      );
    if (s.second < s.first) notes.push(`assumes that s does not fall; here it goes from ${s.first} to ${s.second}`);
  } else if (shortest < 1 - 1e-6 || longest > 1 + 1e-6)
    notes.push(
      `assumes inputs of length 1; these rows, with the constant, have lengths ${short(shortest)} to ${short(longest)}`,
    );
  return notes;
}

const short = (x: number) => String(Number(x.toPrecision(3)));
