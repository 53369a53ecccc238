import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mlp } from "../../src/model/network.js";
import {
  adam,
  type Checkpoint,
  constant,
  corollary1,
  lbfgs,
  type Move,
  movedByHand,
  onPlateau,
  path,
  type Relaxation,
  ramp,
  readCheckpoint,
  stages,
  type TrainOptions,
  train,
  writeCheckpoint,
} from "../../src/training/index.js";
import { fingerprint, plan } from "../../src/training/plan.js";
import { describeRun, movesText, parseMoves, parseRunSpec, trainOptions } from "../../src/training/spec.js";
import { bits, regression, trainFully } from "./problems.js";

const data = regression();
const base: TrainOptions = { data, network: mlp({ hidden: [16] }), steps: 60, seed: 1, dtype: "f64" };
const moves: readonly Move[] = [
  { step: 11, s: 0.7 },
  { step: 12, s: 1.9 },
  { step: 31, s: null },
  { step: 50, s: 0.4 },
];

/** s of every step of a run. */
const sOf = async (relaxation: Relaxation, options: Partial<TrainOptions> = {}) =>
  Array.from((await trainFully({ ...base, ...options, relaxation })).history.s);

/** Trains, and appends each move when the step before it has been made, as a hand does. */
async function moveLive(relaxation: Relaxation, options: Partial<TrainOptions> = {}) {
  const live: Move[] = [];
  const run = train({ ...base, ...options, relaxation: movedByHand(relaxation, live), every: 1 });
  for await (const { step } of run) live.push(...moves.filter((move) => move.step === step + 1));
  expect(live).toEqual(moves);
  return run.result;
}

const table: readonly { readonly title: string; readonly relaxation: Relaxation }[] = [
  { title: "constant", relaxation: constant(1) },
  { title: "a ramp", relaxation: ramp() },
  { title: "a lossless ramp", relaxation: ramp({ from: 0.5, switch: "lossless" }) },
  { title: "stages that reset", relaxation: stages([0.5, 1, 1.5], { moments: "reset" }) },
  {
    title: "a path",
    relaxation: path(
      [0, 0.5, 0.5, 1].map((at, p) => ({ at, s: 0.6 + 0.3 * p })),
      { moments: "reset" },
    ),
  },
  { title: "plateaus", relaxation: onPlateau({ values: [0.5, 1, 1.5, 2], patience: 4, threshold: 0.2, cooldown: 3 }) },
  { title: "Corollary 1", relaxation: corollary1({ at: 0.4 }) },
];

describe.each(table)("s moved by hand on $title", ({ relaxation }) => {
  it("is the hand's from a move's step on, and the path's before the first and after it is given back", async () => {
    const [moved, own] = [await sOf(movedByHand(relaxation, moves)), await sOf(relaxation)];
    expect(moved.slice(0, 10)).toEqual(own.slice(0, 10));
    expect(moved[10]).toBe(0.7);
    expect(new Set(moved.slice(11, 30))).toEqual(new Set([1.9]));
    expect(new Set(moved.slice(49))).toEqual(new Set([0.4]));
    for (const s of moved.slice(30, 49)) {
      expect(s).toBeGreaterThanOrEqual(relaxation.range[0]);
      expect(s).toBeLessThanOrEqual(relaxation.range[1]);
    }
  });

  it.each([
    { title: "Adam", optimizer: adam() },
    { title: "L-BFGS", optimizer: lbfgs() },
  ])("in a run that goes on has the bits of the finished list of moves ($title)", async ({ optimizer }) => {
    const again = await trainFully({ ...base, optimizer, relaxation: movedByHand(relaxation, moves) });
    expect(bits(await moveLive(relaxation, { optimizer }))).toEqual(bits(again));
  });

  it("goes on from a checkpoint before, between and after the moves, bit for bit", async () => {
    const options = { ...base, relaxation: movedByHand(relaxation, moves) };
    const whole = bits(await trainFully(options));
    for (const k of [1, 10, 11, 20, 30, 55]) {
      const run = train({ ...options, every: 1 });
      let resume: Checkpoint | undefined;
      for await (const { step } of run)
        if (step === k) {
          resume = readCheckpoint(writeCheckpoint(run.checkpoint()));
          break;
        }
      expect(bits(await trainFully({ ...options, resume }))).toEqual(whole);
    }
  });

  it("without a move is the path alone: bits, description, and what a checkpoint belongs to", async () => {
    const [none, alone] = [movedByHand(relaxation, []), relaxation].map((r) => ({ ...base, relaxation: r }));
    expect(bits(await trainFully(none))).toEqual(bits(await trainFully(alone)));
    expect(describeRun(none, 60)).toEqual(describeRun(alone, 60));
    expect(fingerprint(plan(none))).toBe(fingerprint(plan(alone)));
  });

  it("is described so that its JSON gives the same run again", async () => {
    const options = { ...base, relaxation: movedByHand(relaxation, moves) };
    const described = describeRun(options, 60);
    expect(described.moves).toEqual(moves);
    const rebuilt = { ...trainOptions(parseRunSpec(JSON.parse(JSON.stringify(described))), data.rows), data };
    expect(bits(await trainFully(rebuilt))).toEqual(bits(await trainFully(options)));
    expect(fingerprint(plan(rebuilt))).toBe(fingerprint(plan(options)));
  });
});

describe("a path under the hand", () => {
  it("that knows the step goes on as if nothing had happened: given back, s is where it would have been", async () => {
    for (const relaxation of [ramp(), stages([0.5, 1, 1.5]), constant(1)]) {
      const [moved, own] = [await sOf(movedByHand(relaxation, moves)), await sOf(relaxation)];
      expect(moved.slice(30, 49)).toEqual(own.slice(30, 49));
    }
  });

  it("is switched by every move and by nothing else, also where it is itself smooth", async () => {
    const { switches, history } = await trainFully({ ...base, relaxation: movedByHand(ramp(), moves) });
    const own = await sOf(ramp());
    expect(switches.map(({ step, from, to, kind }) => [step, from, to, kind])).toEqual([
      [11, own[9], 0.7, "hard"],
      [12, 0.7, 1.9, "hard"],
      [31, 1.9, own[30], "hard"],
      [50, own[48], 0.4, "hard"],
    ]);
    expect(switches[1].lossBefore).not.toBe(switches[1].lossAfter);
    expect(history.s[40]).not.toBe(history.s[39]);
  });

  it("keeps the loss at a lossless move", async () => {
    const { switches } = await trainFully({
      ...base,
      relaxation: movedByHand(ramp({ switch: "lossless" }), moves),
    });
    expect(switches.map(({ kind }) => kind)).toEqual(["lossless", "lossless", "lossless", "lossless"]);
    // Rounding of the outputs (some 100 eps), against residuals of a few percent.
    for (const { lossBefore, lossAfter } of switches) expect(Math.abs(lossAfter / lossBefore - 1)).toBeLessThan(1e-11);
  });

  it("belongs to other checkpoints than without the moves, or with others", () => {
    const of = (list: readonly Move[]) => fingerprint(plan({ ...base, relaxation: movedByHand(ramp(), list) }));
    const prints = [[], [{ step: 5, s: 1 }], [{ step: 6, s: 1 }], [{ step: 5, s: null }], moves].map(of);
    expect(new Set(prints).size).toBe(prints.length);
    // The order of an entry's fields says nothing.
    expect(of([{ s: 1, step: 5 }])).toBe(of([{ step: 5, s: 1 }]));
  });

  it("has a checkpoint of the moves so far, also where one was saved before the last of them", async () => {
    const live: Move[] = [];
    const run = train({ ...base, relaxation: movedByHand(ramp(), live), every: 1 });
    const saved: Checkpoint[] = [];
    for await (const { step } of run) {
      if (step === 5 || step === 20) saved.push(run.checkpoint());
      if (step === 10) live.push({ step: 11, s: 0.7 });
    }
    const whole = bits(await run.result);
    const goOn = (list: readonly Move[], resume: Checkpoint) =>
      trainFully({ ...base, relaxation: movedByHand(ramp(), list), resume });
    expect(bits(await goOn([{ step: 11, s: 0.7 }], saved[1]))).toEqual(whole);
    await expect(goOn([], saved[1])).rejects.toThrow(/^resume: the checkpoint belongs to a run with other options/);
    expect(bits(await goOn([], saved[0])).history.s).toEqual(Float64Array.from(await sOf(ramp())));
  });

  it("may have a move that is still to come replaced", async () => {
    const live: Move[] = [];
    const run = train({ ...base, relaxation: movedByHand(constant(1), live), every: 1 });
    for await (const { step } of run) {
      if (step === 10) live.push({ step: 20, s: 0.1 });
      if (step === 15) live[0] = { step: 16, s: 1.5 };
    }
    expect(bits(await run.result)).toEqual(
      bits(await trainFully({ ...base, relaxation: movedByHand(constant(1), [{ step: 16, s: 1.5 }]) })),
    );
  });
});

describe("moves that cannot be", () => {
  it.each<[string, () => unknown, RegExp]>([
    ["a step of 0", () => movedByHand(ramp(), [{ step: 0, s: 1 }]), /^moves\[0\]\.step: expected a positive integer/],
    ["half a step", () => movedByHand(ramp(), [{ step: 1.5, s: 1 }]), /^moves\[0\]\.step: expected a positive integer/],
    [
      "steps that do not ascend",
      () =>
        movedByHand(
          ramp(),
          [5, 5].map((step) => ({ step, s: 1 })),
        ),
      /^moves\[1\]\.step: expected a step after 5, that of the move before, got 5$/,
    ],
    [
      "s that is no number",
      () => movedByHand(ramp(), [{ step: 1, s: Number.NaN }]),
      /^moves\[0\]\.s: expected a finite/,
    ],
    [
      "a lossless move to 0",
      () => movedByHand(ramp({ switch: "lossless" }), [{ step: 1, s: 0 }]),
      /^moves\[0\]\.s: a lossless switch needs every s to be other than 0/,
    ],
    ["two lists", () => movedByHand(movedByHand(ramp(), []), []), /^moves: ramp is moved by hand already/],
    [
      "a trained s",
      () =>
        plan({ ...base, network: mlp({ hidden: [4], trainSlope: true }), relaxation: movedByHand(constant(1), []) }),
      /^moves: s is a trained parameter here, so no hand moves it; leave the moves out$/,
    ],
    [
      "a step after the last",
      () => plan({ ...base, relaxation: movedByHand(ramp(), [{ step: 61, s: 1 }]) }),
      /^moves: step 61 is after the last of the run's 60 steps$/,
    ],
    [
      "a step after the last of the default",
      () => plan({ ...base, steps: undefined, relaxation: movedByHand(ramp(), [{ step: 8001, s: 1 }]) }),
      /^moves: step 8001 is after the last of the run's 8000 steps$/,
    ],
  ])("are refused in one line: %s", (_, make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  it.each<[string, (live: Move[]) => void, RegExp]>([
    [
      "a step that is over",
      (live) => live.push({ step: 20, s: 1 }),
      /^moves\[1\]\.step: step 20 is over; expected step 21/,
    ],
    ["a move taken away", (live) => live.pop(), /^moves: 1 were made up to step 20, and the list has only 0$/],
    ["a wrong s", (live) => live.push({ step: 21, s: Number.NaN }), /^moves\[1\]\.s: expected a finite number/],
  ])("end a run that goes on, as it could not be repeated: %s", async (_, change, message) => {
    const live: Move[] = [{ step: 5, s: 1.2 }];
    const run = train({ ...base, relaxation: movedByHand(ramp(), live), every: 1 });
    const drive = async () => {
      for await (const { step } of run) if (step === 20) change(live);
    };
    await expect(drive()).rejects.toThrow(message);
  });

  it("that a time budget ends before are told in a note", async () => {
    const { steps: _, ...rest } = base;
    const relaxation = movedByHand(ramp(), [{ step: 1e9, s: 1 }]);
    const { notes } = await trainFully({ ...rest, relaxation, seconds: 0.01 });
    expect(notes.join("\n")).toContain("s is not moved at step 1000000000 and later, as the run ends before.");
  });
});

describe("moves in a specification", () => {
  it("stand on the default path where none is named", () => {
    const { relaxation } = trainOptions({ moves: [{ step: 3, s: 1 }] }, 10);
    expect(relaxation).toMatchObject({ name: "ramp", moves: [{ step: 3, s: 1 }], range: [1, 1.5] });
    expect(trainOptions({ moves: [] }, 10).relaxation).toBe(undefined);
    const wide = trainOptions({ moves: [{ step: 3, s: 0.2 }], relaxation: { name: "constant" } }, 10).relaxation;
    expect(wide?.range).toEqual([0.2, 1]);
  });

  it.each<[unknown, RegExp]>([
    [[{ step: 0, s: 1 }], /^run\.json: moves\[0\]\.step: expected a whole number above 0, got 0$/],
    [[{ step: 1, s: 3 }], /^run\.json: moves\[0\]\.s: expected s in \[0, 2\], got 3$/],
    [[{ step: 1 }], /^run\.json: moves\[0\]\.s: is missing; expected a number$/],
    [[5, 4].map((step) => ({ step, s: 1 })), /^run\.json: moves\[1\]\.step: expected a step after 5, .*, got 4$/],
  ])("are checked: %j", (list, message) => {
    expect(() => parseRunSpec({ moves: list }, "run.json")).toThrow(message);
  });

  it("are written in a line and read back, whatever they are", () => {
    const s = fc.option(fc.double({ min: 0, max: 2, noNaN: true }), { nil: null });
    const list = fc
      .uniqueArray(fc.record({ step: fc.integer({ min: 1, max: 1e9 }), s }), { selector: ({ step }) => step })
      .map((all) => all.sort((a, b) => a.step - b.step));
    fc.assert(fc.property(list, (all) => void expect(parseMoves("moves", movesText(all))).toEqual(all)));
    expect(
      movesText([
        { step: 1200, s: 0.7 },
        { step: 3000, s: null },
      ]),
    ).toBe("1200:0.7,3000:path");
  });

  it.each<[string, RegExp]>([
    ["1200", /^--move-s: expected STEP:S, for instance 1200:0.7, or 3000:path, got "1200"$/],
    ["1:2:3", /^--move-s: expected STEP:S, .* got "1:2:3"$/],
    ["5:1,,", /^--move-s: expected STEP:S, .* got ""$/],
    ["0:1", /^--move-s: expected a step, 1 or later, in front of the colon, got "0" in "0:1"$/],
    ["1.5:1", /^--move-s: expected a step, 1 or later, .* got "1.5"/],
    ["5:3", /^--move-s: expected s in \[0, 2\], or path, behind the colon, got "3" in "5:3"$/],
    ["5:ramp", /^--move-s: expected s in \[0, 2\], or path, .* got "ramp"/],
    ["5:1,5:1", /^--move-s: expected steps that ascend, got 5 after 5 in "5:1,5:1"$/],
  ])("are refused in a line with %j", (text, message) => {
    expect(() => parseMoves("--move-s", text)).toThrow(message);
  });
});
