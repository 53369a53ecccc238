import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forward } from "../../src/model/forward.js";
import { mse } from "../../src/model/loss.js";
import {
  algorithm1,
  constant,
  corollary1,
  firstExceeding,
  isSmooth,
  onPlateau,
  type PathPoint,
  path as polyline,
  type Relaxation,
  ramp,
  stages,
} from "../../src/training/index.js";
import { relaxationState } from "../../src/training/relaxation/relaxation.js";
import { example, inputs } from "../model/example.js";

interface World {
  /** Loss of step k. */
  readonly loss?: (step: number) => number;
  readonly lossAt?: (s: number) => number;
}

/** s of every step of a run. */
function path(
  relaxation: Relaxation,
  steps: number,
  { loss = () => 1, lossAt = (s) => 1 + s * s }: World = {},
): number[] {
  const state = relaxationState();
  let s = relaxation.initial;
  return Array.from({ length: steps }, (_, i) => {
    const step = i + 1;
    s = relaxation.next({
      step,
      steps,
      s,
      loss: step === 1 ? Number.POSITIVE_INFINITY : loss(step - 1),
      state,
      lossAt,
    });
    return s;
  });
}

const table: readonly { readonly title: string; readonly relaxation: Relaxation }[] = [
  { title: "constant()", relaxation: constant() },
  { title: "constant(1.5)", relaxation: constant(1.5) },
  { title: "stages of one", relaxation: stages([0.7]) },
  { title: "stages 0.5, 1, 1.5", relaxation: stages([0.5, 1, 1.5]) },
  { title: "stages of Appendix B", relaxation: stages([{ s: 0.5, until: 3 / 16 }, { s: 1 }]) },
  { title: "lossless stages", relaxation: stages([0.5, 1], { switch: "lossless", moments: "reset" }) },
  { title: "algorithm1()", relaxation: algorithm1() },
  { title: "algorithm1 downwards", relaxation: algorithm1({ s1: 2, increment: -0.3, stages: 4, period: 7 }) },
  { title: "ramp()", relaxation: ramp() },
  { title: "ramp with rounding", relaxation: ramp({ from: 0.1, to: 0.7, over: 0.9 }) },
  { title: "ramp downwards", relaxation: ramp({ from: 2, to: 0, over: 1 }) },
  { title: "a path of one point", relaxation: polyline([{ at: 0.4, s: 0.7 }]) },
  {
    title: "a path of slopes and jumps",
    relaxation: polyline(
      [
        { at: 0.1, s: 0.5 },
        { at: 0.3, s: 1.7 },
        { at: 0.3, s: 0.1 },
        { at: 0.5, s: 0.4 },
        { at: 1, s: 0.3 },
      ],
      { switch: "lossless", moments: "reset" },
    ),
  },
  { title: "onPlateau()", relaxation: onPlateau({ patience: 3, cooldown: 2 }) },
  { title: "corollary1()", relaxation: corollary1() },
  { title: "corollary1 from 0.5", relaxation: corollary1({ s1: 0.5, lossRatio: 1.1, at: 0.25 }) },
];

describe.each(table)("$title", ({ relaxation }) => {
  it("starts at its initial s and stays in its range, whatever the loss does", () => {
    for (const steps of [1, 2, 3, 10, 97])
      for (const loss of [() => 1, (k: number) => 1 / k, (k: number) => k]) {
        const s = path(relaxation, steps, { loss });
        if (steps > 2) expect(s[0]).toBe(relaxation.initial);
        for (const value of s) {
          expect(value).toBeGreaterThanOrEqual(relaxation.range[0]);
          expect(value).toBeLessThanOrEqual(relaxation.range[1]);
        }
      }
  });

  it("is a pure function of its context and state: two runs agree", () => {
    expect(path(relaxation, 50)).toEqual(path(relaxation, 50));
  });

  it("has options that plain JSON can hold", () => {
    expect(JSON.parse(JSON.stringify(relaxation.options))).toEqual(relaxation.options);
  });
});

const runs = (s: readonly number[]) => {
  const result: [number, number][] = [];
  for (const value of s) {
    const current = result[result.length - 1];
    if (current && current[0] === value) current[1]++;
    else result.push([value, 1]);
  }
  return result;
};

describe("stages", () => {
  it("holds 1/2 for 3000 and 1 for 13000 of 16000 steps as in HRTA Appendix B, Example 1", () => {
    const relaxation = stages([{ s: 0.5, until: 3 / 16 }, { s: 1 }]);
    expect(runs(path(relaxation, 16_000))).toEqual([
      [0.5, 3000],
      [1, 13_000],
    ]);
  });

  it("cuts a run into equal parts where no fractions are given", () => {
    expect(runs(path(stages([0.5, 1, 1.5]), 30))).toEqual([
      [0.5, 10],
      [1, 10],
      [1.5, 10],
    ]);
  });

  it("runs its last stage to the end whatever its fraction", () => {
    expect(
      runs(
        path(
          stages([
            { s: 1, until: 0.5 },
            { s: 2, until: 0.6 },
          ]),
          10,
        ),
      ),
    ).toEqual([
      [1, 5],
      [2, 5],
    ]);
  });
});

describe("algorithm1", () => {
  it("is s_p = s_1 + (p-1) zeta for T steps each, M values, the last one for the rest", () => {
    expect(runs(path(algorithm1({ s1: 0.5, increment: 0.25, stages: 3, period: 4 }), 20))).toEqual([
      [0.5, 4],
      [0.75, 4],
      [1, 12],
    ]);
  });

  it("shares the steps out where T is not given", () => {
    expect(runs(path(algorithm1(), 17))).toEqual([
      [0.5, 8],
      [1, 9],
    ]);
  });

  it("takes a step each when there are more stages than steps", () => {
    expect(path(algorithm1({ s1: 0, increment: 0.5, stages: 4 }), 2)).toEqual([0, 0.5]);
    expect(path(algorithm1({ s1: 0, increment: 0.5, stages: 1e9 }), 3)).toEqual([0, 0.5, 1]);
  });
});

describe("ramp", () => {
  it("moves linearly over the given part and then holds", () => {
    const s = path(ramp({ from: 1, to: 2, over: 0.5 }), 16);
    expect(s.slice(0, 8)).toEqual([1, 1.125, 1.25, 1.375, 1.5, 1.625, 1.75, 1.875]);
    expect(new Set(s.slice(8))).toEqual(new Set([2]));
  });

  it("is by default 1 -> 1.5 over 70 % of the steps", () => {
    const s = path(ramp(), 1000);
    expect([s[0], s[350], s[700], s[999]]).toEqual([1, 1.25, 1.5, 1.5]);
    expect(s[699]).toBeLessThan(1.5);
  });

  it("is monotone and within [from, to] for any two numbers", () => {
    const s = fc.double({ min: 0, max: 2, noNaN: true });
    fc.assert(
      fc.property(s, s, fc.double({ min: 0.01, max: 1, noNaN: true }), (from, to, over) => {
        const values = path(ramp({ from, to, over }), 37);
        const sign = Math.sign(to - from);
        for (let k = 0; k < 37; k++) {
          expect(values[k]).toBeGreaterThanOrEqual(Math.min(from, to));
          expect(values[k]).toBeLessThanOrEqual(Math.max(from, to));
          if (k > 0) expect(sign * (values[k] - values[k - 1])).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe("path", () => {
  const s = fc.double({ min: 0, max: 2, noNaN: true });
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });
  const length = fc.integer({ min: 1, max: 60 });
  /** Points in order, at most two at one time. */
  const points: fc.Arbitrary<PathPoint[]> = fc
    .array(fc.record({ at: fraction, values: fc.array(s, { minLength: 1, maxLength: 2 }) }), {
      minLength: 1,
      maxLength: 5,
    })
    .map((list) => [...new Map(list.map((one) => [one.at, one])).values()])
    .map((list) =>
      list.sort((a, b) => a.at - b.at).flatMap(({ at, values }) => values.map((value) => ({ at, s: value }))),
    );

  it("of one point is constant(s)", () => {
    fc.assert(
      fc.property(s, fraction, length, (value, at, steps) => {
        expect(path(polyline([{ at, s: value }]), steps)).toEqual(path(constant(value), steps));
      }),
    );
  });

  it("from (0, from) to (over, to) is the ramp", () => {
    fc.assert(
      fc.property(s, s, fc.double({ min: 0.01, max: 1, noNaN: true }), length, (from, to, over, steps) => {
        const points = [
          { at: 0, s: from },
          { at: over, s: to },
        ];
        expect(path(polyline(points), steps)).toEqual(path(ramp({ from, to, over }), steps));
      }),
    );
  });

  it("of jumps alone is the stages that end there, to the bit, at whatever fractions", () => {
    const stage = fc.record({ s, until: fraction });
    fc.assert(
      fc.property(
        fc.uniqueArray(stage, { minLength: 1, maxLength: 5, selector: ({ until }) => until }),
        s,
        length,
        (parts, last, steps) => {
          const list = parts.sort((a, b) => a.until - b.until);
          const points = list.flatMap((part, p) => [
            { at: part.until, s: part.s },
            { at: part.until, s: list[p + 1]?.s ?? last },
          ]);
          const staged = stages([...list, { s: last }]);
          expect(path(polyline(points), steps)).toEqual(path(staged, steps));
          expect(polyline(points).initial).toBe(staged.initial);
        },
      ),
    );
  });

  it("is those stages also where two end within half a step and one goes on with the same s", () => {
    const points = [0.1, 0.1, 0.3].map((at) => ({ at, s: 0.5 })).concat({ at: 0.3, s: 1 });
    const staged = stages([{ s: 0.5, until: 0.1 }, { s: 0.5, until: 0.3 }, { s: 1 }]);
    expect(path(polyline(points), 1)).toEqual(path(staged, 1));
    expect(path(polyline(points), 1)).toEqual([1]);
  });

  it("jumps at the step at which stages with that fraction do", () => {
    for (const u of [0.19, 0.5, 1 / 3])
      for (const steps of [7, 10, 100, 16_000])
        expect(path(polyline([0, u].map((at) => ({ at, s: 0.5 })).concat({ at: u, s: 1 })), steps)).toEqual(
          path(stages([{ s: 0.5, until: u }, { s: 1 }]), steps),
        );
  });

  it("has passed a corner with the switch right after it, also where that comes half a step early", () => {
    // The switch at u = 0.2 comes after step round(0.4) = 0, though the corner at 0.1 is at the time of step 1.2.
    const relaxation = polyline([
      { at: 0.1, s: 0 },
      { at: 0.2, s: 0 },
      { at: 0.2, s: 1 },
    ]);
    expect(path(relaxation, 2)).toEqual([1, 1]);
    expect([1, 2].map((step) => isSmooth(relaxation, step, 2))).toEqual([false, true]);
  });

  it("takes the polyline's values at the times (k - 1) / steps, and turns its corners", () => {
    const corners = [
      { at: 0.25, s: 1 },
      { at: 0.5, s: 2 },
      { at: 0.5, s: 0.5 },
      { at: 1, s: 1.5 },
    ];
    expect(path(polyline(corners), 8)).toEqual([1, 1, 1, 1.5, 0.5, 0.75, 1, 1.25]);
  });

  it("is smooth but at the steps right after its jumps, and moves at most as far as its steepest slope elsewhere", () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 2, max: 60 }), (corners, steps) => {
        const relaxation = polyline(corners);
        const values = path(relaxation, steps);
        const jumps = corners.filter(({ at, s }, p) => corners[p + 1]?.at === at && corners[p + 1].s !== s);
        let slope = 0;
        for (let p = 1; p < corners.length; p++) {
          const [a, b] = [corners[p - 1], corners[p]];
          if (b.at > a.at) slope = Math.max(slope, Math.abs(b.s - a.s) / (b.at - a.at));
        }
        for (let k = 1; k <= steps; k++) {
          const jumping = jumps.some(({ at }) => Math.round(at * steps) === k - 1);
          expect(isSmooth(relaxation, k, steps)).toBe(!jumping);
          // A slope that begins at a jump may have begun up to half a step before the step's time.
          if (k > 1 && !jumping)
            expect(Math.abs(values[k - 1] - values[k - 2])).toBeLessThanOrEqual((1 + 1e-9) * (slope / steps) + 1e-12);
        }
      }),
    );
  });
});

describe("isSmooth", () => {
  it("is one answer for all steps of a relaxation that is wholly one or the other", () => {
    expect([1, 5, 9].map((step) => isSmooth(ramp(), step, 10))).toEqual([true, true, true]);
    expect([1, 5, 9].map((step) => isSmooth(stages([1, 2]), step, 10))).toEqual([false, false, false]);
  });
});

describe("onPlateau", () => {
  const of = (losses: readonly number[], options: Parameters<typeof onPlateau>[0]) =>
    path(onPlateau({ values: [0.5, 1, 1.5], threshold: 0, cooldown: 0, ...options }), losses.length, {
      loss: (k) => losses[k - 1],
    });

  it("switches when more than `patience` steps have passed without a new minimum", () => {
    // Step 2 sees the first loss, steps 3, 4, 5 see bad ones; the third is more than 2.
    expect(of([1, 1, 1, 1, 1, 1], { patience: 2 })).toEqual([0.5, 0.5, 0.5, 0.5, 1, 1]);
  });

  it("measures progress afresh after a switch: the loss may jump up and fall", () => {
    expect(of([1, 1, 1, 1, 9, 8, 7, 6, 6, 6, 6, 6], { patience: 2 })).toEqual([
      ...[0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 1, 1, 1, 1.5],
    ]);
  });

  it("runs its cooldown down at every step after a switch, good or bad", () => {
    // Switch at step 4 (patience 1). Good losses then use the cooldown of 3 up, so that bad ones count at once.
    const losses = [1, 1, 1, 9, 8, 7, 7, 7, 7];
    expect(of(losses, { patience: 1, cooldown: 3 })).toEqual([0.5, 0.5, 0.5, 1, 1, 1, 1, 1, 1.5]);
    // Bad losses within the cooldown do not count.
    const flat = [1, 1, 1, 9, 9, 9, 9, 9, 9];
    expect(of(flat, { patience: 1, cooldown: 3 })).toEqual([0.5, 0.5, 0.5, 1, 1, 1, 1, 1, 1.5]);
    expect(of(flat, { patience: 1, cooldown: 2 })).toEqual([0.5, 0.5, 0.5, 1, 1, 1, 1, 1.5, 1.5]);
  });

  it("takes only loss < best (1 - threshold) for an improvement", () => {
    expect(of([1, 0.95, 0.91, 0.9], { patience: 1, threshold: 0.1 })).toEqual([0.5, 0.5, 0.5, 1]);
    expect(of([1, 0.95, 0.89, 0.8], { patience: 1, threshold: 0.1 })).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it("stays at its last value", () => {
    expect(new Set(of(new Array(30).fill(1), { patience: 1 }).slice(10))).toEqual(new Set([1.5]));
  });

  it("never switches while the loss falls", () => {
    expect(new Set(path(onPlateau({ patience: 1, threshold: 0 }), 500, { loss: (k) => 1 / k }))).toEqual(new Set([1]));
  });
});

describe("firstExceeding", () => {
  it("is the root of R_s = zeta R_{s_1} above s_1 for a convex quadratic, 2 where there is none", () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(
        number(0.1, 10),
        number(0, 2),
        number(0.01, 1),
        number(0, 1.9),
        number(1.05, 4),
        (a, c, floor, s1, zeta) => {
          const R = (s: number) => floor + a * (s - c) ** 2;
          const root = c + Math.sqrt((zeta * R(s1) - floor) / a);
          const found = firstExceeding(R, s1, zeta);
          // Bisection ends at 1e-12; rounding of R moves the crossing by eps R / R', R' >= 2 a (s - c) > 0.1 here.
          expect(Math.abs(found - Math.min(root, 2))).toBeLessThan(1e-11);
        },
      ),
    );
  });

  it("has a closed form in two layers with square loss, where R_s is a quadratic in s", () => {
    const model = example({ options: { hidden: [40] }, s: [1] });
    const rows = 12;
    const x = inputs(model, rows);
    // Data that the network fits to 1 % at s = 1, so that the loss rises soon.
    const y = forward(model, x).map((v, i) => v + 0.01 * (i % 2 === 0 ? 1 : -1));
    const R = (s: number) =>
      mse.evaluate({
        rows,
        outputs: 1,
        output: forward({ ...model, s: [s] }, x),
        target: y,
        first: 0,
        total: rows,
      });
    const [s1, zeta] = [1, 2];
    // The quadratic through three points: R(s) = R0 + b h + c h^2 with h = s - s_1.
    const [down, here, up] = [R(s1 - 1), R(s1), R(s1 + 1)];
    const [b, c] = [(up - down) / 2, (up + down) / 2 - here];
    const root = s1 + (-b + Math.sqrt(b * b + 4 * c * (zeta - 1) * here)) / (2 * c);
    expect(root).toBeLessThan(2);
    // R is about 5e-5 here, computed to some 40 eps; R' near the root is about 1e-2.
    expect(Math.abs(firstExceeding(R, s1, zeta) - root)).toBeLessThan(1e-10);
    // A fourth point confirms that R_s is that quadratic.
    expect(Math.abs(here + b * 0.5 + c * 0.25 - R(s1 + 0.5))).toBeLessThan(1e-13 * up);
  });

  it("is capped at 2 where the infimum is of an empty set", () => {
    expect(firstExceeding(() => 1, 0.5, 2)).toBe(2);
    expect(firstExceeding((s) => 1 + 1e-3 * s, 0.5, 2)).toBe(2);
  });
});

describe("corollary1", () => {
  it("holds s_1 until the switch, then s_2 for the rest, chosen once", () => {
    const asked: number[] = [];
    const lossAt = (s: number) => {
      asked.push(s);
      return 1 + (s - 1) ** 2 * 4;
    };
    const s = path(corollary1({ s1: 1, lossRatio: 2, at: 0.5 }), 10, { lossAt });
    expect(runs(s).map(([, length]) => length)).toEqual([5, 5]);
    expect(Math.abs(s[9] - 1.5)).toBeLessThan(1e-11);
    // One for the bound, the scan up to the half, 40 bisections at most.
    expect(asked.length).toBeLessThanOrEqual(1 + 33 + 40);
  });
});

describe("wrong options", () => {
  it.each([
    ["constant s that is not a number", () => constant(Number.NaN), /^s: expected a finite number/],
    ["no stages", () => stages([]), /^stages: expected at least one value of s/],
    ["an infinite stage", () => stages([1, Number.POSITIVE_INFINITY]), /^stages\[1\]\.s: expected a finite number/],
    [
      "a stage that ends past the run",
      () => stages([{ s: 1, until: 1.5 }, 2]),
      /^stages\[0\]\.until: expected a fraction/,
    ],
    [
      "stages that go back",
      () => stages([{ s: 0, until: 0.5 }, { s: 1, until: 0.2 }, 2]),
      /^stages\[1\]\.until: expected at least 0\.5/,
    ],
    ["a path of nothing", () => polyline([]), /^points: expected at least one point/],
    ["a point after the run", () => polyline([{ at: 1.1, s: 1 }]), /^points\[0\]\.at: expected a fraction .*, got 1.1/],
    ["a point that is none", () => polyline([{ at: 0, s: Number.NaN }]), /^points\[0\]\.s: expected a finite number/],
    [
      "a path that goes back in time",
      () => polyline([0.5, 0.2].map((at) => ({ at, s: 1 }))),
      /^points\[1\]\.at: expected at least 0\.5, where the point before is, got 0\.2/,
    ],
    [
      "three points at one time",
      () => polyline([0, 0.2, 0.2, 0.2].map((at) => ({ at, s: at }))),
      /^points\[3\]\.at: expected at most two points at one time, .* got a third at 0\.2/,
    ],
    [
      "a lossless path from 0",
      () =>
        polyline(
          [0, 1].map((at) => ({ at, s: at })),
          { switch: "lossless" },
        ),
      /^points: a lossless switch/,
    ],
    [
      "a lossless path across 0",
      () =>
        polyline(
          [0, 1].map((at) => ({ at, s: 2 * at - 1 })),
          { switch: "lossless" },
        ),
      /^points: a lossless switch/,
    ],
    ["no values", () => onPlateau({ values: [] }), /^values: expected at least one/],
    ["a patience of 0", () => onPlateau({ patience: 0 }), /^patience: expected a positive integer, got 0/],
    ["a negative cooldown", () => onPlateau({ cooldown: -1 }), /^cooldown: expected an integer >= 0, got -1/],
    ["a threshold of 1", () => onPlateau({ threshold: 1 }), /^threshold: expected a number in \[0, 1\), got 1/],
    ["no stages of Algorithm 1", () => algorithm1({ stages: 0 }), /^stages: expected a positive integer, got 0/],
    ["a broken period", () => algorithm1({ period: 1.5 }), /^period: expected a positive integer, got 1.5/],
    ["a ramp over nothing", () => ramp({ over: 0 }), /^over: expected a fraction of the steps in \(0, 1\], got 0/],
    ["s1 = 2, where the search ends", () => corollary1({ s1: 2 }), /^s1: expected a number under 2/],
    ["a loss ratio of 1", () => corollary1({ lossRatio: 1 }), /^lossRatio: expected a number above 1, got 1/],
    ["a switch after the run", () => corollary1({ at: 2 }), /^at: expected a fraction of the steps in \[0, 1\], got 2/],
    [
      "lossless stages through 0",
      () => stages([0, 1], { switch: "lossless" }),
      /^stages: a lossless switch needs every s/,
    ],
    ["a lossless Algorithm 1 through 0", () => algorithm1({ s1: 0, switch: "lossless" }), /^s1: a lossless switch/],
    [
      "a lossless Algorithm 1 that meets 0 on its way",
      () => algorithm1({ s1: 1, increment: -0.5, stages: 4, switch: "lossless" }),
      /^s1: a lossless switch/,
    ],
    ["a lossless ramp from 0", () => ramp({ from: 0, switch: "lossless" }), /^ramp: a lossless switch/],
    ["a lossless ramp across 0", () => ramp({ from: -1, to: 1, switch: "lossless" }), /^ramp: a lossless switch/],
    ["lossless plateaus at 0", () => onPlateau({ values: [1, 0], switch: "lossless" }), /^values: a lossless switch/],
    ["a lossless start at 0", () => corollary1({ s1: 0, switch: "lossless" }), /^s1: a lossless switch/],
  ])("refuses %s in one line that names it", (_, make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  it("allows hard switches through 0, and s outside [0, 2]", () => {
    expect(path(stages([0, 1]), 2)).toEqual([0, 1]);
    expect(constant(-0.5).range).toEqual([-0.5, -0.5]);
  });
});
