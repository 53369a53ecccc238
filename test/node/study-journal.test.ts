import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openStudyFolder, studyIn } from "../../src/node/study/folder.js";
import { type JournalEntry, openJournal, readJournal } from "../../src/node/study/journal.js";
import { lockFolder } from "../../src/node/study/lock.js";
import { workplace } from "./study-workers.js";

const folder = workplace();

const entry = (id: string, more: Partial<JournalEntry> = {}): JournalEntry => ({
  id,
  experiment: "train",
  params: { steps: 3, label: "ü" },
  seed: 1,
  seconds: 0.5,
  result: { loss: 0.1 + 0.2, list: [1, null] },
  versions: { hrta: "0" },
  at: "2026-01-01T00:00:00.000Z",
  ...more,
});

/** A journal with these entries. */
function written(name: string, entries: readonly JournalEntry[]): string {
  const path = join(folder, name);
  const journal = openJournal(path);
  for (const one of entries) journal.append(one);
  journal.close();
  return path;
}

describe("a journal", () => {
  test("gives back what was written, bit for bit", () => {
    const entries = [entry("a"), entry("b", { result: undefined, error: "no" })];
    const path = written("plain", entries);
    expect([...readJournal(path).entries.values()]).toEqual(entries);
    expect(readFileSync(path, "utf8").trim().split("\n")).toHaveLength(2);
  });

  test("one that is not there is empty", () => {
    expect(readJournal(join(folder, "nowhere"))).toEqual({ entries: new Map(), notes: [], length: 0 });
  });

  test("a last line that was torn, wherever, is dropped, and what is appended then is whole", () => {
    const whole = readFileSync(written("whole", [entry("a"), entry("b")])).length;
    const first = readFileSync(written("first", [entry("a")])).length;
    for (const length of [first + 1, first + 20, whole - 30, whole - 1]) {
      const path = written(`torn-${length}`, [entry("a"), entry("b")]);
      truncateSync(path, length);
      expect([...readJournal(path).entries.keys()]).toEqual(["a"]);
      const journal = openJournal(path);
      expect([[...journal.entries.keys()], journal.notes]).toEqual([["a"], []]);
      journal.append(entry("c"));
      journal.close();
      expect([...readJournal(path).entries.keys()]).toEqual(["a", "c"]);
    }
  });

  test("a torn letter of several bytes is no damage either", () => {
    const path = written("letter", [entry("a")]);
    appendFileSync(path, Buffer.from('{"id":"ü').subarray(0, 8));
    expect(readJournal(path)).toMatchObject({ notes: [] });
    expect(openJournal(path).entries.size).toBe(1);
  });

  test("a damaged line in the middle is told and left out; the others count", () => {
    const path = written("damaged", [entry("a"), entry("b"), entry("c")]);
    const lines = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, [lines[0], lines[1].slice(3), lines[2], '{"id":"d"}', ""].join("\n"));
    const { entries, notes } = readJournal(path);
    expect([...entries.keys()]).toEqual(["a", "c"]);
    expect(notes).toEqual([
      `${path}: line 2 is damaged and left out; its cell is computed again.`,
      `${path}: line 4 is damaged and left out; its cell is computed again.`,
    ]);
  });

  test("a result stands, whatever came before or after it", () => {
    const failed = entry("a", { result: undefined, error: "no" });
    for (const order of [
      [failed, entry("a")],
      [entry("a"), failed],
    ])
      expect(readJournal(written(`order-${order[0].error}`, order)).entries.get("a")?.result).toEqual(
        entry("a").result,
      );
  });
});

describe("the lock of a folder", () => {
  const make = (name: string) => {
    const path = join(folder, name);
    mkdirSync(path);
    return path;
  };
  const dead = () => spawnSync(process.execPath, ["-e", ""]).pid;
  const lock = (path: string, owner: object) => writeFileSync(join(path, "lock"), JSON.stringify(owner));

  test("keeps a second run out until it is given back, in this process too", () => {
    const path = make("twice");
    const release = lockFolder(path);
    expect(() => lockFolder(path)).toThrow(/another hrta \(process \d+, since .*\) runs this study; wait for it/);
    release();
    lockFolder(path)();
    expect(readdirSync(path)).toEqual([]);
  });

  test("of another process that lives is respected", () => {
    const path = make("alive");
    lock(path, { pid: process.ppid, host: hostname(), since: "yesterday" });
    expect(() => lockFolder(path)).toThrow(`process ${process.ppid}, since yesterday`);
  });

  test("of a process that is dead is taken over", () => {
    const path = make("dead");
    lock(path, { pid: dead(), host: hostname(), since: "yesterday" });
    const release = lockFolder(path);
    expect(JSON.parse(readFileSync(join(path, "lock"), "utf8")).pid).toBe(process.pid);
    release();
    expect(readdirSync(path)).toEqual([]);
  });

  test.skipIf(!existsSync("/proc/self/stat"))("of a dead process whose number another has now is taken over", () => {
    const path = make("reused");
    lock(path, { pid: process.ppid, host: hostname(), since: "yesterday", birth: "another boot 1" });
    lockFolder(path)();
  });

  test("of another machine is respected, as nobody here can tell", () => {
    const path = make("elsewhere");
    lock(path, { pid: 1, host: "elsewhere", since: "yesterday" });
    expect(() => lockFolder(path)).toThrow(/process 1 on elsewhere has run this study .* delete .*lock/);
  });

  test("that says nothing, as after a crash while it was written, is taken over", () => {
    for (const text of ["", "{", "null", "{}"]) {
      const path = make(`empty-${text.length}${text.charCodeAt(0)}`);
      writeFileSync(join(path, "lock"), text);
      lockFolder(path)();
    }
  });
});

describe("a study's folder", () => {
  test("is made, and tells the study it holds", async () => {
    const path = join(folder, "a/b");
    const study = openStudyFolder(path);
    expect(studyIn(path)).toBe(undefined);
    await study.write("study", '{"name":"waves"}');
    study.close();
    expect(studyIn(path)).toBe("waves");
    expect(readdirSync(path).sort()).toEqual(["journal.jsonl", "study.json"]);
  });

  test("is cleared of what a killed process had not finished writing", () => {
    const path = join(folder, "a/b");
    writeFileSync(join(path, ".summary.json.0123456789ab.tmp"), "half");
    openStudyFolder(path).close();
    expect(readdirSync(path).sort()).toEqual(["journal.jsonl", "study.json"]);
  });

  test("is not put among somebody's own files", () => {
    const path = join(folder, "foreign");
    mkdirSync(path);
    writeFileSync(join(path, "thesis.tex"), "");
    expect(() => openStudyFolder(path)).toThrow(
      `${path}: is not empty and no study's folder; name a new one with --out`,
    );
    expect(() => openStudyFolder(join(path, "thesis.tex"))).toThrow(
      "is a file; name a folder for the study with --out",
    );
    expect(readdirSync(path)).toEqual(["thesis.tex"]);
  });
});
