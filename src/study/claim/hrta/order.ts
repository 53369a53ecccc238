import type { Bounds } from "../../experiment/hrta/eigenvalue.js";
import type { LambdaMinResult } from "../../experiment/hrta/lambda-min.js";
import type { Violation } from "../../verdict/index.js";

/** The two kernels of a two-layer network. */
export const kernelNames = ["a", "omega"] as const;

/** A fall from one eigenvalue to another; it is proven where `by` exceeds `error`, that is where the intervals are disjoint. */
export const fall = (where: string, before: Bounds, after: Bounds): Violation => ({
  where,
  by: before[1] - after[1],
  error: before[1] - before[0] + after[2] - after[1],
});

const proven = ({ by, error }: Violation): boolean => by > error;

/** What eigenvalues over ascending s say of "they never fall". */
export interface Order {
  /** The largest proven fall, if there is one. */
  readonly violation?: Violation;
  /** No fall is proven, and not every step is proven to rise from a positive value. */
  readonly open: boolean;
}

/** Whether lambda_min(s) rises along the list, from s to the next and between any two. */
export function order(where: string, s: readonly number[], values: readonly Bounds[]): Order {
  let violation: Violation | undefined;
  for (let i = 0; i < values.length; i++)
    for (let j = i + 1; j < values.length; j++) {
      const one = fall(`${where}, from s = ${s[i]} to ${s[j]}`, values[i], values[j]);
      if (proven(one) && !(violation && violation.by >= one.by)) violation = one;
    }
  // At s = 0 the kernel has rank D: its smallest eigenvalue is 0, and no interval shows that it is not negative.
  const rises = values.every(([lower], i) =>
    i === 0 ? s[0] === 0 || lower > 0 : lower > Math.max(0, values[i - 1][2]),
  );
  return { violation, open: !violation && !rises };
}

/** The same for both kernels of a cell. */
export const ordersOf = (where: string, { s, a, omega }: LambdaMinResult): Order[] =>
  kernelNames.map((name) => order(`${where}, the ${name}-kernel`, s, { a, omega }[name]));
