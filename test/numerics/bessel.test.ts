import fc from "fast-check";
import { expect, test } from "vitest";
import { besselChange, besselIsNear, scaledBessel } from "../../src/numerics/bessel.js";
import { solve } from "../../src/numerics/ode.js";
import { lgamma } from "../../src/numerics/special.js";

/** Gamma(nu+1) (2/x)^nu J_nu(x) from 60-digit arithmetic (mpmath), one pair or more for each of the three methods. */
const known: readonly (readonly [nu: number, x: number, value: number])[] = [
  [0, 1, 0.7651976865579666],
  [0, 2.5, -0.048383776468198],
  [0, 24, -0.056230274166859266],
  [0, 26, 0.15599931552242113],
  [0, 100000, -0.0017192011162359723],
  [0.5, 2.1, 0.41105207935660654],
  [1, 0.5, 0.9690738306994956],
  [1, 8, 0.05865908671347866],
  [1, 25, -0.010028019966423192],
  [1, 1000.5, 3.203941104088623e-5],
  [2.25, 3.5, 0.3386288269832722],
  [2.25, 60, 8.432408265213244e-5],
  [2.25, 12345.678, 2.0517954633160235e-11],
  [10, 5, 0.558509561904916],
  [10, 40, 4.230647918596373e-8],
  [10, 60, 5.971928698350596e-10],
  [10, 100000, 6.39179470720419e-44],
  [50, 20, 0.13537432364937418],
  [50, 300, 4.977120486713577e-47],
  [50, 1249, -4.814057371043768e-78],
  [50, 1251, -6.91438622357351e-78],
  [99, 100, 6.816968195610085e-14],
  [99, 5000, 3.974461233822158e-183],
];

test.each(known)("of order %d at %d it is the value known to 60 digits", (nu, x, value) => {
  // A few units in the last place of the largest terms (1), or 1e-13 of the value: log Gamma and log x of the prefactor times eps.
  expect(Math.abs(scaledBessel(nu, x) - value)).toBeLessThan(Math.max(1e-13 * Math.abs(value), 1e-300));
  expect(Math.abs(scaledBessel(nu, x) - value)).toBeLessThan(1e-15);
});

test("it is 1 at 0 and 0 at infinity", () => {
  for (const nu of [-0.25, 0, 1, 7.5, 99]) {
    expect(scaledBessel(nu, 0)).toBe(1);
    expect(scaledBessel(nu, Number.POSITIVE_INFINITY)).toBe(0);
  }
});

const order = fc.double({ min: 0.01, max: 60, noNaN: true });
const place = fc.double({ min: 0, max: 3000, noNaN: true });

test("of order 1/2 it is sin x / x, of order 3/2 it is 3 (sin x - x cos x) / x^3", () => {
  fc.assert(
    fc.property(place, (x) => {
      if (x < 0.1) return;
      // Math.sin is right to an ulp of 1, and x cos x / x^3 to an ulp of 1/x^2.
      expect(Math.abs(scaledBessel(0.5, x) - Math.sin(x) / x)).toBeLessThan(4e-16 / Math.min(x, 1));
      const cubic = (3 * (Math.sin(x) - x * Math.cos(x))) / (x * x * x);
      expect(Math.abs(scaledBessel(1.5, x) - cubic)).toBeLessThan(3e-15 / Math.min(x * x * x, 1));
    }),
  );
});

/** About the size of the scaled function's waves: its asymptotic amplitude past the turning point, 1 before it. */
function envelope(nu: number, x: number): number {
  if (x < 2 * nu + 2) return 1;
  return Math.min(1, 2 * Math.exp(lgamma(nu + 1) - nu * Math.log(x / 2)) * Math.sqrt(2 / (Math.PI * x)));
}

test("three neighbouring orders satisfy their recurrence, whichever methods compute them", () => {
  fc.assert(
    fc.property(order, place, (nu, x) => {
      // J_{nu} + J_{nu+2} = 2 (nu+1)/x J_{nu+1}, scaled.
      const factor = (0.25 * x * x) / ((nu + 1) * (nu + 2));
      const gap = scaledBessel(nu, x) + factor * scaledBessel(nu + 2, x) - scaledBessel(nu + 1, x);
      // Each function carries 1e-13 of its waves' size.
      const sizes = envelope(nu, x) + factor * envelope(nu + 2, x) + envelope(nu + 1, x);
      expect(Math.abs(gap)).toBeLessThan(1e-13 * sizes + 1e-300);
    }),
    { numRuns: 400 },
  );
});

test.each([0, 0.5, 1, 2.5, 10])("of order %d it solves y'' + (2 nu + 1)/x y' + y = 0", (nu) => {
  const start = 1;
  const slope = (-0.5 * start * scaledBessel(nu + 1, start)) / (nu + 1);
  const times = [1, 3, 10, 24, 26, 60];
  const { values } = solve(
    (x, y, d) => {
      d[0] = y[1];
      d[1] = -((2 * nu + 1) / x) * y[1] - y[0];
    },
    [scaledBessel(nu, start), slope],
    [start, 60],
    { tolerance: 1e-13, times },
  );
  // 1e-13 a step, some dozen steps, and the equation damps what they leave.
  for (const [i, x] of times.entries()) expect(Math.abs(values[i][0] - scaledBessel(nu, x))).toBeLessThan(1e-11);
});

test("its change from 1 keeps all digits near 0", () => {
  for (const nu of [-0.25, 0, 1, 30])
    for (const x of [1e-150, 1e-9, 1e-4]) {
      // The second term of the series is x^2 / (8 (nu+2)) of the first.
      const first = (-0.25 * x * x) / (nu + 1);
      expect(besselIsNear(nu, x)).toBe(true);
      expect(Math.abs(besselChange(nu, x) / first - 1 + (x * x) / (8 * (nu + 2)))).toBeLessThan(1e-15);
    }
});

test("an order or argument out of range is named", () => {
  expect(() => scaledBessel(-0.5, 1)).toThrow("nu: expected a number in (-1/2, 100], got -0.5");
  expect(() => scaledBessel(101, 1)).toThrow("nu:");
  expect(() => scaledBessel(Number.NaN, 1)).toThrow("nu:");
  expect(() => scaledBessel(1, -1)).toThrow("x: expected a number of at least 0, got -1");
});
