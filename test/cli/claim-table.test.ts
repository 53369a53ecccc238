import { describe, expect, test } from "vitest";
import { claimTable, verdictCounts } from "../../src/cli/claim-table.js";

const long =
  "The smallest eigenvalues of the kernel of sigma_s grow with s, from the linear network to ReLU and past it.";
const rows = [
  { columns: ["claim", "verdict"], statement: "statement" },
  { columns: ["hrta.theorem1", "fails"], statement: long },
  { columns: ["bxc.gd", "holds under conditions"], statement: "Short." },
];

describe("the list of claims", () => {
  test("is whole where no width is given", () => {
    expect(claimTable(rows).split("\n")).toEqual([
      "claim          verdict                 statement",
      `hrta.theorem1  fails                   ${long}`,
      "bxc.gd         holds under conditions  Short.",
      "",
    ]);
  });

  test("in a terminal has lines no longer than that, and says where one was cut", () => {
    expect(claimTable(rows, 80).split("\n")).toEqual([
      "claim          verdict                 statement",
      "hrta.theorem1  fails                   The smallest eigenvalues of the kernel o…",
      "bxc.gd         holds under conditions  Short.",
      "",
    ]);
  });

  test("in a narrow one has the statements below their claims", () => {
    expect(claimTable(rows, 60).split("\n")).toEqual([
      "claim          verdict",
      "hrta.theorem1  fails",
      "  The smallest eigenvalues of the kernel of sigma_s grow wi…",
      "bxc.gd         holds under conditions",
      "  Short.",
      "",
    ]);
    for (const width of [1, 10, 30, 79, 200])
      for (const line of claimTable(rows, width).split("\n")) expect(line.length).toBeLessThanOrEqual(width);
  });
});

test("the verdicts are counted in the order in which they are told, those not run last", () => {
  const decided = (verdict: "holds" | "fails") => ({ verdict, because: "" });
  expect(verdictCounts([decided("fails"), decided("holds"), decided("holds")], 5)).toBe(
    "5 claims: holds 2, fails 1, not run 2",
  );
  expect(verdictCounts([], 1)).toBe("1 claim: not run 1");
  expect(verdictCounts([decided("holds")], 1)).toBe("1 claim: holds 1");
});
