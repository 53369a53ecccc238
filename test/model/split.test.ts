import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCsv } from "../../src/format/csv.js";
import { InputError } from "../../src/model/errors.js";
import { split } from "../../src/model/split.js";

const numbers = (n: number) => parseCsv(`x,y\n${Array.from({ length: n }, (_, i) => `${i},${3 * i}`).join("\n")}`);
const labels = (list: readonly string[]) => parseCsv(`x,y\n${list.map((label, i) => `${i},${label}`).join("\n")}`);

describe("split", () => {
  test("the parts are disjoint, cover all rows, and have the sizes asked for", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 200 }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer(),
        (n, testPercent, validationPercent, seed) => {
          const { rows } = split(numbers(n), { test: testPercent / 100, validation: validationPercent / 100, seed });
          const size = (percent: number) => (percent === 0 ? 0 : Math.max(1, Math.round((n * percent) / 100)));
          expect(rows.test.length).toBe(size(testPercent));
          expect(rows.validation.length).toBe(size(validationPercent));
          const everything = [...rows.train, ...rows.validation, ...rows.test].sort((a, b) => a - b);
          expect(everything).toEqual(Array.from({ length: n }, (_, i) => i));
        },
      ),
      { numRuns: 50 },
    );
  });

  test("half a row counts as one, whatever the rounding of its share", () => {
    expect(split(numbers(50), { test: 0.29 }).rows.test.length).toBe(15);
    expect(split(numbers(50), { test: 0.28 }).rows.test.length).toBe(14);
  });

  test("a part that the options literally ask for is there for the type checker too, a test set also by default", () => {
    const table = numbers(20);
    const sizes: number[] = [
      split(table).test.rows,
      split(table, { seed: 1 }).test.rows,
      split(table, { test: 0.2, validation: 0.1 }).validation.rows,
    ];
    expect(sizes).toEqual([2, 2, 2]);
    // @ts-expect-error: nobody asked for a validation set
    expect(() => split(table).validation.rows).toThrow(TypeError);
    // @ts-expect-error: a share of 0 asks for none
    expect(() => split(table, { test: 0 }).test.rows).toThrow(TypeError);
    const share: number = 0.1;
    // @ts-expect-error: a number may be 0
    expect(split(table, { test: share }).test.rows).toBe(2);
  });

  test("one seed gives the same rows, another seed others", () => {
    const table = numbers(100);
    expect(split(table, { seed: 1 })).toEqual(split(table, { seed: 1 }));
    expect(split(table, { seed: 1 }).rows.test).not.toEqual(split(table, { seed: 2 }).rows.test);
  });

  test("the encoding is that of the training rows alone, and the test set is encoded by it", () => {
    const { train, test: held, rows, encoding } = split(numbers(50), { test: 0.2, seed: 3 });
    const mean = rows.train.reduce((sum, row) => sum + row, 0) / rows.train.length;
    const [feature] = encoding.features;
    const fitted = feature.kind === "number" ? feature : { mean: Number.NaN, deviation: Number.NaN };
    // A sum of 40 whole numbers below 50, divided once.
    expect(Math.abs(fitted.mean - mean)).toBeLessThan(50 * 2 ** -50);
    expect(train.rows).toBe(40);
    expect([...held.x]).toEqual(Array.from(rows.test, (row) => (row - fitted.mean) / fitted.deviation));
  });

  test("every part has its share of each class, and training at least one row of each", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 20, max: 60 }),
        fc.integer(),
        (rare, common, seed) => {
          const list = [...Array(rare).fill("rare"), ...Array(common).fill("u"), ...Array(common).fill("v")];
          const { rows, encoding } = split(labels(list), { test: 0.25, validation: 0.25, seed });
          expect(encoding.target).toMatchObject({ classes: ["rare", "u", "v"] });
          for (const [label, count] of [
            ["rare", rare],
            ["u", common],
            ["v", common],
          ] as const) {
            const of = (part: Int32Array) => part.filter((row) => list[row] === label).length;
            expect(of(rows.train)).toBeGreaterThan(0);
            // Two roundings to whole rows, the second of what the first left.
            if (label !== "rare")
              for (const part of [rows.test, rows.validation]) expect(Math.abs(of(part) - count / 4)).toBeLessThan(2);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test("rows without a target are left out, with a note", () => {
    const table = parseCsv("x,y\n1,1\n2,\n3,3\n4,NA\n5,5\n6,7\n");
    const { rows, notes } = split(table, { test: 0.25 });
    expect([...rows.train, ...rows.test].sort()).toEqual([0, 2, 4, 5]);
    expect(notes).toContain("Left out 2 of 6 rows, as their target is missing.");
  });

  test("no part is made that was not asked for", () => {
    const { validation, test: held } = split(numbers(10), { test: 0 });
    expect(validation).toBeUndefined();
    expect(held).toBeUndefined();
  });

  test("weights have mean 1 over the training rows and are no input", () => {
    const table = parseCsv(`w,x,y\n${Array.from({ length: 20 }, (_, i) => `${i},${i},${i}`).join("\n")}`);
    const { train, encoding } = split(table, { weights: "w" });
    expect(encoding.features.map((feature) => feature.name)).toEqual(["x"]);
    const sum = Array.from(train.weights ?? []).reduce((total, weight) => total + weight, 0);
    // A sum of 18 roundings of numbers below 3.
    expect(Math.abs(sum / train.rows - 1)).toBeLessThan(18 * 3 * 2 ** -52);
  });

  test.each<[string, () => unknown, RegExp]>([
    ["one row", () => split(numbers(1)), /rows: 1 with a target are too few/],
    [
      "two rows and a test",
      () => split(numbers(2)),
      /rows: 2 with a target are too few to part into 1 for training, 1 for the test/,
    ],
    [
      "parts larger than the whole",
      () => split(numbers(10), { test: 0.5, validation: 0.5 }),
      /too few to part into 0 for training/,
    ],
    ["a share of 1", () => split(numbers(10), { test: 1 }), /test: expected a share of the rows in \[0, 1\), got 1/],
    ["a share that is no number", () => split(numbers(10), { validation: Number.NaN }), /validation: expected a share/],
    ["a constant target", () => split(parseCsv("x,y\n1,1\n2,1\n3,1\n4,1\n")), /target "y": constant/],
    ["a text for each row as target", () => split(labels(["a", "b", "c", "d", "e"])), /5 different labels in 5/],
    ["no target at all", () => split(parseCsv("x,y\n1,\n2,\n")), /too few|no training row/],
  ])("%s is an error", (_, run, message) => {
    expect(run).toThrow(InputError);
    expect(run).toThrow(message);
  });
});
