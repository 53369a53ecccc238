import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Dtype, Engine, Session } from "../../src/engine/index.js";
import { referenceEngine, wasmEngine } from "../../src/engine/index.js";
import { activations } from "../../src/model/activation.js";
import { hashBytes } from "../../src/numerics/hash.js";
import { random } from "../../src/numerics/random.js";
import {
  architectures,
  buildProgram,
  distance,
  fill,
  firstRows,
  followed,
  largest,
  slopesFrom,
  unitRoundoff,
} from "./programs.js";

const engines: readonly Engine[] = [referenceEngine, wasmEngine];
const fast = engines.filter((engine) => engine !== referenceEngine);
const dtypes: readonly Dtype[] = ["f32", "f64"];
const sigmas = Object.values(activations);
const batches = [1, 3, 5, 37, 100];
const values = [0, 0.5, 1, 1.5, 2, -0.5, 2.5];
const most = 100;

const table = (over: readonly Engine[]) =>
  over.flatMap((engine) =>
    architectures.flatMap((architecture) =>
      sigmas.map((activation) => ({ engine, architecture, activation, title: architecture.title, name: engine.name })),
    ),
  );

describe.each(dtypes)("in %s", (dtype) => {
  test.each(table(fast))(
    "$name agrees with the reference on $title, $activation.name, for every s and batch",
    async ({ engine, architecture, activation }) => {
      const program = buildProgram(architecture, { activation, dtype, rows: most });
      expect(engine.unsupported(program)).toBeUndefined();
      const [session, reference] = await Promise.all([engine.open(program), referenceEngine.open(program)]);
      fill(session, 1);
      fill(reference, 1);
      const outputs = program.widths[program.widths.length - 1];
      const fans = program.widths.reduce((sum, width) => sum + width, 0);
      // A sum of n terms is off by at most n u times its terms' absolute sum; layers add up (all fans together), the factor 8
      // is for terms that cancel and for the activation's own roundings.
      const forwardTolerance = 8 * fans * unitRoundoff(dtype);
      for (const rows of batches)
        for (const s of values) {
          const slopes = slopesFrom(s, program);
          session.forward(rows, slopes);
          reference.forward(rows, slopes);
          const expected = firstRows(reference.output, rows, outputs);
          const scale = Math.max(1, largest(expected));
          expect(distance(firstRows(session.output, rows, outputs), expected)).toBeLessThan(forwardTolerance * scale);
          for (const each of [session, reference]) {
            each.clear();
            each.pull(rows);
          }
          // As above; the gradient sums over the rows as well.
          const tolerance = 8 * (fans + rows) * unitRoundoff(dtype) * Math.max(1, largest(reference.gradient));
          expect(distance(session.gradient, reference.gradient)).toBeLessThan(tolerance);
        }
      session.close();
      reference.close();
    },
  );
});

describe("in f64, away from kinks", () => {
  test.each(table(engines))(
    "$name pulls back by the transpose of the derivative on $title, $activation.name",
    async ({ engine, architecture, activation }) => {
      const rows = 5;
      const program = buildProgram(architecture, { activation, dtype: "f64", rows });
      const session = await engine.open(program);
      const outputs = program.widths[program.widths.length - 1] * rows;
      for (const s of values) {
        fill(session, 2);
        const slopes = slopesFrom(s, program);
        session.forward(rows, slopes);
        session.clear();
        session.pull(rows);
        const gradient = session.gradient.slice();
        const start = session.parameters.slice();
        const direction = new Float64Array(program.parameters);
        const source = random(3, "direction");
        for (const entry of followed(program)) direction[entry] = source.normal();

        // J v by central differences; h = eps^(1/3) balances the truncation h^2 and the rounding eps / h, both near 1e-10.
        const h = 6e-6;
        const at = (step: number) => {
          for (let i = 0; i < start.length; i++) session.parameters[i] = start[i] + step * direction[i];
          session.forward(rows, slopes);
          return session.output.slice();
        };
        const [up, down] = [at(h), at(-h)];
        let pushed = 0;
        let scale = 0;
        for (let i = 0; i < outputs; i++) {
          const slope = (up[i] - down[i]) / (2 * h);
          pushed += slope * session.cotangent[i];
          // The rounding of differences grows with the outputs, the truncation with the derivatives (third ones here).
          scale += (Math.abs(slope) + Math.abs(up[i])) * Math.abs(session.cotangent[i]);
        }
        let pulled = 0;
        for (let i = 0; i < gradient.length; i++) pulled += gradient[i] * direction[i];
        // 1e-10 from the step, times 100 for third derivatives larger than first ones.
        expect(Math.abs(pushed - pulled)).toBeLessThan(1e-8 * Math.max(scale, 1));
      }
      session.close();
    },
  );
});

describe.each(engines.map((engine) => ({ name: engine.name, engine })))("$name", ({ engine }) => {
  const architecture = architectures.find((one) => one.title.startsWith("3-9-8-2 with biases, a skip"));
  if (!architecture) throw new Error("the table lacks the architecture with everything");
  const plain = { title: "2-64-1", widths: [2, 64, 1] };

  describe.each(dtypes)("in %s", (dtype) => {
    let session: Session;
    beforeAll(async () => {
      session = await engine.open(
        buildProgram(architecture, { activation: activations.tanh, dtype, rows: 40, moments: 2 }),
      );
    });
    afterAll(() => session.close());

    test("has arrays of the documented lengths and precision, parameters and moments zero at the start", async () => {
      const program = buildProgram(plain, { activation: activations.relu, dtype, rows: 7, moments: 2 });
      const fresh = await engine.open(program);
      const type = dtype === "f32" ? Float32Array : Float64Array;
      expect(fresh.program).toBe(program);
      const { parameters, gradient, moments, input, output, cotangent } = fresh;
      const lengths = [parameters, gradient, ...moments, input, output, cotangent].map((array) => array.length);
      expect(lengths).toEqual([192, 192, 192, 192, 14, 7, 7]);
      for (const array of [parameters, gradient, ...moments, input, output, cotangent]) {
        expect(array).toBeInstanceOf(type);
        expect(largest(array)).toBe(0);
      }
      fresh.close();
    });

    test("adds to the gradient on every pull, and clears it", () => {
      fill(session, 4);
      session.forward(40, [1.5, 0.5]);
      session.clear();
      session.pull(40);
      const once = session.gradient.slice();
      session.pull(40);
      const twice = once.map((value) => 2 * value);
      // A second sum on top of the first: as many more roundings as there are rows.
      expect(distance(session.gradient, twice)).toBeLessThan(40 * unitRoundoff(dtype) * largest(twice));
      session.clear();
      expect(largest(session.gradient)).toBe(0);
      session.pull(40);
      expect(session.gradient).toEqual(once);
    });

    test("is linear in the cotangent, and rows past the batch do not enter", () => {
      fill(session, 5);
      session.forward(13, [1.5, 0.5]);
      session.clear();
      session.pull(13);
      const once = session.gradient.slice();
      for (let i = 0; i < 26; i++) session.cotangent[i] *= -4; // a power of two scales every rounding alike
      session.cotangent.fill(Number.NaN, 26);
      session.input.fill(Number.NaN, 39);
      session.forward(13, [1.5, 0.5]);
      session.clear();
      session.pull(13);
      expect(session.gradient).toEqual(once.map((value) => (value === 0 ? 0 : -4 * value)));
    });

    test("gives the same bits again, whatever was run in between and in another session", async () => {
      const other = await engine.open(session.program);
      fill(session, 6);
      fill(other, 7);
      const run = (one: Session) => {
        one.forward(37, [1.5, 0.5]);
        one.clear();
        one.pull(37);
        return [one.output.slice(0, 74), one.gradient.slice()];
      };
      const first = run(session);
      run(other);
      other.forward(3, [0, 2]);
      fill(session, 6);
      expect(run(session)).toEqual(first);
      fill(other, 6);
      expect(run(other)).toEqual(first);
      other.close();
    });

    test("leaves the gradient of frozen blocks alone", async () => {
      const frozen = { title: "", widths: [3, 9, 8, 2], biases: true, frozen: [2] };
      const program = buildProgram(frozen, { activation: activations.relu, dtype, rows: 5 });
      const one = await engine.open(program);
      fill(one, 8);
      one.gradient.fill(7);
      one.forward(5, [1.5, 1.5]);
      one.pull(5);
      const free = new Set(followed(program));
      for (let i = 0; i < program.parameters; i++) if (!free.has(i)) expect(one.gradient[i]).toBe(7);
      one.close();
    });

    test.each([0, 41, 1.5, Number.NaN])("refuses a batch of %d rows", (rows) => {
      expect(() => session.forward(rows, [1, 1])).toThrow(/rows/);
    });

    const rules = [
      { kind: "descent", rate: 0.1 },
      { kind: "momentum", rate: 0.1, beta: 0.9, direct: 0, along: 1 },
      { kind: "momentum", rate: 0.1, beta: 0.9, direct: 1, along: 0.9 },
      {
        kind: "adam",
        rate: 0.01,
        beta1: 0.9,
        beta2: 0.999,
        correction1: 1.3,
        correction2: 2.1,
        epsilon: 1e-8,
        decay: 0.02,
      },
    ] as const;
    test.each(rules)("$kind follows its formula (%o)", (rule) => {
      fill(session, 9);
      random(9, "gradient").fillNormal(session.gradient);
      const [p, v] = session.moments;
      random(9, "p").fillNormal(p);
      random(9, "v").fillNormal(v);
      for (let i = 0; i < v.length; i++) v[i] = Math.abs(v[i]);
      const before = { theta: session.parameters.slice(), p: p.slice(), v: v.slice() };
      const [start, end] = [3, 61];
      session.update(rule, start, end);

      // Every formula has at most 12 roundings, coefficients included, of values no larger than the terms added.
      const near = (value: number, expected: number, size: number) =>
        expect(Math.abs(value - expected)).toBeLessThanOrEqual(12 * unitRoundoff(dtype) * size);
      for (let i = 0; i < session.parameters.length; i++) {
        const theta = before.theta[i];
        const g = session.gradient[i];
        if (i < start || i >= end) {
          expect([session.parameters[i], p[i], v[i]]).toEqual([theta, before.p[i], before.v[i]]);
        } else if (rule.kind === "descent") {
          near(session.parameters[i], theta - rule.rate * g, Math.abs(theta) + Math.abs(g));
        } else if (rule.kind === "momentum") {
          const next = rule.beta * before.p[i] + g;
          const size = Math.abs(before.p[i]) + Math.abs(g);
          near(p[i], next, size);
          near(
            session.parameters[i],
            theta - rule.rate * (rule.direct * g + rule.along * next),
            Math.abs(theta) + size,
          );
        } else {
          const first = rule.beta1 * before.p[i] + (1 - rule.beta1) * g;
          const second = rule.beta2 * before.v[i] + (1 - rule.beta2) * g * g;
          near(p[i], first, Math.abs(before.p[i]) + Math.abs(g));
          near(v[i], second, before.v[i] + g * g);
          const step = (rule.rate * first * rule.correction1) / (Math.sqrt(second * rule.correction2) + rule.epsilon);
          const size =
            (1 + Math.abs(theta)) * (1 + Math.abs(step / (first || 1)) * (Math.abs(before.p[i]) + Math.abs(g)));
          near(session.parameters[i], theta - rule.rate * rule.decay * theta - step, size);
        }
      }
    });

    test("refuses a rule that needs more moments than the program has", async () => {
      const one = await engine.open(buildProgram(plain, { activation: activations.relu, dtype, rows: 2 }));
      expect(() => one.update({ kind: "momentum", rate: 1, beta: 0.9, direct: 0, along: 1 })).toThrow(/moment/);
      one.close();
    });
  });
});

describe.each(dtypes)("threads in %s", (dtype) => {
  // Large enough to be divided, and odd, so that the parts are unequal.
  const shapes = [
    { title: "3-301-211-2", widths: [3, 301, 211, 2], biases: true },
    { title: "2-1000-1", widths: [2, 1000, 1] },
    { title: "2-5-3-1", widths: [2, 5, 3, 1], slopes: true },
  ];
  test.each(shapes)("change no bit of $title", async (architecture) => {
    const run = async (threads: number) => {
      const options = { activation: activations.gelu, dtype, rows: 97, threads, moments: 2 };
      const program = buildProgram(architecture, options);
      const session = await wasmEngine.open(program);
      fill(session, 10);
      for (let step = 0; step < 5; step++) {
        session.clear();
        for (const rows of [97, 31]) {
          session.forward(rows, slopesFrom(1.5, program));
          session.pull(rows);
        }
        session.update({
          kind: "adam",
          rate: 0.01,
          beta1: 0.9,
          beta2: 0.999,
          correction1: 1,
          correction2: 1,
          epsilon: 1e-8,
          decay: 0,
        });
      }
      const bits = [session.parameters, session.output, session.gradient, ...session.moments].map(hashBytes);
      session.close();
      return bits;
    };
    const one = await run(1);
    for (const threads of [2, 3]) expect(await run(threads)).toEqual(one);
  });
});
