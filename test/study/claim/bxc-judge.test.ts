import { describe, expect, test } from "vitest";
import { row } from "../../../src/study/claim/bxc/runs.js";
import { claimOf, files, resultsWith, verdict } from "./bxc-results.js";

type Judged = ReturnType<ReturnType<typeof claimOf>["judge"]>;

const judged = (id: string, results = resultsWith()): Judged => claimOf(id).judge(results, "full", files);
const number = ({ numbers }: Judged, name: string) => numbers.find((one) => one.name.startsWith(name));
const part = ({ parts }: Judged, name: string) => parts.find((one) => one.name.startsWith(name))?.decision;

describe("bxc.constant-momentum", () => {
  /** Descents that lose `rate` of log L a step, then stay at a level. */
  const falling = (rate: number, level: number) =>
    resultsWith((cell, result) => {
      const method = (cell.params as { method?: { name: string } }).method?.name;
      if (method !== "footnote") return undefined;
      const { step } = result.curve as { step: number[] };
      const loss = step.map((k) => Math.max(Math.exp(-rate * k), level * (1 + 0.1 * Math.sin(k))));
      return { ...result, curve: { step, loss, predicted: loss } };
    });

  test("judges fresh seeds, and no loss that is rounding", () => {
    const seeds = claimOf("bxc.constant-momentum")
      .cells("full", files)
      .filter(({ experiment }) => experiment === "bxc.descent")
      .map(({ seed }) => seed);
    expect(Math.min(...seeds)).toBe(1001);
    expect(new Set(seeds).size).toBe(30);
    // exp(-0.26 * 225) = 4e-26, of which the last window is: four are left.
    expect(verdict("bxc.constant-momentum", falling(0.26, 1e-25))).toBe("holds");
    expect(verdict("bxc.constant-momentum", falling(0.23, 1e-30))).toBe("holds");
  });

  test("is open where a run reaches rounding before there are windows enough", () => {
    const { decision } = judged("bxc.constant-momentum", falling(0.4, 1e-30));
    expect(decision.verdict).toBe("undecided");
    expect(decision.because).toContain("30 of 30 seeds fall below 1e-24");
  });
});

describe("bxc.gamma-width", () => {
  /** The best of the four widths for gamma = 2 and 10, seed by seed. */
  const best = (of: (gamma: number, seed: number) => number) =>
    resultsWith((cell, result) => {
      const { width, method } = cell.params as { width: number; method?: { name: string; gamma: number } };
      if (method?.name !== "nesterov" || cell.experiment !== "bxc.notebook") return undefined;
      const final = width === of(method.gamma, cell.seed) ? 1 : 2;
      return { ...result, final, least: final };
    });
  const figure = "the width of the least loss";

  test("takes ties for no evidence", () => {
    expect(
      part(
        judged(
          "bxc.gamma-width",
          best(() => 4000),
        ),
        figure,
      ),
    ).toMatchObject({ verdict: "undecided" });
    const some = judged(
      "bxc.gamma-width",
      best((gamma, seed) => (gamma === 10 && seed > 4 ? 8000 : 4000)),
    );
    // Six seeds differ, where the rule asks for ten.
    expect(part(some, figure)?.verdict).toBe("undecided");
    expect(part(some, figure)?.because).toContain("4 of 10 are ties");
    expect(
      part(
        judged(
          "bxc.gamma-width",
          best((gamma) => (gamma === 10 ? 1000 : 4000)),
        ),
        figure,
      )?.verdict,
    ).toBe("fails");
  });

  test("shows how near to the edge of stability the notebook's rate is, width by width", () => {
    const of = (m: number) => number(judged("bxc.gamma-width"), `rate times 2/n lambda_max(G(0)), m = ${m}`)?.measured;
    // lambda_max(G(0)) = 1000 at m = 3000.
    expect(of(8000)).toBeCloseTo((5e-5 * (2 / 60) * 1000 * 8000) / 3000, 6);
    expect(of(4000)).toBeCloseTo(Number(of(8000)) / 2, 6);
  });
});

describe("the Lyapunov function", () => {
  test("is told by how many of all single flips make it jump up, and in how many seeds", () => {
    const jumping = resultsWith((cell, result) =>
      cell.experiment === "bxc.flow" && cell.seed <= 4 && result.jumps !== null
        ? { ...result, jumps: { count: 20, up: 3, largest: 0.01, open: 0.001, time: 4 } }
        : undefined,
    );
    for (const id of ["bxc.hb", "bxc.nag"]) {
      const decision = part(judged(id, jumping), "V ");
      expect(decision?.because, id).toContain("12 of 200 such flips");
      expect(decision?.because, id).toContain("broken in 4 of 10 cases");
    }
    expect(number(judged("bxc.hb", jumping), "share of single flips at which V jumps up, m = 50")?.measured).toBe(0);
  });
});

describe("bounds", () => {
  test("of Theorem 2 lie over the steps at t = k sqrt(eta) as over the flow", () => {
    const slow = resultsWith((cell, result) => {
      const { method, steps } = cell.params as { method?: { name: string }; steps: number };
      if (method?.name !== "heavyBall" || steps !== 100) return undefined;
      const { step } = result.curve as { step: number[] };
      // sqrt(lambda_0/2) sqrt(eta) = 0.316 is the bound's rate a step.
      const loss = step.map((k) => Math.exp(-0.2 * k));
      return { ...result, curve: { step, loss, predicted: loss } };
    });
    expect(part(judged("bxc.hb"), "ten points, the steps")?.verdict).toBe("holds");
    expect(part(judged("bxc.hb", slow), "ten points, the steps")?.verdict).toBe("fails");
    expect(judged("bxc.hb", slow).decision).toMatchObject({ verdict: "holds under conditions" });
  });

  test("have their smallest margins from the flow's own time 1 on, not at the start where they touch", () => {
    // exp(-2 t) under exp(-t): 0 at the start, 0.43 decades at t = 1.
    const margin = Number(number(judged("bxc.gd"), "smallest margin of the bound")?.measured);
    expect(margin).toBeGreaterThan(Math.LOG10E);
    expect(margin).toBeLessThan(1.1 * Math.LOG10E);
  });
});

describe("bxc.newton", () => {
  test("fails where Newton's flow is no faster than gradient descent's", () => {
    const level = resultsWith((cell, result) =>
      cell.experiment === "bxc.newton"
        ? {
            ...result,
            flow: { ...(result.flow as object), gradient: [5, 1e-3], neuronNewton: [5, 1e-3 * (1 + 0.01 * cell.seed)] },
          }
        : undefined,
    );
    expect(verdict("bxc.newton", level)).toBe("fails");
  });
});

describe("bxc.higher-momentum", () => {
  test("shows where Routh and Hurwitz's condition on the third-order equation holds", () => {
    const found = judged("bxc.higher-momentum");
    // lambda_max = 1 is b_1 b_2 = 1, where the roots lie on the axis; sqrt(2 lambda_0)^2 = 0.4.
    expect(number(found, "b_1 b_2 from which on")?.measured).toBe(1);
    expect(
      number(found, "share of seeds in which that equation is stable for all eigenvalues of H_inf at b_1 = b_2 = s")
        ?.measured,
    ).toBe(0);
  });
});

test("a number says over how many seeds it is, where some have none", () => {
  expect(row("x", [1, null, 3]).note).toBe("over 2 of 3 seeds");
  expect(row("x", [1, 2], { note: "so" }).note).toBe("so");
  expect(row("x", [null], { note: "so" })).toEqual({ name: "x", measured: null, note: "so; over 0 of 1 seeds" });
});
