import fc from "fast-check";
import { expect, test } from "vitest";
import { BERNSTEIN, chiSquareNorm, movedChiSquareNorm, RADIUS } from "../../src/theory/bound/chi-square.js";
import { boundConstants } from "../../src/theory/bound/constants.js";
import { leastWidth } from "../../src/theory/bound/implicit.js";
import type { BoundInputs } from "../../src/theory/bound/inputs.js";
import { logUnion, psi } from "../../src/theory/bound/psi.js";
import { widthBounds } from "../../src/theory/bound/width-bounds.js";

const exactly = (value: number) => ({ estimate: value, lower: value, upper: value });

const inputs: BoundInputs = {
  rows: 10,
  dimension: 3,
  delta: 0.1,
  c0: BERNSTEIN,
  radius: RADIUS,
  constant: 1,
  gamma: 9,
  alpha: 6,
  s: { first: 1, second: 1.5 },
  first: { a: exactly(0.02), omega: exactly(0.03) },
  second: { a: exactly(0.025), omega: exactly(0.05) },
  relu: { a: exactly(0.02), omega: exactly(0.03) },
  loss: 0.8,
  pseudoLoss: 5,
  inputs: { largest: 1, negative: false, shortest: 1, longest: 1 },
};
const widths = (given: BoundInputs = inputs) => new Map(widthBounds(given).map((bound) => [bound.id, bound.value]));
const width = (id: string, given: BoundInputs = inputs) => widths(given).get(id)?.estimate ?? Number.NaN;
const constants = (m: number, given: BoundInputs = inputs) =>
  new Map(boundConstants(given, m).map(({ id, value }) => [id, value]));
const constant = (id: string, m: number, given?: BoundInputs) => constants(m, given).get(id) ?? Number.NaN;

test("C_psi,d is where E exp(X/s) = 2: 8/3 for one degree of freedom, 4 for two, d / log 2 for many", () => {
  expect(chiSquareNorm(1)).toBeCloseTo(8 / 3, 14);
  expect(chiSquareNorm(2)).toBeCloseTo(4, 14);
  // 2 / (1 - 2^(-2/d)) = d / log 2 + 1 + O(1/d).
  expect(chiSquareNorm(1000)).toBeCloseTo(1000 / Math.LN2 + 1, 2);
  for (const d of [1, 2, 3, 9, 100]) expect((1 - 2 / chiSquareNorm(d)) ** (-d / 2)).toBeCloseTo(2, 10);
});

test("the moment generating function of chi-square at 1/C_psi,d is 2 by quadrature too (d = 1)", () => {
  const s = chiSquareNorm(1);
  // Simpson's rule for E exp(z^2 / s) over |z| < 30: the integrand decays as exp(-z^2/8), the rule's error is far below 1e-10.
  const h = 0.01;
  let sum = 0;
  for (let k = -3000; k <= 3000; k++) sum += (k % 2 === 0 ? 2 : 4) * Math.exp((k * h) ** 2 * (1 / s - 0.5));
  expect(((h / 3) * sum) / Math.sqrt(2 * Math.PI)).toBeCloseTo(2, 10);
});

test("d of C_psi,d is a positive integer", () => {
  expect(() => chiSquareNorm(0)).toThrow("d: expected a positive integer, got 0");
  expect(() => chiSquareNorm(1.5)).toThrow(RangeError);
});

test("C_psi,d,2 is twice C_psi,d where the weights have not moved, and grows with psi^2", () => {
  expect(movedChiSquareNorm(3, 0)).toBe(2 * chiSquareNorm(3));
  expect(movedChiSquareNorm(3, 2) - movedChiSquareNorm(3, 0)).toBeCloseTo((6 * 4) / Math.LN2, 12);
});

test("Bernstein's inequality holds with C_0 = 1/20 for means of exponential variables, whose tails are known", () => {
  // X ~ Exp(1): E exp(X/K) = 1 / (1 - 1/K) = 2 at K = 2. m X_mean is Gamma(m): P(> x) = sum_{j<m} e^-x x^j / j!.
  const above = (m: number, x: number) => {
    let term = Math.exp(-x);
    let sum = 0;
    for (let j = 0; j < m; j++) {
      sum += term;
      term *= x / (j + 1);
    }
    return sum;
  };
  for (const m of [1, 2, 5, 20, 60])
    for (const s of [0.1, 0.5, 0.9, 1.5, 3, 6]) {
      const tail = above(m, m * (1 + s)) + (s < 1 ? 1 - above(m, m * (1 - s)) : 0);
      expect(tail).toBeLessThanOrEqual(2 * Math.exp(-BERNSTEIN * m * Math.min((s / 2) ** 2, s / 2)));
    }
});

test("c = sqrt(2 pi) / 16 makes 4 n^2 R / (sqrt(2 pi) delta) equal lambda_0 / 4", () => {
  const [n, delta, lambda] = [7, 0.2, 0.3];
  const radius = (RADIUS * delta * lambda) / n ** 2;
  expect((4 * n ** 2 * radius) / (Math.sqrt(2 * Math.PI) * delta)).toBeCloseTo(lambda / 4, 14);
});

test("a condition with m on both sides is met by the least width and by none a millionth below it", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 1e60, noNaN: true }),
      fc.double({ min: 8, max: 1e6, noNaN: true }),
      (scale, union) => {
        const required = (m: number) => scale * Math.log(union * m) ** 2;
        const m = leastWidth(required);
        expect(m).toBeGreaterThanOrEqual(required(m));
        expect(m * (1 - 1e-6)).toBeLessThan(required(m * (1 - 1e-6)));
      },
    ),
  );
  expect(leastWidth(() => 0)).toBe(1);
  expect(leastWidth(() => Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
});

test("psi falls like sqrt(log m / m); the second printed definition is sqrt(m) times it", () => {
  const movement = { rows: 10, dimension: 3, delta: 0.1, loss: 0.8, lambda: 0.05 };
  const m = 1000;
  const expected =
    ((8 * Math.SQRT2 * 10 * 3 * Math.sqrt(0.8)) / (Math.sqrt(m) * 0.05)) * Math.sqrt(2 * Math.log((4 * m * 4) / 0.1));
  expect(psi(m, movement)).toBeCloseTo(expected, 9);
  expect(psi(m, movement, { printed: true })).toBeCloseTo(Math.sqrt(m) * expected, 6);
  expect(psi(4 * m, movement)).toBeLessThan(psi(m, movement));
  expect(psi(m, { ...movement, lambda: 0 })).toBe(Number.POSITIVE_INFINITY);
});

test("Proposition 1 as printed and with the square of C_psi differ by C_psi", () => {
  const printed = ((16 * 100 * 9 * chiSquareNorm(3)) / (0.05 * 0.02 ** 2)) * Math.log(400 / 0.1);
  expect(width("hrta.prop1.printed")).toBe(Math.ceil(printed));
  // Both are rounded up to whole neurons.
  expect(width("hrta.prop1.corrected") / width("hrta.prop1.printed")).toBeCloseTo(chiSquareNorm(3), 6);
  expect(width("hrta.prop3.printed")).toBe(width("hrta.prop1.printed"));
  const moving = { ...inputs, loss: 1e12 };
  expect(width("hrta.prop3.printed", moving) / ((8 * 100 * 9 * 1e12) / 0.05 ** 2)).toBeCloseTo(1, 12);
});

test("at Theorem 2's corrected width psi(m) is the lambda_2 / (16 n sqrt(2 log)) that its proof asks for", () => {
  const given = { ...inputs, c0: 1e6 }; // so that the second condition decides
  const m = width("hrta.theorem2.corrected", given);
  const moved = psi(m, { rows: 10, dimension: 3, delta: 0.1, loss: 0.8, lambda: 0.05 });
  const asked = 0.025 / (16 * 10 * Math.sqrt(2 * logUnion(m, 3, 0.1)));
  // Bisection to 1e-12 and rounding up to a whole number of about 1e17.
  expect(moved / asked).toBeCloseTo(1, 9);
});

test("the three versions of Theorem 2 grow: printed, squared, with all factors of the proof", () => {
  const found = widths();
  const of = (variant: string) => found.get(`hrta.theorem2.${variant}`)?.estimate ?? Number.NaN;
  expect(of("printed")).toBeLessThan(of("corrected"));
  expect(of("corrected")).toBeLessThan(of("derived"));
});

test("BXC: n^6 / (lambda_0^4 delta^3), and the width at which R' = R", () => {
  expect(width("bxc.theorem1.printed") / (1e6 / (0.03 ** 4 * 0.001))).toBeCloseTo(1, 12);
  for (const [variant, travel] of [
    ["derived", "travel.printed"],
    ["corrected", "travel.corrected"],
  ]) {
    const m = width(`bxc.theorem2.${variant}`);
    // The width was rounded up, by less than 1e-9 of itself.
    expect(constant(`bxc.${travel}`, m) / constant("bxc.radius", m)).toBeCloseTo(1, 9);
  }
  // Theorem 3 at alpha = 6: n^11 / (delta^6 lambda_0^7).
  expect(width("bxc.theorem3.printed") / (1e11 / (1e-6 * 0.03 ** 7))).toBeCloseTo(1, 12);
});

test("the derived widths of BXC Lemma 3.1 and Wu Lemma 11 leave Hoeffding's inequality a failure probability of delta", () => {
  const [n, delta] = [10, 0.1];
  const failure = (m: number, apart: number) => 2 * n ** 2 * Math.exp(-2 * m * apart ** 2);
  // Rounding m up by less than one neuron changes the exponent by less than 2 apart^2.
  expect(failure(width("bxc.lemma3.1.derived"), 0.03 / (4 * n)) / delta).toBeCloseTo(1, 5);
  expect(failure(width("wu.lemma11.corrected"), 0.02 / 3 / (2 * n)) / delta).toBeCloseTo(1, 5);
});

test("Wu's bounds use lambda_n of weights on the sphere, lambda_a / d", () => {
  const sphere = 0.02 / 3;
  expect(width("wu.theorem10.printed")).toBe(Math.ceil((100 * Math.log(2000)) / sphere ** 2));
  expect(width("wu.lemma11.printed")).toBe(Math.ceil(Math.log(1000) / (2 * sphere ** 2)));
  expect(width("wu.theorem13.printed") / ((1e4 / sphere ** 2) * Math.log(1000))).toBeCloseTo(1, 9);
  expect(constant("wu.closeness", 1e4)).toBeCloseTo((1 + Math.sqrt(Math.log(10))) / (sphere * 100), 9);
});

test("every bound falls when an eigenvalue grows, and its interval follows from the eigenvalues' intervals", () => {
  const wide = (value: number) => ({ estimate: value, lower: 0.9 * value, upper: 1.1 * value });
  const pair = { a: wide(0.02), omega: wide(0.03) };
  for (const [id, value] of widths({ ...inputs, first: pair, second: pair, relu: pair })) {
    expect(value.lower, id).toBeLessThan(value.estimate);
    expect(value.estimate, id).toBeLessThan(value.upper);
  }
});

test("where lambda_min is not resolved the width has a lower bound and no upper one", () => {
  const lost = { estimate: 1e-17, lower: -1e-15, upper: 1e-15 };
  const pair = { a: lost, omega: lost };
  for (const [id, value] of widths({ ...inputs, first: pair, second: pair, relu: pair })) {
    expect(Number.isFinite(value.lower), id).toBe(true);
    expect(value.upper, id).toBe(Number.POSITIVE_INFINITY);
  }
});

test("every row names its paper, statement and formula, ids are unique, and widths are whole numbers of at least one", () => {
  const bounds = widthBounds(inputs);
  expect(new Set(bounds.map(({ id }) => id)).size).toBe(bounds.length);
  for (const { id, paper, statement, formula, claim, value, variant } of bounds) {
    expect(id).toBe(`${paper.toLowerCase()}.${id.split(".").slice(1, -1).join(".")}.${variant}`);
    for (const text of [statement, formula, claim]) expect(text.length).toBeGreaterThan(3);
    expect(value.estimate).toBeGreaterThanOrEqual(1);
    expect(Number.isInteger(value.estimate)).toBe(true);
  }
  for (const paper of ["HRTA", "BXC", "Wu"]) expect(bounds.some((bound) => bound.paper === paper)).toBe(true);
});

test("premises that the data do not meet are named: the cube for HRTA, unit length for BXC and Wu", () => {
  const notes = (given: BoundInputs, paper: string) =>
    widthBounds(given)
      .find((b) => b.paper === paper)
      ?.notes.join(" ") ?? "";
  expect(notes(inputs, "HRTA")).not.toContain("assumes");
  const standardised = { ...inputs, inputs: { largest: 2.345, negative: true, shortest: 1.1, longest: 4 } };
  expect(notes(standardised, "HRTA")).toContain(
    "assumes inputs in [0, 1]^d; these have entries of size up to 2.35 and negative ones",
  );
  for (const paper of ["BXC", "Wu"]) expect(notes(standardised, paper)).toContain("lengths 1.1 to 4");
  expect(notes({ ...inputs, s: { first: 1.5, second: 1 } }, "HRTA")).toContain("assumes that s does not fall");
});

test("the constants' table has rates per time of the loss, and refuses a width that is none", () => {
  expect(constant("hrta.rate.first", 100)).toBeCloseTo(0.05 / 10, 15);
  expect(constant("hrta.exit.second", 100)).toBeCloseTo(0.075 / 4, 15);
  expect(constant("bxc.rate.hb", 100)).toBeCloseTo(Math.sqrt(0.015), 15);
  expect(constant("hrta.psi.printed", 100) / constant("hrta.psi", 100)).toBeCloseTo(10, 12);
  expect(() => boundConstants(inputs, 0)).toThrow("m: expected a positive integer, got 0");
});
