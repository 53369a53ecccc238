import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseCsv } from "../../src/format/csv.js";
import { equivalentCommand } from "../../src/lab/experiment/command.js";
import { drawnCsv, place } from "../../src/lab/experiment/points.js";
import { presets } from "../../src/lab/experiment/preset.js";
import { initialState, type LabData, type LabState, type Lane, plainLane } from "../../src/lab/experiment/state.js";
import { modelWriter } from "../../src/lab/run/model-file.js";
import { openRun } from "../../src/lab/run/run.js";
import { toOnnx } from "../../src/model/onnx.js";
import type { Table } from "../../src/model/table.js";
import { readModel } from "../../src/node/load-model.js";
import { history, hrta, table, workplace, write } from "./hrta.js";

const cwd = workplace();
const drawn: LabData = {
  kind: "drawn",
  shape: "plane",
  points: Array.from({ length: 12 }, (_, i) => [place(Math.cos(i)), place(Math.sin(2 * i)), i % 2 ? 1 : -1]).flat(),
};
const mine = table(30);
const narrow: Lane = { ...plainLane, network: { ...plainLane.network, hidden: [16] } };

const poisson: Lane = {
  ...narrow,
  network: { ...narrow.network, activation: "halfSquaredRelu" },
  moves: [{ step: 7, s: 1.5 }],
};

/** Words as a shell would part them; only single quotes are used. */
const wordsOf = (command: string): string[] =>
  Array.from(command.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, plain]) => quoted ?? plain).slice(1);

test.each<[string, Partial<LabState>, Partial<Lane>, Table?]>([
  ...presets.map(({ title, relaxation }): [string, Partial<LabState>, Partial<Lane>] => [title, {}, { relaxation }]),
  [
    "moves by hand",
    {},
    {
      moves: [
        { step: 4, s: 0.25 },
        { step: 9, s: null },
      ],
    },
  ],
  [
    "another network and method",
    {},
    {
      network: { hidden: [8, 8], activation: "gelu", scaling: "standard", bias: false },
      optimizer: { name: "heavyBall", rate: 0.01, momentum: 0.5, decay: "exponential" },
    },
  ],
  [
    "a path of one's own",
    {},
    {
      relaxation: {
        name: "path",
        points: [
          { at: 0, s: 0.5 },
          { at: 0.4, s: 1 },
          { at: 0.4, s: 1.5 },
        ],
        switch: "lossless",
      },
    },
  ],
  ["drawn points", { data: drawn }, {}],
  [
    "a file",
    { data: { kind: "file", name: "mine.csv", hash: "0".repeat(16), target: "a" } },
    {},
    parseCsv(mine, { targets: ["a"], source: "mine.csv" }),
  ],
])(
  "the command line that the lab gives trains the same losses and the same model to the bit: %s",
  async (_, state, part, file) => {
    const lane = { ...narrow, ...part };
    const whole: LabState = { ...initialState, steps: 20, ...state, lanes: [lane] };
    if (whole.data.kind === "drawn") write(cwd, "points.csv", drawnCsv(whole.data.shape, whole.data.points));
    if (whole.data.kind === "file") write(cwd, "mine.csv", mine);
    const run = await openRun(whole, lane, 7, file);
    run.advance(20);
    const { losses, path } = run.frame({ since: 0, detail: false, stages: 0 });
    const model = run.model();
    run.close();

    const [command, ...words] = wordsOf(equivalentCommand(whole, lane, 7).command);
    const out = `run-${expect.getState().currentTestName?.replace(/\W+/g, "-")}`;
    const { code, stderr } = await hrta(cwd, command, ...words, "-q", "--out", out);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const rows = await history(join(cwd, out));
    expect(Float64Array.from(rows, ({ loss }) => loss)).toEqual(losses);
    expect(Float64Array.from(rows, ({ s }) => s)).toEqual(path);
    const saved = (await modelWriter("safetensors"))(model);
    expect(readFileSync(join(cwd, out, "model.safetensors")).equals(saved)).toBe(true);
    expect((await modelWriter("onnx"))(model)).toEqual(toOnnx(readModel(join(cwd, out))));
  },
);

test("on a differential equation the command line is hrta solve, with the same model to the bit", async () => {
  const data: LabData = { kind: "pde", problem: "poisson-neumann", loss: "sobolev" };
  const whole: LabState = { ...initialState, steps: 20, data, lanes: [poisson] };
  const run = await openRun(whole, poisson, 7);
  run.advance(20);
  const model = run.model();
  run.close();
  const [command, ...words] = wordsOf(equivalentCommand(whole, poisson, 7).command);
  expect(command).toBe("solve");
  const { code, stderr } = await hrta(cwd, command, ...words, "-q", "--out", "solved");
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const saved = (await modelWriter("safetensors"))(model);
  expect(readFileSync(join(cwd, "solved", "model.safetensors")).equals(saved)).toBe(true);
});
