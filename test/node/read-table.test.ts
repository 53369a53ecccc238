import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeParquet } from "../../src/format/parquet.js";
import { InputError } from "../../src/model/errors.js";
import { readTable } from "../../src/node/read-table.js";
import { idx, npy, npz } from "../format/files.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hrta-read-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function save(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const csv = "a,b\n1,2\n3,4\n";
const contents: [string, Uint8Array | string][] = [
  ["t.csv", csv],
  ["t.tsv", csv.replaceAll(",", "\t")],
  ["t.txt", csv.replaceAll(",", "  ")],
  ["t.npz", npz({ a: npy([2], [1, 3]), b: npy([2], [2, 4]) })],
  [
    "t.parquet",
    writeParquet([
      { name: "a", values: Float64Array.of(1, 3) },
      { name: "b", values: Int32Array.of(2, 4) },
    ]),
  ],
  ["t.npy", npy([2, 2], [1, 2, 3, 4])],
  ["t.idx", idx([2, 2], [1, 2, 3, 4])],
  ["t-idx2-ubyte", idx([2, 2], [1, 2, 3, 4])],
];

describe("readTable", () => {
  test.each(contents)(
    "%s is read by its name's ending, packed with gzip too, and by its first bytes",
    async (name, content) => {
      const paths = [
        await save(name, content),
        await save(`${name}.gz`, gzipSync(content)),
        await save(`as-${name.replace(/\W/g, "-")}`, content),
        await save(`gz-${name.replace(/\W/g, "-")}`, gzipSync(content)),
      ];
      for (const path of paths) {
        const table = await readTable(path);
        expect(table.columns.map((column) => column.kind === "number" && [...column.values])).toEqual([
          [1, 3],
          [2, 4],
        ]);
      }
    },
  );

  test("text in UTF-16 with a byte order mark is read", async () => {
    const path = await save("wide.csv", Buffer.from("\ufeffnäme,y\nü,1\nü,2\n", "utf16le"));
    expect((await readTable(path)).columns[0].name).toBe("näme");
  });

  test("limit stops reading a long file early", async () => {
    const path = await save("long.csv", `a,b\n${"1,2\n".repeat(300_000)}bad\n`);
    expect((await readTable(path, { limit: 5 })).rows).toBe(5);
    await expect(readTable(path)).rejects.toThrow(/long.csv line 300002: 1 fields/);
  });

  test("the labels of images are found beside them, packed or not, or by name", async () => {
    const images = idx([2, 1, 2], [1, 2, 3, 4]);
    const labels = idx([2], [7, 3]);
    const path = await save("t10k-images-idx3-ubyte.gz", gzipSync(images));
    await expect(readTable(path)).rejects.toThrow(/no labels beside it \(expected t10k-labels-idx1-ubyte.gz\)/);
    expect((await readTable(path, { targets: [] })).targets).toEqual([]);
    await save("t10k-labels-idx1-ubyte", labels);
    const table = await readTable(path);
    expect(table.targets).toEqual(["label"]);
    const named = await readTable(path, { labels: await save("other", labels) });
    expect(named).toEqual(table);
    await expect(readTable(path, { labels: join(folder, "none") })).rejects.toThrow(
      /none: cannot be read, there is no such file/,
    );
  });

  test.each<[string, () => Promise<string>, RegExp]>([
    ["no file", async () => join(folder, "nowhere.csv"), /nowhere.csv: there is no such file$/],
    [
      "a name that is nearly right",
      async () => {
        await save("concrete.csv", csv);
        return join(folder, "concret.csv");
      },
      /there is no such file; did you mean "concrete.csv"\?/,
    ],
    ["a folder", async () => folder, /cannot be read, it is a folder/],
    [
      "a path through a file",
      async () => join(await save("file", csv), "x.csv"),
      /cannot be read, a part of the path is a file/,
    ],
    ["an empty file", () => save("empty.csv", ""), /empty.csv: the file is empty/],
    ["an empty packed file", () => save("empty.csv.gz", gzipSync("")), /the file is empty/],
    [
      "text in Latin-1",
      () => save("latin.csv", Buffer.from("näme,y\n1,2\n", "latin1")),
      /latin.csv: not text in UTF-8/,
    ],
    [
      "text cut inside a character",
      () => save("cut.csv", Buffer.from("a,y\n1,2\nü").subarray(0, -1)),
      /not text in UTF-8/,
    ],
    [
      "a cut gzip file",
      () => save("cut.csv.gz", gzipSync(`a,b\n${"1,2\n".repeat(50)}`).subarray(0, 25)),
      /gzip data are cut short or damaged/,
    ],
    [
      "a cut packed array",
      () => save("cut.npy.gz", gzipSync(npy([2, 2], [1, 2, 3, 4])).subarray(0, 50)),
      /gzip data are cut short/,
    ],
    [
      "a Parquet file called CSV",
      async () => save("wrong.csv", writeParquet([{ name: "a", values: Float64Array.of(1) }])),
      /not text|zero bytes/,
    ],
  ])("%s is one clear line", async (_, path, message) => {
    const reading = readTable(await path());
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });

  test("damaged gzip data are refused or read, never worse", async () => {
    const packed = gzipSync(Array.from({ length: 200 }, (_, i) => `${i},${i * 0.7}`).join("\n"));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(packed.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.boolean(),
        async (at, value, cut) => {
          const damaged = cut ? packed.subarray(0, at) : Buffer.from(packed).fill(value, at, at + 1);
          try {
            await readTable(await save("damaged.csv.gz", damaged));
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
