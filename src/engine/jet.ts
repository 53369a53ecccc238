import type { ElementwiseFunction, Jet, Program, Real } from "./program.js";

const none: Jet = { order: 0, directions: 0 };

/** The program's jet; order 0 if it has none. */
export const jetOf = ({ jet = none }: Pick<Program, "jet">): Jet => jet;

/** Planes of a jet: 1, 1 + d, or 1 + d + d (d + 1) / 2. */
export const planesOf = ({ order, directions: d }: Jet): number =>
  1 + (order > 0 ? d : 0) + (order > 1 ? (d * (d + 1)) / 2 : 0);

/** The plane of d2/dx_j dx_l, j and l from 0 up. */
export function secondPlane(directions: number, j: number, l: number): number {
  const [low, high] = j <= l ? [j, l] : [l, j];
  return 1 + directions + low * directions - (low * (low - 1)) / 2 + (high - low);
}

/** (j, l) with j <= l, in the order of their planes. */
export const pairsOf = ({ order, directions: d }: Jet): readonly (readonly [number, number])[] =>
  order < 2
    ? []
    : Array.from({ length: d }, (_, j) => Array.from({ length: d - j }, (_, i) => [j, j + i] as const)).flat();

/** Why a program cannot carry its jet, or undefined if it can. */
export function jetUnsupported({ widths, jet, slopes, activation, biases }: Program): string | undefined {
  if (!jet || jet.order === 0) return undefined;
  const { order, directions } = jet;
  if (![1, 2].includes(order)) return `jet: expected the order 0, 1 or 2, got ${order}`;
  if (!(Number.isInteger(directions) && directions >= 1 && directions <= widths[0]))
    return `jet: expected between 1 and ${widths[0]} directions, as many as there are inputs, got ${directions}`;
  if (slopes) return "jet: derivatives by the inputs do not go together with trained slopes; give s";
  if (biases.some(({ layer }) => layer < 1)) return "jet: inputs have no bias";
  const [known, name] = order === 1 ? [activation.second, "second"] : [activation.third, "third"];
  return known
    ? undefined
    : `activation: ${activation.name} has no ${name} derivative, which a jet of order ${order} needs`;
}

/** sigma_s, sigma_s', sigma_s'', sigma_s''' at z. */
function derivatives(sigma: ElementwiseFunction, s: number, z: number): readonly [number, number, number, number] {
  return [
    (1 - s) * z + s * sigma.value(z),
    1 - s + s * sigma.derivative(z),
    s * (sigma.second?.(z) ?? 0),
    s * (sigma.third?.(z) ?? 0),
  ];
}

/** A layer's activation: its planes have `length` entries each. */
export interface JetLayer {
  readonly jet: Jet;
  readonly length: number;
  readonly sigma: ElementwiseFunction;
  readonly s: number;
}

/** h = sigma_s(z), h_j = sigma_s'(z) z_j, h_jl = sigma_s''(z) z_j z_l + sigma_s'(z) z_jl, entry by entry of the planes. */
export function activateJet(z: Real, h: Real, { jet, length, sigma, s }: JetLayer): void {
  const pairs = pairsOf(jet);
  const directions = jet.order > 0 ? jet.directions : 0;
  for (let i = 0; i < length; i++) {
    const [value, first, second] = derivatives(sigma, s, z[i]);
    h[i] = value;
    for (let j = 1; j <= directions; j++) h[j * length + i] = first * z[j * length + i];
    for (const [index, [j, l]] of pairs.entries()) {
      const at = (1 + directions + index) * length + i;
      h[at] = second * z[(1 + j) * length + i] * z[(1 + l) * length + i] + first * z[at];
    }
  }
}

/**
 * dR/dz from d = dR/dh, in place: the transpose of the derivative of `activateJet`. With the derivatives of sigma_s,
 * dz = sigma' dh + sum_j sigma'' z_j dh_j + sum_{j <= l} (sigma''' z_j z_l + sigma'' z_jl) dh_jl,
 * dz_j = sigma' dh_j + sum_l sigma'' z_l dh_jl (twice for l = j), dz_jl = sigma' dh_jl.
 */
export function deactivateJet(z: Real, d: Real, { jet, length, sigma, s }: JetLayer): void {
  const pairs = pairsOf(jet);
  const directions = jet.order > 0 ? jet.directions : 0;
  for (let i = 0; i < length; i++) {
    const [, first, second, third] = derivatives(sigma, s, z[i]);
    let value = first * d[i];
    for (let j = 1; j <= directions; j++) {
      const at = j * length + i;
      value += second * z[at] * d[at];
      d[at] *= first;
    }
    for (const [index, [j, l]] of pairs.entries()) {
      const at = (1 + directions + index) * length + i;
      const [atJ, atL] = [(1 + j) * length + i, (1 + l) * length + i];
      value += (third * z[atJ] * z[atL] + second * z[at]) * d[at];
      d[atJ] += second * z[atL] * d[at];
      d[atL] += second * z[atJ] * d[at];
      d[at] *= first;
    }
    d[i] = value;
  }
}
