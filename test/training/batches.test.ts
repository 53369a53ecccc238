import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batches } from "../../src/training/batches.js";

describe("batches", () => {
  it("makes every epoch a permutation of all rows", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 45 }),
        fc.integer(),
        (rows, size, seed) => {
          const of = batches(rows, size, seed);
          const perEpoch = Math.ceil(rows / size);
          for (let epoch = 0; epoch < 3; epoch++) {
            const seen = Array.from({ length: perEpoch }, (_, i) => Array.from(of(epoch * perEpoch + i + 1)));
            for (const batch of seen.slice(0, -1)) expect(batch.length).toBe(size);
            expect(seen.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
          }
        },
      ),
    );
  });

  it("shuffles each epoch anew, and by the seed", () => {
    const of = batches(30, 30, 1);
    const first = Array.from(of(1));
    expect(Array.from(of(2))).not.toEqual(first);
    expect(Array.from(batches(30, 30, 2)(1))).not.toEqual(first);
    expect(Array.from(batches(30, 30, 1)(1))).toEqual(first);
  });

  it("is a function of the step alone: asked in any order it answers the same", () => {
    const order = [7, 1, 12, 3, 3, 1];
    const of = batches(10, 3, 5);
    for (const step of order) expect(Array.from(of(step))).toEqual(Array.from(batches(10, 3, 5)(step)));
  });
});
