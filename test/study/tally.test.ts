import { describe, expect, it } from "vitest";
import { type Comparison, suiteTally } from "../../src/study/compare/index.js";

/** A comparison of which the tally reads the test errors alone. */
function comparison(
  tests: Readonly<Record<string, readonly (number | null)[]>>,
  pairs: readonly (readonly [number, number])[] = [],
): Comparison {
  const standings = Object.entries(tests).map(([label, values]) => ({
    ...{ label, side: "relaxation" as const, runs: 10, diverged: 0, picked: 0, tests: values },
    ...{ test: null, validation: null, train: null, loss: null, seconds: null },
  }));
  const decision = { verdict: "undecided", because: "" } as const;
  return {
    ...{ title: "", task: "regression", measure: "RMSE", rows: { train: 1, validation: 1, test: 1 }, inputs: 1 },
    ...{ hidden: [1], seconds: 1, seeds: 10, trials: 9, left: [] },
    budgets: [{ budget: "time", standings, decision, pairs, gain: null, sentence: "" }],
  };
}

const seeds = Array.from({ length: 10 }, (_, seed) => 1 + 0.01 * seed);
const scaled = (factor: number) => seeds.map((value) => factor * value);

describe("the tally of a suite", () => {
  it("counts a lower error as a win, a higher one as a loss, and what cannot be told apart as a tie", () => {
    const noise = seeds.map((value, i) => value * (i % 2 === 0 ? 1.1 : 0.9));
    const { methods } = suiteTally([
      { name: "one", comparison: comparison({ Adam: seeds, ramp: scaled(0.8), plateau: noise }) },
      { name: "two", comparison: comparison({ Adam: seeds, ramp: scaled(1.3), plateau: seeds }) },
    ]);
    const of = (label: string) => methods.find((method) => method.label === label);
    expect(of("ramp")).toMatchObject({ wins: 1, ties: 0, losses: 1 });
    expect(of("ramp")?.matches[0]).toMatchObject({ problem: "one", result: "win" });
    expect(of("ramp")?.matches[0].gain?.estimate).toBeCloseTo(0.2, 12);
    expect(of("plateau")).toMatchObject({ wins: 0, ties: 2, losses: 0 });
  });

  it("corrects for the number of problems: what one test would show, thirty do not", () => {
    // Nine of ten seeds in favour, the tenth strongly against it: p = 0.037 by itself.
    const mostly = seeds.map((value, i) => value * (i === 9 ? 1.05 : 1 - 0.01 * (i + 1)));
    const entry = (name: string) => ({ name, comparison: comparison({ Adam: seeds, ramp: mostly }) });
    const alone = suiteTally([entry("a")]).methods[0];
    const thirty = suiteTally(Array.from({ length: 30 }, (_, i) => entry(String(i)))).methods[0];
    expect(alone.wins + alone.ties).toBe(1);
    expect(thirty).toMatchObject({ wins: 0, ties: 30 });
    expect(alone.wins).toBe(1);
  });

  it("pairs the chosen relaxation with the chosen baseline, and says what is missing", () => {
    const pairs = seeds.map((value) => [0.5 * value, value] as const);
    const { relaxation, methods } = suiteTally([
      { name: "one", comparison: comparison({ Adam: seeds, ramp: seeds }, pairs) },
      { name: "two", comparison: comparison({ Adam: seeds }) },
    ]);
    expect(relaxation).toMatchObject({ wins: 1, ties: 0, losses: 0 });
    expect(relaxation.matches[1]).toEqual({ problem: "two", result: "missing", gain: null });
    expect(methods[0].matches[1].result).toBe("missing");
  });
});
