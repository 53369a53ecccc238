import { describe, expect, test } from "vitest";
import { activations, homotopy } from "../../src/model/activation.js";
import { mlp } from "../../src/model/network.js";
import { hashBytes } from "../../src/numerics/hash.js";
import { boundaryPoints, interiorPoints } from "../../src/pde/domain/points.js";
import {
  type PdeProblem,
  pdeEnergy,
  pdeErrors,
  pdeProblems,
  type SolveLook,
  type SolveOptions,
  solutionJets,
} from "../../src/pde/index.js";
import { along } from "../../src/pde/path.js";
import {
  adam,
  constantRate,
  gaussNewton,
  lbfgs,
  type Optimizer,
  path,
  ramp,
  stages,
} from "../../src/training/index.js";
import { solved } from "./solved.js";

const tanh = (...hidden: number[]) => mlp({ hidden, activation: homotopy(activations.tanh) });
const square: PdeProblem = pdeProblems["poisson-square"]();
const small = {
  ...{ problem: square, network: tanh(10), points: 36, boundary: 16, steps: 12, seed: 1 },
  optimizer: adam({ rate: 0.01, decay: "none" }),
} as const satisfies SolveOptions;
const bitsOf = ({ solution: { model }, history }: Awaited<ReturnType<typeof solved>>) =>
  [model.parameters, history.loss].map(hashBytes);

describe("a run", () => {
  test("has the same bits twice, and others under another seed", async () => {
    for (const options of [
      { ...small, sampling: "halton", resample: 3 },
      { ...small, optimizer: gaussNewton({ adapt: true }), steps: 4 },
    ] satisfies SolveOptions[]) {
      const [one, again, other] = [await solved(options), await solved(options), await solved({ ...options, seed: 2 })];
      expect(bitsOf(again)).toEqual(bitsOf(one));
      for (const [i, bits] of bitsOf(other).entries()) expect(bits).not.toBe(bitsOf(one)[i]);
    }
  });

  test("tells every step, and remembers what it told", async () => {
    const { told, history, steps, planned, outcome, loss, terms } = await solved(small);
    expect(told.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(told.map((one) => one.loss)).toEqual(Array.from(history.loss));
    expect(told.map((one) => one.seconds)).toEqual(Array.from(history.seconds));
    expect([steps, planned, outcome]).toEqual([12, 12, "finished"]);
    for (let i = 1; i < 12; i++) expect(history.seconds[i]).toBeGreaterThan(history.seconds[i - 1]);
    // The loss after the last step, which the history does not have.
    expect(history.loss).not.toContain(loss);
    expect(terms.map(({ name }) => name)).toEqual(["residual", "dirichlet on all of the boundary"]);
    expect(terms.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(loss, 12);
  });

  test("says how many points it has", async () => {
    const { points } = await solved({ ...small, steps: 1 });
    expect(points).toEqual({ interior: 36, all: 36 + 16 });
  });

  test("of more steps starts as the one of fewer", async () => {
    const [short, long] = [await solved({ ...small, steps: 5 }), await solved(small)];
    expect(Array.from(long.history.loss.subarray(0, 5))).toEqual(Array.from(short.history.loss));
    expect(long.history.loss[5]).toBe(short.loss);
  });

  test("can be done in float32, near the one in float64", async () => {
    const [double, single] = [await solved(small), await solved({ ...small, dtype: "f32" })];
    // Two hundred sums of roundings of 6e-8; after a few steps only, as Adam divides by small gradients.
    expect(Math.abs(single.history.loss[0] / double.history.loss[0] - 1)).toBeLessThan(1e-5);
    expect(single.history.loss[0]).not.toBe(double.history.loss[0]);
  });

  test("that meets a loss that is no number has diverged at that step, and is not told further", async () => {
    const problem: PdeProblem = {
      ...square,
      residual: { order: 2, of: (u) => (u.value > 1.5 ? Number.NaN : u.laplacian + 40) },
    };
    const looks: number[] = [];
    const result = await solved({ ...small, problem, steps: 400, onLook: ({ step }) => void looks.push(step) });
    expect(result.outcome).toBe("diverged");
    expect(result.steps).toBeLessThan(400);
    expect(result.planned).toBe(400);
    expect(result.history.loss).toHaveLength(result.steps);
    expect(result.history.loss[result.steps - 1]).toBeNaN();
    expect(Array.from(result.history.loss.subarray(0, -1)).every(Number.isFinite)).toBe(true);
    expect(result.told).toHaveLength(result.steps - 1);
    expect(Math.max(...looks)).toBeLessThan(result.steps);
    expect(result.loss).toBeNaN();
  });

  test("whose loss is beyond all bounds has diverged as well", async () => {
    const { outcome, steps } = await solved({ ...small, optimizer: adam({ rate: 1e9 }), steps: 50 });
    expect([outcome, steps]).toEqual(["diverged", 2]);
  });

  test("ends where it is when it is told to", async () => {
    const controller = new AbortController();
    const onLook = ({ step }: SolveLook) => {
      if (step >= 6) controller.abort();
    };
    const { outcome, steps, history } = await solved({ ...small, onLook, looks: 100, signal: controller.signal });
    expect(outcome).toBe("stopped");
    expect(steps).toBeLessThan(12);
    expect(history.loss).toHaveLength(steps);
  });
});

describe("resampling", () => {
  const options = {
    ...small,
    sampling: "uniform",
    optimizer: adam({ rate: 1e-6, decay: "none" }),
  } as const satisfies SolveOptions;

  test("draws as many other points every so many steps: the loss jumps there, and only there", async () => {
    const { history, points } = await solved({ ...options, resample: 4 });
    expect(points.interior).toBe(36);
    const change = (k: number) => Math.abs(history.loss[k] / history.loss[k - 1] - 1);
    // Steps of 1e-6 change the loss by about 1e-5, other points by more than 1 %.
    for (let k = 1; k < 12; k++)
      if (k % 4 === 0) expect(change(k), `step ${k + 1}`).toBeGreaterThan(1e-2);
      else expect(change(k), `step ${k + 1}`).toBeLessThan(1e-3);
  });

  test("starts on the points of a run without it", async () => {
    const [with_, without] = [await solved({ ...options, resample: 4 }), await solved(options)];
    expect(Array.from(with_.history.loss.subarray(0, 4))).toEqual(Array.from(without.history.loss.subarray(0, 4)));
  });

  test("lets L-BFGS forget its curvatures and go on", async () => {
    const { history, outcome } = await solved({
      ...options,
      optimizer: lbfgs(),
      resample: 5,
      steps: 30,
      sampling: "halton",
    });
    expect(outcome).toBe("finished");
    expect(history.loss[29]).toBeLessThan(0.5 * history.loss[0]);
  });

  test("empties the vectors that a method remembers, as a switch of s does and a ramp does not", async () => {
    const remembered = async (more: Partial<SolveOptions>) => {
      const lengths: number[] = [];
      const remembers: Optimizer = {
        ...{ name: "remembers", schedule: constantRate(1), options: {}, moments: [], linear: true },
        start: () => ({ numbers: [], vectors: [] }),
        step(problem, { vectors }) {
          lengths.push(vectors.length);
          vectors.push(Float64Array.from(problem.gradient));
        },
      };
      await solved({ ...small, sampling: "uniform", optimizer: remembers, steps: 8, ...more });
      return lengths;
    };
    expect(await remembered({})).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(await remembered({ resample: 3 })).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
    expect(await remembered({ relaxation: stages([1, 1.5]) })).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    expect(await remembered({ relaxation: ramp({ from: 0.5, to: 1 }) })).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const corners = [0.2, 0.5, 0.5, 1].map((at, p) => ({ at, s: 0.5 + 0.3 * p }));
    expect(await remembered({ relaxation: path(corners) })).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  });
});

describe("a path", () => {
  test("is at its ends at the first step and from its fraction on, geometric between positive ends", () => {
    const path = { from: 1, to: 0.01, over: 0.5 };
    const at = (step: number) => along(path, step, 21 * 2);
    expect(at(1)).toBe(1);
    expect(at(11)).toBeCloseTo(0.1, 14);
    expect(at(21)).toBe(0.01);
    expect(at(42)).toBe(0.01);
    expect(along({ from: -1, to: 1, over: 1 }, 6, 11)).toBe(0);
    expect(along({ from: 1, to: 3, over: 1, scale: "linear" }, 6, 11)).toBe(2);
    expect(along({ from: 5, to: 3, over: 0 }, 1, 10)).toBe(3);
  });

  test("moves monotonely, by equal amounts or equal factors", () => {
    const values = Array.from({ length: 70 }, (_, i) => along({ from: 0.3, to: 0.003 }, i + 1, 100));
    for (let i = 1; i < 70; i++) expect(values[i] / values[i - 1]).toBeCloseTo(0.01 ** (1 / 69), 12);
    const even = Array.from({ length: 70 }, (_, i) => along({ from: 0, to: 3 }, i + 1, 100));
    for (let i = 1; i < 70; i++) expect(even[i] - even[i - 1]).toBeCloseTo(3 / 69, 12);
  });

  test("of a problem's scalar is told with every step, and ends at its value", async () => {
    const problem = pdeProblems.burgers();
    const scalars = { viscosity: { from: 0.3, to: 0.01 } };
    const { told } = await solved({ ...small, problem, scalars, steps: 10 });
    expect(told.map((one) => one.scalars.viscosity)).toEqual(
      Array.from({ length: 10 }, (_, i) => along(scalars.viscosity, i + 1, 10)),
    );
    expect(told[0].scalars.viscosity).toBe(0.3);
    expect(told[9].scalars.viscosity).toBe(0.01);
    const still = await solved({ ...small, problem, steps: 2 });
    expect(still.told[1].scalars).toEqual(problem.scalars);
  });

  test("of s by stages is in the history, and its moments may be set to 0", async () => {
    const options = { ...small, optimizer: adam({ rate: 0.05, decay: "none" }), steps: 10 };
    const of = (moments: "keep" | "reset") => solved({ ...options, relaxation: stages([1, 1.5], { moments }) });
    const [keep, reset] = [await of("keep"), await of("reset")];
    expect(Array.from(keep.history.s)).toEqual([1, 1, 1, 1, 1, 1.5, 1.5, 1.5, 1.5, 1.5]);
    expect(keep.solution.model.s).toEqual([1.5]);
    // The same until the step at the new s, whose update is the first that differs.
    expect(Array.from(reset.history.loss.subarray(0, 6))).toEqual(Array.from(keep.history.loss.subarray(0, 6)));
    expect(reset.history.loss[6]).not.toBe(keep.history.loss[6]);
  });

  test("that resets the moments starts Adam anew: every parameter moves by the rate, whatever its gradient", async () => {
    const rate = 0.05;
    const moves = async (moments: "keep" | "reset") => {
      const thetas: Float64Array[] = [];
      const onLook = ({ solution }: SolveLook) => void thetas.push(Float64Array.from(solution.model.parameters));
      const options = { ...small, optimizer: adam({ rate, decay: "none" }), steps: 10, looks: 10, onLook };
      await solved({ ...options, relaxation: stages([1, 1.5], { moments }) });
      expect(thetas).toHaveLength(11);
      // Over step 6, the first at s = 1.5.
      return thetas[6].map((value, i) => Math.abs(value - thetas[5][i]) / rate);
    };
    // m / sqrt(v) = 1 but for Adam's 1e-8 beside gradients of 1e-4 and more.
    for (const move of await moves("reset")) expect(move).toBeCloseTo(1, 3);
    expect((await moves("keep")).some((move) => Math.abs(move - 1) > 0.1)).toBe(true);
  });
});

describe("hard conditions", () => {
  test.each(["poisson-square", "helmholtz", "reaction-diffusion", "heat", "burgers"] as const)(
    "of %s hold whatever the network, during the run and after it",
    async (name) => {
      const problem: PdeProblem = pdeProblems[name]();
      const { domain, conditions } = problem;
      const d = domain.dimensions;
      const miss: number[] = [];
      const measure = async ({ solution }: Pick<SolveLook, "solution">) => {
        for (const condition of conditions) {
          if (condition.kind !== "dirichlet") throw new Error("not a Dirichlet condition");
          const { on, value } = condition;
          const faces = domain.faces.filter((face) => on === "all" || on.includes(face.name));
          const { x, normal = x, rows } = boundaryPoints(domain, faces, 30, { sampling: "uniform", seed: 5 });
          const u = await solutionJets(solution, x);
          for (let i = 0; i < rows; i++) {
            const part = (of: Float64Array) => of.subarray(i * d, (i + 1) * d);
            const expected =
              typeof value === "number"
                ? value
                : value({ x: part(x), normal: part(normal), scalars: problem.scalars ?? {} });
            miss.push(Math.abs(u[i] - expected));
          }
        }
      };
      const result = await solved({ ...small, problem, hard: true, steps: 4, onLook: measure, looks: 2 });
      await measure(result);
      expect(result.terms.map((term) => term.name)).toEqual(["residual"]);
      expect(miss.length).toBeGreaterThan(5);
      // sin(pi) is 1.2e-16 in double, and what else there is is 0.
      expect(Math.max(...miss)).toBeLessThan(2e-16);
      // The network itself does not keep them.
      const { x } = boundaryPoints(domain, domain.faces, 30, { sampling: "uniform", seed: 5 });
      const network = await solutionJets({ model: result.solution.model }, x);
      expect(Math.max(...network.map(Math.abs))).toBeGreaterThan(1e-2);
    },
  );
});

describe("looks", () => {
  test("come at 0 and at the end, in order, each once, with the solution so far", async () => {
    const looks: SolveLook[] = [];
    const result = await solved({ ...small, steps: 40, looks: 8, onLook: (look) => void looks.push(look) });
    const steps = looks.map(({ step }) => step);
    expect(steps[0]).toBe(0);
    expect(steps.at(-1)).toBe(40);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(steps.length).toBeGreaterThan(8);
    expect(looks[0].solution.model.parameters).not.toEqual(looks[1].solution.model.parameters);
    expect(looks.at(-1)?.solution.model.parameters).toEqual(result.solution.model.parameters);
  });

  test("do not change the run, and their time is not the run's", async () => {
    const wait = 30;
    let [count, own] = [0, 0];
    const onLook = async () => {
      const start = performance.now();
      await new Promise((resolve) => setTimeout(resolve, wait));
      count++;
      own += (performance.now() - start) / 1000;
    };
    const start = performance.now();
    const seen = await solved({ ...small, onLook, looks: 5 });
    const whole = (performance.now() - start) / 1000;
    expect(bitsOf(seen)).toEqual(bitsOf(await solved(small)));
    expect(own).toBeGreaterThan((0.9 * wait * count) / 1000);
    expect(seen.seconds).toBeLessThan(whole - own);
  });
});

describe("what a solution is measured by", () => {
  test("is 0 for the function itself, and 1 for none at all", async () => {
    const { solution } = await solved({ ...small, steps: 1 });
    const model = solution.model;
    const zero = { ...model, parameters: new Float64Array(model.parameters.length) };
    const exact = square.exact ?? (() => ({ value: Number.NaN, gradient: [], hessian: [], laplacian: Number.NaN }));
    const none = await pdeErrors({ model: zero }, square.domain, { exact });
    expect(none.l2).toBeCloseTo(1, 14);
    expect(none.h1).toBeCloseTo(1, 14);
    expect(none.max).toBeCloseTo(1, 3);
    expect(none.points).toBe(10_000);
    // u = lift + 0 N.
    const factor = () => ({
      value: 0,
      gradient: [0, 0],
      hessian: [
        [0, 0],
        [0, 0],
      ],
      laplacian: 0,
    });
    const whole = { model, ansatz: { lift: exact, factor } };
    expect(await pdeErrors(whole, square.domain, { exact })).toEqual({ l2: 0, h1: 0, max: 0, points: 10_000 });
    expect((await pdeErrors(whole, square.domain, { values: (x) => exact(x).value })).l2).toBe(0);
    expect(await pdeErrors(whole, square.domain, { values: () => 0 }, 100)).not.toHaveProperty("h1");
    // The density is a sum of whole waves: the midpoint rule has no error.
    expect(await pdeEnergy(whole, square)).toBeCloseTo(square.energy?.least ?? Number.NaN, 12);
    await expect(pdeEnergy(whole, pdeProblems.heat())).rejects.toThrow("heat: has no energy");
  });

  test("is an energy with half the square of the integral, where the mean is to be 0", async () => {
    const problem: PdeProblem = pdeProblems["poisson-neumann"]();
    const { solution } = await solved({ ...small, problem, steps: 1 });
    const flat = [
      [0, 0],
      [0, 0],
    ];
    const factor = () => ({ value: 0, gradient: [0, 0], hessian: flat, laplacian: 0 });
    // u* + 3: the source has no mean, so that all that a constant changes is this term.
    const lift: NonNullable<PdeProblem["exact"]> = (x) => {
      const exact = problem.exact?.(x) ?? factor();
      return { ...exact, value: exact.value + 3 };
    };
    const energy = await pdeEnergy({ model: solution.model, ansatz: { lift, factor } }, problem);
    expect(energy).toBeCloseTo((problem.energy?.least ?? Number.NaN) + 4.5, 12);
  });

  test("is not fooled by a NaN", async () => {
    const { solution } = await solved({ ...small, steps: 1 });
    const values = ({ 0: x }: ArrayLike<number>) => (x < 0.1 ? Number.NaN : 1);
    const { l2, max } = await pdeErrors(solution, square.domain, { values });
    expect([l2, max]).toEqual([Number.NaN, Number.NaN]);
  });

  test("has the same jets whatever the block, and at one point as among many", async () => {
    const { solution } = await solved({ ...small, steps: 1, network: tanh(6, 5) });
    const { x } = interiorPoints(square.domain, 5000, { sampling: "uniform", seed: 2 });
    const all = await solutionJets(solution, x, 2);
    for (const i of [0, 1234, 4999]) {
      const one = await solutionJets(solution, x.slice(2 * i, 2 * i + 2), 2);
      for (const [plane, value] of one.entries()) expect(all[6 * i + plane]).toBeCloseTo(value, 12);
    }
  });
});
