import type { ElementwiseFunction } from "../../src/engine/program.js";
import { exp } from "../../src/numerics/elementary.js";
import { gaussLegendre } from "../../src/numerics/quadrature.js";

const PANEL = gaussLegendre(16);

/** Nodes and weights of panels of the given width on [-9, 9] (beyond it N(0, 1) has 2e-19), with ends at the kinks. */
function normalRule(kinks: readonly number[], width: number): { z: number[]; w: number[] } {
  const ends = [-9, ...kinks.filter((kink) => Math.abs(kink) < 9), 9].sort((a, b) => a - b);
  const z: number[] = [];
  const w: number[] = [];
  for (let e = 1; e < ends.length; e++) {
    const count = Math.ceil((ends[e] - ends[e - 1]) / width);
    const half = (ends[e] - ends[e - 1]) / (2 * count);
    for (let panel = 0; panel < count; panel++)
      for (let i = 0; i < PANEL.nodes.length; i++) {
        const at = ends[e - 1] + half * (2 * panel + 1 + PANEL.nodes[i]);
        z.push(at);
        w.push(half * PANEL.weights[i] * exp(-0.5 * at * at) * 0.3989422804014327);
      }
  }
  return { z, w };
}

/** E f(u) g(v) for (u, v) ~ N(0, [[p, c], [c, q]]) by two nested integrals over the plane; f and g may have a kink at 0. */
export function planeIntegral(
  f: (u: number) => number,
  g: (v: number) => number,
  { p, q, c }: { readonly p: number; readonly q: number; readonly c: number },
  width = 0.5,
): number {
  const outer = normalRule([0], width);
  const slope = c / Math.sqrt(p);
  const spread = Math.sqrt(q - (c * c) / p);
  let sum = 0;
  for (let i = 0; i < outer.z.length; i++) {
    const inner = normalRule([(-slope * outer.z[i]) / spread], width);
    let mean = 0;
    for (let j = 0; j < inner.z.length; j++) mean += inner.w[j] * g(slope * outer.z[i] + spread * inner.z[j]);
    sum += outer.w[i] * f(Math.sqrt(p) * outer.z[i]) * mean;
  }
  return sum;
}

/** sigma_s(z) = (1-s) z + s sigma(z) and its derivative. */
export const relaxed = ({ name, value, derivative }: ElementwiseFunction, s: number): ElementwiseFunction => ({
  name: `${name} at s = ${s}`,
  value: (z) => (1 - s) * z + s * value(z),
  derivative: (z) => 1 - s + s * derivative(z),
});

/** Mean and standard error of samples. */
export function estimate(count: number, sample: (i: number) => number): { mean: number; error: number } {
  let mean = 0;
  let square = 0;
  for (let i = 0; i < count; i++) {
    const value = sample(i);
    const before = value - mean;
    mean += before / (i + 1);
    square += before * (value - mean);
  }
  return { mean, error: Math.sqrt(square / (count - 1) / count) };
}
