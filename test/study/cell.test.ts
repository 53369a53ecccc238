import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Cell, canonicalJson, cellId, contentHash, toJson } from "../../src/study/cell.js";
import { experiments, findExperiment, identify } from "../../src/study/experiment/index.js";

/** The same value with its keys in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, entry]) => [key, shuffled(entry)]),
  );
}

describe("canonical JSON", () => {
  test("is the same text in whatever order the keys were written, and reads back as the value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(shuffled(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("leaves out what is undefined, and writes -0 as JSON does", () => {
    expect(canonicalJson({ b: undefined, a: -0 })).toBe('{"a":0}');
  });

  test("refuses what JSON cannot say", () => {
    expect(() => canonicalJson({ a: [Number.NaN] })).toThrow("expected finite numbers, got NaN");
    expect(() => canonicalJson(() => 1)).toThrow("expected what JSON can say, got function");
  });
});

describe("a cell's id", () => {
  const cell: Cell = { experiment: "train", params: { steps: 10, problem: { name: "sine" } }, seed: 3 };

  test("is that of what is computed, not of how it is written", () => {
    expect(cellId({ ...cell, params: { problem: { name: "sine" }, steps: 10 } }, 1)).toBe(cellId(cell, 1));
    expect(cellId(cell, 1)).toMatch(/^[0-9a-f]{16}$/);
  });

  test("differs in experiment, version, parameters and seed", () => {
    const ids = [
      cellId(cell, 1),
      cellId(cell, 2),
      cellId({ ...cell, seed: 4 }, 1),
      cellId({ ...cell, experiment: "calibrate" }, 1),
      cellId({ ...cell, params: { steps: 11, problem: { name: "sine" } } }, 1),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("takes the version from the table of experiments", () => {
    expect(identify(cell)).toBe(cellId(cell, experiments.train.version));
  });
});

test("hashes differ between a thousand nearby values", () => {
  const hashes = Array.from({ length: 1000 }, (_, i) => contentHash({ seed: i }));
  expect(new Set(hashes).size).toBe(1000);
});

test("numbers that are not finite are null as JSON keeps them", () => {
  expect(toJson({ loss: Number.NaN, steps: 3, none: undefined })).toEqual({ loss: null, steps: 3 });
});

test("an experiment that is not there is refused with the names like it", () => {
  expect(findExperiment("train").name).toBe("train");
  expect(() => findExperiment("trian")).toThrow('experiment: no "trian"; did you mean "train"?');
  // A name of Object's own must not be taken for one.
  expect(() => findExperiment("constructor")).toThrow("experiment: no");
});
