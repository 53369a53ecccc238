import { describe, expect, test } from "vitest";
import { version } from "../../src/version.js";
import { bash, hrta, workplace } from "./hrta.js";

const cwd = workplace();

describe("help", () => {
  test("hrta alone prints what it can do, with examples, and ends with 0", async () => {
    const { code, stdout, stderr } = await hrta(cwd);
    expect([code, stderr]).toEqual([0, ""]);
    for (const part of ["train", "predict", "export", "Examples:"]) expect(stdout).toContain(part);
    expect((await hrta(cwd, "--help")).stdout).toBe(stdout);
  });

  test("--version is the package's", async () => {
    expect(await hrta(cwd, "--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test.each([
    ["train", ["Data:", "Network:", "Relaxation (", "Loss and optimiser:", "Run:", "Files and output:", "Options:"]],
    ["predict", ["Data:", "Output:", "Options:"]],
    ["export", ["Options:"]],
  ])("%s --help has its groups, examples and what they do", async (command, groups) => {
    const { code, stdout, stderr } = await hrta(cwd, command, "--help");
    expect([code, stderr]).toEqual([0, ""]);
    for (const group of [...groups, "Arguments:", "Examples:", `  hrta ${command} `]) expect(stdout).toContain(group);
    expect((await hrta(cwd, "help", command)).stdout).toBe(stdout);
  });

  test("a reader that closes early is no error", async () => {
    const { code, stderr } = await bash(cwd, "set -o pipefail; $HRTA train --help | head -1");
    expect([code, stderr]).toEqual([0, ""]);
  });
});
