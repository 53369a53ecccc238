import { describe, expect, test } from "vitest";
import { initialise } from "../../../src/model/initialise.js";
import { sumOfSquares } from "../../../src/model/loss.js";
import type { Model } from "../../../src/model/model.js";
import type { Table } from "../../../src/model/table.js";
import { random } from "../../../src/numerics/random.js";
import type { Json } from "../../../src/study/cell.js";
import { bestMomenta } from "../../../src/study/experiment/bxc/best-momenta.js";
import { openHiddenLayer } from "../../../src/study/experiment/bxc/hidden-layer.js";
import { bxcExperiments } from "../../../src/study/experiment/bxc/index.js";
import { ownCoordinates } from "../../../src/study/experiment/bxc/notebook-data.js";
import { risesOf } from "../../../src/study/experiment/bxc/numbers.js";
import {
  deepResult,
  descentResult,
  flowResult,
  kernelStartResult,
  newtonResult,
  notebookResult,
} from "../../../src/study/experiment/bxc/results.js";
import { theoremData } from "../../../src/study/experiment/bxc/sphere.js";
import { findExperiment } from "../../../src/study/experiment/index.js";
import { gram, risk } from "../../../src/tangent/index.js";

const sphere = { inputs: 10, train: 10 };

const run = async (experiment: string, params: Json, seed = 1) =>
  findExperiment(experiment).run(params, seed, { readTable: async () => images });

/** Eight by eight pixels and a digit, as `readTable` gives them. */
const images: Table = (() => {
  const draws = random(1, "pictures");
  const pixels = Array.from({ length: 64 }, (_, j) => ({
    kind: "number" as const,
    name: `p${j}`,
    values: Float64Array.from({ length: 62 }, () => Math.floor(256 * draws.uniform())),
  }));
  const label = {
    kind: "number" as const,
    name: "label",
    values: Float64Array.from({ length: 62 }, () => draws.integer(10)),
  };
  return { rows: 62, columns: [...pixels, label], targets: ["label"] } as unknown as Table;
})();

describe("the experiments of BXC", () => {
  const cases: readonly [string, Json, { parse(value: unknown): unknown }][] = [
    [
      "bxc.kernel-start",
      { problem: sphere, widths: [16, 32], draws: 2, proven: { delta: 0.5, draws: 1 } },
      kernelStartResult,
    ],
    ["bxc.flow", { problem: sphere, width: 40, equation: { name: "gradient" }, span: 4, steps: 60 }, flowResult],
    [
      "bxc.flow",
      { problem: sphere, width: 40, equation: { name: "heavyBall", friction: 1.5 }, span: 4, steps: 60 },
      flowResult,
    ],
    [
      "bxc.flow",
      { problem: sphere, width: 40, equation: { name: "nesterov", gamma: 3 }, span: 4, steps: 60 },
      flowResult,
    ],
    ["bxc.descent", { problem: sphere, width: 40, method: { name: "bestMomenta" }, steps: 10 }, descentResult],
    ["bxc.descent", { problem: sphere, width: 40, method: { name: "footnote", rate: 0.1 }, steps: 10 }, descentResult],
    ["bxc.newton", { problem: sphere, width: 30, steps: 3 }, newtonResult],
    ["bxc.deep", { problem: sphere, width: 8, layers: 3, steps: 6, looks: 2 }, deepResult],
    [
      "bxc.notebook",
      {
        problem: { name: "mnist", file: "pictures", train: 60, validation: 1, test: 1 },
        width: 20,
        method: { name: "nesterov", rate: 1e-4, gamma: 3 },
        epochs: 5,
        kernel: true,
      },
      notebookResult,
    ],
    [
      "bxc.kernel-start",
      { problem: { name: "mnist", file: "pictures", train: 60, validation: 1, test: 1 }, widths: [16, 32], draws: 2 },
      kernelStartResult,
    ],
  ];

  test.each(cases)(
    "%s gives the same bits twice, in the shape that the claims read (%j)",
    async (name, params, shape) => {
      const first = await run(name, params);
      expect(shape.parse(first)).toBeDefined();
      expect(await run(name, params)).toEqual(first);
    },
  );

  test("refuse parameters that they do not know", async () => {
    for (const { name } of bxcExperiments) await expect(run(name, { width: -1 })).rejects.toThrow(name);
  });

  test("the hidden layer has the engine's error and gradient, and H of its bits is J J^T", async () => {
    const { data } = theoremData(sphere, 1);
    const layer = await openHiddenLayer(data, 70, 1);
    const model: Model = { network: layer.network, parameters: initialise(layer.network, 1), s: [1] };
    const error = new Float64Array(10);
    const gradient = new Float64Array(layer.start.length);
    layer.evaluate(layer.start, error, gradient);
    const { gradient: expected, pass } = risk(model, data, { loss: sumOfSquares });
    // Sums of 700 products of numbers below 10.
    for (let i = 0; i < gradient.length; i++) expect(gradient[i]).toBeCloseTo(expected[i], 12);
    for (let i = 0; i < 10; i++) expect(error[i]).toBeCloseTo(pass.output[i] - data.y[i], 12);
    const change = new Float64Array(10);
    const h = layer.gram(layer.observe(layer.start, layer.start, change));
    const { total } = gram(model, data, undefined, { blocks: false });
    for (let i = 0; i < h.data.length; i++) expect(h.data[i]).toBeCloseTo(total.data[i], 12);
    // J w = f: the network is homogeneous in w.
    for (let i = 0; i < 10; i++) expect(change[i]).toBeCloseTo(pass.output[i], 12);
    layer.close();
  });

  test("a flow follows its closed form under a fixed kernel as far as the network is wide", async () => {
    const equations: Json[] = [
      { name: "gradient" },
      { name: "heavyBall", friction: 1 },
      { name: "nesterov", gamma: 4 },
    ];
    for (const equation of equations) {
      const params = { problem: { inputs: 10, train: 3 }, width: 20_000, equation, span: 3, steps: 40 };
      const { curve } = flowResult.parse(await run("bxc.flow", params));
      // Neurons move by about 1/sqrt(m) = 0.7 %, and H by as much; residuals swing through 0.
      for (const [i, loss] of curve.loss.entries())
        expect(Math.abs((loss ?? 0) - (curve.predicted[i] ?? 0))).toBeLessThan(0.03 * (curve.loss[0] ?? 0));
    }
  });

  test("samples in coordinates of their own span keep their inner products", () => {
    const draws = random(2, "span");
    const x = Float64Array.from({ length: 5 * 40 }, draws.normal);
    const data = { rows: 5, inputs: 40, outputs: 1, x, y: new Float64Array(5) };
    const own = ownCoordinates(data);
    expect(own.inputs).toBe(5);
    const dot = (a: Float64Array, d: number, i: number, j: number) =>
      Array.from({ length: d }, (_, k) => a[i * d + k] * a[j * d + k]).reduce((sum, value) => sum + value, 0);
    // Eigenvalues of about 40 to 1e-15 of themselves.
    for (let i = 0; i < 5; i++)
      for (let j = 0; j < 5; j++) expect(dot(own.x, 5, i, j)).toBeCloseTo(dot(x, 40, i, j), 11);
  });

  test("two momenta at their best are never slower than the best heavy ball", () => {
    for (const values of [
      [0.2, 1],
      [0.1, 0.5, 0.6, 1],
      [1, 1.0001],
    ]) {
      const q =
        (1 - Math.sqrt(values[0] / values[values.length - 1])) / (1 + Math.sqrt(values[0] / values[values.length - 1]));
      // The bisection knows the radius to 1e-9, and at a double root of the heavy ball to its square root.
      expect(bestMomenta(values).factor).toBeLessThan(q + 1e-4);
    }
  });

  test("rises are counted against the value before, their size against the least so far", () => {
    expect(risesOf([4, 2, 3, 1, 1.5, 1.25])).toEqual({ count: 2, largest: 0.5 });
    expect(risesOf([4, 2, 1])).toEqual({ count: 0, largest: 0 });
  });
});
