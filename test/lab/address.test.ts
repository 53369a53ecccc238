import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCsv } from "../../src/format/csv.js";
import { fromAddress, toAddress } from "../../src/lab/experiment/address.js";
import { added, drawnPath, moved, pathSpec, removed } from "../../src/lab/experiment/corners.js";
import { drawnCsv, drawnTable, packPoints, place, unpackPoints } from "../../src/lab/experiment/points.js";
import { presets } from "../../src/lab/experiment/preset.js";
import { problemMenu, withProblem } from "../../src/lab/experiment/problem-menu.js";
import { initialState, type LabState, MOST_POINTS, plainLane } from "../../src/lab/experiment/state.js";

const back = (state: LabState) => fromAddress(`#${toAddress(state)}`);

describe("an address", () => {
  test("of the first page is short, and gives it back", () => {
    expect(toAddress(initialState)).toBe("v=1&problem=sine&steps=8000");
    expect(back(initialState)).toEqual({ state: initialState, complaints: [] });
    expect(fromAddress("").state).toEqual(initialState);
  });

  test.each(presets)("gives $title back", ({ relaxation }) => {
    const state: LabState = { ...initialState, lanes: [plainLane, { ...plainLane, relaxation }] };
    expect(back(state)).toEqual({ state, complaints: [] });
  });

  test.each(problemMenu.flatMap(({ problems }) => problems))("gives $title back", (entry) => {
    const state = withProblem(initialState, entry);
    expect(back(state)).toEqual({ state, complaints: [] });
  });

  test("gives every setting, moves by hand and a file's name back", () => {
    const state: LabState = {
      data: { kind: "file", name: "my data & more.csv", hash: "0123456789abcdef", target: "y = 50 %" },
      seed: -7,
      seeds: 10,
      steps: 123,
      lanes: [
        {
          network: { hidden: [100, 50], activation: "gelu", scaling: "standard", bias: "layers" },
          optimizer: { name: "nesterov", rate: 0.5, gamma: 3, decay: "none" },
          relaxation: {
            name: "path",
            points: [
              { at: 0, s: 0.5 },
              { at: 0.3, s: 0.5 },
              { at: 0.3, s: 1.25 },
            ],
            switch: "lossless",
          },
          moves: [
            { step: 5, s: 0.7 },
            { step: 90, s: null },
          ],
        },
        { ...plainLane, network: { ...plainLane.network, bias: false }, optimizer: { name: "lbfgs" } },
      ],
    };
    expect(back(state)).toEqual({ state, complaints: [] });
  });

  test("holds 200 drawn points in two thousand letters", () => {
    const points = Array.from({ length: 3 * MOST_POINTS }, (_, i) =>
      i % 3 === 2 ? (i % 2 ? 1 : -1) : place(Math.sin(i)),
    );
    const state: LabState = { ...initialState, data: { kind: "drawn", shape: "plane", points } };
    expect(toAddress(state).length).toBeLessThan(2000);
    expect(back(state)).toEqual({ state, complaints: [] });
  });

  test.each([
    ["v=2&problem=sine", /version "2"/],
    ["problem=sine", /version "none"/],
    ["v=1&problem=nothing", /problem/],
    ["v=1&problem=table,file=x", /lives in a file/],
    ["v=1&problem=sine,train=1000000000", /at most 20000/],
    ["v=1&problem=sphere,inputs=5000", /at most 64/],
    ["v=1&hidden=1e9", /hidden/],
    ["v=1&hidden=4000,4000", /weights/],
    ["v=1&hidden=abc", /hidden/],
    ["v=1&steps=1e9", /steps/],
    ["v=1&steps=999999999", /steps/],
    ["v=1&seeds=5000", /seeds/],
    ["v=1&relaxation=ramp,from=9", /ramp|from|s in/],
    ["v=1&optimizer=adam,rate=-1", /rate/],
    ["v=1&points=@@@@", /points/],
    ["v=1&file=../../etc/passwd&hash=0123456789abcdef", /file's name/],
    ["v=1&moves=5", /moves/],
    ["v=1&colour=red", /does not know/],
    ["v=1&problem=%E0%A4%A", /damaged/],
    [`v=1&problem=${"x".repeat(9000)}`, /at most 8000/],
  ])("that is wrong is refused with a word, and the usual value taken: %s", (address, word) => {
    const { state, complaints } = fromAddress(address);
    expect(complaints.join(" ")).toMatch(word);
    expect(back(state).complaints).toEqual([]);
  });

  test("never throws, whatever it says, and what it gives can be said again", () => {
    const key = fc.constantFrom(
      "v",
      "problem",
      "hidden",
      "steps",
      "seed",
      "b.relaxation",
      "points",
      "optimizer",
      "moves",
      "x",
    );
    const entry = fc
      .tuple(key, fc.string({ unit: "binary", maxLength: 40 }))
      .map(([name, value]) => `${name}=${value}`);
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
        const { state } = fromAddress(`v=1&${entries.join("&")}`);
        expect(back(state)).toEqual({ state, complaints: [] });
      }),
    );
  });
});

test("drawn points read the same from their letters, from their table and from their CSV file", () => {
  const coordinate = fc.double({ min: -2, max: 1.99, noNaN: true }).map(place);
  fc.assert(
    fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 50 }), (pairs) => {
      const points = pairs.flat();
      expect(unpackPoints("line", packPoints("line", points))).toEqual(points);
      const read = parseCsv(drawnCsv("line", points), { targets: ["y"] });
      expect(read.columns.map(({ name }) => name)).toEqual(["x", "y"]);
      expect(read.columns).toEqual(drawnTable("line", points).columns);
    }),
  );
});

test("whatever is done to the corners of a path, it is one that trains", () => {
  const edit = fc.tuple(
    fc.constantFrom("move", "add", "remove"),
    fc.nat(8),
    fc.double({ min: -1, max: 3, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...presets), fc.array(edit, { maxLength: 12 }), ({ relaxation }, edits) => {
      let { corners } = drawnPath(relaxation);
      for (const [kind, index, value] of edits) {
        const at = Math.min(index, corners.length - 1);
        if (kind === "move") corners = moved(corners, at, { at: value / 2, s: value }, 0);
        else corners = kind === "add" ? added(corners, Math.min(Math.max(value / 2, 0), 1)) : removed(corners, at);
      }
      const state: LabState = { ...initialState, lanes: [{ ...plainLane, relaxation: pathSpec(corners, "hard") }] };
      expect(back(state)).toEqual({ state, complaints: [] });
    }),
  );
});
