import { describe, expect, it } from "vitest";
import { type Cell, canonicalJson, type Json } from "../../../src/study/cell.js";
import type { CurveFigure } from "../../../src/study/claim/claim.js";
import { fig4and5 } from "../../../src/study/claim/hrta-runs/index.js";
import { findExperiment } from "../../../src/study/experiment/index.js";
import { pdeResult } from "../../../src/study/experiment/pde.js";
import type { Mode } from "../../../src/study/verdict/index.js";

interface Spec {
  readonly loss: string;
  readonly optimizer: Json;
  readonly relaxation: Json;
  readonly steps: number;
}
const specOf = ({ params }: Cell): Spec => (params as unknown as { readonly spec: Spec }).spec;
const isPlain = (cell: Cell) => canonicalJson(specOf(cell).relaxation) === '{"name":"constant","s":1}';
const judge = (of: (cell: Cell) => Json | undefined, mode: Mode = "full") => fig4and5.judge({ of }, mode, {});
const run = (params: Json, seed = 0) => findExperiment("pde").run(params, seed, {});

function solved(loss: number, l2: number, more: Partial<Record<"outcome", string>> = {}): Json {
  return {
    ...{ outcome: "finished", steps: 29000, seconds: 1, loss, l2, h1: 2 * l2, max: 3 * l2, excess: l2 * l2, ...more },
    history: { step: [1, 16000, 16001, 29000], loss: [1, 10 * loss, 20 * loss, loss], s: [1, 1, 1.5, 1.5] },
    looks: { step: [0, 100, 29000], l2: [1, 0.1, l2] },
  };
}
const spread = (seed: number) => 1 + 0.01 * seed;

describe("hrta.fig4-5", () => {
  it("gives every path the same 29000 steps, network and points, over 20 seeds", () => {
    const cells = fig4and5.cells("full", {});
    const groups = new Map<string, Set<string>>();
    for (const cell of cells) {
      const { relaxation, ...rest } = specOf(cell);
      expect(rest.steps).toBe(29_000);
      const key = canonicalJson(rest as unknown as Json);
      groups.set(key, (groups.get(key) ?? new Set()).add(canonicalJson(relaxation)));
    }
    expect(groups.size).toBe(3);
    for (const paths of groups.values()) expect(paths.size).toBe(3);
    expect(new Set(cells.map(({ seed }) => seed)).size).toBe(20);
  });

  it("changes s after 16000 of 29000 steps, and keeps the loss on both sides", async () => {
    const cell = fig4and5.cells("full", {}).find((one) => !isPlain(one));
    if (!cell) throw new Error("no cell with two stages");
    const spec = { ...specOf(cell), network: { hidden: [2], activation: "halfSquaredRelu" }, points: 4 };
    const { history, steps } = pdeResult.parse(await run({ problem: "poisson-neumann", spec } as unknown as Json));
    expect(steps).toBe(29_000);
    const at = history.step.indexOf(16_000);
    expect(history.step[at + 1]).toBe(16_001);
    expect([history.s[at], history.s[at + 1]]).toEqual([1, 1.5]);
  }, 30_000);

  it("cells are parameters that the experiment takes; the same seed gives the same bits, another does not", async () => {
    for (const cell of fig4and5.cells("full", {}).filter(({ seed }) => seed === 0)) {
      const short = { problem: "poisson-neumann", spec: { ...specOf(cell), steps: 4 } } as unknown as Json;
      const [once, again, other] = [await run(short), await run(short), await run(short, 1)].map((result) => {
        const { seconds: _, ...rest } = pdeResult.parse(result);
        return rest;
      });
      expect(once).toMatchObject({ outcome: "finished", steps: 4 });
      expect(again).toEqual(once);
      expect(other.loss).not.toBe(once.loss);
    }
  }, 30_000);

  it("holds where HRTA's losses and errors are lower, and fails where they are higher", () => {
    const of = (factor: number) => (cell: Cell) => {
      const size = spread(cell.seed) * (isPlain(cell) ? 1 : factor);
      return solved(1e-6 * size, 1e-4 * size);
    };
    expect(judge(of(0.1)).decision.verdict).toBe("holds");
    expect(judge(of(10)).decision.verdict).toBe("fails");
  });

  it("fails where the loss is lower and the error is not", () => {
    const of = (cell: Cell) => solved(1e-6 * spread(cell.seed) * (isPlain(cell) ? 1 : 0.1), 1e-4 * spread(cell.seed));
    expect(judge(of).decision.verdict).toBe("fails");
  });

  it("does not look at the training energy, which ranks nothing", () => {
    const of = (cell: Cell) => {
      const better = isPlain(cell) ? 1 : 0.1;
      const loss = specOf(cell).loss === "energy" ? -5 / better : 1e-6 * better;
      return solved(loss * spread(cell.seed), 1e-4 * better * spread(cell.seed));
    };
    expect(judge(of).decision.verdict).toBe("holds");
  });

  it("is undecided in a quick run and with a seed too few", () => {
    const of = (cell: Cell) => solved(1e-6 * (isPlain(cell) ? 1 : 0.1), 1e-4 * (isPlain(cell) ? 1 : 0.1));
    expect(judge(of, "quick").decision.verdict).toBe("undecided");
    expect(judge((cell) => (cell.seed === 7 ? undefined : of(cell))).decision.verdict).toBe("undecided");
  });

  it("counts a run that diverged as worse than any other", () => {
    const of = (cell: Cell) =>
      isPlain(cell)
        ? solved(1e-3 * spread(cell.seed), 1e-2 * spread(cell.seed))
        : { ...(solved(1, 1, { outcome: "diverged" }) as object), loss: null, l2: null };
    expect(judge(of).decision.verdict).toBe("fails");
  });

  it("draws loss and error of all seeds, with the change of s marked", () => {
    const { figures } = judge((cell) => solved(1e-6 * spread(cell.seed), 1e-4));
    expect(figures).toHaveLength(5);
    for (const figure of figures as CurveFigure[]) {
      expect(figure.marks).toEqual([{ x: 16_001, label: "s changes" }]);
      expect(figure.series.map(({ runs }) => runs.length)).toEqual([20, 20, 20]);
    }
  });
});

describe("the experiment pde", () => {
  it("refuses a problem that is none, and a wrong field, by name", async () => {
    await expect(run({ problem: "poison-neumann", spec: {} })).rejects.toThrow(/did you mean "poisson-neumann"/);
    await expect(run({ problem: "heat", spec: { points: -1 } })).rejects.toThrow(/^pde: spec\.points: /);
  });
});
