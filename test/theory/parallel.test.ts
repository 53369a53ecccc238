import fc from "fast-check";
import { expect, test } from "vitest";
import { erf, gelu, halfSquaredRelu, homotopy, relu, softplus, tanh } from "../../src/model/activation.js";
import type { Dataset } from "../../src/model/dataset.js";
import { forward } from "../../src/model/forward.js";
import { initialise } from "../../src/model/initialise.js";
import { buildNetwork, type MlpOptions, mlp } from "../../src/model/network.js";
import { random } from "../../src/numerics/random.js";
import { lossFloor } from "../../src/theory/spectrum/floor.js";
import { parallelRows } from "../../src/theory/spectrum/parallel.js";
import { tiedRows } from "../../src/theory/spectrum/tie.js";

function dataset(x: readonly (readonly number[])[], y: readonly (readonly number[])[], weights?: number[]): Dataset {
  return {
    rows: x.length,
    inputs: x[0].length,
    x: Float64Array.from(x.flat()),
    outputs: y[0].length,
    y: Float64Array.from(y.flat()),
    weights: weights && Float64Array.from(weights),
  };
}
const points = (x: readonly (readonly number[])[]) =>
  dataset(
    x,
    x.map(() => [0]),
  );

test("without bias, parallel, antiparallel and equal rows form one group, named by row and factor", () => {
  const found = parallelRows(
    points([
      [1, 2],
      [0, 1],
      [-2, -4],
      [0.5, 1],
      [3, 1],
      [1, 2],
    ]),
    { bias: false },
  );
  expect(found.groups).toEqual([{ rows: [0, 2, 3, 5], factors: [1, -2, 0.5, 1] }]);
  expect(found).toMatchObject({ duplicates: 1, parallel: 1, antiparallel: 1, zeros: [] });
});

test("with a constant input only equal rows are parallel, and zero is a row like any other", () => {
  const x = [
    [1, 2],
    [2, 4],
    [-1, -2],
    [1, 2],
    [0, 0],
    [0, 0],
  ];
  for (const bias of ["input", "layers"] as const)
    expect(parallelRows(points(x), { bias }).groups).toEqual([
      { rows: [0, 3], factors: [1, 1] },
      { rows: [4, 5], factors: [1, 1] },
    ]);
  expect(parallelRows(points(x), { bias: false }).zeros).toEqual([4, 5]);
});

test("one row, and rows that are all different, give no group", () => {
  expect(parallelRows(points([[1, 2]])).groups).toEqual([]);
  expect(parallelRows(points([[1], [2], [3]])).groups).toEqual([]);
  // In one dimension without bias all rows lie on one line.
  expect(parallelRows(points([[1], [2], [-3]]), { bias: false }).groups).toEqual([
    { rows: [0, 1, 2], factors: [1, 2, -3] },
  ]);
});

test("rows that differ by more than rounding are not called equal", () => {
  expect(
    parallelRows(
      points([
        [1, 1],
        [1, 1 + 1e-12],
      ]),
    ).groups,
  ).toEqual([]);
  // 0.1 + 0.2 is not 0.3 in binary, but it is what a grid makes of it.
  expect(
    parallelRows(
      points([
        [0.1 + 0.2, 1],
        [0.3, 1],
      ]),
    ).groups,
  ).toHaveLength(1);
});

test("an input that is not finite is an error that names the row", () => {
  expect(() => parallelRows(points([[1], [Number.NaN]]))).toThrow("row 1 has an input that is not a finite number");
  expect(() => parallelRows(points([[1]]), { tolerance: 2 })).toThrow("tolerance");
});

test("the groups do not depend on the order of the rows, and scaling a row by c > 0 keeps its line", () => {
  const small = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(
      fc.array(small, { minLength: 1, maxLength: 12 }),
      fc.integer(),
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      (x, seed, c) => {
        const order = Array.from(random(seed, "order").permutation(x.length));
        const sets = (rows: readonly (readonly number[])[], back: (row: number) => number) =>
          parallelRows(points(rows), { bias: false })
            .groups.map((group) =>
              group.rows
                .map(back)
                .sort((a, b) => a - b)
                .join(),
            )
            .sort();
        const expected = sets(x, (row) => row);
        expect(
          sets(
            order.map((from) => x[from]),
            (row) => order[row],
          ),
        ).toEqual(expected);
        expect(
          sets(
            x.map((row, i) => (i % 2 ? row.map((v) => v * c) : row)),
            (row) => row,
          ),
        ).toEqual(expected);
      },
    ),
  );
});

test("100,000 rows with 40 repeats are searched in well under a second or two", () => {
  const n = 100_000;
  const x = new Float64Array(8 * n);
  random(3, "x").fillNormal(x);
  for (let k = 0; k < 40; k++) x.copyWithin(8 * (n - 1 - k), 8 * (7 * k), 8 * (7 * k + 1));
  const start = performance.now();
  expect(parallelRows({ rows: n, inputs: 8, x }).duplicates).toBe(40);
  // Measured: 0.1 s. The bound only tells n log n from n^2 (minutes).
  expect(performance.now() - start).toBeLessThan(5000);
});

/** Whatever the weights, the outputs at tied rows have the ratio of their factors. */
test.each([
  ["relu at s = 1", { activation: homotopy(relu, 1) }],
  ["relu at s = 1.5, three layers", { activation: homotopy(relu, 1.5), hidden: [5, 4] }],
  ["relu at s = 2, where x and -x are tied", { activation: homotopy(relu, 2), hidden: [5, 4] }],
  ["the linear network, s = 0, with a skip", { activation: homotopy(relu, 0), skip: true }],
  ["half the squared relu at s = 1, two hidden layers", { activation: homotopy(halfSquaredRelu, 1), hidden: [5, 3] }],
  ["half the squared relu at s = 0.5", { activation: homotopy(halfSquaredRelu, 0.5) }],
  ["tanh at s = 0.7, odd", { activation: homotopy(tanh, 0.7) }],
  ["erf at s = 1, odd", { activation: homotopy(erf, 1) }],
  ["gelu at s = 2, even", { activation: homotopy(gelu, 2) }],
  ["softplus at s = 2, even, not 0 at 0", { activation: homotopy(softplus, 2) }],
  ["relu with a constant input", { bias: "input" }],
] as [string, MlpOptions][])("tied rows have tied outputs: %s", (_, options) => {
  const spec = mlp({ bias: false, hidden: [6], ...options });
  const x = [
    [1, 2],
    [2, 4],
    [-1, -2],
    [0, 0],
    [1, 2],
    [3, 1],
    [-3, -6],
    [0, 0],
  ];
  const data = points(x);
  const ties = tiedRows(parallelRows(data, { bias: spec.bias }), spec);
  expect(ties.length).toBeGreaterThan(0);
  const network = buildNetwork(spec, 2, 1);
  const s = spec.hidden.map(() => spec.activation.s);
  for (let seed = 0; seed < 3; seed++) {
    const f = forward({ network, parameters: initialise(network, seed), s }, data.x);
    for (const { rows, factors } of ties)
      rows.forEach((row, i) => {
        // f_row / c_row = f_first / c_first without a division, to the rounding of sums of a few terms of order 10^3.
        expect(Math.abs(f[row] * factors[0] - f[rows[0]] * factors[i])).toBeLessThan(1e-10 * (1 + Math.abs(f[row])));
        if (factors[i] === 0) expect(f[row]).toBe(0);
      });
  }
});

test("x and -x are tied at s = 0 and s = 2 only", () => {
  const found = parallelRows(
    points([
      [1, 2],
      [-1, -2],
    ]),
    { bias: false },
  );
  const ties = (s: number) => tiedRows(found, { bias: false }, { s });
  expect(ties(0)).toEqual([{ rows: [0, 1], factors: [1, -1] }]);
  for (const s of [0.5, 1, 1.5]) expect(ties(s)).toEqual([]);
  expect(ties(2)).toEqual([{ rows: [0, 1], factors: [1, 1] }]);
});

const sine = (x: readonly number[]) => [Math.sin(2 * Math.PI * x.reduce((sum, value) => sum + value, 0))];

test("Example 1 without bias has the loss floor 0.2105 (100 grid points of [0, 1] with both ends), with bias none", () => {
  const x = Array.from({ length: 100 }, (_, i) => [i / 99]);
  const { floor, rank } = lossFloor(dataset(x, x.map(sine)), { bias: false });
  expect(floor).toBeCloseTo(0.2105, 4); // the erratum's four digits
  expect(rank).toBe(1);
  expect(lossFloor(dataset(x, x.map(sine)))).toEqual({ floor: 0, ties: [], rank: 100 });
});

test("the 5 x 5 x 5 grid of Example 2 without bias has the floor 0.0587", () => {
  const side = [0, 0.25, 0.5, 0.75, 1];
  const x = side.flatMap((a) => side.flatMap((b) => side.map((c) => [a, b, c])));
  const { floor, rank } = lossFloor(dataset(x, x.map(sine)), { bias: false });
  expect(floor).toBeCloseTo(0.0587, 4);
  // 91 directions besides the origin.
  expect(rank).toBe(91);
});

test("equal rows with different targets cost their variance: 1/(2n) sum of squares about the mean", () => {
  const data = dataset([[1], [2], [1], [1]], [[1], [7], [2], [6]]);
  const { floor, ties, rank } = lossFloor(data);
  // (1 - 3)^2 + (2 - 3)^2 + (6 - 3)^2 = 14.
  expect(floor).toBeCloseTo(14 / 8, 15);
  expect(ties[0]).toMatchObject({ rows: [0, 2, 3], factors: [1, 1, 1] });
  expect(rank).toBe(2);
});

test("sample weights weigh the floor, and several targets add up", () => {
  const data = dataset(
    [[1], [1]],
    [
      [0, 0],
      [1, 2],
    ],
    [0.5, 1.5],
  );
  // Weighted mean 0.75 and 1.5; 0.5 (0.75^2 + 1.5^2) + 1.5 (0.25^2 + 0.5^2) = 1.875; over 2n = 4.
  expect(lossFloor(data).floor).toBeCloseTo(1.875 / 4, 15);
});

test("at s = 0 the floor is that of linear least squares", () => {
  const x = [[0], [1], [2], [3]];
  const y = [[1], [0], [0], [1]];
  // The line of best fit is y = 1/2: residuals of 1/2 four times.
  const { floor, rank } = lossFloor(dataset(x, y), {}, { s: 0 });
  expect(floor).toBeCloseTo(1 / 8, 15);
  expect(rank).toBe(2);
});

test("rows that agree in their targets cost nothing, not even rounding: repeated, as multiples, and on a line at s = 0", () => {
  const draw = random(2, "agree");
  const lines = Array.from({ length: 20 }, () => [draw.uniform(), draw.uniform()]);
  const y = lines.map(() => [draw.uniform()]);
  expect(lossFloor(dataset([...lines, ...lines, ...lines], [...y, ...y, ...y])).floor).toBe(0);
  const scaled = (rows: number[][], c: number) => rows.map((row) => row.map((value) => c * value));
  const multiples = dataset(
    [...lines, ...scaled(lines, 0.3), ...scaled(lines, 7)],
    [...y, ...scaled(y, 0.3), ...scaled(y, 7)],
  );
  expect(lossFloor(multiples, { bias: false }).floor).toBe(0);
  const affine = lines.map(([a, b]) => [3 * a - 2 * b + 1]);
  expect(lossFloor(dataset(lines, affine), {}, { s: 0 }).floor).toBe(0);
});

test("the rank that is left counts directions, and both sides of a line where 0 < s < 2", () => {
  const x = [
    [1, 2],
    [2, 4],
    [-1, -2],
    [0, 0],
    [1, 0],
  ];
  const rank = (s: number) => lossFloor(points(x), { bias: false }, { s }).rank;
  expect([0, 1, 2].map(rank)).toEqual([2, 3, 2]);
});

test("no network of the family goes under the floor, and a better constant on a tie does not exist", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 2, maxLength: 8 }),
      fc.integer({ min: 0, max: 99 }),
      (y, seed) => {
        const x = y.map((_, i) => [(i % 3) + 1, 1]);
        const data = dataset(
          x,
          y.map((value) => [value]),
        );
        const network = buildNetwork(mlp({ hidden: [8] }), 2, 1);
        const f = forward({ network, parameters: initialise(network, seed), s: [1] }, data.x);
        const loss = f.reduce((sum, value, i) => sum + (value - y[i]) ** 2, 0) / (2 * y.length);
        expect(lossFloor(data).floor).toBeLessThanOrEqual(loss);
      },
    ),
  );
});
