import { describe, expect, test } from "vitest";
import type { Dtype, Program, Real, Session } from "../../src/engine/program.js";
import { referenceEngine } from "../../src/engine/reference.js";
import { wasmEngine } from "../../src/engine/wasm.js";
import { activations } from "../../src/model/activation.js";
import { random } from "../../src/numerics/random.js";
import { type Architecture, buildProgram, distance, fill, largest, slopesFrom, unitRoundoff } from "./programs.js";

const dtypes: readonly Dtype[] = ["f32", "f64"];
const { relu, tanh, gelu } = activations;
const adam = {
  kind: "adam",
  rate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  correction1: 10,
  correction2: 1000,
  epsilon: 1e-8,
  decay: 0.01,
} as const;

/** Outputs, gradient and updated parameters of two steps. */
async function run(program: Program, s: readonly number[]): Promise<Real[]> {
  const session = await wasmEngine.open(program);
  fill(session, 1);
  for (let step = 0; step < 2; step++) {
    session.forward(program.rows, s);
    session.clear();
    session.pull(program.rows);
    session.update(adam, 1, program.parameters - 2);
  }
  const results = [session.output, session.gradient, session.parameters].map((array) => array.slice());
  session.close();
  return results;
}

describe.each(dtypes)("in %s", (dtype) => {
  const threaded: readonly (Architecture & { readonly sigma?: typeof relu })[] = [
    { title: "one hidden layer, two inputs", widths: [2, 203, 1] },
    { title: "one hidden layer, seven inputs", widths: [7, 61, 1], links: [[0, 2]] },
    { title: "two hidden layers", widths: [3, 67, 45, 2], biases: true, links: [[1, 3]], slopes: true },
    { title: "tanh", widths: [4, 30, 20, 3], biases: true, sigma: tanh },
    { title: "gelu with trained slopes", widths: [4, 30, 20, 3], slopes: true, sigma: gelu },
  ];
  test.each(threaded)("1, 2 and 3 threads give the same bits: $title", async ({ sigma = relu, ...architecture }) => {
    const of = (threads: number) =>
      buildProgram(architecture, { activation: sigma, dtype, rows: 83, moments: 2, threads });
    const s = slopesFrom(1.3, of(1));
    const alone = await run(of(1), s);
    expect(await run(of(2), s)).toEqual(alone);
    expect(await run(of(3), s)).toEqual(alone);
  });

  const large: readonly Architecture[] = [
    { title: "more rows, inner and outer columns than a block of a product", widths: [3, 263, 270, 2] },
    { title: "more rows than a block of the path for one hidden layer", widths: [2, 21, 1] },
    { title: "the same with five inputs and a bias at the output", widths: [5, 13, 1], links: [[0, 2]] },
  ];
  test.each(large)("agrees with the reference on $title", async (architecture) => {
    const rows = 517;
    const program = buildProgram(architecture, { activation: relu, dtype, rows });
    const [session, reference] = await Promise.all([wasmEngine.open(program), referenceEngine.open(program)]);
    const s = slopesFrom(1.7, program);
    for (const each of [session, reference]) {
      fill(each, 3);
      each.forward(rows, s);
      each.pull(rows);
    }
    // n u times the sum of the terms, n the longest chain of sums: the layers one after the other, then the rows.
    const chain = program.widths.reduce((sum, width) => sum + width, rows);
    for (const name of ["output", "gradient"] as const)
      expect(distance(session[name], reference[name])).toBeLessThan(
        8 * chain * unitRoundoff(dtype) * largest(reference[name]),
      );
    session.close();
  });

  test.each([1, 2, 3, 4, 5, 6, 11, 16, 17])(
    "a frozen zero bias changes the path through the kernels, not the network (%d inputs)",
    async (inputs) => {
      const rows = 29;
      const plain = buildProgram({ title: "", widths: [inputs, 37, 1] }, { activation: relu, dtype, rows });
      const biased: Program = {
        ...plain,
        biases: [{ layer: 1, offset: plain.parameters, gradient: false }],
        parameters: plain.parameters + 37,
      };
      const [fused, general] = await Promise.all([wasmEngine.open(plain), wasmEngine.open(biased)]);
      for (const s of [-0.5, 0, 1, 1.5, 3]) {
        const results = [fused, general].map((session: Session) => {
          fill(session, 4);
          // A constant last input is a case of its own in the kernels.
          if (s > 1) for (let i = 0; i < rows; i++) session.input[i * inputs + inputs - 1] = 1;
          session.parameters.fill(0, plain.parameters);
          session.forward(rows, [s]);
          session.clear();
          session.pull(rows);
          return [session.output.slice(), session.gradient.slice(0, plain.parameters)];
        });
        results[0].forEach((array, i) => {
          // As above; both sides round.
          const tolerance = 16 * (rows + 37 + inputs) * unitRoundoff(dtype) * Math.max(1, largest(array));
          expect(distance(array, results[1][i])).toBeLessThan(tolerance);
        });
      }
      fused.close();
      general.close();
    },
  );
});

describe("refuses in one line", () => {
  const program = buildProgram({ title: "", widths: [2, 7, 1] }, { activation: relu, dtype: "f32", rows: 5 });

  test("an activation that it has no kernel for", async () => {
    const own = { ...program, activation: { name: "mine", value: (z: number) => z, derivative: () => 1 } };
    expect(wasmEngine.unsupported(program)).toBeUndefined();
    expect(wasmEngine.unsupported(own)).toMatch(/activation: no kernel for "mine"/);
    await expect(wasmEngine.open(own)).rejects.toThrow(/mine/);
  });

  test("a program that needs more than 4 GiB, naming rows and widths", () => {
    const tall = { ...program, widths: [2, 1000, 1000, 1], rows: 1_000_000 };
    expect(wasmEngine.unsupported(tall)).toMatch(/1000000 rows of widths 2, 1000, 1000, 1 .* GiB/);
  });

  test("parameters outside the vector, and connections that do not point forwards", async () => {
    const connection = program.connections[0];
    const outside = { ...program, connections: [{ ...connection, offset: program.parameters - 3 }] };
    await expect(wasmEngine.open(outside)).rejects.toThrow(/connections 0 -> 1: .* not inside the 21 parameters/);
    const back = { ...program, connections: [{ ...connection, from: 2, to: 1 }] };
    await expect(wasmEngine.open(back)).rejects.toThrow(/from < to/);
  });

  test("too few values of s, another number of rows than the forward pass had, and a range that is none", async () => {
    const session = await wasmEngine.open(program);
    expect(() => session.forward(5, [])).toThrow(/s: expected 1 values/);
    session.forward(5, [1]);
    expect(() => session.pull(4)).toThrow(/rows: expected the 5 rows/);
    expect(() => session.update({ kind: "descent", rate: 1 }, 5, 22)).toThrow(/0 <= start <= end <= 21/);
    session.close();
  });

  test("work after close", async () => {
    const session = await wasmEngine.open(program);
    session.close();
    session.close();
    expect(() => session.forward(5, [1])).toThrow(/closed/);
  });
});

test("random input, one row at a time or all at once, gives the same bits", async () => {
  const program = buildProgram({ title: "", widths: [3, 41, 22, 2] }, { activation: relu, dtype: "f32", rows: 9 });
  const session = await wasmEngine.open(program);
  fill(session, 5);
  const rows = Array.from({ length: 9 }, (_, i) => session.input.slice(3 * i, 3 * i + 3));
  session.forward(9, [1.5, 1.5]);
  const together = session.output.slice();
  random(6, "input").fillNormal(session.input);
  rows.forEach((row, i) => {
    session.input.set(row);
    session.forward(1, [1.5, 1.5]);
    expect(session.output.slice(0, 2)).toEqual(together.slice(2 * i, 2 * i + 2));
  });
  session.close();
});
