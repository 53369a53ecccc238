import { exp, expm1, log } from "../../numerics/elementary.js";
import type { Spectrum } from "./spectrum.js";

/** A stretch of the spectrum, for plotting: the eigenvalues in [from, to) and what of the target lies in them. */
export interface EnergyBin {
  readonly from: number;
  readonly to: number;
  readonly modes: number;
  readonly energy: number;
}

/** How a target's energy |y|^2 lies over the eigenvectors of a kernel. */
export interface TargetEnergy {
  /** (v_i . y)^2 / |y|^2, summed over outputs, in the order of the spectrum's values (ascending eigenvalue); they sum to 1. */
  readonly fractions: Float64Array;
  /** Sum of the fractions from the largest eigenvalue down to values[i]. */
  readonly cumulated: Float64Array;
  /** The share in eigenvalues that cannot be told from zero: no training of this kernel's network reaches it in practice. */
  readonly unresolved: number;
  /** |y|^2. */
  readonly total: number;
  /** Equal steps of log lambda from the largest eigenvalue down to the smallest that can be told from zero; the last bin, from 0, holds the rest. */
  readonly bins: readonly EnergyBin[];
}

/**
 * The target in the eigenbasis: mode i holds (v_i . y)^2 / |y|^2 of its energy and is learnt at the rate of its eigenvalue.
 * @param y (n x k), row-major: the targets, or f(0) - y for a network that does not start at zero.
 * @param options.bins how many steps the resolved spectrum is cut into. Default 12.
 * @throws RangeError if y is not n rows of k finite numbers, or zero.
 * @paper BXC eq. (2.4), mode by mode
 * @example targetEnergy(spectrum(kernel), data.y).cumulated
 */
export function targetEnergy(
  spectrum: Spectrum,
  y: Float64Array,
  { bins = 12 }: { readonly bins?: number } = {},
): TargetEnergy {
  const { size: n, values } = spectrum;
  const outputs = y.length / n;
  if (!Number.isInteger(outputs) || outputs < 1)
    throw new RangeError(`y: expected ${n} rows of targets, got ${y.length} numbers`);
  if (!Number.isInteger(bins) || bins < 1) throw new RangeError(`bins: expected a positive integer, got ${bins}`);
  let total = 0;
  for (const value of y) total += value * value;
  if (!(total > 0) || !Number.isFinite(total))
    throw new RangeError(`y: expected finite targets that are not all zero, got |y|^2 = ${total}`);

  const vectors = spectrum.vectors().data;
  const fractions = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let p = 0; p < outputs; p++) {
      let along = 0;
      for (let row = 0; row < n; row++) along += vectors[i * n + row] * y[row * outputs + p];
      fractions[i] += along * along;
    }
    sum += fractions[i];
  }
  // By Parseval the sum is |y|^2 up to rounding; dividing by the sum makes the fractions add up to 1.
  for (let i = 0; i < n; i++) fractions[i] /= sum;
  const cumulated = new Float64Array(n);
  let unresolved = 0;
  for (let i = n - 1; i >= 0; i--) {
    cumulated[i] = fractions[i] + (i < n - 1 ? cumulated[i + 1] : 0);
    if (values[i] <= spectrum.error) unresolved += fractions[i];
  }
  return { fractions, cumulated, unresolved, total, bins: binned(spectrum, fractions, bins) };
}

/**
 * The share of the target's energy that gradient flow has learnt by each time: 1 - sum_i fraction_i exp(-2 c lambda_i t).
 * Modes whose eigenvalue cannot be told from zero are not learnt.
 * @param options.curvature c: 1/n for the mean squared error (default), 1 for the sum.
 * @paper BXC eq. (2.4); HRTA eq. (38)
 */
export function energyLearnt(
  { values, size, error }: Spectrum,
  { fractions }: TargetEnergy,
  times: ArrayLike<number>,
  { curvature = 1 / size }: { readonly curvature?: number } = {},
): Float64Array {
  return Float64Array.from(times, (t) => {
    let learnt = 0;
    for (let i = 0; i < size; i++)
      if (values[i] > error) learnt -= fractions[i] * expm1(-2 * curvature * values[i] * t);
    return learnt;
  });
}

function binned({ values, error, size }: Spectrum, fractions: Float64Array, count: number): EnergyBin[] {
  const top = values[size - 1];
  const first = values.findIndex((value) => value > error);
  // One edge more than bins, descending; equal in log lambda. The last bin takes what is below the smallest resolved value.
  const bottom = first < 0 ? top : values[first];
  const edges = Array.from({ length: count + 1 }, (_, k) =>
    k === 0 || !(bottom > 0) ? top : clamp(exp(log(top) + (k / count) * (log(bottom) - log(top))), bottom, top),
  );
  const bins = edges.slice(1).map((from, k) => ({ from, to: edges[k], modes: 0, energy: 0 }));
  const rest = { from: 0, to: bottom, modes: 0, energy: 0 };
  let k = 0;
  for (let i = size - 1; i >= 0; i--) {
    while (k < bins.length - 1 && values[i] < bins[k].from) k++;
    const bin = i < first || first < 0 ? rest : bins[k];
    bin.modes++;
    bin.energy += fractions[i];
  }
  return rest.modes > 0 ? [...bins, rest] : bins;
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
