import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createRunFolder, openRunFolder, refuseTaken } from "../../src/node/run-folder.js";

const home = process.cwd();
let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "hrta-folder-"));
  process.chdir(cwd);
});
afterEach(() => {
  process.chdir(home);
  rmSync(cwd, { recursive: true, force: true });
});

describe("createRunFolder", () => {
  test("numbers the folders of runs of one name, and never gives one out twice", () => {
    const paths = [1, 2, 3].map(() => createRunFolder("data").path);
    expect(paths).toEqual(["data", "data-2", "data-3"].map((name) => join("runs", name)));
  });

  test("makes the folder asked for, with those above it, or takes an empty one", () => {
    expect(createRunFolder("data", "a/b/c").path).toBe("a/b/c");
    expect(existsSync("a/b/c")).toBe(true);
    mkdirSync("empty");
    expect(createRunFolder("data", "empty").path).toBe("empty");
  });

  test("refuses a folder that holds something, a file, and a place below a file", () => {
    mkdirSync("full");
    writeFileSync("full/mine.txt", "mine");
    writeFileSync("file", "");
    expect(() => createRunFolder("data", "full")).toThrow(
      "full: is not empty; name a new folder with --out, or remove it",
    );
    expect(() => createRunFolder("data", "file")).toThrow("file: is a file; name a folder that is new or empty");
    expect(() => createRunFolder("data", "file/run")).toThrow(
      "file/run: cannot be written, a part of the path is a file",
    );
    expect(() => refuseTaken("nowhere")).not.toThrow();
    writeFileSync("runs", "");
    expect(() => createRunFolder("data")).toThrow(/^runs.*cannot be written/);
  });
});

describe("discard", () => {
  test("takes away what a failed run wrote, and the folders that were made for it", async () => {
    const run = createRunFolder("data", "a/b/run");
    await run.write("spec", "{}");
    await run.write("history", Uint8Array.of(1));
    run.discard();
    expect(readdirSync(".")).toEqual([]);
    const first = createRunFolder("data");
    first.discard();
    expect(existsSync("runs")).toBe(false);
  });

  test("keeps a folder with a model or a checkpoint, other people's files, and folders that were there", async () => {
    const model = createRunFolder("data", "model");
    await model.write("model", Uint8Array.of(1));
    model.discard();
    const checkpoint = createRunFolder("data", "checkpoint");
    await checkpoint.write("checkpoint", Uint8Array.of(1));
    checkpoint.discard();
    mkdirSync("mine");
    createRunFolder("data", "mine/run").discard();
    const other = createRunFolder("data", "other");
    writeFileSync("other/notes.txt", "mine");
    other.discard();
    expect(readdirSync(".").sort()).toEqual(["checkpoint", "mine", "model", "other"]);
  });
});

describe("openRunFolder", () => {
  test("opens what createRunFolder made, and clears away what was not finished", async () => {
    const made = createRunFolder("data", "run");
    await made.write("spec", "{}");
    writeFileSync("run/.model.safetensors.00ff.tmp", "half");
    writeFileSync("run/.notes.tmp", "mine");
    const opened = openRunFolder("run");
    expect(opened.has("spec")).toBe(true);
    expect(opened.has("model")).toBe(false);
    expect(readdirSync("run").sort()).toEqual([".notes.tmp", "run.json"]);
  });

  test("refuses what is not there or no run folder", () => {
    mkdirSync("plain");
    expect(() => openRunFolder("nowhere")).toThrow("nowhere: no such run folder");
    expect(() => openRunFolder("plain")).toThrow("plain: not a run folder (it has no run.json)");
  });
});
