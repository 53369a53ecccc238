import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { appears, columns, ended, hrta, readJson, start, table, workplace, write } from "./hrta.js";

const cwd = workplace();
write(cwd, "plane.csv", columns(table(60), "a", "b", "u"));

/** Long enough to be caught in the middle: a few seconds. Every part of the state is in use. */
const long = (out: string) =>
  `train plane.csv --hidden 48,48 --steps 6000 --batch 20 --early-stop 1000 --relaxation stages,0.6@0.3,1@0.6,1.4 --switch lossless --out ${out}`.split(
    " ",
  );

const bytes = (run: string, file: string) => readFileSync(join(cwd, run, file));

function expectSame(run: string, reference: string): void {
  expect(bytes(run, "model.safetensors").equals(bytes(reference, "model.safetensors"))).toBe(true);
  expect(bytes(run, "history.parquet").equals(bytes(reference, "history.parquet"))).toBe(true);
  const result = ({ outcome, loss, best, stages, train, test: held }: Record<string, unknown>) => ({
    outcome,
    loss,
    best,
    stages,
    train,
    held,
  });
  expect(result(readJson(cwd, run, "result.json"))).toEqual(result(readJson(cwd, reference, "result.json")));
}

beforeAll(async () => {
  await hrta(cwd, ...long("whole"), "--quiet");
}, 120_000);

describe("a run that was interrupted goes on bit for bit as if never stopped", () => {
  test("after Ctrl-C, which writes a checkpoint and what there is, and ends with exit code 130", async () => {
    const child = start(cwd, [...long("stopped"), "--checkpoint-every", "0.01"]);
    const end = ended(child);
    await appears(join(cwd, "stopped/checkpoint.safetensors"), child);
    child.kill("SIGINT");
    const { code, stdout } = await end;
    expect(code).toBe(130);
    expect(stdout).toMatch(/Stopped at step \d+ of 6000/);
    expect(stdout).toContain("go on      hrta train --resume stopped");
    expect(readdirSync(join(cwd, "stopped")).sort()).toEqual([
      "checkpoint.safetensors",
      "history.parquet",
      "model.safetensors",
      "report.html",
      "result.json",
      "run.json",
    ]);
    cpSync(join(cwd, "stopped"), join(cwd, "copy"), { recursive: true });
    const { steps } = readJson(cwd, "stopped/result.json");
    const resumed = await hrta(cwd, "train", "--resume", "stopped");
    expect(resumed.stderr).toContain(`going on after step ${steps} of 6000`);
    expect(resumed.code).toBe(0);
    expectSame("stopped", "whole");
    expect(existsSync(join(cwd, "stopped/checkpoint.safetensors"))).toBe(false);
  }, 120_000);

  test("after being killed at any moment, from the last checkpoint, and on another number of threads", async () => {
    const child = start(cwd, [...long("killed"), "--checkpoint-every", "0.03", "-q"]);
    const end = ended(child);
    await appears(join(cwd, "killed/checkpoint.safetensors"), child);
    await new Promise((resolve) => setTimeout(resolve, 150 * Math.random()));
    child.kill("SIGKILL");
    expect((await end).code).toBe(null);
    expect(existsSync(join(cwd, "killed/model.safetensors"))).toBe(false);
    write(cwd, "killed/.checkpoint.safetensors.0123456789ab.tmp", "what a killed process had not finished");
    expect((await hrta(cwd, "train", "--resume", "killed", "-q", "--threads", "2")).code).toBe(0);
    expectSame("killed", "whole");
    expect(readdirSync(join(cwd, "killed")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  }, 120_000);
});

describe("what cannot be resumed is refused in one line", () => {
  const refused = async (line: string, message: RegExp) => {
    const { code, stdout, stderr } = await hrta(cwd, ...line.split(" "));
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect([code, stdout]).toEqual([2, ""]);
  };
  const checkpoint = () => bytes("copy", "checkpoint.safetensors");
  const damaged = (name: string, content: Uint8Array) => {
    cpSync(join(cwd, "copy"), join(cwd, name), { recursive: true });
    write(cwd, `${name}/checkpoint.safetensors`, content);
  };

  test("a checkpoint that was cut short", async () => {
    damaged("short", checkpoint().subarray(0, checkpoint().length - 9));
    await refused(
      "train --resume short",
      /^error: short\/checkpoint.safetensors: not a valid safetensors file: .*truncated/,
    );
    expect((await hrta(cwd, "train", "--resume", "short")).code).toBe(2);
  });

  test("a checkpoint of which one bit was altered, wherever it is", async () => {
    for (const part of [0.02, 0.3, 0.6, 0.999]) {
      const content = Uint8Array.from(checkpoint());
      content[Math.floor(part * content.length)] ^= 4;
      damaged("bent", content);
      await refused("train --resume bent", /^error: bent\/checkpoint.safetensors: \S/);
    }
  });

  test("something that is no checkpoint", async () => {
    damaged("other", bytes("copy", "model.safetensors"));
    await refused("train --resume other", /^error: other\/checkpoint.safetensors: not a checkpoint of hrta/);
  });

  test("a run that has ended", () =>
    refused("train --resume whole", /^error: whole: the run has ended.*hrta train --spec whole\/run.json --steps/));

  test("other options than those it was begun with", () =>
    refused("train --resume copy --rate 0.1 --steps 9", /^error: --resume: .*leave out --rate, --steps\n/));

  test("a folder that is not there, or is no run folder", async () => {
    await refused("train --resume nowhere", /^error: nowhere: no such run folder/);
    await refused("train --resume .", /^error: \.: not a run folder/);
  });

  test("other data than those it was begun with", async () => {
    write(cwd, "changed.csv", columns(table(61), "a", "b", "u"));
    await refused("train changed.csv --resume copy -q", /^error: changed\.csv: not the data that copy was begun with/);
  });

  test("a data file that is not there; one that has moved can be named", async () => {
    const elsewhere = join(cwd, "copy");
    const lost = await hrta(elsewhere, "train", "--resume", ".");
    expect(lost.stderr).toMatch(/^error: plane.csv: the run's data file is not there.*hrta train DATA --resume \./);
    copyFileSync(join(cwd, "plane.csv"), join(cwd, "moved.csv"));
    expect((await hrta(cwd, "train", "moved.csv", "--resume", "copy", "-q")).code).toBe(0);
    expectSame("copy", "whole");
  });
});
