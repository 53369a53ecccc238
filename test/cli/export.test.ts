import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as ort from "onnxruntime-web";
import { beforeAll, describe, expect, test } from "vitest";
import { columns, hrta, readJson, table, workplace, write } from "./hrta.js";

ort.env.wasm.numThreads = 1;

const cwd = workplace();
const data = table(50);
write(cwd, "plane.csv", columns(data, "a", "b", "u"));
const inputs = columns(data, "a", "b")
  .trim()
  .split("\n")
  .slice(1)
  .map((row) => row.split(",").map(Number));
const hidden = 8;

beforeAll(async () => {
  const net = ["--hidden", String(hidden), "--steps", "60", "--switch", "lossless", "--quiet"];
  const runs = await Promise.all([
    hrta(cwd, "train", "plane.csv", ...net, "--out", "run"),
    hrta(cwd, "train", "plane.csv", ...net.slice(0, 4), "--activation", "tanh", "--quiet", "--out", "smooth"),
  ]);
  expect(runs.map((run) => run.code)).toEqual([0, 0]);
}, 60_000);

const predictions = async (model: string): Promise<number[]> =>
  JSON.parse((await hrta(cwd, "predict", model, "plane.csv", "--json")).stdout).predictions.u;

async function exported(...flags: string[]): Promise<string> {
  const { code, stdout, stderr } = await hrta(cwd, "export", "run", ...flags);
  expect([code, stderr]).toEqual([0, ""]);
  expect(existsSync(join(cwd, stdout.trim()))).toBe(true);
  return stdout.trim();
}

/** Rounding of a float32 sum of products of order 1 to 10 (targets near 10, 2m neurons), with room: 1e3 eps = 1e-4. */
const close = (values: ArrayLike<number>, expected: readonly number[], tolerance = 1e-4) => {
  expect(values.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(Math.abs(values[i] - expected[i])).toBeLessThan(tolerance);
};

async function runOnnx(path: string): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(Uint8Array.from(readFileSync(join(cwd, path))));
  const feed = new ort.Tensor("float32", Float32Array.from(inputs.flat()), [inputs.length, 2]);
  const { y } = await session.run({ x: feed });
  await session.release();
  return y.data as Float32Array;
}

describe("hrta export", () => {
  test("writes a copy as safetensors and as JSON that predict the same numbers, the model itself untouched", async () => {
    const before = readFileSync(join(cwd, "run/model.safetensors"));
    const expected = await predictions("run");
    expect(await exported("--format", "safetensors")).toBe("run/model-export.safetensors");
    expect(await exported("--format", "json")).toBe("run/model.json");
    expect(await predictions("run/model-export.safetensors")).toEqual(expected);
    expect(await predictions("run/model.json")).toEqual(expected);
    expect(readFileSync(join(cwd, "run/model.safetensors")).equals(before)).toBe(true);
    expect(readJson(cwd, "run/model.json").s).toEqual([1.5]);
  });

  test("writes the equal plain ReLU network: m + 2 neurons, or the paper's 2m", async () => {
    const expected = await predictions("run");
    for (const [form, widest] of [
      ["compact", hidden + 2],
      ["paper", 2 * hidden],
    ] as const) {
      const file = await exported("--format", "json", "--pure-relu", form, "--out", `${form}.json`);
      const { network, s } = readJson(cwd, file);
      expect(s).toEqual([1]);
      // The linear links of the lossless switches are neurons here, two at most.
      expect(network.hidden[0]).toBeGreaterThan(hidden);
      expect(network.hidden[0]).toBeLessThanOrEqual(widest + (form === "paper" ? 2 : 0));
      close(await predictions(file), expected);
    }
    expect(await exported("--pure-relu", "--format", "safetensors")).toBe("run/model-relu.safetensors");
    close(await predictions("run/model-relu.safetensors"), expected);
  });

  test("writes ONNX that onnxruntime runs on the file's own units, with and without --pure-relu", async () => {
    const expected = await predictions("run");
    expect(await exported()).toBe("run/model.onnx");
    close(await runOnnx("run/model.onnx"), expected);
    for (const form of ["compact", "paper"])
      close(await runOnnx(await exported("--pure-relu", form, "--out", `${form}.onnx`)), expected);
  });

  test("takes the format from --out, and a model file in place of a run folder", async () => {
    expect(await exported("--out", "mine.json")).toBe("mine.json");
    const again = await hrta(cwd, "export", "mine.json", "--format", "safetensors", "--out", "mine.safetensors");
    expect(again.stdout).toBe("mine.safetensors\n");
    expect(await predictions("mine.safetensors")).toEqual(await predictions("run"));
  });

  test("refuses in one line what it cannot do", async () => {
    const cases: [string, RegExp][] = [
      ["run --format pdf", /^error: --format: expected onnx, safetensors, json, got "pdf"/],
      ["run --format jsn", /^error: --format: .*did you mean "json"\?/],
      ["run --pure-relu both", /^error: --pure-relu: expected compact or paper, got "both"/],
      ["smooth --pure-relu", /^error: .*tanh/],
      ["nowhere", /^error: nowhere: no such model file or run folder/],
      ["run --out no/model.onnx", /^error: no\/model.onnx: cannot be written/],
      ["", /^error: missing required argument 'model'/],
    ];
    for (const [line, message] of cases) {
      const { code, stdout, stderr } = await hrta(cwd, "export", ...line.split(" ").filter(Boolean));
      expect(stderr).toMatch(message);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect([code, stdout]).toEqual([2, ""]);
    }
  });
});
