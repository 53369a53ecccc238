import { sin } from "../../numerics/elementary.js";

export interface BurgersGrid {
  /** Intervals in x. Default 1024. */
  readonly intervals?: number;
  /** Values kept in t. Default 100. */
  readonly times?: number;
}

/**
 * Burgers' equation u_t + (u^2/2)_x = nu u_xx on [-1, 1], u = 0 at the ends, u = -sin(pi x) at t = 0, for t in [0, 1]: central differences of
 * second order in x, Runge and Kutta's method of fourth order in t with steps inside its stability bound, linear between grid values.
 */
export function burgersReference(
  viscosity: number,
  { intervals = 1024, times = 100 }: BurgersGrid = {},
): (x: ArrayLike<number>) => number {
  const n = intervals + 1;
  const h = 2 / intervals;
  // RK4 is stable for |nu dt 4/h^2| < 2.78 and |u dt/h| < 2.8; |u| <= 1.
  const stable = Math.min((0.5 * h * h) / viscosity, 0.5 * h);
  const steps = Math.ceil(1 / times / stable);
  const dt = 1 / times / steps;
  let u = Float64Array.from({ length: n }, (_, i) => -sin(Math.PI * (-1 + i * h)));
  u[0] = 0;
  u[n - 1] = 0;
  const rate = (v: Float64Array): Float64Array => {
    const result = new Float64Array(n);
    for (let i = 1; i < n - 1; i++)
      result[i] =
        (-0.25 * (v[i + 1] * v[i + 1] - v[i - 1] * v[i - 1])) / h +
        (viscosity * (v[i + 1] - 2 * v[i] + v[i - 1])) / (h * h);
    return result;
  };
  const moved = (v: Float64Array, k: Float64Array, by: number) => v.map((value, i) => value + by * k[i]);
  const table = [u.slice()];
  for (let t = 0; t < times; t++) {
    for (let step = 0; step < steps; step++) {
      const k1 = rate(u);
      const k2 = rate(moved(u, k1, dt / 2));
      const k3 = rate(moved(u, k2, dt / 2));
      const k4 = rate(moved(u, k3, dt));
      u = u.map((value, i) => value + (dt / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]));
    }
    table.push(u.slice());
  }
  return (x) => {
    const column = Math.min(intervals - 1, Math.max(0, Math.floor((x[0] + 1) / h)));
    const row = Math.min(times - 1, Math.max(0, Math.floor(x[1] * times)));
    const a = (x[0] + 1) / h - column;
    const b = x[1] * times - row;
    const at = (r: number) => (1 - a) * table[r][column] + a * table[r][column + 1];
    return (1 - b) * at(row) + b * at(row + 1);
  };
}
