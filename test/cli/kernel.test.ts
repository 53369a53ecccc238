import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { columns, hrta, table, workplace, write } from "./hrta.js";

const folder = workplace();
write(folder, "t.csv", columns(table(40), "a", "b", "u"));

test("writes a report and says what will be learnt, how fast, with which s and rate", async () => {
  const { code, stdout, stderr } = await hrta(folder, "kernel", "t.csv", "-t", "u", "--s", "0.5,1,1.5");
  expect(code).toBe(0);
  for (const question of ["Can it be learnt?", "How fast?", "Which s?", "Which learning rate?", "How wide?"])
    expect(stdout).toContain(question);
  expect(stderr).toContain("t.csv: 36 training rows, 2 inputs");
  const report = readFileSync(join(folder, "t-kernel.html"), "utf8");
  expect(report).toContain("<svg");
  expect(report).toContain("Learning rates to use");
});

test("--json prints the whole record, lambda_min of a-kernel, omega-kernel and sum at every s, and writes nothing", async () => {
  const before = readdirSync(folder);
  const { code, stdout, stderr } = await hrta(folder, "kernel", "t.csv", "-t", "u", "--s", "0:2:0.5", "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const record = JSON.parse(stdout);
  expect(record.curve.map(({ s }: { s: number }) => s)).toEqual([0, 0.5, 1, 1.5, 2]);
  for (const { s, a, omega, sum } of record.curve) {
    for (const { estimate, lower, upper } of [a, omega, sum]) {
      expect(lower).toBeLessThanOrEqual(estimate);
      expect(estimate).toBeLessThanOrEqual(upper);
    }
    // Weyl: lambda_min of a sum is at least the sum of the lambda_min.
    expect(sum.upper).toBeGreaterThanOrEqual(a.lower + omega.lower);
    if (s > 0) expect(sum.lower).toBeGreaterThan(0);
  }
  expect(record.forecasts).toHaveLength(3);
  expect(record.energy.shares.reduce((total: number, share: number) => total + share, 0)).toBeCloseTo(1, 12);
  expect(readdirSync(folder)).toEqual(before);
});

test("rows that repeat are named by their number in the file, with the loss floor they cause", async () => {
  const lines = columns(table(20), "a", "b", "u").trim().split("\n");
  const [a, b] = lines[3].split(",");
  write(folder, "twice.csv", `${[...lines, `${a},${b},99`].join("\n")}\n`);
  const { code, stdout } = await hrta(folder, "kernel", "twice.csv", "--test", "0", "--s", "1", "--json");
  expect(code).toBe(0);
  const { parallel, spectrum, distinct } = JSON.parse(stdout);
  expect(parallel.groups).toEqual([{ kind: "duplicate", rows: [3, 21] }]);
  expect(parallel.surplus).toBe(1);
  expect(parallel.lossFloor).toBeGreaterThan(0);
  expect([spectrum.size, spectrum.rank, distinct.rows]).toEqual([21, 20, 20]);
});

test("--no-bias finds rows that are multiples of each other", async () => {
  write(folder, "ray.csv", "a,b,y\n1,2,1\n2,4,3\n-1,-2,0\n3,1,2\n0,1,5\n");
  const { code, stdout } = await hrta(
    folder,
    ...["kernel", "ray.csv", "--test", "0", "--no-bias", "--no-standardize", "--s", "1", "--json"],
  );
  expect(code).toBe(0);
  const { parallel } = JSON.parse(stdout);
  expect(parallel.groups).toEqual([{ kind: "parallel", rows: [1, 2] }]);
});

test("a row of zeros is named as one, and costs the distinct rows nothing", async () => {
  write(folder, "origin.csv", "a,b,y\n1,2,1\n0,0,4\n3,1,2\n0,1,5\n5,5,3\n0,0,0\n1,2,1\n");
  const args = [
    "origin.csv",
    "--test",
    "0",
    "--no-bias",
    "--no-standardize",
    "--s",
    "1",
    "--most-width",
    "0",
    "--json",
  ];
  const { code, stdout } = await hrta(folder, "kernel", ...args);
  expect(code).toBe(0);
  const { parallel, distinct, spectrum } = JSON.parse(stdout);
  expect(parallel.groups).toEqual([
    { kind: "zero", rows: [2, 6] },
    { kind: "duplicate", rows: [1, 7] },
  ]);
  expect(parallel.surplus).toBe(3);
  expect([spectrum.rank, distinct.rows]).toEqual([4, 4]);
  expect(distinct.curve[0].sum.lower).toBeGreaterThan(0);
});

test("where lambda_min is not told from 0 no theorem's width is printed", async () => {
  const { stdout } = await hrta(folder, "kernel", "t.csv", "-t", "u", "--s", "0", "--most-width", "0", "--json");
  const { widths } = JSON.parse(stdout);
  // Infinity, as JSON has it; BXC's and Wu's are for s = 1, and say so.
  for (const { paper, width, note } of widths)
    if (paper === "HRTA") expect(width).toBeNull();
    else expect(note).toMatch(/^s = 1/);
});

test("the flags for hrta train name what it would choose otherwise for these data", async () => {
  write(folder, "kinds.csv", columns(table(40), "a", "b", "kind"));
  const args = ["kinds.csv", "-t", "kind", "--s", "1", "--layers", "2", "--no-bias", "--most-width", "0", "--json"];
  const { stdout } = await hrta(folder, "kernel", ...args);
  expect(JSON.parse(stdout).forecasts[0].flags).toMatch(
    /^--s 1 --optimizer gd --rate [\d.]+ --hidden 1000,1000 --bias none --loss mse$/,
  );
});

test("an output layer that starts at 0 has an NTK, and no NNGP regression", async () => {
  const args = ["t.csv", "-t", "u", "--s", "1", "--output-init", "zero", "--most-width", "0", "--json"];
  const { code, stdout, stderr } = await hrta(folder, "kernel", ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout).untrained.map(({ name }: { name: string }) => name)).toEqual(["NTK regression"]);
});

test("more rows than memory allows are refused at once, with the memory it would take and the flag", async () => {
  write(folder, "long.csv", `a,y\n${Array.from({ length: 8000 }, (_, i) => `${i},${i % 7}`).join("\n")}\n`);
  const { code, stderr } = await hrta(folder, "kernel", "long.csv", "-t", "y", "--test", "0");
  expect(code).toBe(2);
  const measured = await hrta(folder, "kernel", "long.csv", "-t", "y", "--test", "0", "--limit", "4001", "--measure");
  expect(measured.stderr).toMatch(/^error: --measure: G\(θ₀\) of 4001 training rows and 1 output is 4001 × 4001/m);
  // 11 matrices of 8000 x 8000 doubles.
  expect(stderr).toMatch(/^error: --limit: the matrices of 8000 training rows take 5\.6 GB, .* --limit 6741$/m);
});

test("--measure trains networks and says how far they are from their kernel", async () => {
  const args = ["kernel", "t.csv", "-t", "u", "--s", "1", "--steps", "50", "--measure", "300", "--rate", "0.05"];
  const { code, stdout } = await hrta(folder, ...args, "--json", "--report", "measured.html");
  expect(code).toBe(0);
  const { forecasts, report } = JSON.parse(stdout);
  for (const { measured, step } of forecasts) {
    expect(measured.width).toBe(300);
    expect(measured.loss).toHaveLength(step.length);
    expect(measured.gap).toBeGreaterThan(0);
  }
  expect(report).toBe("measured.html");
  expect(existsSync(join(folder, "measured.html"))).toBe(true);
});

test("deep networks, other activations and classes have kernels too", async () => {
  for (const args of [
    ["-t", "u", "--layers", "3"],
    ["-t", "u", "--activation", "tanh"],
    ["-t", "u", "--bias", "layers"],
  ]) {
    const { code, stderr } = await hrta(
      folder,
      "kernel",
      "t.csv",
      ...args,
      "--s",
      "1",
      "--most-width",
      "256",
      "--json",
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }
  write(folder, "kinds.csv", columns(table(40), "a", "b", "kind"));
  const { code, stdout } = await hrta(folder, "kernel", "kinds.csv", "-t", "kind", "--s", "1", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout).forecasts[0].infinite[0]).toBeGreaterThan(0);
});

test.each([
  [["kernel", "absent.csv"], /absent\.csv: .*no such file/i],
  [["kernel", "t.csv", "-t", "zzz"], /"zzz"/],
  [["kernel", "t.csv", "-t", "u", "--s", "3"], /--s: expected values in \[0, 2\], got 3/],
  [["kernel", "t.csv", "-t", "u", "--s", "2:0:0.1"], /--s: expected FROM:TO:STEP/],
  [["kernel", "t.csv", "-t", "u", "--s", "0:2:0.0001"], /at most 100/],
  [["kernel", "t.csv", "-t", "u", "--rate", "1,2"], /--rate: expected one rate or three/],
  [["kernel", "t.csv", "-t", "u", "--delta", "2"], /--delta: expected a probability/],
  [["kernel", "t.csv", "-t", "u", "--layers", "1.5"], /--layers: expected a positive integer/],
  [["kernel", "t.csv", "-t", "u", "--layers", "10000"], /--layers: expected at most 1000/],
  [["kernel", "t.csv", "-t", "u", "--steps", "1e9"], /--steps: expected at most 10000000/],
  [["kernel", "t.csv", "-t", "u", "--most-width", "-1"], /--most-width: expected a positive integer, got -1/],
  [
    ["kernel", "t.csv", "-t", "u", "--layers", "1000", "--no-bias", "--s", "1"],
    /the kernel of 1000 hidden layers is 0 in double precision/,
  ],
  [["kernel", "t.csv", "-t", "u", "--activation", "swish"], /--activation: .*relu/],
  [["kernel", "t.csv", "-t", "u", "--report", "nowhere/x.html"], /--report nowhere\/x\.html: there is no folder/],
] as const)("%s is one clear line and exit code 2", async (args, message) => {
  const { code, stdout, stderr } = await hrta(folder, ...args);
  expect(
    stderr
      .trim()
      .split("\n")
      .filter((line) => line.startsWith("error: ")),
  ).toHaveLength(1);
  expect(stderr).toMatch(message);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

test("a file with one row is refused", async () => {
  write(folder, "one.csv", "a,y\n1,2\n");
  const { code, stderr } = await hrta(folder, "kernel", "one.csv");
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error: rows: .*at least 2/m);
});
