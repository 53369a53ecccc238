import { describe, expect, test } from "vitest";
import {
  across,
  boundRule,
  combine,
  countRule,
  type Decision,
  existenceRule,
  type Margins,
  premiseRule,
  proportionRule,
  slopeRule,
  smallestMargin,
  type Verdict,
} from "../../src/study/verdict/index.js";

const full = { mode: "full" } as const;
const quick = { mode: "quick" } as const;

describe("a property that is to hold in every case", () => {
  const violation = { where: "seed 3", by: 0.2, error: 1e-9 };
  const base = { what: "lambda_min grows", cases: 40, seeds: 20, violations: [] };

  test("fails by one proven counterexample, at any number of seeds and in a quick run too", () => {
    for (const plan of [full, quick])
      expect(countRule({ ...base, cases: 2, seeds: 1, violations: [violation] }, plan)).toEqual({
        verdict: "fails",
        counterexample: true,
        because: "lambda_min grows: broken in 1 of 2 cases, most at seed 3, by 0.2 (numerical error at most 1e-9).",
      });
  });

  test("is undecided by a violation within its numerical error, or by a case left open", () => {
    expect(countRule({ ...base, violations: [{ where: "x", by: 1e-10, error: 1e-9 }] }, full).verdict).toBe(
      "undecided",
    );
    const open = countRule({ ...base, unresolved: 2 }, full);
    expect(open).toEqual({
      verdict: "undecided",
      because: "lambda_min grows: numerical error leaves 2 of 40 cases open; compute them more precisely.",
    });
  });

  test("holds without a violation over 10 seeds, and says what share of seeds may still break it", () => {
    const { verdict, because } = countRule(base, full);
    expect(verdict).toBe("holds");
    // 1 - 0.025^(1/20) = 0.168
    expect(because).toBe(
      "lambda_min grows: true in all 40 cases of 20 seeds, so with 95 % confidence at most 16.8 % of seeds break it.",
    );
  });

  test("is undecided below 10 seeds, without any case, and in a quick run", () => {
    expect(countRule({ ...base, seeds: 9 }, full).because).toContain("9 seeds, the rule asks for 10");
    expect(countRule({ ...base, cases: 0 }, full).verdict).toBe("undecided");
    expect(countRule(base, quick).because).toContain('points to "holds"');
  });

  test("needs no seeds where the cases are all there are", () => {
    expect(countRule({ ...base, cases: 1024, seeds: 0, exhaustive: true }, full)).toEqual({
      verdict: "holds",
      because: "lambda_min grows: true in all 1024 cases, which are all there are.",
    });
  });
});

describe("an inequality along runs", () => {
  const runs = (count: number, margins: readonly (number | null)[], error = 1e-6): Margins[] =>
    Array.from({ length: count }, (_, seed) => ({ seed, margins, error, at: margins.map((_, i) => i / 2) }));
  const what = "R(t) <= R(0) exp(-lambda t)";

  test("holds if no margin is below minus its numerical error, equality at the start included", () => {
    const decision = boundRule({ what, runs: runs(10, [0, 0.3, 0.2]) }, full);
    expect(decision.verdict).toBe("holds");
    expect(decision.because).toMatch(/at most 30\.8 % of seeds break it\. The smallest margin is 0\.$/);
  });

  test("fails by one margin beyond the numerical error, and names seed and time", () => {
    const broken = [...runs(3, [0, 0.1]), { seed: 7, margins: [0.1, -0.02, 0.1], error: 1e-6, at: [0, 0.5, 1] }];
    for (const plan of [full, quick]) {
      const decision = boundRule({ what, runs: broken }, plan);
      expect(decision).toMatchObject({ verdict: "fails", counterexample: true });
      expect(decision.because).toContain("broken in 1 of 4 cases, most at seed 7, at 0.5, by 0.02");
    }
  });

  test("is undecided if a margin is not known, unless another one breaks it", () => {
    expect(boundRule({ what, runs: runs(10, [0.1, null]) }, full).verdict).toBe("undecided");
    expect(boundRule({ what, runs: runs(10, [-0.1, Number.NaN]) }, full).verdict).toBe("fails");
  });

  test("if strict, is undecided where the margin is within the numerical error of 0", () => {
    expect(boundRule({ what, runs: runs(10, [1e-7]) }, { ...full, strict: true }).verdict).toBe("undecided");
    expect(boundRule({ what, runs: runs(10, [1e-5]) }, { ...full, strict: true }).verdict).toBe("holds");
  });

  test("if said of a share of seeds, is decided by that share, and no single seed is a counterexample", () => {
    const mixed = [...runs(38, [0.1]), ...runs(2, [-0.1])];
    expect(boundRule({ what, runs: mixed }, { ...full, share: 0.8 }).verdict).toBe("holds");
    expect(boundRule({ what, runs: mixed }, { ...full, share: 0.9 }).verdict).toBe("undecided");
    expect(boundRule({ what, runs: runs(10, [-0.1]) }, { ...full, share: 0.9 })).toMatchObject({ verdict: "fails" });
    expect(boundRule({ what, runs: runs(10, [-0.1]) }, { ...quick, share: 0.9 }).verdict).toBe("undecided");
    expect(boundRule({ what, runs: runs(10, [null]) }, { ...full, share: 0.9 }).verdict).toBe("undecided");
  });

  test("a run without margins and a negative error are named", () => {
    expect(() => smallestMargin({ seed: 4, margins: [], error: 0 })).toThrow("margins of seed 4: empty");
    expect(() => smallestMargin({ seed: 4, margins: [1], error: -1 })).toThrow("error of seed 4: -1");
  });
});

describe("a property that is to hold with some probability", () => {
  const rule = (successes: number, trials: number, atLeast = 0.9, plan: typeof full | typeof quick = full) =>
    proportionRule({ what: "lambda_min(G) > 0", successes, trials }, { ...plan, atLeast });

  test("holds if its whole interval is at or above the probability claimed: 36 of 36 for 0.9, not 35 of 35", () => {
    expect(rule(36, 36).verdict).toBe("holds");
    expect(rule(35, 35).verdict).toBe("undecided");
    expect(rule(10, 10).because).toMatch(/It takes 36 seeds without an exception to show it\.$/);
  });

  test("fails if its whole interval is below", () => {
    expect(rule(5, 10).verdict).toBe("fails");
    expect(rule(5, 10, 0.9, quick).verdict).toBe("undecided");
  });

  test("is undecided below 10 seeds", () => {
    expect(rule(0, 9).verdict).toBe("undecided");
  });
});

describe("a fitted exponent", () => {
  const slopes = (centre: number, spread: number, n = 10) =>
    Array.from({ length: n }, (_, i) => centre + (spread * (2 * i - (n - 1))) / (n - 1));
  const rule = (centre: number, spread: number, relation: "equal" | "at most" | "at least", n = 10, points = 6) =>
    slopeRule(
      { what: "movement against m", slopes: slopes(centre, spread, n), points, from: 100, to: 100_000 },
      { ...full, claimed: -0.5, relation },
    );

  test("equals the claimed one if its interval lies within 0.1 of it", () => {
    const decision = rule(-0.48, 0.05, "equal");
    expect(decision.verdict).toBe("holds");
    expect(decision.because).toMatch(
      /^movement against m: exponent -0\.48 \[-0\.5\d*, -0\.4\d*\] \(95 % interval, 10 seeds, 6 points from 100 to 100000\); claimed is -0\.5, give or take 0\.1\.$/,
    );
    expect(rule(-0.3, 0.05, "equal").verdict).toBe("fails");
    expect(rule(-0.4, 0.05, "equal").verdict).toBe("undecided");
  });

  test("'at most' and 'at least' look at one side only", () => {
    expect(rule(-2, 0.5, "at most").verdict).toBe("holds");
    expect(rule(-2, 0.5, "at least").verdict).toBe("fails");
    expect(rule(0, 0.1, "at most").verdict).toBe("fails");
    expect(rule(0, 0.1, "at least").verdict).toBe("holds");
    expect(rule(-0.4, 0.3, "at most").verdict).toBe("undecided");
  });

  test("needs 10 seeds and 4 points", () => {
    expect(rule(-0.5, 0.01, "equal", 9).verdict).toBe("undecided");
    expect(rule(-0.5, 0.01, "equal", 10, 3).because).toContain("fitted through 3 points, the rule asks for 4");
  });
});

describe("the premise of a theorem", () => {
  const premise = "m >= the theorem's bound";
  const ten = (value: boolean | number) => new Array<boolean | number>(10).fill(value);

  test("that no seed meets makes the claim vacuous", () => {
    expect(premiseRule({ premise, seeds: ten(false) }, full)).toEqual({
      verdict: "vacuous",
      because: `${premise}: met in 0 of 10 seeds.`,
    });
  });

  test("that holds only while the loss falls by less than 0.1 decades makes it vacuous: the interval is empty in practice", () => {
    const decision = premiseRule({ premise: "t <= t1*", seeds: ten(0.0009) }, full);
    expect(decision.verdict).toBe("vacuous");
    expect(decision.because).toBe(
      "t <= t1*: met in 0 of 10 seeds. While it is met the loss falls by at most 9e-4 decades; less than 0.1 says nothing.",
    );
  });

  test("that every seed meets lets it speak; that some meet is a condition", () => {
    expect(premiseRule({ premise, seeds: ten(Number.POSITIVE_INFINITY) }, full).verdict).toBe("holds");
    expect(premiseRule({ premise, seeds: [...ten(true), false] }, full)).toMatchObject({
      verdict: "holds under conditions",
      conditions: `only where ${premise}`,
    });
  });

  test("needs 10 seeds, or a proof that none can meet it", () => {
    expect(premiseRule({ premise, seeds: [false] }, full).verdict).toBe("undecided");
    const proof = "H has zero trace, so it is never positive definite.";
    expect(premiseRule({ premise: "H is positive definite", seeds: [], proof }, full)).toEqual({
      verdict: "vacuous",
      because: `H is positive definite: never met. ${proof}`,
    });
    expect(premiseRule({ premise, seeds: [true], proof }, full).verdict).toBe("undecided");
  });

  test("makes nothing vacuous in a quick run", () => {
    expect(premiseRule({ premise, seeds: ten(false) }, quick).verdict).toBe("undecided");
  });
});

describe("something that is to exist", () => {
  const example = { where: "seed 2", by: 0.5, error: 1e-8 };

  test("does, by one example beyond its numerical error", () => {
    expect(existenceRule({ what: "a rise", cases: 3, examples: [example] }, full)).toEqual({
      verdict: "holds",
      because: "a rise: found in 1 of 3 cases, clearest at seed 2, by 0.5 (numerical error at most 1e-8).",
    });
    expect(existenceRule({ what: "a rise", cases: 3, examples: [example] }, quick).verdict).toBe("undecided");
  });

  test("does not, if none of all cases is one; else it is undecided", () => {
    expect(existenceRule({ what: "a rise", cases: 8, examples: [], exhaustive: true }, full).verdict).toBe("fails");
    expect(existenceRule({ what: "a rise", cases: 1000, examples: [] }, full).verdict).toBe("undecided");
    expect(
      existenceRule({ what: "a rise", cases: 8, examples: [{ ...example, error: 1 }], exhaustive: true }, full).verdict,
    ).toBe("undecided");
  });
});

describe("a claim of several parts", () => {
  const part = (verdict: Verdict, name: string = verdict, more: Partial<Decision> = {}) => ({
    name,
    decision: { verdict, because: `${name} because.`, ...more },
  });
  const order: Verdict[] = ["fails", "vacuous", "undecided", "holds under conditions", "holds"];

  test("has the gravest verdict of them: fails > vacuous > undecided > holds under conditions > holds", () => {
    order.forEach((grave, i) => {
      for (const light of order.slice(i)) {
        expect(combine([part(light), part(grave)]).verdict).toBe(grave);
        expect(combine([part(grave), part(light)]).verdict).toBe(grave);
      }
    });
  });

  test("gives the reasons of the decisive parts and counts the others", () => {
    expect(combine([part("holds", "a"), part("fails", "b", { counterexample: true }), part("undecided", "c")])).toEqual(
      {
        verdict: "fails",
        because: "Of 3 parts: 1 fails, 1 undecided, 1 holds. (b) b because.",
        counterexample: true,
      },
    );
  });

  test("carries the conditions of its parts", () => {
    const decision = combine([part("holds"), part("holds under conditions", "b", { conditions: "n > D" })]);
    expect(decision).toMatchObject({ verdict: "holds under conditions", conditions: "b: n > D" });
  });

  test("of one part is that part; of none is an error", () => {
    expect(combine([part("holds", "a")])).toEqual({ verdict: "holds", because: "a because." });
    expect(() => combine([])).toThrow("parts: none");
  });
});

describe("a general claim tested in several settings", () => {
  const at = (name: string, verdict: Verdict, conditions?: string) => ({
    name,
    decision: { verdict, because: `${name} because.`, conditions },
  });

  test("holds under conditions, the names of the settings where it does, if it does not in others", () => {
    expect(
      across([at("m = 200", "holds"), at("m = 400", "fails"), at("d = 3", "holds under conditions", "s < 1")]),
    ).toEqual({
      verdict: "holds under conditions",
      because:
        "Of 3 parts: 1 fails, 1 holds under conditions, 1 holds. (m = 200) m = 200 because. (m = 400) m = 400 because. (d = 3) d = 3 because.",
      conditions: "m = 200; d = 3 (s < 1)",
    });
  });

  test("is as its parts together where it holds in all or in none", () => {
    expect(across([at("a", "holds"), at("b", "holds")]).verdict).toBe("holds");
    expect(across([at("a", "undecided"), at("b", "fails")]).verdict).toBe("fails");
    expect(across([at("a", "undecided"), at("b", "undecided")]).verdict).toBe("undecided");
  });
});
