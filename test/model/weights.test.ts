import { describe, expect, it } from "vitest";
import { InputError } from "../../src/model/errors.js";
import type { Table } from "../../src/model/table.js";
import { scaledWeights, takeWeights } from "../../src/model/weights.js";

const table = (weights: number[]): Table => ({
  rows: weights.length,
  columns: [
    { name: "x", kind: "number", values: Float64Array.from(weights.keys()) },
    { name: "weight", kind: "number", values: Float64Array.from(weights) },
    { name: "group", kind: "text", codes: new Int32Array(weights.length), categories: ["a"] },
    { name: "y", kind: "number", values: Float64Array.from(weights.keys()) },
  ],
  targets: ["y"],
  notes: [],
});

describe("takeWeights", () => {
  it("takes the column out of the inputs", () => {
    const { table: rest, weights } = takeWeights(table([1, 2, 0]), "weight");
    expect(rest.columns.map(({ name }) => name)).toEqual(["x", "group", "y"]);
    expect([...(weights ?? [])]).toEqual([1, 2, 0]);
  });

  it("leaves the table alone without a name", () => {
    const whole = table([1, 2]);
    expect(takeWeights(whole, undefined)).toEqual({ table: whole });
  });

  it.each([
    ["wieght", [1, 1], /^weights: the table has no column "wieght".*"weight"/],
    ["group", [1, 1], /^weights: column "group" holds text; expected numbers >= 0/],
    ["y", [1, 1], /^weights: column "y" is also the target/],
    ["weight", [1, -2], /^weights: column "weight" has -2 in row 2; expected a number >= 0/],
    ["weight", [1, 1, Number.NaN], /^weights: column "weight" has NaN in row 3/],
    ["weight", [Number.POSITIVE_INFINITY, 1], /^weights: column "weight" has Infinity in row 1/],
  ])("refuses %s of %s in one line", (name, values, message) => {
    expect(() => takeWeights(table(values), name)).toThrow(InputError);
    expect(() => takeWeights(table(values), name)).toThrow(message);
  });
});

describe("scaledWeights", () => {
  it("has mean 1 over the training rows and keeps all ratios", () => {
    const weights = Float64Array.of(1, 3, 5, 7);
    const of = scaledWeights(weights, Int32Array.of(1, 2));
    expect([...of(Int32Array.of(1, 2))]).toEqual([0.75, 1.25]);
    expect([...of(Int32Array.of(0, 3))]).toEqual([0.25, 1.75]);
  });

  it("refuses training rows that all count nothing", () => {
    expect(() => scaledWeights(Float64Array.of(0, 0, 1), Int32Array.of(0, 1))).toThrow(
      /^weights: are 0 in every training row/,
    );
  });
});
