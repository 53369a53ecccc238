import { expect, test } from "vitest";
import { homotopy, relu } from "../../src/model/activation.js";
import type { Dataset } from "../../src/model/dataset.js";
import { mlp } from "../../src/model/network.js";
import { random } from "../../src/numerics/random.js";
import { measureForecast } from "../../src/study/measurement.js";
import { logarithmicSteps } from "../../src/theory/forecast/steps.js";

const draw = random(5, "data");
const rows = 20;
const x = Float64Array.from({ length: 3 * rows }, () => draw.normal());
const y = Float64Array.from({ length: rows }, (_, i) => x[3 * i] * x[3 * i + 1] + Math.abs(x[3 * i + 2]));
const data: Dataset = { rows, inputs: 3, outputs: 1, x, y };
const steps = logarithmicSteps(300, 40);
const runs = [
  { method: "gradientDescent", rate: 0.2 },
  { method: "heavyBall", rate: 0.02 },
  { method: "nesterov", rate: 0.01 },
] as const;
const spec = (width: number, freeze: string[] = []) => mlp({ hidden: [width], activation: homotopy(relu), freeze });

test("a network that is linear in its trained weights does what its kernel says, to the rounding of float32", async () => {
  const measured = await measureForecast({ data, network: spec(50, ["hidden1"]), s: 1, seed: 1, steps, runs });
  expect(measured.map(({ method }) => method)).toEqual(["gradientDescent", "heavyBall", "nesterov"]);
  for (const { gap, agreesUntil, loss, predicted } of measured) {
    // float32 forgets 6e-8 of the outputs at every step; 300 steps of it, against losses that fall less than 1000-fold.
    expect(gap).toBeLessThan(2e-3);
    expect(agreesUntil).toBe(300);
    expect(loss.length).toBe(steps.length);
    expect(predicted[predicted.length - 1]).toBeLessThan(0.5 * predicted[0]);
  }
});

test("the wider the network, the nearer it stays to its kernel at the start", async () => {
  const gapAt = async (width: number) =>
    (await measureForecast({ data, network: spec(width), s: 1.5, seed: 2, steps, runs: runs.slice(0, 1) }))[0].gap;
  const [narrow, wide] = [await gapAt(30), await gapAt(3000)];
  // Movement is of order 1/sqrt(m): a factor of 10 between the two; half of it leaves room for chance.
  expect(wide).toBeLessThan(narrow / 5);
});

test("the gap, and the step until which it is within the tolerance, are those of the curves", async () => {
  const tolerance = 0.001;
  const [{ loss, predicted, gap, agreesUntil }] = await measureForecast({
    data,
    network: spec(30),
    s: 1,
    seed: 3,
    steps,
    runs: runs.slice(0, 1),
    tolerance,
  });
  const apart = Array.from(loss, (value, i) => Math.abs(Math.log10(value / predicted[i])));
  expect(gap).toBeCloseTo(Math.max(...apart), 12);
  const first = apart.findIndex((value) => value > tolerance);
  expect(first).toBeGreaterThan(0);
  expect(agreesUntil).toBe(steps[first - 1]);
});

test("several outputs are predicted together", async () => {
  const two: Dataset = { ...data, outputs: 2, y: Float64Array.from({ length: 2 * rows }, () => draw.normal()) };
  const [{ gap }] = await measureForecast({
    data: two,
    network: spec(40, ["hidden1"]),
    s: 1,
    seed: 1,
    steps,
    runs: runs.slice(0, 1),
  });
  expect(gap).toBeLessThan(2e-3);
});

test("a run that diverges has no end to agree with", async () => {
  const [{ gap, agreesUntil }] = await measureForecast({
    data,
    network: spec(30),
    s: 1,
    steps,
    runs: [{ method: "gradientDescent", rate: 1000 }],
  });
  expect(gap).toBe(Number.POSITIVE_INFINITY);
  expect(agreesUntil).toBeLessThan(300);
});

test("sample weights weigh the prediction as they weigh the run", async () => {
  const weights = Float64Array.from({ length: rows }, (_, i) => 0.2 + (i % 4));
  const [{ gap }] = await measureForecast({
    data: { ...data, weights },
    network: spec(50, ["hidden1"]),
    s: 1,
    seed: 1,
    steps,
    runs: [{ method: "gradientDescent", rate: 0.05 }],
  });
  // As above: rounding of float32 alone.
  expect(gap).toBeLessThan(2e-3);
});
