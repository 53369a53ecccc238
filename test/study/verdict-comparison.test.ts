import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type ComparisonPlan,
  compareAll,
  comparisonRule,
  comparisonRules,
  limits,
} from "../../src/study/verdict/index.js";

const plan: ComparisonPlan = { mode: "full", quantity: "loss", candidate: "HRTA", baseline: "Adam" };

/** Losses of which the candidate's lies `gain` decades below the baseline's, with a known spread around it. */
function paired(seeds: number, gain: number, spread: number, name?: string) {
  const places = Array.from({ length: seeds }, (_, i) => (i - (seeds - 1) / 2) / ((seeds - 1) / 2));
  return {
    name,
    baseline: places.map(() => 1e-4),
    candidate: places.map((place) => 1e-4 * 10 ** -(gain + spread * place)),
  };
}

const one = (seeds: number, gain: number, spread: number, more: Partial<ComparisonPlan> = {}) =>
  comparisonRules([paired(seeds, gain, spread)], { ...plan, ...more })[0].decision;

describe("a comparison: the candidate's loss is lower", () => {
  test("holds if the test shows it and the gain is of interest", () => {
    const decision = one(10, 0.3, 0.2);
    expect(decision.verdict).toBe("holds");
    expect(decision.because).toMatch(
      /^against Adam the loss of HRTA changes by -0\.3 decades \[-0\.4\d*, -0\.1\d*\] \(95 % interval; 10 seeds: 10 lower, 0 equal, 0 higher; p = 0\.00195\); of interest: 0\.1 decades\.$/,
    );
  });

  test("fails if the test shows the opposite", () => {
    expect(one(10, -0.3, 0.2).verdict).toBe("fails");
    expect(one(10, -0.3, 0.2).because).not.toContain("falls short");
  });

  test("fails if the whole interval lies below the effect of interest, even where the gain is real", () => {
    const decision = one(20, 0.03, 0.02);
    expect(decision.verdict).toBe("fails");
    expect(decision.because).toContain("changes by -0.03 decades");
    expect(decision.because).toMatch(/The whole interval falls short of what is of interest\.$/);
  });

  test("is undecided if the interval reaches from no gain to one of interest, and says how many seeds would tell", () => {
    const decision = one(10, 0.2, 0.9);
    expect(decision.verdict).toBe("undecided");
    expect(decision.because).toMatch(/That shows neither; at this spread about \d+ seeds would\.$/);
    // Near the limit itself no number of seeds in reach is enough.
    expect(one(10, 0.0999, 0.2).because).toContain("over 1000 seeds");
  });

  test("is undecided below 10 seeds, whatever they show", () => {
    expect(one(9, 3, 0.1)).toEqual({
      verdict: "undecided",
      because: "The comparison: 9 seeds, the rule asks for 10; 1 more is missing.",
    });
    expect(one(7, 3, 0.1).because).toContain("3 more are missing");
  });

  test("is undecided in a quick run, which says where it points", () => {
    const decision = one(10, 0.3, 0.2, { mode: "quick" });
    expect(decision.verdict).toBe("undecided");
    expect(decision.because).toMatch(
      /^A quick run decides nothing but by counterexamples; this one points to "holds"\./,
    );
    expect(one(10, -0.3, 0.2, { mode: "quick" }).verdict).toBe("undecided");
  });

  test("depends on ratios only: any unit of the loss gives the same verdict and effect", () => {
    const values = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(values, values, fc.integer({ min: -20, max: 20 }), (candidate, baseline, power) => {
        const scale = 2 ** power;
        const verdict = (factor: number) =>
          comparisonRules(
            [{ candidate: candidate.map((v) => v * factor), baseline: baseline.map((v) => v * factor) }],
            plan,
          );
        const [a, b] = [verdict(1)[0].evidence.effect.centre, verdict(scale)[0].evidence.effect.centre];
        // A difference of logarithms of at most 20: a few eps of that.
        expect(Math.abs(a.estimate - b.estimate)).toBeLessThan(1e-13);
      }),
      { numRuns: 10 },
    );
  });

  test("exchanging the methods can never make both hold", () => {
    const values = fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const verdicts = [
          comparisonRules([{ candidate: a, baseline: b }], plan),
          comparisonRules([{ candidate: b, baseline: a }], plan),
        ].map(([{ decision }]) => decision.verdict);
        expect(verdicts.filter((v) => v === "holds").length).toBeLessThan(2);
      }),
      { numRuns: 20 },
    );
  });
});

describe("a comparison of other claims", () => {
  test("'same' holds if the interval lies within the effect of interest, fails if a difference of interest is shown", () => {
    expect(one(10, 0.01, 0.04, { claim: "same" }).verdict).toBe("holds");
    expect(one(10, 0.3, 0.1, { claim: "same" }).verdict).toBe("fails");
    expect(one(10, -0.3, 0.1, { claim: "same" }).verdict).toBe("fails");
    expect(one(10, 0, 0.5, { claim: "same" }).verdict).toBe("undecided");
  });

  test("'not higher' holds unless a rise of interest is possible, fails if one is shown", () => {
    expect(one(10, 0.01, 0.04, { claim: "not higher" }).verdict).toBe("holds");
    expect(one(10, 2, 1, { claim: "not higher" }).verdict).toBe("holds");
    expect(one(10, -0.3, 0.1, { claim: "not higher" }).verdict).toBe("fails");
    expect(one(10, 0, 0.5, { claim: "not higher" }).verdict).toBe("undecided");
  });

  test("a test error is told in percent, and 5 % of it are of interest", () => {
    const six = one(10, -Math.log10(0.94), 0.005, { quantity: "error" });
    expect(six.verdict).toBe("holds");
    expect(six.because).toContain("the error of HRTA changes by -6 %");
    expect(six.because).toContain("of interest: 5 %.");
    expect(one(10, -Math.log10(0.98), 0.005, { quantity: "error" }).verdict).toBe("fails");
    // The same 6 % of a loss would not be of interest.
    expect(one(10, -Math.log10(0.94), 0.005).verdict).toBe("fails");
  });

  test("a claim that names its effect is held to it", () => {
    expect(one(10, 0.5, 0.1, { effect: 1 }).verdict).toBe("fails");
    expect(one(10, 1.5, 0.1, { effect: 1 }).verdict).toBe("holds");
  });
});

describe("runs that diverged", () => {
  test("null, NaN and Infinity count as worse than any loss; two of them are a tie", () => {
    const baseline = [null, Number.NaN, Number.POSITIVE_INFINITY, 1, 1, 1, 1, 1, 1, 1];
    const [{ evidence }] = comparisonRules([{ candidate: [null, ...new Array<number>(9).fill(0.5)], baseline }], plan);
    expect(evidence.effect).toMatchObject({ wins: 9, ties: 1, losses: 0 });
  });

  test("a baseline that always diverges loses, by infinitely many decades", () => {
    const baseline = new Array<null>(10).fill(null);
    const [{ decision }] = comparisonRules([{ candidate: baseline.map(() => 1), baseline }], plan);
    expect(decision.verdict).toBe("holds");
    expect(decision.because).toContain("changes by -infinity decades");
  });
});

describe("a family of comparisons", () => {
  const widths = [200, 400, 1000].map((m) => `width ${m}`);

  test("asks for 20 seeds of each", () => {
    const decisions = comparisonRules(
      widths.map((name) => paired(19, 0.3, 0.2, name)),
      plan,
    );
    expect(decisions.map(({ decision }) => decision.because)).toEqual(
      widths.map((name) => `${name}: 19 seeds, the rule asks for 20; 1 more is missing.`),
    );
    for (const { decision } of comparisonRules(
      widths.map((name) => paired(20, 0.3, 0.2, name)),
      plan,
    ))
      expect(decision.verdict).toBe("holds");
  });

  test("corrects its p-values by Holm and widens its intervals to 1 - 0.05 / tests", () => {
    const [{ evidence, decision }] = comparisonRules(
      widths.map((name) => paired(20, 0.3, 0.2, name)),
      plan,
    );
    expect(evidence.adjusted).toBe(3 * evidence.effect.test.p);
    expect(evidence.effect.centre.level).toBe(1 - 0.05 / 3);
    expect(decision.because).toContain("width 200: against Adam");
    expect(decision.because).toContain("98.3 % interval");
    expect(decision.because).toContain("after Holm's correction over 3 tests");
  });

  test("a p-value that alone would do does not do in a family", () => {
    // Ranks 20, 18, 6, 4 and 2 are against: W = 50 is significant at 5 % (the table has 52 for n = 20), at 5/3 % it is not (about 42).
    const weak = (name: string) => {
      const signs = Array.from({ length: 20 }, (_, i) => ([20, 18, 6, 4, 2].includes(i + 1) ? -1 : 1));
      return { name, baseline: signs.map(() => 1), candidate: signs.map((sign, i) => 10 ** (-sign * (i + 1) * 0.05)) };
    };
    const alone = compareAll([weak("")], { alpha: limits.alpha })[0];
    expect(alone.effect.test.p).toBeLessThanOrEqual(0.05);
    expect(comparisonRule(alone, plan).verdict).toBe("holds");
    const family = comparisonRules(widths.map(weak), plan);
    expect(family.map(({ decision }) => decision.verdict)).toEqual(["undecided", "undecided", "undecided"]);
  });

  test("no setting at all is an error", () => {
    expect(() => comparisonRules([], plan)).toThrow("cases: none, expected at least one setting");
  });
});
