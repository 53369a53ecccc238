import { exp } from "../../numerics/elementary.js";

/** Eigenvalues and the energy of the error in their modes. */
export interface ModeEnergies {
  /** Eigenvalues of the kernel, without the 1/n of a loss. */
  readonly values: ArrayLike<number>;
  /** From `modeEnergy` or `targetEnergy`. */
  readonly energy: ArrayLike<number>;
}

/** When gradient flow has learnt a share of the target. */
export interface Learnt {
  readonly share: number;
  /** Time of gradient flow; Infinity where that much is never learnt. Divided by the rate: steps of gradient descent. */
  readonly time: number;
}

/**
 * When gradient flow has learnt each share of the error's energy: the least t with sum_i energy_i exp(-2 c lambda_i t) <= (1 - share) sum_i energy_i.
 * @param shares in (0, 1).
 * @param options.curvature c of the loss: 1/n for the mean squared error (default).
 * @param options.floor eigenvalues up to this cannot be told from 0 and do not move. Default 0.
 * @throws RangeError if a share is not in (0, 1).
 * @paper BXC (2.4)
 */
export function learntBy(
  { values, energy }: ModeEnergies,
  shares: readonly number[],
  { curvature = 1 / values.length, floor = 0 }: { readonly curvature?: number; readonly floor?: number } = {},
): Learnt[] {
  let total = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    total += energy[i];
    if (values[i] > floor) least = Math.min(least, values[i]);
  }
  const left = (time: number) => {
    let sum = 0;
    for (let i = 0; i < values.length; i++)
      sum += values[i] > floor ? energy[i] * exp(-2 * curvature * values[i] * time) : energy[i];
    return sum / total;
  };
  return shares.map((share) => {
    if (!(share > 0 && share < 1)) throw new RangeError(`shares: expected numbers in (0, 1), got ${share}`);
    const goal = 1 - share;
    // After this long the slowest mode that moves is down by e^-80.
    let high = 40 / (curvature * least);
    if (!(left(high) <= goal)) return { share, time: Number.POSITIVE_INFINITY };
    let low = 0;
    // Bisection on the logarithm would need no more: 200 halvings leave a relative width of the last bit for any start.
    for (let k = 0; k < 200 && low < high * (1 - Number.EPSILON); k++) {
      const middle = (low + high) / 2;
      if (middle === low || middle === high) break;
      if (left(middle) <= goal) high = middle;
      else low = middle;
    }
    return { share, time: high };
  });
}
