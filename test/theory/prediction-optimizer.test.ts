import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/model/dataset.js";
import { initialise } from "../../src/model/initialise.js";
import type { Model } from "../../src/model/model.js";
import { buildNetwork, type MlpOptions, mlp } from "../../src/model/network.js";
import { forward } from "../../src/model/predict.js";
import { eigen } from "../../src/numerics/linear/eigen.js";
import { gram } from "../../src/tangent/gram.js";
import { jacobian } from "../../src/tangent/jacobian.js";
import {
  type Dynamics,
  gradientDescent,
  heavyBallDescent,
  heavyBallLargestRate,
  momentaDescent,
  nesterovDescent,
  neuronColumns,
  neuronNewtonOperator,
  newtonDescent,
} from "../../src/theory/dynamics/index.js";
import { predictLoss, predictOverTime } from "../../src/theory/prediction/index.js";
import {
  constant,
  gaussNewton,
  gd,
  heavyBall,
  higherMomentum,
  nesterov,
  neuronNewton,
  type Optimizer,
  train,
} from "../../src/training/index.js";
import { apart, normal } from "./modes.js";

const STEPS = 300;

/** Data, and a network that is linear in what is trained, so that its kernel is constant. */
function problem(options: MlpOptions, { rows = 25, outputs = 2, s = 1 } = {}) {
  const inputs = 3;
  const network = mlp(options);
  const data: Dataset = { rows, inputs, outputs, x: normal(rows * inputs, 5), y: normal(rows * outputs, 6) };
  const built = buildNetwork(network, inputs, outputs);
  const model: Model = { network: built, parameters: initialise(built, 3, { s }), s: [s] };
  const initial = forward(model, data.x);
  return { network, data, model, s, initial, error: initial.map((value, i) => value - data.y[i]) };
}

const run = async ({ network, data, s }: ReturnType<typeof problem>, optimizer: Optimizer, steps = STEPS) =>
  train({ network, data, optimizer, relaxation: constant(s), steps, dtype: "f64", seed: 3 }).result;

// Only the output layer is trained: the network is linear in its 40 output weights per output.
const features = problem({ hidden: [40], freeze: ["hidden1"] });
const features1 = problem({ hidden: [40], freeze: ["hidden1"] }, { outputs: 1 });
const total = eigen(gram(features.model, features.data).total);
const curvature = 1 / features.data.rows;
const max = curvature * total.values[total.values.length - 1];

const methods: readonly { readonly title: string; readonly optimizer: Optimizer; readonly dynamics: Dynamics }[] = [
  { title: "gd", optimizer: gd({ rate: 1.2 / max }), dynamics: gradientDescent({ rate: 1.2 / max }) },
  {
    title: "heavyBall at 95 % of its largest rate",
    optimizer: heavyBall({ rate: 0.95 * heavyBallLargestRate({ momentum: 0.8, max }), momentum: 0.8 }),
    dynamics: heavyBallDescent({ rate: 0.95 * heavyBallLargestRate({ momentum: 0.8, max }), momentum: 0.8 }),
  },
  {
    title: "nesterov, gamma = 3",
    optimizer: nesterov({ rate: 1 / max }),
    dynamics: nesterovDescent({ rate: 1 / max }),
  },
  {
    title: "nesterov, gamma = 6",
    optimizer: nesterov({ rate: 0.5 / max, gamma: 6 }),
    dynamics: nesterovDescent({ rate: 0.5 / max, gamma: 6 }),
  },
  {
    title: "nesterov, momentum 0.9",
    optimizer: nesterov({ rate: 1 / max, momentum: 0.9 }),
    dynamics: nesterovDescent({ rate: 1 / max, momentum: 0.9 }),
  },
  {
    title: "higherMomentum .3, .2, -.1",
    optimizer: higherMomentum({ rate: 0.5 / max, momenta: [0.3, 0.2, -0.1] }),
    dynamics: momentaDescent({ rate: 0.5 / max, momenta: [0.3, 0.2, -0.1] }),
  },
];

describe.each(methods)("$title on a network that is linear in its trained weights", ({ optimizer, dynamics }) => {
  test(`the loss of each of ${STEPS} steps is the predicted one to 1e-8`, async () => {
    const { history } = await run(features, optimizer);
    const times = Float64Array.from({ length: STEPS }, (_, k) => k);
    const loss = predictLoss({ ...total, curvature, error: features.error, dynamics, times });
    // Rounding of the runs, 1e-16 a step, and of the eigenvectors, 1e-15.
    for (const k of times) expect(Math.abs(loss[k] / history.loss[k] - 1)).toBeLessThan(1e-8);
  });

  test("so are the outputs after the last step, on the training points and elsewhere", async () => {
    const { model } = await run(features, optimizer);
    const shared = { ...total, curvature, y: features.data.y, initial: features.initial, dynamics, times: [0, STEPS] };
    const [start, end] = predictOverTime(shared);
    expect(apart(start, features.initial)).toBeLessThan(1e-13);
    expect(apart(end, forward(model, features.data.x))).toBeLessThan(1e-8);

    const points = { rows: 10, inputs: 3, x: normal(30, 9) };
    const elsewhere = {
      kernel: gram(features.model, points, features.data).total,
      initial: forward(features.model, points.x),
    };
    const [before, after] = predictOverTime({ ...shared, elsewhere });
    expect(apart(before, elsewhere.initial)).toBe(0);
    expect(apart(after, forward(model, points.x))).toBeLessThan(1e-8);
  });
});

test("gaussNewton: (1 - eta)^k in every mode of the kernel", async () => {
  const { history } = await run(features1, gaussNewton({ rate: 0.3 }), 25);
  const times = Float64Array.from({ length: 25 }, (_, k) => k);
  const loss = predictLoss({
    ...eigen(gram(features1.model, features1.data).total),
    error: features1.error,
    dynamics: newtonDescent({ rate: 0.3 }),
    times,
  });
  // The optimiser is damped by 1e-10 of the mean eigenvalue: the smallest modes, 1e-4 of it, are slower by 1e-6 a step.
  for (const k of times) expect(Math.abs(loss[k] / history.loss[k] - 1)).toBeLessThan(1e-4);
});

test("neuronNewton: gradient descent on its own operator, whose eigenvalues are at most m", async () => {
  const m = 12;
  // At s = 0 the activation is the identity, and with the output frozen the network is linear in its hidden weights.
  const linear = problem({ hidden: [m], freeze: ["output"], outputInit: "sign" }, { outputs: 1, s: 0 });
  const operator = neuronNewtonOperator(jacobian(linear.model, linear.data), neuronColumns(linear.model.network));
  const modes = eigen(operator);
  // Every neuron reaches the same 4 directions (3 inputs and the constant): m times a projection of rank 4, to rounding.
  const expected = Float64Array.from({ length: 25 }, (_, i) => (i < 21 ? 0 : m));
  expect(apart(modes.values, expected)).toBeLessThan(1e-12);

  const { history } = await run(linear, neuronNewton({ rate: 0.2 }), 20);
  const times = Float64Array.from({ length: 20 }, (_, k) => k);
  const loss = predictLoss({
    ...modes,
    curvature: 1,
    threshold: 1e-9,
    error: linear.error,
    dynamics: gradientDescent({ rate: 0.2 / m }),
    times,
  });
  // The operator's own loss is the sum of squares: 1/n of it is the run's.
  for (const k of times) expect(Math.abs(loss[k] / 25 / history.loss[k] - 1)).toBeLessThan(1e-10);
});
