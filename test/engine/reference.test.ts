import { describe, expect, test } from "vitest";
import { chooseEngine, openSession, type Program, referenceEngine } from "../../src/engine/index.js";
import { activations } from "../../src/model/activation.js";
import { cos, sin } from "../../src/numerics/elementary.js";
import { buildProgram, fill } from "./programs.js";

/** One input, two hidden neurons, one output, and everything a program can have: a skip, a bias in both layers. */
const byHand: Program = {
  widths: [1, 2, 1],
  connections: [
    { from: 0, to: 1, scale: 1, offset: 0, gradient: true },
    { from: 1, to: 2, scale: 0.5, offset: 2, gradient: true },
    { from: 0, to: 2, scale: 4, offset: 4, gradient: true },
  ],
  biases: [
    { layer: 1, offset: 5, gradient: true },
    { layer: 2, offset: 7, gradient: true },
  ],
  activation: activations.relu,
  parameters: 8,
  moments: 0,
  dtype: "f64",
  rows: 2,
  threads: 1,
};

describe("the reference", () => {
  test("computes by the formula: a network worked out by hand", async () => {
    const session = await referenceEngine.open(byHand);
    // w = (1, -1), a = (2, 6), skip 0.25, b_1 = (1, 0), b_2 = 10; s = 1.5, so sigma_s(z) = z for z > 0, else -z/2.
    session.parameters.set([1, -1, 2, 6, 0.25, 1, 0, 10]);
    session.input.set([3, -2]);
    session.forward(2, [1.5]);
    // x = 3: z = (4, -3), h = (4, 1.5), output 0.5 (2*4 + 6*1.5) + 4*0.25*3 + 10.
    // x = -2: z = (-1, 2), h = (0.5, 2), output 0.5 (2*0.5 + 6*2) - 2 + 10.
    expect([...session.output]).toEqual([21.5, 14.5]);
    session.cotangent.set([1, 10]);
    session.pull(2);
    // dz_1 = 0.5 a sigma_s'(z) c: (1, -1.5) for x = 3, (-5, 30) for x = -2.
    expect([...session.gradient]).toEqual([
      1 * 3 - 5 * -2, // w_1
      -1.5 * 3 + 30 * -2, // w_2
      0.5 * (4 + 10 * 0.5), // a_1
      0.5 * (1.5 + 10 * 2), // a_2
      4 * (3 - 20), // skip
      -4, // b_1
      28.5,
      11, // b_2
    ]);
    session.close();
  });

  test.each([
    [0, (z: number) => z],
    [1, (z: number) => Math.max(z, 0)],
    [2, (z: number) => Math.abs(z)],
  ])("s = %d makes the ReLU homotopy z, relu(z), |z|", async (s, sigma) => {
    const session = await referenceEngine.open(
      buildProgram(
        { title: "", widths: [1, 1, 1] },
        {
          activation: activations.relu,
          dtype: "f64",
          rows: 3,
        },
      ),
    );
    session.parameters.fill(1);
    session.input.set([-2, 0, 3]);
    session.forward(3, [s]);
    expect([...session.output]).toEqual([-2, 0, 3].map(sigma));
  });

  test("runs the user's own activation, which the fast engine leaves to it", async () => {
    const own = { name: "sine", value: sin, derivative: cos };
    const program = buildProgram({ title: "", widths: [1, 1, 1] }, { activation: own, dtype: "f64", rows: 1 });
    expect(chooseEngine(program)).toBe(referenceEngine);
    expect(() => chooseEngine(program, "wasm")).toThrow(/^engine: "wasm" cannot run this network \(/);
    const session = await openSession(program);
    session.parameters.set([2, 3]);
    session.input.set([0.5]);
    session.forward(1, [1]);
    expect(session.output[0]).toBe(3 * sin(1));
    session.cotangent.set([1]);
    session.pull(1);
    expect([...session.gradient]).toEqual([3 * cos(1) * 0.5, sin(1)]);
  });

  test("reads trained slopes from the parameters and ignores the given s", async () => {
    const architecture = { title: "", widths: [2, 3, 1], slopes: true };
    const program = buildProgram(architecture, { activation: activations.relu, dtype: "f64", rows: 2 });
    const fixed = buildProgram(
      { ...architecture, slopes: false },
      { activation: activations.relu, dtype: "f64", rows: 2 },
    );
    const [trained, given] = await Promise.all([referenceEngine.open(program), referenceEngine.open(fixed)]);
    fill(trained, 1);
    fill(given, 1);
    trained.parameters[program.parameters - 1] = 1.75;
    trained.forward(2, []);
    given.forward(2, [1.75]);
    expect(trained.output).toEqual(given.output);
  });

  test("names the argument that is wrong", async () => {
    const session = await referenceEngine.open(byHand);
    expect(() => session.forward(3, [1])).toThrow("rows: expected an integer between 1 and the program's 2, got 3");
    expect(() => session.forward(2, [])).toThrow("s: expected 1 values, one a hidden layer, got 0");
    session.forward(1, [1]);
    expect(() => session.pull(2)).toThrow("rows: expected the 1 rows of the last forward, got 2");
  });
});

test("whoever asks for the reference gets it", () => {
  expect(chooseEngine(byHand, "reference")).toBe(referenceEngine);
});

test.each(["auto", "wasm", "reference"] as const)("%s refuses a program of more than 4 GiB in words", (choice) => {
  const huge = { ...byHand, widths: [1, 100_000_000, 1], parameters: 200_000_000, rows: 100 };
  expect(() => chooseEngine(huge, choice)).toThrow(
    /^engine: "(wasm|reference)" cannot run this network \(rows, widths: .*GiB/,
  );
});

test("auto runs the activations that have kernels on wasm", () => {
  expect(chooseEngine(byHand).name).toBe("wasm");
});
