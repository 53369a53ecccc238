import { describe, expect, test } from "vitest";
import { readable } from "../../src/report/claim/reason.js";

const say = (because: string, name?: string) => readable({ verdict: "holds", because }, name);

describe("the reason of a verdict, for people", () => {
  test.each([
    ["Of 13 parts: 5 fails, 8 holds. x", "Of 13 parts, 5 fail and 8 hold. x"],
    ["Of 2 parts: 2 holds. x", "Both parts hold. x"],
    ["Of 3 parts: 3 undecided. x", "All 3 parts are undecided. x"],
  ])("counts in a sentence: %s", (from, to) => {
    expect(say(from)).toBe(to);
  });

  test("says the name of a part once", () => {
    expect(say("loss, s = 1.5: lower in 3 of 20", "loss, s = 1.5")).toBe("lower in 3 of 20");
    expect(say("Both. (loss, s = 1.5) loss, s = 1.5: lower")).toBe("Both. (loss, s = 1.5) lower");
  });

  test("begins sentences with capitals, and leaves names of methods and numbers as they are", () => {
    expect(say("the bound holds. the margin is 1.25")).toBe("The bound holds. The margin is 1.25");
    expect(say("friedman1, width 50: lower")).toBe("friedman1, width 50: lower");
    expect(say("at t = 0.21439792950329806")).toBe("at t = 0.2144");
  });
});
