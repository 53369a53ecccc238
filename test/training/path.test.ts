import { describe, expect, it } from "vitest";
import { mlp } from "../../src/model/network.js";
import { adam, lbfgs, path, ramp, stages, type TrainOptions, train } from "../../src/training/index.js";
import { bits, regression, trainFully } from "./problems.js";

const base: TrainOptions = { data: regression(), network: mlp({ hidden: [20] }), steps: 60, seed: 1, dtype: "f64" };

/** Slides, jumps after step 30, slides on. */
const corners = [
  { at: 0, s: 0.6 },
  { at: 0.5, s: 0.9 },
  { at: 0.5, s: 1.3 },
  { at: 1, s: 1.5 },
];

describe("a path of s in training", () => {
  it.each([
    { title: "Adam", optimizer: adam() },
    { title: "L-BFGS", optimizer: lbfgs() },
  ])(
    "of jumps is the run of those stages, and a slope that of the ramp, to the bit ($title)",
    async ({ optimizer }) => {
      const run = async (relaxation: TrainOptions["relaxation"]) =>
        bits(await trainFully({ ...base, optimizer, relaxation }));
      for (const options of [{}, { switch: "lossless" }, { moments: "reset" }] as const) {
        const jumping = [
          { at: 0.19, s: 0.5 },
          { at: 0.19, s: 1 },
        ];
        expect(await run(path(jumping, options))).toEqual(
          await run(stages([{ s: 0.5, until: 0.19 }, { s: 1 }], options)),
        );
      }
      const sloping = [
        { at: 0, s: 0.5 },
        { at: 0.7, s: 1 },
      ];
      for (const kind of ["hard", "lossless"] as const)
        expect(await run(path(sloping, { switch: kind }))).toEqual(
          await run(ramp({ from: 0.5, to: 1, over: 0.7, switch: kind })),
        );
    },
  );

  it.each(["hard", "lossless"] as const)(
    "records its jumps as switches, and nothing of its slopes (%s)",
    async (kind) => {
      const {
        switches,
        stages: parts,
        history,
      } = await trainFully({ ...base, relaxation: path(corners, { switch: kind }) });
      expect(switches.map(({ step, to }) => [step, to])).toEqual([[31, 1.3]]);
      expect(switches[0]).toMatchObject({ from: history.s[29], kind });
      expect(parts.map((part) => [part.from, part.to, part.kind])).toEqual([
        [1, 30, "ramp"],
        [31, 60, kind],
      ]);
      const change = Math.abs(switches[0].lossAfter / switches[0].lossBefore - 1);
      // Rounding of the outputs (some 100 eps), against residuals of a few percent.
      if (kind === "lossless") expect(change).toBeLessThan(1e-11);
      else expect(change).toBeGreaterThan(0.1);
    },
  );

  it("empties the memory of a line search at a jump alone", async () => {
    const run = train({ ...base, relaxation: path(corners), optimizer: lbfgs({ memory: 5 }), every: 1 });
    const vectors: number[] = [];
    for await (const { step } of run) if (step >= 29 && step <= 33) vectors.push(run.checkpoint().vectors.length);
    expect(vectors).toEqual([10, 10, 2, 4, 6]);
  });

  it("resets the moments at its jumps and nowhere else", async () => {
    const ages: number[] = [];
    const run = train({ ...base, relaxation: path(corners, { moments: "reset" }), every: 1 });
    for await (const { step } of run) if (step % 10 === 0) ages.push(run.checkpoint().age);
    expect(ages).toEqual([10, 20, 30, 10, 20, 30]);
    const sloping = corners.slice(0, 2);
    const [keep, reset] = await Promise.all(
      (["keep", "reset"] as const).map((moments) => trainFully({ ...base, relaxation: path(sloping, { moments }) })),
    );
    expect(bits(reset)).toEqual(bits(keep));
  });
});
