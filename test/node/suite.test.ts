import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { planComparison } from "../../src/node/compare/plan-comparison.js";
import { runComparisons } from "../../src/node/compare/run-comparisons.js";
import { suiteRecord } from "../../src/node/compare/suite-record.js";
import { openStudyFolder } from "../../src/node/study/folder.js";
import { renderSuite, suiteSentence } from "../../src/report/compare/suite-report.js";
import { builtWorker, workplace } from "./study-workers.js";

const folder = workplace();
const common = { base: ".", hidden: [6], seconds: 0.005, seeds: 2, budgets: ["time"] as const };
const specs = [
  { name: "sine", train: 16, validation: 16, test: 16 },
  { name: "moons", train: 16, validation: 16, test: 16 },
] as const;

describe("a suite of comparisons", () => {
  test("shares one journal and one pool, and is told problem by problem and method by method", async () => {
    const planned = await Promise.all(specs.map((problem) => planComparison({ problem, ...common })));
    const study = openStudyFolder(join(folder, "suite"));
    const phases: string[] = [];
    try {
      const { outcomes, failed, seconds } = await runComparisons(planned, study, {
        worker: builtWorker,
        workers: 2,
        onPhase: (phase, cells) => phases.push(`${phase} ${cells}`),
      });
      expect(failed).toEqual([]);
      expect(phases).toEqual(["calibrate 44", `run ${2 * 2 * 25}`]);
      const entries = outcomes.map(({ comparison }, i) => ({ name: specs[i].name, comparison }));
      const record = suiteRecord(entries, { command: "hrta bench-suite", seconds, failed: 0 });
      expect(record.problems.map(({ name, task }) => [name, task])).toEqual([
        ["sine", "regression"],
        ["moons", "classification"],
      ]);
      expect(record.tally.methods).toHaveLength(24);
      for (const { wins, ties, losses } of [record.tally.relaxation, ...record.tally.methods])
        expect(wins + ties + losses).toBe(2);
      // Two seeds cannot show a difference.
      expect(record.tally.relaxation.ties).toBe(2);
      expect(suiteSentence(record)).toMatch(/on 0, a higher one on 0, and no difference is shown on 2\.$/);
      const page = renderSuite(record);
      for (const words of ["Problem by problem", "Adam, trained s", "moons", "infinite-width NTK"])
        expect(page).toContain(words);
      expect(page).not.toMatch(/NaN|undefined|<script/);
      expect(renderSuite(record)).toBe(page);
    } finally {
      study.close();
    }
  }, 60_000);

  test("stopped before its runs it judges nothing, and says that it was stopped", async () => {
    const planned = [await planComparison({ problem: specs[0], ...common })];
    const study = openStudyFolder(join(folder, "stopped"));
    try {
      const stop = AbortSignal.abort();
      const { stopped, outcomes } = await runComparisons(planned, study, { worker: builtWorker, signal: stop });
      expect(stopped).toBe(true);
      expect(outcomes[0].comparison.route).toBeUndefined();
    } finally {
      study.close();
    }
  });
});
