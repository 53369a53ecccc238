import type { KernelLike } from "../../src/theory/spectrum/spectrum.js";

/**
 * The kernels of HRTA eq. (8) from the arc-cosine formulas, written without the library: K_s = (1-s) X X^T + s^2 K_relu,
 * with |x| |x'| (sin t + (pi - t) cos t) / (2 pi) for a and x.x' (pi - t) / (2 pi) for omega, t the angle between x and x'.
 */
export function arcCosine(x: readonly (readonly number[])[]) {
  const n = x.length;
  const parts = { dot: new Float64Array(n * n), a: new Float64Array(n * n), omega: new Float64Array(n * n) };
  const norm = (v: readonly number[]) => Math.hypot(...v);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const [u, v] = [x[i].map((c) => c / norm(x[i])), x[j].map((c) => c / norm(x[j]))];
      // Kahan's formula: right for small angles, where the arc cosine loses half of the digits.
      const t = 2 * Math.atan2(norm(u.map((c, l) => c - v[l])), norm(u.map((c, l) => c + v[l])));
      const dot = x[i].reduce((sum, c, l) => sum + c * x[j][l], 0);
      parts.dot[i * n + j] = dot;
      parts.a[i * n + j] = (norm(x[i]) * norm(x[j]) * Math.sin(t) + dot * (Math.PI - t)) / (2 * Math.PI);
      parts.omega[i * n + j] = (dot * (Math.PI - t)) / (2 * Math.PI);
    }
  const mix = (s: number, relu: Float64Array): KernelLike => ({
    rows: n,
    columns: n,
    data: relu.map((value, at) => (1 - s) * parts.dot[at] + s * s * value),
    // A few roundings of numbers of the order of |x|^2.
    error: 16 * Number.EPSILON * parts.dot.reduce((most, value) => Math.max(most, value)),
  });
  return {
    at(s: number) {
      const [a, omega] = [mix(s, parts.a), mix(s, parts.omega)];
      const sum = { ...a, data: a.data.map((value, at) => value + omega.data[at]), error: 2 * (a.error ?? 0) };
      return { a, omega, sum };
    },
  };
}

export const withConstant = (x: readonly (readonly number[])[]) => x.map((row) => [...row, 1]);
