import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { fromAddress, toAddress } from "../../src/lab/experiment/address.js";
import { bestLineLoss, promisedSteps, stepsATenth } from "../../src/lab/run/outcome.js";
import { claims } from "../../src/study/claim/index.js";
import { tour } from "../../src/web/tour/steps.js";
import type { ViewContext } from "../../src/web/view/context.js";
import { views } from "../../src/web/view/index.js";
import { foretoldAt } from "../../src/web/view/loss.js";
import { contextOf } from "./view-context.js";

const results = join(import.meta.dirname, "../../results");
const json = (path: string) => JSON.parse(readFileSync(join(results, path), "utf8"));

describe.each(tour.map((step, i) => [i + 1, step] as const))("step %i of the tour", (_, step) => {
  test("has an experiment that an address can say, and that stays the same when it is read again", () => {
    const { state, complaints } = fromAddress(step.experiment);
    expect(complaints).toEqual([]);
    expect(fromAddress(toAddress(state)).state).toEqual(state);
  });

  test("shows views that there are, and names claims that there are", () => {
    for (const id of step.views) expect(views.map((view) => view.id)).toContain(id);
    for (const id of step.claims) expect(claims.map((claim) => claim.id)).toContain(id);
  });
});

/** The runs of a step to their end, with their kernels. */
const played = (number: number): Promise<ViewContext> => {
  const { state } = fromAddress(tour[number - 1].experiment);
  return contextOf(state, { made: state.steps, want: { modes: false, table: true, gram: true, landscape: false } });
};
const end = ({ lanes }: ViewContext, i: number) => {
  const [{ losses, step }] = lanes[i].seeds;
  return losses[step - 1];
};

describe("what the tour says of its experiments is so:", () => {
  const contexts: ViewContext[] = [];
  beforeAll(async () => {
    for (const number of [1, 2, 3, 4, 5]) contexts[number] = await played(number);
  });

  test("each finding is made of the numbers of the runs", () => {
    for (const number of [1, 2, 3, 4, 5]) {
      const text = tour[number - 1].finding(contexts[number]);
      expect(text).not.toMatch(/NaN|undefined|Infinity/);
      expect(text).toMatch(/\d/);
    }
  });

  test("the first run learns its sine", () => {
    expect(end(contexts[1], 0) / contexts[1].lanes[0].seeds[0].losses[0]).toBeLessThan(1e-3);
  });

  test("at s = 0 a network ends as the best straight line, and goes no lower", () => {
    const [linear] = contexts[2].lanes;
    const best = linear.start ? bestLineLoss(linear.start.shown) : Number.NaN;
    // Single precision, 100 rows; the loss of a convex problem is at its end to far more digits than these.
    expect(end(contexts[2], 0) / best - 1).toBeGreaterThan(-1e-5);
    expect(end(contexts[2], 0) / best - 1).toBeLessThan(1e-3);
    for (const bent of [1, 2]) expect(end(contexts[2], bent)).toBeLessThan(1e-2 * best);
  });

  test("the loss keeps close to what the kernel foretold", () => {
    const [{ seeds, theory }] = contexts[3].lanes;
    // As it says: a ten-millionth, off by less than a factor of four; and its first tenth of the steps to within 15 %.
    for (const [after, most] of [
      [40, 1.15],
      [200, 3],
      [399, 4],
    ]) {
      const ratio = seeds[0].losses[after] / (foretoldAt(theory.forecast ?? [], after) ?? Number.NaN);
      expect(ratio).toBeLessThan(most);
      expect(ratio).toBeGreaterThan(1 / most);
    }
    expect(seeds[0].losses[399] / seeds[0].losses[0]).toBeLessThan(1e-7);
  });

  test("the squares beside the diagonal of the tables fade as s grows", () => {
    const beside = contexts[4].lanes.map(({ theory: { answer } }) => {
      const { rows, alike } = answer?.table ?? { rows: 0, alike: new Float64Array() };
      expect(rows).toBe(4);
      return Array.from({ length: 3 }, (_, i) => Math.abs(alike[i * rows + i + 1]));
    });
    for (const i of [0, 1, 2]) {
      expect(beside[1][i]).toBeLessThan(beside[0][i]);
      expect(beside[2][i]).toBeLessThan(beside[1][i]);
    }
  });

  test("λ_min grows with s on the four points, and each loss falls at about its speed", () => {
    const told = contexts[4].lanes.map(({ s, seeds: [{ losses, step }], theory: { start } }) => {
      const { curve } = start ?? {};
      const lambda = curve?.min[curve.s.indexOf(s)] ?? Number.NaN;
      return { lambda, measured: stepsATenth(losses, step), promised: promisedSteps(0.5, lambda, 4) };
    });
    for (const [i, { lambda, measured, promised }] of told.entries()) {
      if (i > 0) expect(lambda).toBeGreaterThan(told[i - 1].lambda);
      // The kernel of 4000 neurons is not that of infinitely many, and moves on the way.
      expect(measured / promised).toBeGreaterThan(0.8);
      expect(measured / promised).toBeLessThan(1.25);
    }
  });

  test("a hard switch makes the loss jump and then fall faster; a lossless one does not jump, and gains less", () => {
    const [plain, hard, lossless] = contexts[5].lanes;
    const [jump] = hard.frame?.switches ?? [];
    const [smooth] = lossless.frame?.switches ?? [];
    expect(plain.frame?.switches).toEqual([]);
    expect(jump.lossAfter).toBeGreaterThan(2 * jump.lossBefore);
    // The function is kept up to the rounding of single precision.
    expect(Math.abs(smooth.lossAfter / smooth.lossBefore - 1)).toBeLessThan(1e-4);
    expect(end(contexts[5], 1)).toBeLessThan(end(contexts[5], 2));
    // "What the jump added is learnt within a few steps".
    expect(hard.seeds[0].losses[jump.step - 1 + 10]).toBeLessThan(jump.lossBefore);
    // C gains, too: step 4's first run stays at s = 0.5.
    expect(end(contexts[5], 2)).toBeLessThan(end(contexts[4], 0));
    // "B ends level with A, which never changed s".
    expect(end(contexts[5], 1) / end(contexts[5], 0)).toBeGreaterThan(0.8);
    expect(end(contexts[5], 1) / end(contexts[5], 0)).toBeLessThan(1.25);
    // "The kernel depends on the weights too": at the end of both, both at s = 1, the smallest eigenvalue of C's own is lower.
    const smallest = ({ theory }: typeof plain) => theory.answer?.gram?.at(-1) ?? Number.NaN;
    expect(smallest(lossless)).toBeLessThan(0.5 * smallest(hard));
    // "From then on it falls at the speed of s = 1".
    const late = (lane: typeof plain) => lane.seeds[0].losses[399] / lane.seeds[0].losses[250];
    expect(Math.log(late(hard)) / Math.log(late(plain))).toBeCloseTo(1, 1);
  });
});

test("the last step says of our studies what their records say", () => {
  const text = tour[5].moral.join(" ");
  const verdicts = readdirSync(join(results, "claims")).map(
    (file) => json(`claims/${file}`).judgement.decision.verdict,
  );
  const count = (verdict: string) => verdicts.filter((each) => each === verdict).length;
  expect(text).toContain(
    `We tested ${verdicts.length} claims of this paper and its neighbours: ${count("holds")} hold, ${count("holds under conditions")} hold under conditions, ${count("fails")} fail and ${count("undecided")} are undecided.`,
  );
  const { wins, ties, losses } = json("bench-suite.json").tally.relaxation;
  expect(text).toContain(
    `On ${wins + ties + losses} problems the best relaxation had a lower error on new data than the best plain method on ${wins}, a higher one on ${losses}, and no difference was shown on ${ties}.`,
  );
  const { parts } = json("claims/hrta.fig2.json").judgement;
  const because = (name: string) =>
    parts.find((part: { name: string }) => part.name === `${name}, rate 0.01, cosine decay`).decision;
  expect(because("s = 1, then 1.5").because).toContain("20 seeds: 1 lower, 0 equal, 19 higher");
  expect(because("s = 0.5, then 1").verdict).toBe("undecided");
});
