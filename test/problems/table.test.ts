import { describe, expect, test } from "vitest";
import { parseCsv } from "../../src/format/csv.js";
import { idxTable } from "../../src/format/idx.js";
import { split } from "../../src/model/split.js";
import { random } from "../../src/numerics/random.js";
import { buildProblem, type ProblemSpec, tableProblem } from "../../src/problems/index.js";

const numbers = parseCsv(
  `id,x,y\n${Array.from({ length: 50 }, (_, i) => `${1000 + i},${(i * 37) % 50},${3 * i + 1}`).join("\n")}`,
);

describe("a table of the user", () => {
  test("is split by the seed, 0.6 to 0.2 to 0.2, and standardised, as split does it", () => {
    const problem = tableProblem(numbers);
    const data = problem.data(3);
    const wanted = split(numbers, { test: 0.2, validation: 0.2, seed: 3 });
    expect([data.train.rows, data.validation.rows, data.test.rows]).toEqual([30, 10, 10]);
    expect(data.train.x).toEqual(wanted.train.x);
    expect(data.test.y).toEqual(wanted.test.y);
    expect(data.encoding).toEqual(wanted.encoding);
    expect(problem.data(4).test.y).not.toEqual(data.test.y);
    expect([problem.task, problem.inputs, problem.outputs, problem.title]).toEqual(["regression", 2, 1, "table"]);
  });

  test("as a specification goes by the file's name, without the columns to ignore, as it is if so asked", () => {
    const spec: ProblemSpec = {
      name: "table",
      file: "some/where/mine.csv",
      ignore: ["id"],
      standardize: false,
      test: 0.1,
      validation: 0.3,
    };
    const problem = buildProblem(spec, numbers);
    const { train, validation, test: held } = problem.data(1);
    expect([problem.title, problem.inputs]).toEqual(["mine.csv", 1]);
    expect([train.rows, validation.rows, held.rows]).toEqual([30, 15, 5]);
    // y = 3 i + 1 and x = 37 i mod 50: raw numbers, so x is 37 (y - 1) / 3 mod 50.
    for (let i = 0; i < train.rows; i++) expect(train.x[i]).toBe((((train.y[i] - 1) / 3) * 37) % 50);
  });

  test("of labels is a classification", () => {
    const labels = parseCsv(`x,kind\n${Array.from({ length: 40 }, (_, i) => `${i},${"abc"[i % 3]}`).join("\n")}`);
    const problem = tableProblem(labels, { title: "kinds" });
    expect([problem.task, problem.outputs, problem.data(0).train.outputs]).toEqual(["classification", 3, 3]);
  });

  test("that asks for no test set, or ignores a column that is not there, is refused", () => {
    expect(() => tableProblem(numbers, { test: 0 })).toThrow(
      /^test, validation: expected shares above 0.*got 0 and 0\.2$/,
    );
    expect(() => tableProblem(numbers, { ignore: ["ix"] })).toThrow(/^ignore: the table has no column "ix"/);
  });
});

/** Big-endian bytes of an IDX array of unsigned bytes. */
function idx(shape: readonly number[], values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  bytes.set([0, 0, 8, shape.length]);
  shape.forEach((length, axis) => {
    new DataView(bytes.buffer).setUint32(4 + 4 * axis, length);
  });
  bytes.set(Array.from(values), 4 + 4 * shape.length);
  return bytes;
}

describe("images", () => {
  const draws = random(1, "images");
  const pixels = Array.from({ length: 20 * 6 }, () => draws.integer(256));
  const digits = Array.from({ length: 20 }, (_, i) => (i * 7) % 10);
  const images = idxTable(idx([20, 2, 3], pixels), { bytes: idx([20], digits), source: "labels" });
  const spec = { name: "mnist", file: "a/train-images", train: 8, validation: 5, test: 4 } as const;

  test("are the file's first ones to train on, the next to choose and to judge by, whatever the seed; digits are numbers", () => {
    const problem = buildProblem(spec, images);
    const { train, validation, test: held } = problem.data(1);
    expect([problem.inputs, problem.outputs, problem.task]).toEqual([6, 1, "regression"]);
    expect([...train.y, ...validation.y, ...held.y]).toEqual(digits.slice(0, 17));
    const x = [...train.x, ...validation.x, ...held.x];
    expect(x).toEqual(pixels.slice(0, 17 * 6).map((value) => value / 255));
    expect(problem.data(2)).toEqual(problem.data(1));
    expect(problem.title).toBe("8 images of train-images, digits as numbers");
  });

  test("have pixels as they are, or of length 1, or standardised, if so asked", () => {
    const raw = buildProblem({ ...spec, pixels: "raw" }, images).data(1);
    expect([...raw.train.x]).toEqual(pixels.slice(0, 48));
    const { x } = buildProblem({ ...spec, pixels: "sphere" }, images).data(1).test;
    for (let i = 0; i < 4; i++) {
      const length = x.slice(6 * i, 6 * i + 6).reduce((total, value) => total + value * value, 0);
      // Six squares, rounded.
      expect(Math.abs(length - 1)).toBeLessThan(8 * 2 ** -52);
    }
    const standard = buildProblem({ ...spec, standardize: true }, images).data(1).train;
    for (let j = 0; j < 6; j++) {
      let mean = 0;
      for (let i = 0; i < 8; i++) mean += standard.x[6 * i + j] / 8;
      expect(Math.abs(mean)).toBeLessThan(1e-15);
    }
  });

  test("as classes have one output each", () => {
    const problem = buildProblem({ ...spec, targets: "classes" }, images);
    const { y, outputs } = problem.data(1).train;
    expect([problem.task, outputs]).toEqual(["classification", 10]);
    for (let i = 0; i < 8; i++) expect(y.indexOf(1, 10 * i) - 10 * i).toBe(digits[i]);
  });

  test("that are too few, or no images with labels, are refused", () => {
    expect(() => buildProblem({ ...spec, train: 60 }, images)).toThrow(
      /^problem "mnist": file: "a\/train-images" has 20 images, but 60 \+ 5 \+ 4 are needed; ask for fewer/,
    );
    const text = parseCsv(`a,b,y\n${"x,1,2\n".repeat(20)}`);
    expect(() => buildProblem(spec, text)).toThrow(/^problem "mnist": file: .* is no table of pixels and one label/);
    const named = parseCsv(`a,kind\n${Array.from({ length: 20 }, (_, i) => `${i},${"uv"[i % 2]}`).join("\n")}`);
    expect(() => buildProblem(spec, named)).toThrow(
      /targets: the label of image 0 .* is "u", no number; choose targets/,
    );
    expect(buildProblem({ ...spec, targets: "classes" }, named).outputs).toBe(1);
  });
});
