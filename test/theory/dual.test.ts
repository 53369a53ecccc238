import fc from "fast-check";
import { expect, test } from "vitest";
import type { ElementwiseFunction } from "../../src/engine/program.js";
import { activations, erf, gelu, halfSquaredRelu, homotopy, relu, tanh } from "../../src/model/activation.js";
import type { Matrix } from "../../src/numerics/linear/matrix.js";
import { random } from "../../src/numerics/random.js";
import { gaussianDual } from "../../src/theory/dual/gaussian-dual.js";
import { bend } from "../../src/theory/dual/relu.js";
import { estimate, planeIntegral, relaxed } from "./expectation.js";

const EPS = 2 ** -52;
const single = (c: number): Matrix => ({ rows: 1, columns: 1, data: Float64Array.of(c) });

/** Value and derivative dual of one pair. */
function pair(sigma: ElementwiseFunction, { p, q, c }: { p: number; q: number; c: number }, s = 1) {
  const { value, derivative } = gaussianDual(sigma, single(c), { s, left: [p], right: [q] });
  return {
    value: value.data[0],
    derivative: derivative.data[0],
    error: { value: value.error, derivative: derivative.error },
  };
}

const cases = [
  { p: 1, q: 1, c: 0.5 },
  { p: 0.3, q: 2, c: -0.7 },
  { p: 5, q: 4, c: 4 },
];

test.each(Object.values(activations).flatMap((sigma) => cases.map((at) => ({ name: sigma.name, sigma, ...at }))))(
  "E sigma sigma and E sigma' sigma' of $name at p = $p, q = $q, c = $c are what a quadrature over the plane gives",
  ({ sigma, ...at }) => {
    const dual = pair(sigma, at);
    // 1e-12: the quadrature's own rounding, 3e5 terms of up to 10; the dual's error is stated and below it.
    expect(Math.abs(dual.value - planeIntegral(sigma.value, sigma.value, at))).toBeLessThan(1e-12);
    expect(Math.abs(dual.derivative - planeIntegral(sigma.derivative, sigma.derivative, at))).toBeLessThan(1e-12);
    expect(dual.error.value).toBeLessThan(1e-12);
    expect(dual.error.derivative).toBeLessThan(1e-12);
  },
);

test.each(["tanh", "softplus", "gelu"] as const)(
  "%s keeps 1e-12 at variance 20, where tanh's poles are close",
  (name) => {
    const sigma = activations[name];
    for (const at of [
      { p: 20, q: 20, c: 19 },
      { p: 20, q: 0.5, c: -2 },
    ]) {
      const dual = pair(sigma, at);
      // Panels of 1/4: half the distance of the poles, pi / (2 sqrt(20)).
      expect(Math.abs(dual.value - planeIntegral(sigma.value, sigma.value, at, 0.25))).toBeLessThan(1e-12);
      expect(Math.abs(dual.derivative - planeIntegral(sigma.derivative, sigma.derivative, at, 0.25))).toBeLessThan(
        1e-12,
      );
      expect(Math.max(dual.error.value, dual.error.derivative)).toBeLessThan(1e-12);
    }
  },
);

test.each(Object.values(activations))(
  "the duals of sigma_s follow from those of $name by Stein's identity",
  (sigma) => {
    const at = { p: 1.5, q: 0.8, c: -0.6 };
    for (const s of [0, 0.4, 1.3, 2]) {
      const dual = pair(sigma, at, s);
      const { value, derivative } = relaxed(sigma, s);
      // 1e-12: as above, times (|1-s| + s)^2 < 10.
      expect(Math.abs(dual.value - planeIntegral(value, value, at))).toBeLessThan(1e-12);
      expect(Math.abs(dual.derivative - planeIntegral(derivative, derivative, at))).toBeLessThan(1e-12);
    }
  },
);

test.each(Object.values(activations))(
  "a Monte Carlo estimate of $name's duals is within 5 standard errors",
  (sigma) => {
    const draw = random(1, sigma.name);
    const [p, q, c] = [2, 0.7, 0.9];
    const [slope, spread] = [c / Math.sqrt(p), Math.sqrt(q - (c * c) / p)];
    const z = Array.from({ length: 40_000 }, () => [draw.normal(), draw.normal()]);
    const u = (i: number) => Math.sqrt(p) * z[i][0];
    const v = (i: number) => slope * z[i][0] + spread * z[i][1];
    const dual = pair(sigma, { p, q, c });
    for (const [f, exact] of [
      [sigma.value, dual.value],
      [sigma.derivative, dual.derivative],
    ] as const) {
      const { mean, error } = estimate(z.length, (i) => f(u(i)) * f(v(i)));
      expect(Math.abs(mean - exact)).toBeLessThan(5 * error);
    }
  },
);

test.each([erf, gelu, halfSquaredRelu])(
  "the series, which knows nothing of $name, agrees with its closed form",
  (sigma) => {
    const unknown = { ...sigma, name: "the user's own" };
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.double({ min: -0.95, max: 0.95, noNaN: true }),
        (p, q, rho) => {
          const at = { p, q, c: rho * Math.sqrt(p * q) };
          const closed = pair(sigma, at, 0.7);
          const series = pair(unknown, at, 0.7);
          for (const part of ["value", "derivative"] as const)
            expect(Math.abs(closed[part] - series[part])).toBeLessThanOrEqual(closed.error[part] + series.error[part]);
        },
      ),
      { numRuns: 15 },
    );
  },
);

test("a user's leaky relu has a kink: the series says how wrong it is, and is that wrong at most", () => {
  const leaky = {
    name: "leaky",
    value: (z: number) => Math.max(z, 0.1 * z),
    derivative: (z: number) => (z > 0 ? 1 : 0.1),
  };
  for (const rho of [0, 0.5, -0.9, 0.99, 0.9999]) {
    const at = { p: 2, q: 3, c: rho * Math.sqrt(6) };
    const series = pair(leaky, at);
    // max(z, 0.1 z) = sigma_s of relu at s = 0.9.
    const exact = pair(relu, at, 0.9);
    expect(Math.abs(series.value - exact.value)).toBeLessThanOrEqual(series.error.value + exact.error.value);
    expect(Math.abs(series.derivative - exact.derivative)).toBeLessThanOrEqual(
      series.error.derivative + exact.error.derivative,
    );
    // Coefficients fall like k^(-3/4): 2000 terms leave 1e-2 beside rho = 1, and nothing at 0.99, where rho^2000 is 2e-9.
    expect(series.error.derivative).toBeLessThan(Math.abs(rho) <= 0.99 ? 1e-9 : 0.02);
  }
});

test("a kink away from 0, which no panel ends at, is in the stated error", () => {
  const hard = {
    name: "hard tanh",
    value: (z: number) => Math.max(-1, Math.min(1, z)),
    derivative: (z: number) => (Math.abs(z) < 1 ? 1 : 0),
  };
  const at = { p: 1, q: 1, c: 0.5 };
  const dual = pair(hard, at);
  const sampled = (f: (z: number) => number) => {
    const draw = random(3, "hard");
    return estimate(400_000, () => {
      const a = draw.normal();
      return f(a) * f(0.5 * a + Math.sqrt(0.75) * draw.normal());
    });
  };
  const value = sampled(hard.value);
  const derivative = sampled(hard.derivative);
  // 5 standard errors beside what the dual concedes.
  expect(Math.abs(dual.value - value.mean)).toBeLessThan(5 * value.error + dual.error.value);
  expect(Math.abs(dual.derivative - derivative.mean)).toBeLessThan(5 * derivative.error + dual.error.derivative);
  expect(dual.error.derivative).toBeGreaterThan(1e-6);
});

test("the same variable twice is exact: E sigma'(u)^2 where the series alone would not converge", () => {
  const step = {
    name: "leaky",
    value: (z: number) => Math.max(z, 0.1 * z),
    derivative: (z: number) => (z > 0 ? 1 : 0.1),
  };
  const dual = pair(step, { p: 2, q: 2, c: 2 });
  // A quadrature over two half-lines: rounding of 500 terms.
  expect(Math.abs(dual.derivative - 0.505)).toBeLessThan(20 * EPS);
  expect(Math.abs(dual.value - 1.01)).toBeLessThan(20 * EPS);
});

test("a variable of variance 0 is independent of all others: value 0 and derivative 1/4 for relu, sigma'(0) E sigma'(v) for tanh", () => {
  const zero = { p: 0, q: 2, c: 0 };
  expect(pair(relu, zero)).toMatchObject({ value: 0, derivative: 0.25 });
  expect(pair(relu, { p: 0, q: 0, c: 0 })).toMatchObject({ value: 0, derivative: 0.25 });
  const alone = pair(tanh, { p: 2, q: 2, c: 0 });
  // E tanh'(v)^2 at correlation 0 is (E tanh'(v))^2.
  expect(Math.abs(pair(tanh, zero).derivative - Math.sqrt(alone.derivative))).toBeLessThan(1e-14);
  expect(pair(tanh, zero).value).toBe(0);
});

test("parallel and opposite variables have the limits p/2, 1/2 and 0, 0 for relu", () => {
  const parallel = pair(relu, { p: 1, q: 4, c: 2 });
  const opposite = pair(relu, { p: 1, q: 4, c: -2 });
  // One rounding of a product with pi.
  expect(Math.abs(parallel.value - 1)).toBeLessThanOrEqual(EPS);
  expect(parallel.derivative).toBe(0.5);
  expect(opposite).toMatchObject({ value: 0, derivative: 0 });
});

test("between nearly parallel variables relu's derivative dual admits to half the digits, and the same variable to none lost", () => {
  const c = 1 - 2 ** -40;
  // An angle of 1e-6 from a cosine that is right to eps is off by eps / 1e-6.
  expect(pair(relu, { p: 1, q: 1, c }).error.derivative).toBeGreaterThan(1e-11);
  expect(pair(relu, { p: 1, q: 1, c: 1 }).error.derivative).toBeLessThan(20 * EPS);
});

test("sin(a) - a cos(a) has its first terms at small angles, and no seam where the series ends", () => {
  for (const a of [1e-9, 1e-4, 0.01]) {
    const lead = (a * a * a) / 3;
    // The terms beyond a^5 are a^4 / 280 of the first.
    expect(Math.abs(bend(a, Math.sin(a), Math.cos(a)) / lead - (1 - (a * a) / 10))).toBeLessThan(
      4 * EPS + a ** 4 / 200,
    );
  }
  const a = 0.3;
  // Cancellation costs sin(a) / (a^3/3) = 33 roundings.
  expect(Math.abs(bend(a, Math.sin(a), Math.cos(a)) - (Math.sin(a) - a * Math.cos(a)))).toBeLessThan(EPS);
});

test("the duals of a covariance matrix are symmetric to the bit and positive semidefinite", () => {
  const draw = random(5, "covariance");
  const n = 12;
  const factor = Array.from({ length: n }, () => Array.from({ length: 4 }, () => draw.normal()));
  const data = Float64Array.from({ length: n * n }, (_, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    return factor[i].reduce((sum, value, l) => sum + value * factor[j][l], 0);
  });
  for (const sigma of Object.values(activations)) {
    const { value, derivative } = gaussianDual(sigma, { rows: n, columns: n, data });
    for (const m of [value, derivative]) {
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) expect(m.data[i * n + j]).toBe(m.data[j * n + i]);
      for (let trial = 0; trial < 20; trial++) {
        const x = Array.from({ length: n }, () => draw.normal());
        let form = 0;
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) form += x[i] * x[j] * m.data[i * n + j];
        // n^2 entries with that error each, times the products of x (below 16).
        expect(form).toBeGreaterThan(-16 * n * n * m.error);
      }
    }
  }
});

test.each([
  [
    "a covariance beyond sqrt(pq)",
    () => gaussianDual(relu, single(1.1), { left: [1], right: [1] }),
    /covariance: entry \(0, 0\)/,
  ],
  ["a negative variance", () => gaussianDual(relu, single(0), { left: [-1], right: [1] }), /left: variance 0 is -1/],
  [
    "an infinite variance",
    () => gaussianDual(relu, single(0), { left: [1], right: [1 / 0] }),
    /right: variance 0 is Infinity/,
  ],
  [
    "missing variances",
    () => gaussianDual(relu, { rows: 1, columns: 2, data: new Float64Array(2) }),
    /left: .* give left and right/,
  ],
  [
    "the wrong number of variances",
    () => gaussianDual(relu, single(0), { left: [1, 1], right: [1] }),
    /left: expected 1/,
  ],
  [
    "an s that is not finite",
    () => gaussianDual(relu, single(0), { s: Number.NaN, left: [1], right: [1] }),
    /s: expected a finite/,
  ],
  [
    "a sigma that is not finite",
    () =>
      gaussianDual({ name: "pole", value: (z) => 1 / (z - z), derivative: () => 0 }, single(0), {
        left: [1],
        right: [1],
      }),
    /sigma: pole: is .* expected finite numbers/,
  ],
] as const)("%s is refused with its reason", (_, call, message) => {
  expect(call).toThrow(RangeError);
  expect(call).toThrow(message);
});

test("a user's function with a built-in's name has the dual of its own formula, and is refused by homotopy", () => {
  const leaky = {
    name: "relu",
    value: (z: number) => Math.max(z, 0.1 * z),
    derivative: (z: number) => (z > 0 ? 1 : 0.1),
  };
  const mine = gaussianDual({ ...leaky, name: "leaky" }, single(1));
  expect(gaussianDual(leaky, single(1)).value.data).toEqual(mine.value.data);
  // E leaky(z)^2 = (1 + 0.01) / 2 by symmetry.
  expect(Math.abs(mine.value.data[0] - 0.505)).toBeLessThan(1e-14);
  expect(() => homotopy(leaky)).toThrow(
    'sigma: "relu" is the name of a built-in activation; give your own function another',
  );
  expect(homotopy({ ...relu }).sigma.name).toBe("relu");
});
