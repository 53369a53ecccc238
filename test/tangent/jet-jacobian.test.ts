import { describe, expect, test } from "vitest";
import { type Jet, planesOf, referenceEngine } from "../../src/engine/index.js";
import { activations, homotopy } from "../../src/model/activation.js";
import { initialise } from "../../src/model/initialise.js";
import type { Model } from "../../src/model/model.js";
import { buildNetwork, type MlpOptions, mlp, program } from "../../src/model/network.js";
import { random } from "../../src/numerics/random.js";
import { jacobian, jetJacobian } from "../../src/tangent/index.js";

const points = 5;
const functionals = 7;
const rows = 4;

function modelOf(options: MlpOptions, inputs: number, outputs: number, s: number): Model {
  const network = buildNetwork(mlp({ activation: homotopy(activations.tanh), ...options }), inputs, outputs);
  return { network, parameters: Float64Array.from(initialise(network, 3)), s: network.spec.hidden.map(() => s) };
}

const networks: readonly (readonly [string, MlpOptions, number])[] = [
  ["one hidden layer", { hidden: [9] }, 1],
  ["two hidden layers with biases and a skip", { hidden: [6, 5], bias: "layers", skip: true }, 1],
  ["a frozen first layer", { hidden: [6, 5], freeze: ["hidden1"] }, 1],
  ["three outputs", { hidden: [4], bias: false }, 3],
];

describe.each([0, 1, 2] satisfies Jet["order"][])("order %d", (order) => {
  test.each(networks)("each row is the sum of the functionals' gradients: %s", async (_, options, outputs) => {
    const inputs = 2;
    const model = modelOf(options, inputs, outputs, 1.5);
    const { network } = model;
    const planes = planesOf({ order, directions: inputs });
    const across = planes * outputs;
    const source = random(1, "functionals");
    const x = new Float64Array(points * inputs);
    source.fillNormal(x);
    const coefficients = new Float64Array(functionals * across);
    source.fillNormal(coefficients);
    const row = Int32Array.from([0, 1, 1, 3, 0, 2, 2]);
    const point = Int32Array.from([4, 0, 1, 1, 2, 3, 3]);
    const J = jetJacobian(model, { rows: points, inputs, x }, order, { row, point, coefficients }, rows);

    const session = await referenceEngine.open(program(network, { rows: points, dtype: "f64", order }));
    session.parameters.set(model.parameters);
    for (let i = 0; i < points; i++) {
      const width = network.widths[0];
      for (let j = 0; j < inputs; j++) session.input[i * width + j] = x[i * inputs + j];
      if (width > inputs) session.input[i * width + inputs] = 1;
    }
    session.forward(points, model.s);
    for (let r = 0; r < rows; r++) {
      session.cotangent.fill(0);
      for (let e = 0; e < functionals; e++)
        for (let p = 0; p < planes; p++)
          for (let k = 0; k < outputs; k++)
            if (row[e] === r)
              session.cotangent[(p * points + point[e]) * outputs + k] += coefficients[(e * planes + p) * outputs + k];
      session.clear();
      session.pull(points);
      // Sums of fewer than 1000 terms of order 1 in double.
      for (let i = 0; i < network.parameters; i++)
        expect(J.data[r * network.parameters + i]).toBeCloseTo(session.gradient[i], 11);
    }
    session.close();
  });
});

test("order 0 with one value a row is the Jacobian", () => {
  const model = modelOf({ hidden: [6, 5] }, 3, 1, 0.7);
  const x = new Float64Array(3 * points);
  random(2, "x").fillNormal(x);
  const each = Int32Array.from({ length: points }, (_, i) => i);
  const own = { rows: points, inputs: 3, x };
  const J = jetJacobian(
    model,
    own,
    0,
    { row: each, point: each, coefficients: new Float64Array(points).fill(1) },
    points,
  );
  const known = jacobian(model, own);
  for (const [i, value] of known.data.entries()) expect(J.data[i]).toBeCloseTo(value, 12);
});

test("a result that would not fit in memory is refused with a way out", () => {
  const model = modelOf({ hidden: [1000] }, 2, 1, 1);
  const none = new Int32Array(0);
  const call = () =>
    jetJacobian(
      model,
      { rows: 1, inputs: 2, x: new Float64Array(2) },
      2,
      { row: none, point: none, coefficients: new Float64Array(0) },
      20_000,
    );
  expect(call).toThrow(/^jacobian: 20000 x 4000 entries take 611 MiB, the limit is 512; take fewer points/);
});
