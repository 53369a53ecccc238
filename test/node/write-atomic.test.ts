import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InputError } from "../../src/model/errors.js";
import { writeAtomic, writeAtomicSync } from "../../src/node/write-atomic.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hrta-write-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe.each([
  ["writeAtomic", writeAtomic],
  ["writeAtomicSync", async (path: string, content: Uint8Array | string) => writeAtomicSync(path, content)],
])("%s", (_, write) => {
  test("writes text and bytes, and replaces what was there", async () => {
    const path = join(folder, "file");
    await write(path, "é\n");
    expect(readFileSync(path, "utf8")).toBe("é\n");
    await write(path, Uint8Array.of(0, 255));
    expect([...readFileSync(path)]).toEqual([0, 255]);
    await write(path, "");
    expect(readFileSync(path)).toHaveLength(0);
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  test("keeps a file's permissions and writes through a link", async () => {
    const path = join(folder, "file");
    writeFileSync(path, "old");
    chmodSync(path, 0o640);
    symlinkSync(path, join(folder, "link"));
    await write(join(folder, "link"), "new");
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(["file", "link"]);
  });

  test("many writers at once leave one whole file", async () => {
    const path = join(folder, "file");
    const texts = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(10_000));
    await Promise.all(texts.map((text) => write(path, text)));
    expect(texts).toContain(readFileSync(path, "utf8"));
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  test.each<[string, () => string, RegExp]>([
    ["no such folder", () => join(folder, "none", "file"), /file: cannot be written, there is no such file or folder/],
    [
      "a file in place of a folder",
      () => {
        writeFileSync(join(folder, "plain"), "kept");
        return join(folder, "plain", "file");
      },
      /cannot be written, a part of the path is a file/,
    ],
    [
      "a folder in place of the file",
      () => {
        mkdirSync(join(folder, "inner"));
        return join(folder, "inner");
      },
      /inner: cannot be written, it is a folder/,
    ],
  ])("%s is one line that names the path, and nothing is left behind", async (_, path, message) => {
    const listing = () => readdirSync(folder, { recursive: true });
    const target = path();
    const names = listing();
    await expect(write(target, "x")).rejects.toThrow(InputError);
    await expect(write(target, "x")).rejects.toThrow(message);
    expect(listing()).toEqual(names);
  });
});

test.skipIf(process.platform === "win32")(
  "a write that the system stops half way leaves the old file whole and nothing else",
  () => {
    for (const name of ["model/errors", "node/file-error", "node/write-atomic"]) {
      const source = readFileSync(new URL(`../../src/${name}.ts`, import.meta.url), "utf8");
      const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
      const path = join(folder, "code", `${name}.js`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, ts.transpileModule(source, { compilerOptions }).outputText);
    }
    writeFileSync(join(folder, "code", "package.json"), '{"type":"module"}');
    writeFileSync(
      join(folder, "code", "main.js"),
      `import { writeAtomic, writeAtomicSync } from "./node/write-atomic.js";
     const [, , path] = process.argv;
     for (const write of [writeAtomic, async (...all) => writeAtomicSync(...all)])
       await write(path, new Uint8Array(1_000_000)).catch((error) => console.log(error.name + ": " + error.message));`,
    );
    const out = join(folder, "out");
    mkdirSync(out);
    const path = join(out, "file");
    writeFileSync(path, "old");
    // Files of at most 64 KB; with the signal ignored the write fails as it does on a full disk.
    const command = `trap '' XFSZ; ulimit -f 128; exec "${process.execPath}" "${join(folder, "code", "main.js")}" "${path}"`;
    const { stdout } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
    const line = `InputError: ${path}: cannot be written, the file would be larger than the system allows; what was there before is unchanged`;
    expect(stdout.trim().split("\n")).toEqual([line, line]);
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(out)).toEqual(["file"]);
  },
);
