import { describe, expect, it } from "vitest";
import { type Cell, canonicalJson, type Json, toJson } from "../../../src/study/cell.js";
import type { Claim, ClaimResults, CurveFigure } from "../../../src/study/claim/claim.js";
import { fig2, hrtaRunClaims, robust, stages, table1 } from "../../../src/study/claim/hrta-runs/index.js";
import { armCells, arms, contests } from "../../../src/study/claim/hrta-runs/robust-plan.js";
import { relativeSteps } from "../../../src/study/claim/hrta-runs/robust-steps.js";
import { exitsResult } from "../../../src/study/experiment/hrta-runs/exits.js";
import { findExperiment } from "../../../src/study/experiment/index.js";
import { tunedResult } from "../../../src/study/experiment/tuned.js";
import type { Mode } from "../../../src/study/verdict/index.js";

const run = (experiment: string, params: Json, seed = 0) => findExperiment(experiment).run(params, seed, {});

interface TrainParams {
  readonly problem: Json;
  readonly method: { readonly network: Json; readonly optimizer: { readonly name: string }; readonly relaxation: Json };
  readonly steps: number;
}
const paramsOf = (cell: Cell) => cell.params as unknown as TrainParams;

/** s at the end of a path, and whether it is plain training. */
const isPlain = ({ params }: Cell) => canonicalJson(params).includes('"relaxation":{"name":"constant","s":1}');
const speaksOf = ({ params }: Cell, text: string) => canonicalJson(params).includes(text);

/** A result of `train` that ends at that loss, with a hard switch on the way where there is one. */
function trained(loss: number, { stages: list = 1, test = 0.1 } = {}): Json {
  const changes = Array.from({ length: list }, (_, p) => ({
    ...{ from: 3000 * p + 1, to: 3000 * (p + 1), s: [1, 1], kind: p === 0 ? "start" : "hard" },
    ...{ lossBefore: 2 * loss, lossStart: 4 * loss, lossEnd: loss },
  }));
  return {
    ...{ outcome: "finished", steps: 16000, loss, test: { rmse: test }, stages: changes },
    history: { step: [1, 100, 16000], loss: [1, 0.1, loss], s: [1, 1, 1], validation: [] },
  };
}

const spread = (seed: number) => 1 + 0.01 * seed;
const results = (of: (cell: Cell) => Json | undefined): ClaimResults => ({ of });
const judge = (claim: Claim, of: (cell: Cell) => Json | undefined, mode: Mode = "full") =>
  claim.judge(results(of), mode, {});

const races = hrtaRunClaims.filter(({ id }) => /fig/.test(id) && id !== "hrta.fig4-5");

describe("the claims about HRTA's training runs", () => {
  it("are those of the ledger", () => {
    expect(hrtaRunClaims.map(({ id }) => id).sort()).toEqual([
      "hrta.fig2",
      "hrta.fig3",
      "hrta.fig4-5",
      "hrta.fig6-7",
      "hrta.fig8",
      "hrta.robust",
      "hrta.stages",
      "hrta.table1",
    ]);
  });

  it.each(hrtaRunClaims.map((claim) => [claim.id, claim] as const))(
    "%s: a quick run is a part of the full one or smaller, and is undecided without results",
    (_, claim) => {
      expect(claim.cells("quick", {}).length).toBeLessThan(claim.cells("full", {}).length);
      for (const mode of ["quick", "full"] as const) {
        const { decision, parts } = judge(claim, () => undefined, mode);
        expect(decision.verdict).toBe("undecided");
        expect(parts.length).toBeGreaterThan(0);
      }
    },
  );

  it("cells of every claim are parameters that their experiments take: short stand-ins run", async () => {
    const seen = new Set<string>();
    for (const cell of hrtaRunClaims.flatMap((claim) => [...claim.cells("quick", {})])) {
      if (cell.experiment !== "train") continue;
      const params = { ...paramsOf(cell), steps: 16 } as unknown as Json;
      const id = canonicalJson(params);
      if (seen.has(id)) continue;
      seen.add(id);
      const result = await run("train", params);
      expect(result).toMatchObject({ outcome: "finished", steps: 16 });
    }
    expect(seen.size).toBeGreaterThan(20);
  }, 30_000);
});

describe("races of HRTA against Adam", () => {
  it.each(races.map((claim) => [claim.id, claim] as const))(
    "%s: every method has the same data, network, optimiser and steps, over 20 seeds",
    (_, claim) => {
      const cells = claim.cells("full", {});
      const groups = new Map<string, Set<string>>();
      for (const cell of cells) {
        const { problem, method, steps } = paramsOf(cell);
        const key = canonicalJson({ problem, network: method.network, optimizer: method.optimizer, steps });
        groups.set(key, (groups.get(key) ?? new Set()).add(canonicalJson(method.relaxation)));
        expect(steps).toBe(16000);
      }
      for (const paths of groups.values()) {
        expect(paths.has('{"name":"constant","s":1}')).toBe(true);
        expect(paths.size).toBeGreaterThanOrEqual(3);
      }
      expect(new Set(cells.map(({ seed }) => seed)).size).toBe(20);
    },
  );

  it("s changes after 3000 of 16000 steps, as Example 1 prints", async () => {
    const cell = fig2.cells("full", {}).find((c) => !isPlain(c) && speaksOf(c, '"stages"'));
    if (!cell) throw new Error("no cell with two stages");
    const small = { ...paramsOf(cell), method: { ...paramsOf(cell).method, network: { hidden: [2] } } };
    const result = (await run("train", small as unknown as Json)) as unknown as { stages: { to: number }[] };
    expect(result.stages.map(({ to }) => to)).toEqual([3000, 16000]);
  });

  it("are in float64 for Figure 3, whose losses are of the size of float32's rounding, and in float32 elsewhere", () => {
    for (const claim of races) {
      const double = claim.id === "hrta.fig3";
      expect(claim.setting).toContain(double ? "float64" : "float32");
      for (const mode of ["full", "quick"] as const)
        for (const cell of claim.cells(mode, {})) expect(speaksOf(cell, '"dtype":"f64"')).toBe(double);
    }
  });

  it("hold where HRTA ends a decade lower on every seed", () => {
    const of = (cell: Cell) => trained((isPlain(cell) ? 1e-6 : 1e-7) * spread(cell.seed));
    for (const claim of races) expect(judge(claim, of).decision.verdict).toBe("holds");
  });

  it("fail where HRTA ends higher", () => {
    const of = (cell: Cell) => trained((isPlain(cell) ? 1e-7 : 1e-6) * spread(cell.seed));
    for (const claim of races) expect(judge(claim, of).decision.verdict).toBe("fails");
  });

  it("fail where one of the paper's two paths ends no lower, at both rates", () => {
    const of = (cell: Cell) =>
      trained((isPlain(cell) || speaksOf(cell, '{"s":1.5}') ? 1e-6 : 1e-7) * spread(cell.seed));
    expect(judge(fig2, of).decision.verdict).toBe("fails");
  });

  it("hold under the condition of a rate at which HRTA ends lower", () => {
    const of = (cell: Cell) =>
      trained((isPlain(cell) || !speaksOf(cell, '"cosine"') ? 1e-6 : 1e-7) * spread(cell.seed));
    const { decision } = judge(fig2, of);
    expect(decision.verdict).toBe("holds under conditions");
    expect(decision.conditions).toBe("rate 0.01, cosine decay");
  });

  it("are undecided with a seed too few, with one method missing, and in a quick run", () => {
    const of = (cell: Cell) => trained((isPlain(cell) ? 1e-6 : 1e-7) * spread(cell.seed));
    expect(judge(fig2, (cell) => (cell.seed === 7 ? undefined : of(cell))).decision.verdict).toBe("undecided");
    expect(judge(fig2, (cell) => (isPlain(cell) ? undefined : of(cell))).decision.verdict).toBe("undecided");
    expect(judge(fig2, of, "quick").decision.verdict).toBe("undecided");
  });

  it("count a run that diverged as worse than any other", () => {
    const of = (cell: Cell) =>
      isPlain(cell) ? trained(1e-3 * spread(cell.seed)) : { ...(trained(1) as object), loss: null, test: null };
    expect(judge(fig2, of).decision.verdict).toBe("fails");
  });

  it("ramp and lossless switch have no part in the verdict", () => {
    const ours = (cell: Cell) => speaksOf(cell, '"ramp"') || speaksOf(cell, '"lossless"');
    const of = (cell: Cell) => trained((isPlain(cell) || ours(cell) ? 1e-6 : 1e-7) * spread(cell.seed));
    expect(judge(fig2, of).decision.verdict).toBe("holds");
    expect(judge(fig2, (cell) => (ours(cell) ? undefined : of(cell))).decision.verdict).toBe("holds");
  });

  it("draw all seeds, with the loss on both sides of a switch", () => {
    const of = (cell: Cell) => trained(1e-6 * spread(cell.seed), { stages: isPlain(cell) ? 1 : 2 });
    const [figure] = judge(fig2, of).figures as CurveFigure[];
    expect(figure.marks).toEqual([{ x: 3001, label: "s changes" }]);
    const [adam, homotopy] = figure.series;
    expect(adam.runs).toHaveLength(20);
    expect(homotopy.x).toEqual([1, 100, 3000, 3001, 16000]);
    expect(homotopy.runs[0]).toEqual([1, 0.1, 2e-6, 4e-6, 1e-6]);
  });

  it("give medians beside the paper's numbers", () => {
    const { numbers } = judge(fig2, (cell) => trained((isPlain(cell) ? 1e-6 : 1e-7) * spread(cell.seed)));
    const row = numbers.find(({ name }) => name === "final loss: Adam, s = 1, rate 0.01, cosine decay");
    expect(row?.paper).toBe("1.55e-6 (Table 1)");
    // The middle of 20 seeds lies between those of seeds 9 and 10.
    expect(row?.measured).toBeCloseTo(1.095e-6, 12);
  });
});

describe("Table 1", () => {
  const better = (cell: Cell) => trained((isPlain(cell) ? 1e-6 : 1e-7) * spread(cell.seed));

  it("holds if HRTA is lower in all six cells, and fails if it is not in one", () => {
    expect(judge(table1, better).decision.verdict).toBe("holds");
    const { decision, parts } = judge(table1, (cell) =>
      speaksOf(cell, '"hidden":[400,400]') ? trained(1e-6 * spread(cell.seed)) : better(cell),
    );
    expect(parts.filter((part) => part.decision.verdict === "fails")).toHaveLength(1);
    expect(decision.verdict).toBe("fails");
  });

  it("judges every cell by the s that the paper names there", () => {
    const of = (cell: Cell) => {
      const multi = /"hidden":\[(\d+),\1\]/.test(canonicalJson(cell.params));
      const early = speaksOf(cell, '"s":0.5');
      const width = Number(/"hidden":\[(\d+)/.exec(canonicalJson(cell.params))?.[1]);
      const homotopy = multi ? width === 200 : width !== 200;
      return trained((isPlain(cell) || homotopy !== early ? 1e-6 : 1e-7) * spread(cell.seed));
    };
    expect(judge(table1, of).decision.verdict).toBe("holds");
  });

  it("names the steps wherever they are fewer than the figures'", () => {
    const { parts, numbers } = judge(table1, better);
    for (const { name } of [...parts, ...numbers])
      expect(/, (8000|4000|1600) steps/.test(name)).toBe(name.includes("multi layer"));
  });

  it("shows the paper's twelve numbers", () => {
    const printed = judge(table1, better).numbers.flatMap(({ paper }) => paper ?? []);
    expect(printed.sort()).toEqual(
      "1.55e-6 1.88e-7 1.8e-8 2.02e-5 2.20e-7 2.52e-7 3.52e-9 4.83e-8 6.54e-6 8.55e-7 8.72e-7 9.47e-8"
        .split(" ")
        .sort(),
    );
  });

  it("takes the single layers' runs from the figures", () => {
    const figures = new Set(
      hrtaRunClaims.filter(({ id }) => /fig/.test(id)).flatMap((c) => c.cells("full", {}).map(canonicalJson)),
    );
    const alone = table1.cells("full", {}).filter((cell) => !figures.has(canonicalJson(cell)));
    // Two hidden layers: 3 widths, 3 methods, 20 seeds.
    expect(alone).toHaveLength(180);
  });
});

describe("more stages", () => {
  const stagesOf = (cell: Cell) => Number(/"stages":(\d)/.exec(canonicalJson(cell.params))?.[1] ?? 1);
  const exit = (times: readonly number[], up = 1.1): Json => ({
    stages: times.map((duration, p) => ({ s: 1, lambda: 1, duration, lossStart: p === 0 ? 1 : up, lossEnd: 1 })),
  });
  const shrinking = [6, 5, 4, 3, 2, 1];
  const world =
    ({ times = shrinking as readonly number[], up = 1.1, worse = 2 } = {}) =>
    (cell: Cell): Json => {
      if (cell.experiment === "hrta.exits") return exit(times, up);
      const m = stagesOf(cell);
      return trained(1e-7 * worse ** m * spread(cell.seed), { stages: m });
    };

  it("hold if stages get shorter, start higher, and more of them end higher", () => {
    expect(judge(stages, world()).decision.verdict).toBe("holds");
  });

  it("count a stage without end against them: as its limit, and as more than any number where it is an early one", () => {
    const of = (times: readonly number[], many: number) => (cell: Cell) => {
      const stages = world()(cell);
      if (cell.experiment !== "hrta.exits" || cell.seed >= many) return stages;
      const { stages: list } = exit(times) as unknown as { stages: object[] };
      return { stages: [...list.slice(0, -1), { ...list[list.length - 1], duration: null }] } as unknown as Json;
    };
    const shrinks = (world: (cell: Cell) => Json) => judge(stages, world).parts[3].decision;
    // Half of the seeds: the centre of the exponents is no longer below 0.
    expect(shrinks(of([6, 5, 4, 3, 0], 10)).verdict).not.toBe("holds");
    expect(shrinks(of([6, 5, 4, 3, 0], 20)).verdict).toBe("fails");
    expect(shrinks(of([6, 0], 12)).verdict).not.toBe("holds");
    expect(shrinks(of([6, 0], 19)).verdict).toBe("fails");
    const one = shrinks(of([6, 5, 4, 3, 0], 1));
    expect(one.verdict).toBe("holds");
    expect(one.because).toContain("in 1 of 20 seeds a stage has no end within 100 and counts as 100");
    // With its first stage a seed says nothing of a second.
    expect(shrinks(of([0], 5))).toMatchObject({ verdict: "holds", because: expect.stringContaining("15 seeds") });
    const row = judge(stages, of([6, 5, 4, 3, 0], 1)).numbers.find(({ name }) =>
      name.startsWith("duration of stage 5"),
    );
    expect(row).toMatchObject({
      measured: 2,
      note: "20 seeds come to this stage; where it has no end (1 of them) it counts as 100",
    });
  });

  it("tell by how much the loss rises at a change of s", () => {
    const rows = judge(stages, world()).numbers.filter(({ name }) => name.startsWith("decades the loss rises"));
    // The stand-ins double their loss at a change in training, and add a tenth where a stage of the flow ends.
    expect(rows.map(({ measured }) => Number(Number(measured).toFixed(4)))).toEqual(
      [2, 2, 2, 2, 2, 1.1, 1.1].map((factor) => Number(Math.log10(factor).toFixed(4))),
    );
  });

  it("fail if stages get longer", () => {
    expect(judge(stages, world({ times: [1, 2, 3, 4, 5, 6] })).decision.verdict).toBe("fails");
  });

  it("start higher under conditions only if the loss falls at t_p*: a counterexample there, also in a quick run", () => {
    const { parts } = judge(stages, world({ up: 0.9 }));
    const verdicts = parts.slice(0, 3).map(({ decision }) => decision.verdict);
    expect(verdicts).toEqual(["holds", "fails", "fails"]);
    expect(judge(stages, world({ up: 0.9 }), "quick").parts[1].decision.counterexample).toBe(true);
  });

  it("are undecided if more stages end lower each time", () => {
    const { parts, decision } = judge(stages, world({ worse: 0.5 }));
    expect(parts[parts.length - 1].decision.verdict).toBe("undecided");
    expect(decision.verdict).toBe("undecided");
  });
});

describe("hrta.exits", () => {
  const params = { problem: { name: "sphere", train: 5, inputs: 4 }, width: 40, s: [1, 1.5], time: 50 };

  it("goes from stage to stage while the kernel leaves its ball; along gradient flow no loss grows", async () => {
    const { stages: list } = exitsResult.parse(await run("hrta.exits", params, 1));
    expect(list.map(({ s }) => s)).toEqual([1, 1.5].slice(0, list.length));
    for (const { lossStart, lossEnd } of list) expect(lossEnd).toBeLessThanOrEqual(lossStart);
    expect(list[0].duration).toBeGreaterThan(0);
  });

  it("ends with a stage that does not end", async () => {
    const { stages: list } = exitsResult.parse(await run("hrta.exits", { ...params, time: 1e-9 }, 1));
    expect(list).toHaveLength(1);
    expect(list[0].duration).toBeNull();
  });
});

describe("robustness", () => {
  const sideOf = (cell: Cell) => {
    const text = canonicalJson(cell.params);
    const arm = arms.find(
      ({ method: { relaxation, optimizer, network } }) =>
        [
          `"relaxation":${canonicalJson(relaxation)}`,
          `"optimizer":${canonicalJson(optimizer)}`,
          ...(network ? Object.keys(network) : []),
        ].every((part) => text.includes(part)) &&
        text.includes("skip") === (network?.skip !== undefined) &&
        text.includes("trainSlope") === (network?.trainSlope !== undefined),
    );
    if (!arm) throw new Error(`no method for ${text}`);
    return arm;
  };
  const outcome = (validation: number, test: number): Json => ({
    ...{ chosen: 0.01, outcome: "finished", steps: 1000, seconds: 1, s: [1], loss: 0.1, train: { rmse: 0.1 } },
    ...{ validation: { rmse: validation }, test: { rmse: test } },
  });

  it("has as many relaxations as baselines, and gives all of them the same number of trials", () => {
    expect(arms.filter(({ side }) => side === "relaxation")).toHaveLength(6);
    expect(arms.filter(({ side }) => side === "baseline")).toHaveLength(6);
    expect(new Set(arms.map(({ rates }) => rates.length))).toEqual(new Set([9]));
    for (const { side, method } of arms)
      if (side === "baseline") expect(method.relaxation).toEqual({ name: "constant", s: 1 });
  });

  it("gives every method the steps that were measured to take the same time", () => {
    for (const contest of contests("full"))
      expect([contest.name, relativeSteps[contest.measured]?.length]).toEqual([contest.name, arms.length]);
    const lossless = arms.findIndex(({ label }) => label.includes("lossless"));
    const [doppler] = contests("full").filter(({ name }) => name === "doppler, 8000 steps");
    const [{ params }] = armCells(doppler, arms[lossless], "full");
    expect(paramsOf({ experiment: "", params, seed: 0 }).steps).toBe(8000 * relativeSteps.doppler[lossless]);
  });

  it("runs: a short stand-in of every method", async () => {
    for (const { method, rates } of arms) {
      const tune = { option: "rate", values: rates.slice(0, 3) };
      const params = { problem: { name: "moons" }, method, tune, steps: 9 } as unknown as Json;
      expect(tunedResult.parse(await run("tuned", params)).test?.error).toBeGreaterThanOrEqual(0);
    }
  });

  it("chooses by validation data, whatever the test data say", () => {
    // Within a side the method that validation prefers is the worst on the test data.
    const of = (cell: Cell) => {
      const arm = sideOf(cell);
      const first = arms.find(({ side }) => side === arm.side) === arm;
      const level = arm.side === "relaxation" ? 1 : 2;
      return first ? outcome(0.1, level * spread(cell.seed)) : outcome(0.2, 0.001);
    };
    expect(judge(robust, of).decision.verdict).toBe("holds");
    expect(judge(robust, of, "quick").decision.verdict).toBe("undecided");
  });

  it("shows beside what the choice among plain baselines would give", () => {
    // A trained s is as good as a relaxation; without it the relaxations win everywhere.
    const of = (cell: Cell) => {
      const { side, label } = sideOf(cell);
      return outcome(0.1, (side === "relaxation" || label.includes("trained s") ? 1 : 2) * spread(cell.seed));
    };
    const best = (cell: Cell) =>
      sideOf(cell).label.includes("trained s") ? { ...(of(cell) as object), validation: { rmse: 0.01 } } : of(cell);
    const { decision, numbers } = judge(robust, (cell) => toJson(best(cell)));
    expect(decision.verdict).toBe("fails");
    const wins = numbers.filter(({ name }) => name.includes("shown to be lower")).map(({ measured }) => measured);
    expect(wins).toEqual([0, contests("full").length]);
  });

  it("fails where the chosen relaxation is no better on one problem", () => {
    const of = (cell: Cell) => {
      const gain = sideOf(cell).side === "relaxation" && !speaksOf(cell, '"moons"') ? 0.5 : 1;
      return outcome(gain, gain * spread(cell.seed));
    };
    const { decision, parts } = judge(robust, of);
    expect(parts.filter((part) => part.decision.verdict === "holds")).toHaveLength(parts.length - 1);
    expect(decision.verdict).toBe("fails");
  });
});
