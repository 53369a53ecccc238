import { describe, expect, test } from "vitest";
import type { Dtype, Jet, Program, Real, Session } from "../../src/engine/index.js";
import { planesOf, referenceEngine, wasmEngine } from "../../src/engine/index.js";
import { shallowLayers } from "../../src/engine/shallow.js";
import { activations } from "../../src/model/activation.js";
import { hashBytes } from "../../src/numerics/hash.js";
import { type Architecture, buildProgram, distance, fill, followed, largest, unitRoundoff } from "./programs.js";

const { halfSquaredRelu, relu, tanh } = activations;
const dtypes: readonly Dtype[] = ["f32", "f64"];
const values = [0, 1, 1.5, 2, -0.5];

/** One hidden layer, first derivatives by the first d of its inputs. */
interface Shape extends Architecture {
  readonly directions: number;
  /** Whether the last input is 1 in every row. */
  readonly constant?: boolean;
  /** A trained bias at the output. */
  readonly outputBias?: boolean;
}

// Widths: odd, and under one vector, which has 4 neurons in float32 and 2 in float64.
const sizes: readonly Shape[] = [1, 2, 3].flatMap((d) => [
  ...[1, 3, 7, 64].map((m) => ({ widths: [d, m, 1], directions: d, title: `${d}-${m}-1` })),
  { widths: [d, 5, 1], directions: d, constant: true, title: `${d}-5-1, the last direction's input 1 in every row` },
  ...[1, 2, 5, 33].flatMap((m) => [
    { widths: [d + 1, m, 1], directions: d, title: `${d + 1}-${m}-1 with another input` },
    { widths: [d + 1, m, 1], directions: d, constant: true, title: `${d + 1}-${m}-1 with a constant` },
  ]),
]);
const base = { widths: [3, 13, 1], directions: 2, constant: true };
const rests: readonly Shape[] = [
  { ...base, title: "the hidden layer frozen", frozen: [1] },
  { ...base, title: "the output frozen", frozen: [2] },
  { ...base, title: "both frozen", frozen: [1, 2] },
  { ...base, title: "a skip", links: [[0, 2]] },
  { ...base, title: "a bias at the output", outputBias: true },
  { ...base, title: "skip, bias, frozen", links: [[0, 2]], outputBias: true, frozen: [1] },
  { ...base, title: "a skip, no constant", constant: false, links: [[0, 2]], outputBias: true },
];

function programOf(
  { outputBias, directions, ...architecture }: Shape,
  dtype: Dtype,
  rows: number,
  threads = 1,
): Program {
  const jet: Jet = { order: 1, directions };
  const program = buildProgram(architecture, { activation: halfSquaredRelu, dtype, rows, jet, threads });
  if (!outputBias) return program;
  const bias = { layer: 2, offset: program.parameters, gradient: true };
  return { ...program, biases: [bias], parameters: program.parameters + 1 };
}

function fillAs({ constant, widths: [inputs] }: Shape, session: Session, seed: number): void {
  fill(session, seed);
  if (constant) for (let i = inputs - 1; i < session.input.length; i += inputs) session.input[i] = 1;
}

describe.each(dtypes)("in %s", (dtype) => {
  test.each([...sizes, ...rests])(
    "the kernels for jets of squared relus agree with the reference: $title",
    async (shape) => {
      // More rows than the pull pass takes at a time (240), and fewer than the forward pass does (3).
      const most = 251;
      const program = programOf(shape, dtype, most);
      expect(shallowLayers(program)?.jet).toBe(true);
      const [session, reference] = await Promise.all([wasmEngine.open(program), referenceEngine.open(program)]);
      for (const one of [session, reference]) fillAs(shape, one, 1);
      const planes = planesOf({ order: 1, directions: shape.directions });
      const fans = program.widths.reduce((sum, width) => sum + width, 0);
      const free = new Set(followed(program));
      for (const rows of [1, 2, 6, 37, most])
        for (const s of values) {
          for (const one of [session, reference]) {
            one.forward(rows, [s]);
            // What is there already is added to.
            one.gradient.fill(0.5);
            one.pull(rows);
          }
          // As in jet.test.ts: a sum of n terms, each with its roundings, is off by some n u times their size.
          const unit = 8 * planes * unitRoundoff(dtype);
          const expected = reference.output.subarray(0, planes * rows);
          expect(distance(session.output.subarray(0, planes * rows), expected)).toBeLessThan(
            unit * fans * Math.max(1, largest(expected)),
          );
          expect(distance(session.gradient, reference.gradient)).toBeLessThan(
            unit * (fans + rows) * Math.max(1, largest(reference.gradient)),
          );
          for (let i = 0; i < program.parameters; i++) if (!free.has(i)) expect(session.gradient[i]).toBe(0.5);
        }
      for (const one of [session, reference]) one.close();
    },
  );

  const threaded: readonly Shape[] = [
    { title: "two directions and a constant", widths: [3, 203, 1], directions: 2, constant: true },
    { title: "three inputs, a skip and a bias", widths: [3, 61, 1], directions: 3, links: [[0, 2]], outputBias: true },
    { title: "fewer neurons than threads have vectors", widths: [2, 3, 1], directions: 1 },
  ];
  test.each(threaded)("threads change no bit of it: $title", async (shape) => {
    const run = async (threads: number) => {
      const session = await wasmEngine.open(programOf(shape, dtype, 97, threads));
      fillAs(shape, session, 10);
      for (const rows of [97, 31]) {
        session.forward(rows, [1.5]);
        session.pull(rows);
      }
      const bits = [session.output, session.gradient].map(hashBytes);
      session.close();
      return bits;
    };
    const one = await run(1);
    for (const threads of [2, 3]) expect(await run(threads)).toEqual(one);
  });

  test("a row's jet has the same bits alone and among others, and rows past the batch do not enter", async () => {
    const rows = 8;
    const session = await wasmEngine.open(programOf({ ...base, title: "" }, dtype, rows));
    fillAs({ ...base, title: "" }, session, 5);
    const x = session.input.slice();
    session.forward(rows, [1.5]);
    const together = session.output.slice();
    const of = (output: Real, i: number, count: number) => [0, 1, 2].map((plane) => output[plane * count + i]);
    session.input.fill(Number.NaN);
    for (let i = 0; i < rows; i++) {
      session.input.set(x.subarray(3 * i, 3 * i + 3));
      session.forward(1, [1.5]);
      expect(of(session.output, 0, 1)).toEqual(of(together, i, rows));
    }
    session.close();
  });
});

test("other programs go the general way", () => {
  const options = { activation: halfSquaredRelu, dtype: "f32", rows: 5, jet: { order: 1, directions: 2 } } as const;
  const of = (architecture: Partial<Architecture>, other: Partial<Parameters<typeof buildProgram>[1]> = {}) =>
    shallowLayers(buildProgram({ title: "", widths: [3, 7, 1], ...architecture }, { ...options, ...other }));
  expect(of({})?.jet).toBe(true);
  expect(of({}, { activation: relu, jet: undefined })?.jet).toBe(false);
  expect(of({}, { activation: relu })).toBeUndefined();
  expect(of({}, { activation: tanh })).toBeUndefined();
  expect(of({}, { jet: undefined })).toBeUndefined();
  expect(of({}, { jet: { order: 2, directions: 2 } })).toBeUndefined();
  expect(of({}, { jet: { order: 1, directions: 1 } })).toBeUndefined();
  expect(of({ widths: [5, 7, 1] }, { jet: { order: 1, directions: 4 } })).toBeUndefined();
  expect(of({ widths: [3, 7, 2] })).toBeUndefined();
  expect(of({ widths: [3, 7, 7, 1] })).toBeUndefined();
  expect(of({ biases: true })).toBeUndefined();
});
