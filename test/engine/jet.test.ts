import { describe, expect, test } from "vitest";
import {
  chooseEngine,
  type Dtype,
  type ElementwiseFunction,
  type Jet,
  pairsOf,
  planesOf,
  referenceEngine,
  type Session,
  secondPlane,
  wasmEngine,
} from "../../src/engine/index.js";
import { activations } from "../../src/model/activation.js";
import { hashBytes } from "../../src/numerics/hash.js";
import { random } from "../../src/numerics/random.js";
import {
  type Architecture,
  buildProgram,
  distance,
  fill,
  followed,
  largest,
  slopesFrom,
  unitRoundoff,
} from "./programs.js";

const shapes: readonly Architecture[] = [
  { title: "2-7-1", widths: [2, 7, 1] },
  { title: "3-64-1", widths: [3, 64, 1] },
  { title: "2-5-3-1", widths: [2, 5, 3, 1] },
  { title: "4-9-8-2 with biases", widths: [4, 9, 8, 2], biases: true },
  {
    title: "3-9-8-2 with all skips",
    widths: [3, 9, 8, 2],
    links: [
      [0, 2],
      [0, 3],
      [1, 3],
    ],
  },
  { title: "3-9-8-2 with the middle frozen", widths: [3, 9, 8, 2], biases: true, frozen: [2] },
];
const jets: readonly Jet[] = [
  { order: 1, directions: 2 },
  { order: 2, directions: 1 },
  { order: 2, directions: 2 },
];
const table = shapes.flatMap((architecture) =>
  jets.flatMap((jet) =>
    Object.values(activations).map((activation) => ({
      ...{ architecture, jet, activation, title: architecture.title, order: jet.order, directions: jet.directions },
    })),
  ),
);
const engines = [referenceEngine, wasmEngine];
const values = [0, 1, 1.5, 2, -0.5];

test("planes are numbered as documented: values, first derivatives, then pairs row by row of the upper triangle", () => {
  const jet: Jet = { order: 2, directions: 3 };
  expect(pairsOf(jet)).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 1],
    [1, 2],
    [2, 2],
  ]);
  expect(pairsOf(jet).map(([j, l]) => secondPlane(3, j, l))).toEqual([4, 5, 6, 7, 8, 9]);
  expect(secondPlane(3, 2, 1)).toBe(secondPlane(3, 1, 2));
  expect(planesOf(jet)).toBe(10);
  expect(planesOf({ order: 1, directions: 3 })).toBe(4);
  expect(planesOf({ order: 0, directions: 3 })).toBe(1);
});

test.each(Object.values(activations).filter(({ name }) => name !== "relu"))(
  "the second and third derivative of $name are those of the one below",
  ({ derivative, second, third, name }) => {
    // h = eps^(1/3): truncation and rounding of a central difference are both near 1e-10.
    const h = 6e-6;
    for (const z of [-3, -1.2, -0.3, 0.1, 0.7, 2.5]) {
      expect(second?.(z)).toBeCloseTo((derivative(z + h) - derivative(z - h)) / (2 * h), 8);
      expect(third?.(z), `${name}, ${z}`).toBeCloseTo(
        ((second?.(z + h) ?? NaN) - (second?.(z - h) ?? NaN)) / (2 * h),
        8,
      );
    }
  },
);

describe.each(engines.map((engine) => ({ name: engine.name, engine })))("$name", ({ engine }) => {
  const smooth = table.filter(({ activation }) => activation.name !== "relu" && activation.name !== "halfSquaredRelu");
  test.each(smooth)(
    "has the derivatives by the inputs of $title, order $order in $directions, $activation.name",
    async ({ architecture, jet, activation }) => {
      const rows = 4;
      const program = buildProgram(architecture, { activation, dtype: "f64", rows, jet });
      const session = await engine.open(program);
      fill(session, 1);
      const slopes = slopesFrom(1.5, program);
      const width = program.widths[0];
      const plane = rows * program.widths[program.widths.length - 1];
      const start = session.input.slice();
      const at = (direction: number, step: number) => {
        session.input.set(start);
        for (let i = 0; i < rows; i++) session.input[i * width + direction] += step;
        session.forward(rows, slopes);
        return session.output.slice();
      };
      const jets = at(0, 0);
      const of = (values: ArrayLike<number>, index: number) =>
        Array.from({ length: plane }, (_, i) => values[index * plane + i]);
      const h = 6e-6;
      for (let j = 0; j < jet.directions; j++) {
        const [up, down] = [at(j, h), at(j, -h)];
        const slope = Array.from(up, (value, i) => (value - down[i]) / (2 * h));
        // 1e-10 from the step, times 100 for third derivatives larger than first ones.
        const near = (index: number, expected: readonly number[]) =>
          expect(distance(of(jets, index), expected)).toBeLessThan(
            1e-8 * Math.max(1, largest(jets), largest(up) / 100),
          );
        near(1 + j, of(slope, 0));
        if (jet.order === 2)
          for (let l = 0; l < jet.directions; l++) near(secondPlane(jet.directions, j, l), of(slope, 1 + l));
      }
      session.close();
    },
  );

  test.each(table.filter(({ activation }) => activation.name !== "relu" && activation.name !== "halfSquaredRelu"))(
    "pulls back by the transpose of the derivative: $title, order $order in $directions, $activation.name",
    async ({ architecture, jet, activation }) => {
      const rows = 3;
      const program = buildProgram(architecture, { activation, dtype: "f64", rows, jet });
      const session = await engine.open(program);
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
        const h = 6e-6;
        const along = (step: number) => {
          for (let i = 0; i < start.length; i++) session.parameters[i] = start[i] + step * direction[i];
          session.forward(rows, slopes);
          return session.output.slice();
        };
        const [up, down] = [along(h), along(-h)];
        let pushed = 0;
        let scale = 1;
        for (let i = 0; i < up.length; i++) {
          const slope = (up[i] - down[i]) / (2 * h);
          pushed += slope * session.cotangent[i];
          scale += (Math.abs(slope) + Math.abs(up[i])) * Math.abs(session.cotangent[i]);
        }
        let pulled = 0;
        for (let i = 0; i < gradient.length; i++) pulled += gradient[i] * direction[i];
        expect(Math.abs(pushed - pulled)).toBeLessThan(1e-7 * scale);
      }
      session.close();
    },
  );

  test("refuses what a jet cannot go with, by name", () => {
    const options = { activation: activations.tanh, dtype: "f64", rows: 2 } as const;
    const wrong = (architecture: Architecture, jet: Jet, activation: ElementwiseFunction = activations.tanh) =>
      referenceEngine.unsupported(buildProgram(architecture, { ...options, activation, jet }));
    const plain = { title: "", widths: [2, 3, 1] };
    expect(wrong(plain, { order: 1, directions: 3 })).toMatch(/^jet: expected between 1 and 2 directions/);
    expect(wrong({ ...plain, slopes: true }, { order: 1, directions: 2 })).toMatch(/^jet: .* trained slopes/);
    const { third: _, ...own } = { ...activations.tanh, name: "own" };
    expect(wrong(plain, { order: 1, directions: 2 }, own)).toBeUndefined();
    expect(wrong(plain, { order: 2, directions: 2 }, own)).toBe(
      "activation: own has no third derivative, which a jet of order 2 needs",
    );
    const { second: __, ...less } = own;
    expect(wrong(plain, { order: 1, directions: 2 }, less)).toMatch(/^activation: own has no second derivative/);
    expect(() => chooseEngine(buildProgram(plain, { ...options, jet: { order: 1, directions: 9 } }))).toThrow(/jet/);
  });
});

describe.each(["f32", "f64"] satisfies Dtype[])("in %s", (dtype) => {
  test.each(table)(
    "wasm agrees with the reference on $title, order $order in $directions, $activation.name",
    async ({ architecture, jet, activation }) => {
      const program = buildProgram(architecture, { activation, dtype, rows: 37, jet });
      expect(wasmEngine.unsupported(program)).toBeUndefined();
      const [session, reference] = await Promise.all([wasmEngine.open(program), referenceEngine.open(program)]);
      for (const one of [session, reference]) fill(one, 1);
      const planes = planesOf(jet);
      const outputs = program.widths[program.widths.length - 1];
      const fans = program.widths.reduce((sum, width) => sum + width, 0);
      for (const rows of [1, 6, 37])
        for (const s of values) {
          const slopes = slopesFrom(s, program);
          for (const one of [session, reference]) {
            one.forward(rows, slopes);
            one.clear();
            one.pull(rows);
          }
          const length = planes * rows * outputs;
          const expected = reference.output.subarray(0, length);
          // As for values (conformance.test.ts); a jet's entry is a sum of up to three products a layer, each with its roundings.
          const unit = 8 * planes * unitRoundoff(dtype);
          const near = unit * fans * Math.max(1, largest(expected));
          expect(distance(session.output.subarray(0, length), expected)).toBeLessThan(near);
          const scale = Math.max(1, largest(reference.gradient));
          expect(distance(session.gradient, reference.gradient)).toBeLessThan(unit * (fans + rows) * scale);
        }
      for (const one of [session, reference]) one.close();
    },
  );
});

test("threads change no bit of a jet", async () => {
  const architecture = { title: "", widths: [3, 301, 211, 2], biases: true };
  const run = async (threads: number) => {
    const jet: Jet = { order: 2, directions: 2 };
    const program = buildProgram(architecture, {
      activation: activations.halfSquaredRelu,
      dtype: "f32",
      rows: 97,
      threads,
      jet,
    });
    const session: Session = await wasmEngine.open(program);
    fill(session, 10);
    for (const rows of [97, 31]) {
      session.forward(rows, slopesFrom(1.5, program));
      session.pull(rows);
    }
    const bits = [session.output, session.gradient].map(hashBytes);
    session.close();
    return bits;
  };
  const one = await run(1);
  for (const threads of [2, 3]) expect(await run(threads)).toEqual(one);
});
