import { describe, expect, test } from "vitest";
import { flagName } from "../../src/cli/flag-name.js";
import { names, number, positive, widths } from "../../src/cli/flag-value.js";

test.each<[(string | number)[], string]>([
  [["steps"], "--steps"],
  [["targetLoss"], "--target-loss"],
  [["earlyStop", "patience"], "--early-stop"],
  [["data", "targets", 0], "--target"],
  [["network", "inputInit"], "--input-init"],
  [["network", "hidden", 1], "--hidden"],
  [["network", "trainSlope"], "--train-s"],
  [["penalties", "pathNorm", "strength"], "--path-norm"],
  [["optimizer", "name"], "--optimizer"],
  [["optimizer", "rate"], "--rate"],
  [["optimizer", "beta1"], "--optimizer beta1"],
  [["optimizer"], "--optimizer"],
  [["relaxation", "stages", 1, "s"], "--relaxation stages.s"],
  [["relaxation", "switch"], "--switch"],
])("the field %j is set by %s", (path, flag) => {
  expect(flagName(path)).toBe(flag);
});

describe("values of flags", () => {
  test("a list is separated by commas, gathered over repetitions, and has commas in names behind a backslash", () => {
    expect(names("a, b")).toEqual(["a", "b"]);
    expect(names("c", ["a", "b"])).toEqual(["a", "b", "c"]);
    expect(names("strength\\, MPa,age")).toEqual(["strength, MPa", "age"]);
  });

  test("widths are separated by commas or x", () => {
    expect(widths("1000")).toEqual([1000]);
    expect(widths("256,128x64")).toEqual([256, 128, 64]);
    expect(() => widths("256,")).toThrow('--hidden: expected a number, got ""');
  });

  test("a number is the whole text", () => {
    expect(number("--x")("-1.5e-3")).toBe(-1.5e-3);
    for (const text of ["", " ", "1 2", "1,5", "12px"])
      expect(() => number("--x")(text)).toThrow("--x: expected a number");
    for (const text of ["0", "-1", "Infinity"])
      expect(() => positive("--x")(text)).toThrow("--x: expected a number above 0");
  });
});
