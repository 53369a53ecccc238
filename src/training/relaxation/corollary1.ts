import { checkFraction, checkS, type Relaxation, refuseZero, type SwitchOptions, switching } from "./relaxation.js";

export interface Corollary1Options extends SwitchOptions {
  /** s_1. Default 1. */
  readonly s1?: number;
  /** zeta > 1: how far the loss may rise at the switch. Default 2. */
  readonly lossRatio?: number;
  /** The fraction of the steps after which s_2 is chosen. Default 0.5. */
  readonly at?: number;
}

const SCAN = 64;
const BISECTIONS = 40;

/**
 * The first s in (s_1, 2) whose loss exceeds zeta times the present one: s_2 = inf { s : R_s(theta) > zeta R_{s_1}(theta) }.
 * Found by a scan of `SCAN` intervals and bisection. In two layers with square loss R_s is a quadratic in s that is convex, so the
 * first crossing is the only one above s_1 and the scan cannot miss it. Where no s qualifies the infimum is not defined: s_2 = 2.
 * @param lossAt s -> R_s(theta)
 * @paper HRTA Corollary 1
 */
export function firstExceeding(lossAt: (s: number) => number, s1: number, lossRatio: number): number {
  const bound = lossRatio * lossAt(s1);
  let low = s1;
  for (let i = 1; i <= SCAN; i++) {
    let high = s1 + ((2 - s1) * i) / SCAN;
    if (!(lossAt(high) > bound)) {
      low = high;
      continue;
    }
    for (let b = 0; b < BISECTIONS && high - low > 1e-12; b++) {
      const middle = 0.5 * (low + high);
      if (lossAt(middle) > bound) high = middle;
      else low = middle;
    }
    return high;
  }
  return 2;
}

/**
 * Two stages; s_2 is chosen when the second begins, as far as the loss allows (`firstExceeding`). The criterion is the loss after a
 * hard switch, also where the switch itself is lossless.
 * @paper HRTA Corollary 1
 */
export function corollary1({ s1 = 1, lossRatio = 2, at = 0.5, ...options }: Corollary1Options = {}): Relaxation {
  checkS("s1", s1);
  if (!(s1 < 2)) throw new RangeError(`s1: expected a number under 2, the end of the search, got ${s1}`);
  if (!(lossRatio > 1)) throw new RangeError(`lossRatio: expected a number above 1, got ${lossRatio}`);
  checkFraction("at", at);
  refuseZero("s1", [s1], options);
  return {
    name: "corollary1",
    initial: s1,
    range: [s1, 2],
    ...switching(options),
    smooth: false,
    options: { s1, lossRatio, at },
    next({ step, steps, s, state, lossAt }) {
      if (state.index > 0 || step - 1 < Math.round(at * steps)) return s;
      state.index = 1;
      return firstExceeding(lossAt, s1, lossRatio);
    },
  };
}
