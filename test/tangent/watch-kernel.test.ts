import { describe, expect, it } from "vitest";
import type { Model } from "../../src/model/model.js";
import { mlp } from "../../src/model/network.js";
import { eigenvalues } from "../../src/numerics/linear/eigen.js";
import { gram } from "../../src/tangent/gram.js";
import { barronNorm } from "../../src/tangent/measure/barron-norm.js";
import { distanceFromStart } from "../../src/tangent/measure/distance.js";
import { exitTime } from "../../src/tangent/measure/exit-time.js";
import { kernelDrift } from "../../src/tangent/measure/kernel-drift.js";
import { activePattern, patternChanges } from "../../src/tangent/measure/pattern.js";
import { plConstant } from "../../src/tangent/measure/pl-constant.js";
import { risk } from "../../src/tangent/measure/risk.js";
import { sharpness } from "../../src/tangent/measure/sharpness.js";
import { kernelMeasures, watchKernel } from "../../src/tangent/watch-kernel.js";
import type { Observer } from "../../src/training/observer.js";
import { gd } from "../../src/training/optimizer/gd.js";
import { train } from "../../src/training/train.js";
import { EPS64, example } from "../model/example.js";
import { networks, normals, points } from "./networks.js";

const moved = (model: Model, by: number): Model => {
  const v = normals(model.network.parameters);
  return { ...model, parameters: Float64Array.from(model.parameters, (value, i) => value + by * v[i]) };
};

describe("watchKernel", () => {
  const start = example({ options: { hidden: [30] }, s: [1.5] });
  const data = { ...points(start, 10), outputs: 1, y: normals(10, 11) };
  const now = moved(start, 0.1);

  it("is an observer", () => {
    const observer: Observer = watchKernel({ points: data, every: 7 });
    expect([observer.name, observer.every]).toEqual(["kernel", 7]);
  });

  it("rides along with a run without changing it, and its series gives the exit time", async () => {
    const run = (observers: readonly Observer[]) =>
      train({ network: mlp({ hidden: [30] }), data, optimizer: gd({ rate: 0.5 }), steps: 60, seed: 1, observers })
        .result;
    const watched = await run([watchKernel({ points: data, every: 20 })]);
    const alone = await run([]);
    expect(watched.model.parameters).toEqual(alone.model.parameters);
    const [{ name, measures, steps, values }] = watched.history.observed;
    expect([name, steps]).toEqual(["kernel", [0, 20, 40, 60]]);
    const drift = values.map((row) => row[measures.indexOf("kernelDrift")]);
    expect(drift[0]).toBe(0);
    expect(drift[1]).toBeGreaterThan(0);
    expect(exitTime({ times: steps, drift }, 4 * drift[1] - 1e-9)).toEqual({ after: 0, by: 20 });
  });

  it("gives at every look the measures it names, from the first model it saw", () => {
    const watch = watchKernel({ points: data, measures: kernelMeasures });
    const first = watch.look({ step: 0, s: 1.5, model: start });
    const at = (values: readonly number[], name: (typeof kernelMeasures)[number]) =>
      values[watch.measures.indexOf(name)];
    for (const name of ["maxDistance", "l2Distance", "kernelDrift", "spectralDrift", "patternChanges"] as const)
      expect(at(first, name)).toBe(0);
    const second = watch.look({ step: 1, s: 1.5, model: now });
    const g = gram(now, data).total;
    const g0 = gram(start, data).total;
    const values = eigenvalues(g);
    const expected: Readonly<Record<string, number>> = {
      maxDistance: distanceFromStart(now, start).max,
      l2Distance: distanceFromStart(now, start).l2,
      kernelDrift: kernelDrift(g, g0),
      spectralDrift: kernelDrift(g, g0, { norm: "spectral" }),
      smallestEigenvalue: values[0],
      largestEigenvalue: values[9],
      patternChanges: patternChanges(activePattern(now, data), activePattern(start, data)).total,
      barronNorm: barronNorm(now),
      loss: risk(now, data).value,
      plConstant: plConstant(now, data),
      sharpness: sharpness(now, data).value,
    };
    for (const [name, value] of Object.entries(expected))
      expect([name, at(second, name as "loss")]).toEqual([name, value]);
    expect(at(second, "patternChanges")).toBeGreaterThan(0);
  });

  it("measures from the start it is given, so that a run that was resumed goes on", () => {
    const watch = watchKernel({ points: data, measures: ["l2Distance"] });
    expect(watch.look({ step: 5, s: 1.5, model: now, start })).toEqual([distanceFromStart(now, start).l2]);
  });

  it("measures from the last switch of s if asked to", () => {
    const watch = watchKernel({ points: data, measures: ["l2Distance", "kernelDrift"], from: "switch" });
    watch.look({ step: 0, s: 1.5, model: start });
    const switched = { ...now, s: [2] };
    expect(watch.look({ step: 1, s: 2, model: switched })).toEqual([0, 0]);
    const later = moved(switched, 0.1);
    expect(watch.look({ step: 2, s: 2, model: later })[0]).toBe(distanceFromStart(later, switched).l2);
  });

  it("does not change when the model it saw first is written over", () => {
    const model = { ...start, parameters: start.parameters.slice() };
    const watch = watchKernel({ points: data, measures: ["l2Distance", "kernelDrift"] });
    watch.look({ step: 0, s: 1.5, model });
    model.parameters.set(now.parameters);
    expect(watch.look({ step: 1, s: 1.5, model })[0]).toBe(distanceFromStart(now, start).l2);
  });

  it("thins the points to floor(i n / r), so that G has at most `size` rows", () => {
    const model = networks["two layers, no bias, two outputs"]();
    const many = { ...points(model, 10), outputs: 2, y: normals(20) };
    const rows = [0, 3, 6];
    const pick = (values: Float64Array, width: number) =>
      Float64Array.from(rows.flatMap((i) => [...values.subarray(i * width, (i + 1) * width)]));
    const few = { rows: 3, inputs: 3, outputs: 2, x: pick(many.x, 3), y: pick(many.y, 2) };
    const look = { step: 0, s: 1, model };
    const measures = ["smallestEigenvalue", "loss", "plConstant"] as const;
    expect(watchKernel({ points: many, size: 7, measures }).look(look)).toEqual(
      watchKernel({ points: few, measures }).look(look),
    );
    // Interlacing.
    const [all] = watchKernel({ points: many, measures }).look(look);
    expect(watchKernel({ points: few, measures }).look(look)[0]).toBeGreaterThanOrEqual(all - 100 * EPS64);
  });

  it("leaves out by default what needs targets that are not there, and is NaN where a measure is not defined", () => {
    const { rows, inputs, x } = data;
    expect(watchKernel({ points: { rows, inputs, x } }).measures).toEqual([
      "maxDistance",
      "l2Distance",
      "kernelDrift",
      "smallestEigenvalue",
      "largestEigenvalue",
      "patternChanges",
      "pathNorm",
      "barronNorm",
    ]);
    const deep = networks["deep relu"]();
    const watch = watchKernel({ points: points(deep, 3), measures: ["barronNorm"] });
    expect(watch.look({ step: 0, s: 1, model: deep })).toEqual([Number.NaN]);
  });

  it("is NaN, not an error, once a run has diverged", () => {
    const watch = watchKernel({ points: data, measures: ["kernelDrift", "loss"] });
    watch.look({ step: 0, s: 1, model: start });
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e200])
      expect(watch.look({ step: 1, s: 1, model: { ...start, parameters: start.parameters.map(() => value) } })).toEqual(
        [Number.NaN, Number.NaN],
      );
  });

  it("refuses measures it does not have, or cannot take without targets", () => {
    const { rows, inputs, x } = data;
    const measures = ["speed"] as unknown as readonly ["loss"];
    expect(() => watchKernel({ points: data, measures })).toThrow(
      /^measures: no measure "speed"; there are maxDistance, /,
    );
    expect(() => watchKernel({ points: { rows, inputs, x }, measures: ["loss"] })).toThrow(
      'measures: "loss" needs targets; give a data set as points, or leave it out',
    );
    expect(() => watchKernel({ points: data, size: 0 })).toThrow("size: expected a positive integer, got 0");
  });
});
