import { modeEnergy } from "../../theory/prediction/index.js";
import { targetEnergy } from "../../theory/spectrum/energy.js";
import type { Spectrum } from "../../theory/spectrum/spectrum.js";

/** A stretch of the spectrum: how much of the target lies there, and how much of it is still to be learnt. */
export interface ModeBin {
  /** Eigenvalues in [from, to); from is 0 in the bin of those that cannot be told from zero. */
  readonly from: number;
  readonly to: number;
  readonly modes: number;
  /** Share of the target's energy |y|^2. */
  readonly target: number;
  /** Energy of the present error f - y there, as a share of |y|^2. */
  readonly error: number;
}

/**
 * Target and error in the eigenbasis of K_s, gathered in equal steps of log lambda, from the largest eigenvalue down.
 * @param outputs f at the rows of the kernel (n x k).
 * @paper BXC (2.4), mode by mode
 */
export function modeBins(kernel: Spectrum, y: Float64Array, outputs: Float64Array): ModeBin[] {
  const { bins, total } = targetEnergy(kernel, y, { bins: 10 });
  const error = y.map((value, i) => outputs[i] - value);
  const energy = modeEnergy({ values: kernel.values, vectors: kernel.vectors(), error });
  // Bins are in descending order and together hold every mode, so that each takes the next of them.
  let next = kernel.size - 1;
  return bins.map(({ from, to, modes, energy: target }) => {
    let left = 0;
    for (let i = 0; i < modes; i++) left += energy[next--];
    return { from, to, modes, target, error: left / total };
  });
}

/** Eigenvalues of a Gram matrix in descending order, those that rounding cannot tell from zero included. */
export const descending = (values: Float64Array): Float64Array => Float64Array.from(values).reverse();
