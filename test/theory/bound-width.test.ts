import { expect, test } from "vitest";
import { homotopy, relu } from "../../src/model/activation.js";
import type { Dataset } from "../../src/model/dataset.js";
import { forward } from "../../src/model/forward.js";
import { initialise } from "../../src/model/initialise.js";
import { buildNetwork, mlp } from "../../src/model/network.js";
import { random } from "../../src/numerics/random.js";
import { gram } from "../../src/tangent/index.js";
import { boundInputs } from "../../src/theory/bound/inputs.js";
import { widthBounds } from "../../src/theory/bound/width-bounds.js";
import { widthNeeded } from "../../src/theory/bound/width-needed.js";
import { arcCosine } from "./arc-cosine.js";

/** Ten points on the unit sphere in ten dimensions, where the theorems can speak (PAPERS.md HRTA 12). */
const draw = random(5, "points");
const rows = Array.from({ length: 10 }, () => Array.from(draw.pointOnSphere(10)));
const data: Dataset = {
  rows: 10,
  inputs: 10,
  x: Float64Array.from(rows.flat()),
  outputs: 1,
  y: Float64Array.from(rows, (row) => row[0] - row[1]),
};
const kernels = arcCosine(rows);
const inputs = boundInputs(data, kernels, { bias: false });

test("the inputs of the bounds are the data's: rows, dimension, lengths, and the eigenvalues at both s and at s = 1", () => {
  expect(inputs).toMatchObject({ rows: 10, dimension: 10, delta: 0.1, s: { first: 1, second: 1.5 } });
  expect(inputs.inputs.shortest).toBeCloseTo(1, 14);
  expect(inputs.first).toEqual(inputs.relu);
  expect(boundInputs(data, kernels, { bias: "input" }).dimension).toBe(11);
  expect(boundInputs(data, kernels, { bias: "input" }).inputs.longest).toBeCloseTo(Math.SQRT2, 14);
  for (const pair of [inputs.first, inputs.second])
    for (const { lower, upper } of [pair.a, pair.omega]) expect(0 < lower && lower <= upper).toBe(true);
});

test("the default loss is the mean over initialisations of R(theta_0), the pseudo-loss that of 1/2 Delta^T H Delta", () => {
  const spec = mlp({ hidden: [200], bias: false });
  const network = buildNetwork(spec, 10, 1);
  const h = kernels.at(1).omega.data;
  const losses: number[] = [];
  const pseudo: number[] = [];
  for (let seed = 0; seed < 400; seed++) {
    const delta = forward({ network, parameters: initialise(network, seed), s: [1] }, data.x).map(
      (f, i) => f - data.y[i],
    );
    losses.push(delta.reduce((sum, e) => sum + e * e, 0) / 20);
    pseudo.push(
      delta.reduce((sum, e, i) => sum + delta.reduce((inner, g, j) => inner + h[i * 10 + j] * e * g, 0), 0) / 2,
    );
  }
  for (const [values, expected] of [
    [losses, inputs.loss],
    [pseudo, inputs.pseudoLoss],
  ] as const) {
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
    // The mean holds at every width, exactly; four standard errors.
    expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(variance / values.length));
  }
});

test("the width where Proposition 1's property is seen lies far below the width that the theorem asks for", () => {
  const least = 0.75 * (inputs.first.a.estimate + inputs.first.omega.estimate);
  const { outcome, width, trials } = widthNeeded(data, { least, spec: mlp({ bias: false }), seeds: 10 });
  expect(outcome).toBe("found");
  // Ten seeds, delta = 0.1: nine of them or more, and fewer at half the width.
  expect(trials.at(-1)).toMatchObject({ width, seeds: 10 });
  expect(trials.at(-1)?.holds).toBeGreaterThanOrEqual(9);
  expect(trials.at(-2)?.holds).toBeLessThan(9);
  expect(trials.every(({ fraction, holds, seeds }) => fraction === holds / seeds)).toBe(true);
  const asked = widthBounds(inputs).find(({ id }) => id === "hrta.prop1.corrected")?.value.lower ?? 0;
  expect(width).toBeLessThan(asked / 1000);
});

test("BXC's H: only the hidden layer trained, a = +-1, lambda_min(H(0)) >= 3/4 lambda_0", () => {
  const spec = mlp({ bias: false, outputInit: "sign", freeze: ["output"] });
  const { outcome, trials } = widthNeeded(data, {
    least: 0.75 * inputs.relu.omega.estimate,
    spec,
    seeds: 5,
    delta: 0.2,
  });
  expect(outcome).toBe("found");
  expect(trials.at(-1)?.fraction).toBeGreaterThanOrEqual(0.8);
});

test("the count at a width is that of the smallest eigenvalues of G at these seeds", () => {
  const spec = mlp({ hidden: [64], bias: false });
  const network = buildNetwork(spec, 10, 1);
  const least = 0.1;
  let holds = 0;
  for (let seed = 7; seed < 13; seed++) {
    const { data: g } = gram({ network, parameters: initialise(network, seed), s: [1] }, data).total;
    // G - least I is positive definite iff all pivots of elimination are positive.
    const a = Array.from({ length: 10 }, (_, i) =>
      Array.from(g.subarray(10 * i, 10 * i + 10), (v, j) => (i === j ? v - least : v)),
    );
    let definite = true;
    for (let k = 0; k < 10; k++) {
      if (a[k][k] <= 0) definite = false;
      for (let i = k + 1; i < 10; i++) for (let j = 9; j >= k; j--) a[i][j] -= (a[i][k] / a[k][k]) * a[k][j];
    }
    if (definite) holds++;
  }
  const found = widthNeeded(data, { least, spec, seed: 7, seeds: 6, from: 64, most: 64, delta: 0.01 });
  expect(found.trials).toEqual([{ width: 64, seeds: 6, holds, fraction: holds / 6 }]);
});

test("fewer trained parameters than rows cannot do, and a budget that ends first is 'more than'", () => {
  const { outcome, width, trials } = widthNeeded(data, {
    least: 0.5,
    spec: mlp({ bias: false }),
    from: 1,
    most: 4,
    seeds: 3,
  });
  expect(outcome).toBe("more");
  expect(width).toBeUndefined();
  expect(trials.map((trial) => trial.width)).toEqual([1, 2, 4]);
});

test("a property at the level of rounding is not seen but unresolved", () => {
  const lost = { estimate: 1e-17, lower: -1e-15, upper: 1e-15 };
  expect(widthNeeded(data, { least: lost }).outcome).toBe("unresolved");
  expect(widthNeeded(data, { least: 0 }).outcome).toBe("unresolved");
  expect(widthNeeded(data, { least: 1e-18, spec: mlp({ bias: false, activation: homotopy(relu, 1.5) }) }).outcome).toBe(
    "unresolved",
  );
});

test("options out of their range are refused by name", () => {
  expect(() => widthNeeded(data, { least: 0.1, delta: 1 })).toThrow("delta: expected a probability in (0, 1), got 1");
  expect(() => widthNeeded(data, { least: 0.1, seeds: 0 })).toThrow("seeds: expected a positive integer, got 0");
  expect(() => widthNeeded(data, { least: Number.NaN })).toThrow("least: expected a finite number, got NaN");
  expect(() => boundInputs(data, kernels, { delta: 2 })).toThrow("delta");
  expect(() => boundInputs(data, kernels, { c0: 0 })).toThrow("c0: expected a positive number, got 0");
  expect(() => boundInputs(data, kernels, { gamma: 6 })).toThrow("gamma > 6");
});
