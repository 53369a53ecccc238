/**
 * -Delta u = 1 on [-1, 1]^2 without its lower right quarter, u = 0 on the boundary, by the five-point formula on a grid of spacing 1/n and
 * conjugate gradients; linear between grid points. Second order away from the corner, whose singularity r^(2/3) leaves an error of order h^(4/3).
 * @param n intervals of a unit. Default 128.
 */
export function poissonOnL(n = 128): (x: ArrayLike<number>) => number {
  const side = 2 * n + 1;
  const inside = new Uint8Array(side * side);
  for (let i = 1; i < side - 1; i++)
    for (let j = 1; j < side - 1; j++) if (!(i >= n && j <= n)) inside[i * side + j] = 1;
  const h = 1 / n;
  // Index (i, j) is the point (-1 + i h, -1 + j h).
  const apply = (v: Float64Array): Float64Array => {
    const result = new Float64Array(v.length);
    for (let at = side; at < v.length - side; at++)
      if (inside[at]) result[at] = 4 * v[at] - v[at - 1] - v[at + 1] - v[at - side] - v[at + side];
    return result;
  };
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const u = new Float64Array(side * side);
  const r = Float64Array.from(inside, (one) => one * h * h);
  const p = r.slice();
  let size = dot(r, r);
  const small = 1e-24 * size;
  for (let step = 0; step < 20 * side && size > small; step++) {
    const q = apply(p);
    const alpha = size / dot(p, q);
    for (let i = 0; i < u.length; i++) {
      u[i] += alpha * p[i];
      r[i] -= alpha * q[i];
    }
    const next = dot(r, r);
    for (let i = 0; i < p.length; i++) p[i] = r[i] + (next / size) * p[i];
    size = next;
  }
  return (x) => {
    const [a, b] = [(x[0] + 1) * n, (x[1] + 1) * n];
    const i = Math.min(side - 2, Math.max(0, Math.floor(a)));
    const j = Math.min(side - 2, Math.max(0, Math.floor(b)));
    const [s, t] = [a - i, b - j];
    const at = (k: number, l: number) => u[k * side + l];
    return (1 - s) * ((1 - t) * at(i, j) + t * at(i, j + 1)) + s * ((1 - t) * at(i + 1, j) + t * at(i + 1, j + 1));
  };
}
