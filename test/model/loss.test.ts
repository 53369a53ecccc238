import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  hinge,
  type Loss,
  type LossName,
  logistic,
  losses,
  lossNames,
  mse,
  sumOfSquares,
} from "../../src/model/loss.js";
import { random } from "../../src/numerics/random.js";

interface Batch {
  readonly rows: number;
  readonly outputs: number;
  readonly f: Float64Array;
  readonly y: Float64Array;
  readonly weights?: Float64Array;
}

/** Outputs N(0, 1); targets +-1 or one-hot for the losses of classes, else N(0, 1). */
function draw(name: LossName, outputs: number, weighted: boolean, { rows = 7, seed = 1 } = {}): Batch {
  const source = random(seed, `loss ${name}`);
  const f = new Float64Array(rows * outputs);
  source.fillNormal(f);
  const y = new Float64Array(rows * outputs);
  if (name === "mse" || name === "sum") source.fillNormal(y);
  else if (outputs === 1) for (let i = 0; i < rows; i++) y[i] = source.sign();
  else for (let i = 0; i < rows; i++) y[i * outputs + source.integer(outputs)] = 1;
  const weights = weighted ? Float64Array.from({ length: rows }, () => 2 * source.uniform()) : undefined;
  return { rows, outputs, f, y, weights };
}

function value(loss: Loss, { rows, outputs, f, y, weights }: Batch, cotangent?: Float64Array): number {
  return loss.evaluate({ rows, outputs, output: f, target: y, first: 0, weights, total: rows, cotangent });
}

/** Distance to the nearest point where the hinge loss has no derivative. */
function kink({ rows, outputs, f, y }: Batch): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rows; i++) {
    if (outputs === 1) {
      nearest = Math.min(nearest, Math.abs(1 - y[i] * f[i]));
      continue;
    }
    const row = Array.from(f.subarray(i * outputs, (i + 1) * outputs));
    const label = y.subarray(i * outputs, (i + 1) * outputs).indexOf(1);
    const rivals = row.filter((_, j) => j !== label).sort((a, b) => b - a);
    nearest = Math.min(nearest, Math.abs(1 + rivals[0] - row[label]), rivals.length > 1 ? rivals[0] - rivals[1] : 1);
  }
  return nearest;
}

const table = lossNames.flatMap((name) =>
  [1, 2, 4].flatMap((outputs) => [false, true].map((weighted) => ({ name, outputs, weighted, loss: losses[name] }))),
);

describe.each(table)("$name with $outputs outputs, weights: $weighted", ({ name, outputs, weighted, loss }) => {
  it("writes the derivative of its value: cotangents equal central differences", () => {
    // h = eps^(1/3): truncation h^2 f'''/6 and rounding eps |R| / h are both near 1e-10; the factor 100 is for their constants.
    const h = 6e-6;
    for (let seed = 1; seed <= 5; seed++) {
      const batch = draw(name, outputs, weighted, { seed });
      if (name === "hinge") expect(kink(batch)).toBeGreaterThan(2 * h);
      const cotangent = new Float64Array(batch.f.length);
      const scale = Math.max(1, value(loss, batch, cotangent));
      for (let at = 0; at < batch.f.length; at++) {
        const shifted = (step: number) => {
          const f = batch.f.slice();
          f[at] += step;
          return value(loss, { ...batch, f });
        };
        const slope = (shifted(h) - shifted(-h)) / (2 * h);
        expect(Math.abs(slope - cotangent[at])).toBeLessThan(1e-8 * scale);
      }
    }
  });

  it("is a sum over blocks of rows, value and cotangent alike", () => {
    const batch = draw(name, outputs, weighted);
    const whole = new Float64Array(batch.f.length);
    const total = value(loss, batch, whole);
    const cut = 3;
    const parts = [
      [0, cut],
      [cut, batch.rows],
    ].map(([first, last]) => {
      const cotangent = new Float64Array((last - first) * outputs);
      const share = loss.evaluate({
        rows: last - first,
        outputs,
        output: batch.f.subarray(first * outputs, last * outputs),
        target: batch.y,
        first,
        weights: batch.weights,
        total: batch.rows,
        cotangent,
      });
      return { share, cotangent };
    });
    // Two sums of rows * outputs terms in another order: n eps times the sum.
    const tolerance = 4 * batch.f.length * Number.EPSILON * total;
    expect(Math.abs(parts[0].share + parts[1].share - total)).toBeLessThanOrEqual(tolerance);
    expect([...parts[0].cotangent, ...parts[1].cotangent]).toEqual([...whole]);
  });

  it("does not depend on whether the cotangent is asked for", () => {
    const batch = draw(name, outputs, weighted);
    expect(value(loss, batch)).toBe(value(loss, batch, new Float64Array(batch.f.length)));
  });

  it("is never negative, and finite at outputs of 1e4", () => {
    const batch = draw(name, outputs, weighted);
    for (const size of [1, 1e4, -1e4]) {
      const f = batch.f.map((v) => size * v);
      const cotangent = new Float64Array(f.length);
      const R = value(loss, { ...batch, f }, cotangent);
      expect(R).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(R)).toBe(true);
      expect(cotangent.every(Number.isFinite)).toBe(true);
    }
  });

  it("counts a row of weight 2 as two rows, and one of weight 0 not at all", () => {
    const { f, y, rows } = draw(name, outputs, false);
    const row = (a: Float64Array, i: number) => Array.from(a.subarray(i * outputs, (i + 1) * outputs));
    const picked = Array.from({ length: rows }, (_, i) => (i === 0 ? [] : i === 1 ? [1, 1] : [i])).flat();
    const twice: Batch = {
      rows,
      outputs,
      f: Float64Array.from(picked.flatMap((i) => row(f, i))),
      y: Float64Array.from(picked.flatMap((i) => row(y, i))),
    };
    const weights = Float64Array.from({ length: rows }, (_, i) => (i === 0 ? 0 : i === 1 ? 2 : 1));
    const R = value(loss, twice);
    // The same terms, summed in almost the same order.
    expect(Math.abs(value(loss, { rows, outputs, f, y, weights }) - R)).toBeLessThan(8 * rows * Number.EPSILON * R);
  });
});

describe("squares", () => {
  const f = Float64Array.of(1, 2, 3, 4);
  const y = Float64Array.of(0, 0, 1, 1);

  it("is 1/(2n) sum |f - y|^2 for mse, summed over outputs, and 1/2 sum for sum", () => {
    // (1 + 4 + 4 + 9) / (2 n)
    expect(value(mse, { rows: 4, outputs: 1, f, y })).toBe(18 / 8);
    expect(value(mse, { rows: 2, outputs: 2, f, y })).toBe(18 / 4);
    expect(value(sumOfSquares, { rows: 4, outputs: 1, f, y })).toBe(9);
  });

  it("has dR/df = (f - y)/n for mse, f - y for sum", () => {
    const cotangent = new Float64Array(4);
    value(mse, { rows: 2, outputs: 2, f, y }, cotangent);
    expect([...cotangent]).toEqual([0.5, 1, 1, 1.5]);
    value(sumOfSquares, { rows: 2, outputs: 2, f, y }, cotangent);
    expect([...cotangent]).toEqual([1, 2, 2, 3]);
  });
});

describe("logistic", () => {
  it("is log 2 at f = 0, and log k with k outputs", () => {
    expect(value(logistic, { rows: 1, outputs: 1, f: Float64Array.of(0), y: Float64Array.of(-1) })).toBe(Math.LN2);
    const f = new Float64Array(10);
    const y = f.map((_, j) => (j === 3 ? 1 : 0));
    // log 10 and a sum of ten ones: an ulp or two.
    expect(Math.abs(value(logistic, { rows: 1, outputs: 10, f, y }) - Math.LN10)).toBeLessThan(1e-15);
  });

  it("is exact far out: -y f on the wrong side, below the smallest number on the right one", () => {
    const at = (f: number, y: number) =>
      value(logistic, { rows: 1, outputs: 1, f: Float64Array.of(f), y: Float64Array.of(y) });
    expect(at(1e4, -1)).toBe(1e4);
    expect(at(-1e4, 1)).toBe(1e4);
    expect(at(1e4, 1)).toBe(0);
    // log(1 + e^-40) = e^-40 to its last digit, where 1 + e^-40 is 1.
    expect(Math.abs(at(40, 1) / 4.248354255291589e-18 - 1)).toBeLessThan(4 * Number.EPSILON);
    const both = { rows: 1, outputs: 2, f: Float64Array.of(1e4, -1e4) };
    expect(value(logistic, { ...both, y: Float64Array.of(0, 1) })).toBe(2e4);
    expect(value(logistic, { ...both, y: Float64Array.of(1, 0) })).toBe(0);
  });

  it("with two outputs is the one-output loss of their difference", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        (a, b) => {
          const two = value(logistic, { rows: 1, outputs: 2, f: Float64Array.of(a, b), y: Float64Array.of(1, 0) });
          const one = value(logistic, { rows: 1, outputs: 1, f: Float64Array.of(a - b), y: Float64Array.of(1) });
          // The softmax subtracts numbers of size up to 50 + log 2.
          expect(Math.abs(two - one)).toBeLessThan(4 * 51 * Number.EPSILON);
        },
      ),
    );
  });

  it("has cotangents that sum to zero over the outputs of every row: the softmax does not see a common shift", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 6 }), (row) => {
        const f = Float64Array.from(row);
        const cotangent = new Float64Array(f.length);
        value(logistic, { rows: 1, outputs: f.length, f, y: f.map((_, j) => (j === 0 ? 1 : 0)) }, cotangent);
        // exp(f - normaliser) carries the rounding of a difference of numbers up to 1e3.
        expect(Math.abs(cotangent.reduce((a, b) => a + b))).toBeLessThan(2e3 * f.length * Number.EPSILON);
      }),
    );
  });
});

describe("hinge", () => {
  const at = (f: number[], y: number[]) => {
    const cotangent = new Float64Array(f.length);
    const R = value(hinge, { rows: 1, outputs: f.length, f: Float64Array.from(f), y: Float64Array.from(y) }, cotangent);
    return { R, cotangent: [...cotangent] };
  };

  it("is zero with zero cotangent beyond the margin and at its edge", () => {
    for (const f of [1, 1.5, 1e4]) {
      expect(at([f], [1])).toEqual({ R: 0, cotangent: [0] });
      expect(at([-f], [-1])).toEqual({ R: 0, cotangent: [0] });
      expect(at([0, f, -1], [0, 1, 0])).toEqual({ R: 0, cotangent: [0, 0, 0] });
    }
  });

  it("is max(0, 1 - y f); with k outputs 1 + the best rival - the label's output", () => {
    expect(at([0.25], [1])).toEqual({ R: 0.75, cotangent: [-1] });
    expect(at([0.25], [-1])).toEqual({ R: 1.25, cotangent: [1] });
    expect(at([2, 0.5, 1], [0, 1, 0])).toEqual({ R: 2.5, cotangent: [1, -1, 0] });
    expect(at([2, 0.5, 1], [1, 0, 0])).toEqual({ R: 0, cotangent: [0, 0, 0] });
    expect(at([1.5, 0.5, 1], [1, 0, 0])).toEqual({ R: 0.5, cotangent: [-1, 0, 1] });
  });
});

describe.each([mse, sumOfSquares, logistic, hinge])("$name", (loss) => {
  it("is convex in the outputs: R((f + g)/2) <= (R(f) + R(g))/2", () => {
    const outputs = 3;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const batch = draw(loss.name, outputs, true, { seed });
        const g = draw(loss.name, outputs, true, { seed: seed + 1 }).f;
        const middle = batch.f.map((v, i) => 0.5 * (v + g[i]));
        const mean = 0.5 * (value(loss, batch) + value(loss, { ...batch, f: g }));
        // Rounding of 21 terms.
        expect(value(loss, { ...batch, f: middle })).toBeLessThanOrEqual(mean * (1 + 1e-14));
      }),
    );
  });

  it("has n dR/df of Lipschitz constant at most its curvature (hinge is piecewise linear: curvature 0 off its kinks)", () => {
    if (loss.name === "hinge") expect(loss.curvature).toBe(0);
    else
      for (let seed = 1; seed < 50; seed++)
        for (const outputs of [1, 3]) {
          const one = draw(loss.name, outputs, false, { seed, rows: 1 });
          const other = { ...one, f: draw(loss.name, outputs, false, { seed: seed + 100, rows: 1 }).f };
          const [a, b] = [one, other].map((batch) => {
            const cotangent = new Float64Array(outputs);
            value(loss, batch, cotangent);
            return cotangent;
          });
          const norm = (u: Float64Array, v: Float64Array) =>
            Math.sqrt(u.reduce((sum, x, i) => sum + (x - v[i]) ** 2, 0));
          expect(norm(a, b)).toBeLessThanOrEqual(loss.curvature * norm(one.f, other.f) * (1 + 1e-14));
        }
  });
});
