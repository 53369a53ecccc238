import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/numerics/random.js";
import {
  adam,
  adamW,
  gaussNewton,
  gd,
  heavyBall,
  higherMomentum,
  lbfgs,
  levenbergMarquardt,
  nesterov,
  neuronNewton,
  outputSolve,
  type Problem,
} from "../../src/training/index.js";
import { wolfe } from "../../src/training/optimizer/line-search.js";
import { cosineRate } from "../../src/training/schedule.js";
import { descend, distance, type Landscape, last, quadratic, rosenbrock } from "./landscape.js";

const bowl = quadratic([1, 8], [0.5, -1], [3, 2]);

const methods = [
  { title: "gd", valley: gd({ rate: 0.015 }), bowl: gd({ rate: 0.2 }) },
  { title: "heavyBall", valley: heavyBall({ rate: 0.005 }), bowl: heavyBall({ rate: 0.1 }) },
  { title: "nesterov", valley: nesterov({ rate: 0.01, gamma: 6 }), bowl: nesterov({ rate: 0.1 }) },
  {
    title: "nesterov, constant momentum",
    valley: nesterov({ rate: 0.01, momentum: 0.9 }),
    bowl: nesterov({ rate: 0.1, momentum: 0.6 }),
  },
  { title: "adam", valley: adam({ rate: 0.05 }), bowl: adam({ rate: 0.1 }) },
  {
    title: "adamW without decay",
    valley: adamW({ rate: 0.05, weightDecay: 0 }),
    bowl: adamW({ rate: 0.1, weightDecay: 0 }),
  },
  { title: "lbfgs", valley: lbfgs(), bowl: lbfgs() },
  {
    title: "higherMomentum, J = 1",
    valley: higherMomentum({ rate: 0.005, momenta: [0.9] }),
    bowl: higherMomentum({ rate: 0.1, momenta: [0.5] }),
  },
  {
    title: "higherMomentum, J = 2",
    valley: higherMomentum({ rate: 0.01, momenta: [0.5, 0.2] }),
    bowl: higherMomentum({ rate: 0.1, momenta: [0.2, 0.2] }),
  },
  {
    title: "higherMomentum, J = 3",
    valley: higherMomentum({ rate: 0.01, momenta: [0.3, 0.2, 0.1] }),
    bowl: higherMomentum({ rate: 0.1, momenta: [0.4, -0.1, 0.2] }),
  },
  { title: "gaussNewton", valley: gaussNewton(), bowl: gaussNewton() },
  { title: "levenbergMarquardt", valley: levenbergMarquardt(), bowl: levenbergMarquardt() },
  { title: "neuronNewton with one neuron of all variables", valley: neuronNewton({ rate: 0.5 }), bowl: neuronNewton() },
  {
    title: "outputSolve with gd",
    valley: outputSolve({ hidden: gd({ rate: 0.1 }) }),
    bowl: outputSolve({ hidden: gd({ rate: 0.1 }), towards: "present", every: 3 }),
  },
  {
    title: "outputSolve with adam",
    valley: outputSolve({ hidden: adam({ rate: 0.05 }), every: 2 }),
    bowl: outputSolve({ hidden: adam({ rate: 0.1 }) }),
  },
];

const table = methods.flatMap(({ title, ...on }) =>
  (["f32", "f64"] as const).flatMap((dtype) => [
    { title, dtype, optimizer: on.bowl, landscape: bowl, on: bowl.title },
    { title, dtype, optimizer: on.valley, landscape: rosenbrock, on: rosenbrock.title },
  ]),
);

describe.each(table)("$title in $dtype on $on", ({ optimizer, landscape, dtype }) => {
  it("reaches the known minimum", async () => {
    const { path } = await descend(optimizer, landscape, 4000, { dtype });
    // float32 stalls where the rate times a gradient is under half a unit of theta: eps / (eta lambda), with eta lambda >= 0.005.
    // In float64, Nesterov's decay on the flattest mode, near exp(-eta lambda k / 2), leaves the most.
    expect(distance(last(path), landscape.minimum)).toBeLessThan(dtype === "f32" ? 2e-4 : 1e-7);
  });

  it("runs the same path each time", async () => {
    const [a, b] = [
      await descend(optimizer, landscape, 30, { dtype }),
      await descend(optimizer, landscape, 30, { dtype }),
    ];
    expect(a.path).toEqual(b.path);
  });
});

/** grad of a landscape as a fresh array. */
const gradientOf = ({ gradient }: Landscape, x: readonly number[]) => {
  const g = new Float64Array(x.length);
  gradient(x, g);
  return g;
};

/** Largest distance between a path and one that a formula gives, in units of the path's size. */
function expectPath(path: readonly (readonly number[])[], expected: readonly (readonly number[])[]) {
  expect(path.length).toBe(expected.length);
  // Fifty steps of a stable recursion with some ten roundings each; Rosenbrock's curvature stays below 200.
  for (const [k, theta] of path.entries())
    expect(distance(theta, expected[k])).toBeLessThan(50 * 10 * Number.EPSILON * 10);
}

describe.each([bowl, rosenbrock])("the discrete recursions on $title", (landscape) => {
  const steps = 50;
  const eta = 0.01;

  it("gd is theta_{k+1} = theta_k - eta grad R (BXC (1.2))", async () => {
    const expected = [[...landscape.start]];
    for (let k = 0; k < steps; k++) {
      const g = gradientOf(landscape, last(expected));
      expected.push(last(expected).map((t, i) => t - eta * g[i]));
    }
    expectPath((await descend(gd({ rate: eta }), landscape, steps)).path, expected);
  });

  it.each([0, 0.2, 0.5, 0.8])("heavy ball is BXC (3.1) with beta = %s", async (beta) => {
    const expected = [[...landscape.start]];
    let before = landscape.start;
    for (let k = 0; k < steps; k++) {
      const theta = last(expected);
      const g = gradientOf(landscape, theta);
      expected.push(theta.map((t, i) => t - eta * g[i] + beta * (t - before[i])));
      before = theta;
    }
    expectPath((await descend(heavyBall({ rate: eta, momentum: beta }), landscape, steps)).path, expected);
  });

  it.each([
    { title: "gamma = 2", options: { gamma: 2 }, mu: (k: number) => (k - 1) / (k + 1) },
    { title: "gamma = 3", options: { gamma: 3 }, mu: (k: number) => (k - 1) / (k + 2) },
    { title: "gamma = 6", options: { gamma: 6 }, mu: (k: number) => (k - 1) / (k + 5) },
    { title: "a constant momentum of 0.7", options: { momentum: 0.7 }, mu: () => 0.7 },
  ])("Nesterov is BXC (4.1) with $title", async ({ options, mu }) => {
    const expected = [[...landscape.start]];
    let v = [...landscape.start];
    for (let k = 1; k <= steps; k++) {
      const theta = last(expected);
      const g = gradientOf(landscape, theta);
      const next = theta.map((t, i) => t - eta * g[i]);
      expected.push(next.map((t, i) => t + mu(k) * (t - v[i])));
      v = next;
    }
    expectPath((await descend(nesterov({ rate: eta, ...options }), landscape, steps)).path, expected);
  });

  it.each([
    { name: "Adam is Kingma and Ba's Algorithm 1", decay: 0 },
    { name: "AdamW is Loshchilov and Hutter's Algorithm 2", decay: 0.1 },
  ])("$name", async ({ decay }) => {
    const [beta1, beta2, epsilon] = [0.8, 0.95, 1e-6];
    const expected = [[...landscape.start]];
    const m = landscape.start.map(() => 0);
    const v = landscape.start.map(() => 0);
    for (let t = 1; t <= steps; t++) {
      const theta = last(expected);
      const g = gradientOf(landscape, theta);
      expected.push(
        theta.map((x, i) => {
          m[i] = beta1 * m[i] + (1 - beta1) * g[i];
          v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
          const first = m[i] / (1 - beta1 ** t);
          const second = v[i] / (1 - beta2 ** t);
          return x - eta * (first / (Math.sqrt(second) + epsilon) + decay * x);
        }),
      );
    }
    const options = { rate: eta, decay: "none", beta1, beta2, epsilon } as const;
    const optimizer = decay === 0 ? adam(options) : adamW({ ...options, weightDecay: decay });
    expectPath((await descend(optimizer, landscape, steps)).path, expected);
  });

  it("follows its schedule: gd at a cosine rate is the recursion with eta_k", async () => {
    const expected = [[...landscape.start]];
    for (let k = 1; k <= steps; k++) {
      const g = gradientOf(landscape, last(expected));
      const rate = 0.5 * eta * (1 + Math.cos((Math.PI * (k - 1)) / steps));
      expected.push(last(expected).map((t, i) => t - rate * g[i]));
    }
    expectPath((await descend(gd({ rate: cosineRate(eta) }), landscape, steps)).path, expected);
    expectPath((await descend(gd({ rate: eta, decay: "cosine" }), landscape, steps)).path, expected);
  });
});

describe("Adam's first step", () => {
  it("has length eta in every coordinate, whatever the gradient's scale", async () => {
    const steep = quadratic([1e-3, 1, 1e6], [0, 0, 0], [1, 1, 1]);
    const { path } = await descend(adam({ rate: 0.01 }), steep, 1);
    // epsilon / |g| <= 1e-8 / 1e-3 of the step.
    for (const theta of path[1]) expect(Math.abs(1 - theta - 0.01)).toBeLessThan(0.01 * 1.1e-5);
  });
});

describe("on a linear problem, mode by mode", () => {
  const lambda = [0.1, 0.5, 1, 1.9];
  const modes = quadratic(
    lambda,
    lambda.map(() => 0),
    lambda.map(() => 1),
  );

  it("gd contracts by (1 - eta lambda)^k", async () => {
    const { path } = await descend(gd({ rate: 1 }), modes, 40);
    // k products of one rounding each, and that of 1 - lambda.
    for (const [k, theta] of path.entries())
      for (const [i, l] of lambda.entries())
        expect(Math.abs(theta[i] - (1 - l) ** k)).toBeLessThan(4 * (k + 1) * Number.EPSILON);
  });

  it("heavy ball is the combination of k-th powers of the roots of z^2 - (1 + beta - eta lambda) z + beta", async () => {
    const [eta, beta, steps] = [0.5, 0.3, 200];
    const { path } = await descend(heavyBall({ rate: eta, momentum: beta }), modes, steps);
    const kinds = new Set<string>();
    for (const [i, l] of lambda.entries()) {
      const half = 0.5 * (1 + beta - eta * l);
      const discriminant = half * half - beta;
      // theta_0 = theta_{-1} = 1, so theta_1 = 1 - eta lambda fixes the second coefficient.
      const first = 1 - eta * l;
      let exact: (k: number) => number;
      if (discriminant > 0) {
        const [z1, z2] = [half + Math.sqrt(discriminant), half - Math.sqrt(discriminant)];
        const A = (first - z2) / (z1 - z2);
        exact = (k) => A * z1 ** k + (1 - A) * z2 ** k;
      } else {
        const modulus = Math.sqrt(beta);
        const angle = Math.acos(half / modulus);
        const C = (first / modulus - Math.cos(angle)) / Math.sin(angle);
        exact = (k) => modulus ** k * (Math.cos(k * angle) + C * Math.sin(k * angle));
      }
      kinds.add(discriminant > 0 ? "real" : "complex");
      const rate = discriminant > 0 ? half + Math.sqrt(discriminant) : Math.sqrt(beta);
      // k roundings, relative to the slower power; 100 for the condition of the two coefficients.
      for (const [k, theta] of path.entries())
        expect(Math.abs(theta[i] - exact(k))).toBeLessThan(100 * (k + 1) * Number.EPSILON * rate ** k);
    }
    expect(kinds).toEqual(new Set(["real", "complex"]));
  });

  it("gd diverges past eta = 2 / lambda_max and heavy ball past 2 (1 + beta) / lambda_max", async () => {
    const end = async (optimizer: Parameters<typeof descend>[0]) =>
      Math.abs(last((await descend(optimizer, modes, 400)).path)[3]);
    expect(await end(gd({ rate: 1.05 * (2 / 1.9) }))).toBeGreaterThan(1);
    expect(await end(gd({ rate: 0.95 * (2 / 1.9) }))).toBeLessThan(1);
    expect(await end(heavyBall({ rate: 1.05 * (3 / 1.9), momentum: 0.5 }))).toBeGreaterThan(1);
    expect(await end(heavyBall({ rate: 0.95 * (3 / 1.9), momentum: 0.5 }))).toBeLessThan(1);
  });
});

describe("lbfgs", () => {
  const spread = (n: number, condition: number) => {
    const source = random(n, "lbfgs");
    const lambda = Array.from({ length: n }, (_, i) => condition ** (i / (n - 1)));
    const draw = () => lambda.map(() => source.normal());
    return quadratic(lambda, draw(), draw());
  };

  it.each([5, 20, 60])("solves a quadratic in %s variables in a multiple of n steps", async (n) => {
    const landscape = spread(n, 100);
    const { path } = await descend(lbfgs({ memory: n }), landscape, 3 * n + 20);
    const drop = landscape.value(last(path)) / landscape.value(path[0]);
    // With full memory and exact search it would be n steps; the weak search costs a factor, under 3 at condition 100.
    expect(drop).toBeLessThan(1e-12);
  });

  it("needs few evaluations a step: the first trial is mostly accepted", async () => {
    const { evaluations } = await descend(lbfgs(), rosenbrock, 40);
    // One evaluation begins each step, one or two trials follow.
    expect(evaluations).toBeLessThan(4 * 40);
  });

  it("accepts only steps that meet both strong Wolfe conditions", async () => {
    for (const landscape of [rosenbrock, spread(10, 1e4)]) {
      const { path } = await descend(lbfgs(), landscape, 25);
      for (let k = 0; k + 1 < path.length; k++) {
        const step = path[k + 1].map((t, i) => t - path[k][i]);
        const slope = (at: number) => gradientOf(landscape, path[at]).reduce((sum, g, i) => sum + g * step[i], 0);
        // At the minimum only rounding is left to compare.
        if (landscape.value(path[k]) < 1e-20) break;
        expect(slope(k)).toBeLessThan(0);
        expect(landscape.value(path[k + 1])).toBeLessThanOrEqual(landscape.value(path[k]) + 1e-4 * slope(k));
        // Recomputing d from a difference of thetas costs a few digits.
        expect(Math.abs(slope(k + 1))).toBeLessThanOrEqual(0.9 * Math.abs(slope(k)) * (1 + 1e-6));
      }
    }
  });

  it("never increases the loss", async () => {
    const { path } = await descend(lbfgs({ memory: 3 }), rosenbrock, 60);
    for (let k = 1; k < path.length; k++)
      expect(rosenbrock.value(path[k])).toBeLessThanOrEqual(rosenbrock.value(path[k - 1]));
  });

  it("never moves a frozen entry", async () => {
    const landscape = spread(8, 10);
    const { path } = await descend(lbfgs(), landscape, 30, { frozen: [1, 6] });
    for (const theta of path) expect([theta[1], theta[6]]).toEqual([landscape.start[1], landscape.start[6]]);
    const free = last(path).map((t, i) => (i === 1 || i === 6 ? landscape.minimum[i] : t));
    expect(distance(free, landscape.minimum)).toBeLessThan(1e-7);
  });

  it("stays where it is when the gradient is zero or no step decreases the loss", async () => {
    const there = quadratic([1, 2], [1, 1], [1, 1]);
    expect(last((await descend(lbfgs(), there, 3)).path)).toEqual([1, 1]);
    // A gradient that points the wrong way: every trial is worse.
    const liar: Landscape = { ...there, start: [2, 2], gradient: (x, out) => out.set([1 - x[0], 1 - x[1]]) };
    expect(last((await descend(lbfgs(), liar, 3)).path)).toEqual([2, 2]);
  });

  it("remembers at most `memory` pairs, oldest forgotten first", () => {
    const optimizer = lbfgs({ memory: 3 });
    const parameters = Float64Array.from(rosenbrock.start);
    const gradient = new Float64Array(2);
    const problem: Problem = {
      parameters,
      gradient,
      evaluate() {
        rosenbrock.gradient(parameters, gradient);
        return rosenbrock.value(parameters);
      },
      descend: () => {},
      squares: () => {
        throw new Error("a line search asks for no squares");
      },
    };
    const state = optimizer.start?.(problem) ?? { numbers: [], vectors: [] };
    for (let k = 0; k < 8; k++) {
      optimizer.step?.(problem, state, problem.evaluate(), 1);
      expect(state.vectors.length).toBeLessThanOrEqual(6);
    }
    expect(state.vectors.length).toBe(6);
  });
});

describe("wolfe", () => {
  it("finds a step for any downward line through a quartic, or says that there is none", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: 1e-3, max: 100, noNaN: true }),
        (scale, tilt, first) => {
          const phi = (a: number) => scale * ((a - 1) ** 4 + tilt * a);
          const derivative = (a: number) => scale * (4 * (a - 1) ** 3 + tilt);
          fc.pre(derivative(0) < -1e-3);
          const line = (a: number) => ({ value: phi(a), slope: derivative(a) });
          const alpha = wolfe(line, { loss: phi(0), slope: derivative(0), first, evaluations: 60 });
          expect(alpha).toBeDefined();
          if (alpha === undefined) return;
          expect(phi(alpha)).toBeLessThanOrEqual(phi(0) + 1e-4 * alpha * derivative(0));
          expect(Math.abs(derivative(alpha))).toBeLessThanOrEqual(0.9 * Math.abs(derivative(0)));
        },
      ),
    );
  });

  it("was last called at the step it returns, and that decreases the loss, also when the evaluations run out", () => {
    const positive = fc.double({ min: 1e-3, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        positive,
        fc.double({ min: -5, max: 4, noNaN: true }),
        fc.integer({ min: 1, max: 8 }),
        (first, tilt, evaluations) => {
          let at = Number.NaN;
          let used = 0;
          // Narrow at the bottom, so that a search of few evaluations often ends between trials.
          const line = (a: number) => {
            at = a;
            used++;
            return { value: (a - 1) ** 4 + tilt * a, slope: 4 * (a - 1) ** 3 + tilt };
          };
          const alpha = wolfe(line, { loss: 1, slope: tilt - 4, first, evaluations, c2: 1e-3 });
          // One more brings the parameters back to the best trial.
          expect(used).toBeLessThanOrEqual(evaluations + 1);
          if (alpha === undefined) return;
          expect(at).toBe(alpha);
          expect((alpha - 1) ** 4 + tilt * alpha).toBeLessThan(1);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("backs away from a step where the loss is not a number", () => {
    const line = (a: number) =>
      a > 1 ? { value: Number.NaN, slope: Number.NaN } : { value: (a - 0.5) ** 2, slope: 2 * (a - 0.5) };
    const alpha = wolfe(line, { loss: 0.25, slope: -1, first: 64, evaluations: 25 });
    expect(alpha).toBeGreaterThan(0);
    expect(alpha).toBeLessThanOrEqual(1);
  });
});

describe("wrong options", () => {
  it.each([
    ["a rate of 0", () => gd({ rate: 0 }), /^rate: expected a positive number, got 0$/],
    ["a rate that is not a number", () => gd({ rate: Number.NaN }), /^rate: expected a positive number, got NaN$/],
    ["a momentum of 1", () => heavyBall({ momentum: 1 }), /^momentum: expected a number in \[0, 1\), got 1$/],
    ["gamma = 0", () => nesterov({ gamma: 0 }), /^gamma: expected a positive number, got 0$/],
    ["a negative momentum", () => nesterov({ momentum: -0.1 }), /^momentum: expected a number in \[0, 1\), got -0.1$/],
    ["beta1 = 1", () => adam({ beta1: 1 }), /^beta1: expected a number in \[0, 1\), got 1$/],
    ["a negative beta2", () => adam({ beta2: -1 }), /^beta2: expected a number in \[0, 1\), got -1$/],
    ["a negative epsilon", () => adam({ epsilon: -1 }), /^epsilon: expected a number >= 0, got -1$/],
    ["a negative weight decay", () => adamW({ weightDecay: -1 }), /^weightDecay: expected a number >= 0, got -1$/],
    ["no memory", () => lbfgs({ memory: 0 }), /^memory: expected a positive integer, got 0$/],
    ["no evaluations", () => lbfgs({ evaluations: 0 }), /^evaluations: expected a positive integer, got 0$/],
  ])("refuse %s in one line that names the option", (_, make, message) => {
    expect(make).toThrow(message);
  });

  it("records every option, also a weight decay of 0, which is not the default", () => {
    expect(adamW({ weightDecay: 0 }).options.weightDecay).toBe(0);
    expect(adam().options).not.toHaveProperty("weightDecay");
  });
});
