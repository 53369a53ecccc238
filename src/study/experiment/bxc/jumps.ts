import type { Matrix } from "../../../numerics/linear/matrix.js";
import type { Moving } from "../../../theory/index.js";
import type { HiddenLayer, Pattern } from "./hidden-layer.js";

/** What single flips did to V: where neuron r flips at sample i, row and column i of H jump, and Delta'_i = (J w')_i with them. */
export interface Jumps {
  /** Steps in which one pair flipped. */
  count: number;
  /** Those over which V jumped up, at the state before the step and at that after it. */
  up: number;
  /** The jump up that stands out most, as a share of V: the smaller of both, how far they are apart, and when. */
  largest: number;
  open: number;
  time: number;
}

/** A state of the flow, with the operator and Delta' of its own pattern. */
export interface JumpState extends Moving {
  readonly pattern: Pattern;
  readonly v: Float64Array;
  readonly t: number;
}

/** V of a state at a time. */
export type Lyapunov = (moving: Moving, t: number) => number;

/**
 * Watches V at single flips. A flip happens within a step, at a state that is not met; V under the patterns before and after it is compared at
 * one and the same state, once at the step's beginning and once at its end.
 */
export function watchJumps(layer: HiddenLayer, lyapunov: Lyapunov) {
  const jumps: Jumps = { count: 0, up: 0, largest: 0, open: 0, time: 0 };
  const n = layer.rows;
  const before = { error: new Float64Array(n), velocity: new Float64Array(n), v: new Float64Array(layer.start.length) };
  const other = new Float64Array(n);
  let old: { readonly pattern: Pattern; readonly operator: Matrix; readonly t: number } | undefined;

  /** Shows the state after a step, in which one pair flipped or not. */
  function step(state: JumpState, single: boolean): void {
    if (old && single) note(state, old);
    old = { pattern: state.pattern, operator: state.operator, t: state.t };
    before.error.set(state.error);
    before.velocity.set(state.velocity);
    before.v.set(state.v);
  }

  function note(
    now: JumpState,
    old: { readonly pattern: Pattern; readonly operator: Matrix; readonly t: number },
  ): void {
    const after = lyapunov(now, now.t);
    layer.push(old.pattern, now.v, other);
    const atEnd = (after - lyapunov({ operator: old.operator, error: now.error, velocity: other }, now.t)) / after;
    layer.push(now.pattern, before.v, other);
    const atStart =
      (lyapunov({ operator: now.operator, error: before.error, velocity: other }, old.t) -
        lyapunov({ operator: old.operator, error: before.error, velocity: before.velocity }, old.t)) /
      after;
    jumps.count++;
    const least = Math.min(atStart, atEnd);
    if (!(least > 0)) return;
    jumps.up++;
    const open = Math.abs(atEnd - atStart);
    if (jumps.up === 1 || least - open > jumps.largest - jumps.open)
      Object.assign(jumps, { largest: least, open, time: now.t });
  }

  return { jumps, step };
}
