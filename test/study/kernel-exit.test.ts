import { expect, test } from "vitest";
import { homotopy, relu } from "../../src/model/activation.js";
import type { Dataset } from "../../src/model/dataset.js";
import { mlp } from "../../src/model/network.js";
import { random } from "../../src/numerics/random.js";
import { kernelExit } from "../../src/study/kernel-exit.js";
import { exitTime, watchKernel } from "../../src/tangent/index.js";
import { shallowKernels, spectrum } from "../../src/theory/index.js";
import { constant, gd, stages, type TrainOptions, train } from "../../src/training/index.js";

const rows = 8;
const draw = random(3, "data");
// On the sphere in six dimensions, where lambda_min is large and the theorems can speak (PAPERS.md HRTA 12).
const x = Float64Array.from(Array.from({ length: rows }, () => Array.from(draw.pointOnSphere(6))).flat());
const data: Dataset = { rows, inputs: 6, outputs: 1, x, y: Float64Array.from({ length: rows }, () => draw.normal()) };

const options = (width: number): TrainOptions => ({
  data,
  network: mlp({ hidden: [width], activation: homotopy(relu), bias: false }),
  optimizer: gd({ rate: 1 }),
  relaxation: constant(1),
  steps: 60,
  observers: [watchKernel({ points: data, every: 5 })],
});

test("a wide network's kernel stays in its ball, a narrow one's leaves it between two looks", async () => {
  const { a, omega } = shallowKernels(data, { bias: false }).at(1);
  const lambda = spectrum(a).min.estimate + spectrum(omega).min.estimate;
  const wide = await train(options(10_000)).result;
  const stayed = kernelExit(options(10_000), wide.history);
  expect(stayed).toMatchObject({ after: 60, by: Number.POSITIVE_INFINITY, rows, s: 1 });
  // The same matrices, their eigenvalues by two algorithms: some roundings of lambda_max < 8.
  expect(Math.abs((stayed?.lambda ?? 0) - lambda)).toBeLessThan(1e-13);

  const narrow = await train(options(30)).result;
  const [{ steps, values, measures }] = narrow.history.observed;
  const drift = values.map((row) => row[measures.indexOf("kernelDrift")]);
  const left = kernelExit(options(30), narrow.history);
  expect(left).toMatchObject(exitTime({ times: steps, drift }, lambda));
  expect(left?.by).toBeLessThan(60);
});

test("looks after the first change of s do not count: G has another s there", async () => {
  const staged: TrainOptions = { ...options(10_000), relaxation: stages([1, 2]) };
  const { history } = await train(staged).result;
  const exit = kernelExit(staged, history);
  expect(exit).toMatchObject({ after: 30, by: Number.POSITIVE_INFINITY, s: 1 });
});

test("there is none where nobody watched, in a deeper network, on a ramp of s, or where lambda is not told from 0", async () => {
  const { history } = await train({ ...options(30), steps: 3 }).result;
  expect(kernelExit(options(30), { ...history, observed: [] })).toBeUndefined();
  expect(kernelExit(options(30), { ...history, s: Float64Array.of(1, 1.1, 1.2) })).toBeUndefined();
  expect(kernelExit({ ...options(30), network: mlp({ hidden: [9, 9] }) }, history)).toBeUndefined();
  const twins: Dataset = {
    ...data,
    x: Float64Array.from([...x.subarray(0, 6), ...x.subarray(0, 6), ...x.subarray(12)]),
  };
  expect(kernelExit({ ...options(30), data: twins }, history)).toBeUndefined();
});
