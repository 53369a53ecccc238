import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Switch, stagesOf, trainedStage } from "../../src/training/stage.js";

const falling = (steps: number) => Float64Array.from({ length: steps }, (_, i) => 10 - i);

const jump = (step: number, from: number, to: number, kind: Switch["kind"] = "hard"): Switch => ({
  step,
  from,
  to,
  kind,
  lossBefore: 0.5,
  lossAfter: 0.75,
});

describe("stagesOf", () => {
  it("is one stage from the first loss to the last where s never moves", () => {
    expect(stagesOf([1, 1, 1], falling(3), [])).toEqual([
      { from: 1, to: 3, s: [1, 1], kind: "start", lossBefore: 10, lossStart: 10, lossEnd: 8 },
    ]);
    expect(stagesOf([1], falling(1), [])).toMatchObject([{ from: 1, to: 1 }]);
    expect(stagesOf([], [], [])).toEqual([]);
  });

  it("cuts at every switch, with the losses just before and after it", () => {
    expect(stagesOf([0.5, 0.5, 1, 1, 1.5], falling(5), [jump(3, 0.5, 1), jump(5, 1, 1.5, "lossless")])).toEqual([
      { from: 1, to: 2, s: [0.5, 0.5], kind: "start", lossBefore: 10, lossStart: 10, lossEnd: 9 },
      { from: 3, to: 4, s: [1, 1], kind: "hard", lossBefore: 0.5, lossStart: 0.75, lossEnd: 7 },
      { from: 5, to: 5, s: [1.5, 1.5], kind: "lossless", lossBefore: 0.5, lossStart: 0.75, lossEnd: 6 },
    ]);
  });

  it("keeps neighbouring switches apart", () => {
    const stages = stagesOf([0, 1, 2], falling(3), [jump(2, 0, 1), jump(3, 1, 2)]);
    expect(stages.map(({ from, to, kind }) => [from, to, kind])).toEqual([
      [1, 1, "start"],
      [2, 2, "hard"],
      [3, 3, "hard"],
    ]);
  });

  it("tells a ramp from the hold after it", () => {
    expect(stagesOf([1, 1.25, 1.5, 1.5, 1.5], falling(5), [])).toEqual([
      { from: 1, to: 3, s: [1, 1.5], kind: "ramp", lossBefore: 10, lossStart: 10, lossEnd: 8 },
      { from: 4, to: 5, s: [1.5, 1.5], kind: "hold", lossBefore: 8, lossStart: 7, lossEnd: 6 },
    ]);
    expect(stagesOf([1, 2, 2], falling(3), []).map(({ kind, to }) => [kind, to])).toEqual([
      ["ramp", 2],
      ["hold", 3],
    ]);
  });

  it("finds a ramp after a start at rest", () => {
    expect(stagesOf([1, 1, 1.5, 2], falling(4), []).map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ["start", 1, 2],
      ["ramp", 3, 4],
    ]);
  });

  it("tells of a switch that a ramp follows, and of one that interrupts it", () => {
    const stages = stagesOf([1, 1.25, 1.5, 0.5, 0.75, 1], falling(6), [jump(4, 1.5, 0.5)]);
    expect(stages).toEqual([
      { from: 1, to: 3, s: [1, 1.5], kind: "ramp", lossBefore: 10, lossStart: 10, lossEnd: 8 },
      { from: 4, to: 6, s: [0.5, 1], kind: "hard", lossBefore: 0.5, lossStart: 0.75, lossEnd: 5 },
    ]);
  });

  it("covers every step once, in order, whatever s does", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0.5, 1), { minLength: 1, maxLength: 30 }),
        fc.array(fc.nat(29)),
        (s, marks) => {
          const switches = [...new Set(marks)]
            .filter((at) => at >= 1 && at < s.length && s[at] !== s[at - 1])
            .sort((a, b) => a - b)
            .map((at) => jump(at + 1, s[at - 1], s[at]));
          const stages = stagesOf(s, falling(s.length), switches);
          expect(stages[0].from).toBe(1);
          expect(stages[stages.length - 1].to).toBe(s.length);
          for (let p = 1; p < stages.length; p++) expect(stages[p].from).toBe(stages[p - 1].to + 1);
          for (const { from, to, s: ends } of stages) expect(ends).toEqual([s[from - 1], s[to - 1]]);
          for (const { step } of switches) expect(stages.some(({ from }) => from === step)).toBe(true);
        },
      ),
    );
  });
});

describe("trainedStage", () => {
  it("is the whole run as one stage", () => {
    expect(trainedStage([1, 1, 0.5, 0.5, 0.4], falling(5))).toEqual({
      from: 1,
      to: 5,
      s: [1, 0.4],
      kind: "ramp",
      lossBefore: 10,
      lossStart: 10,
      lossEnd: 6,
    });
  });
});
