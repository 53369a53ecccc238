import { expect, test } from "vitest";
import { theoryHost } from "../../src/lab/kernel/theory-host.js";
import type { TheoryReply } from "../../src/lab/message.js";

/** What the host replies to a file. */
async function read(name: string, bytes: Uint8Array): Promise<TheoryReply> {
  const replies: TheoryReply[] = [];
  await theoryHost((reply) => replies.push(reply)).receive({ type: "read", name, bytes });
  expect(replies).toHaveLength(1);
  return replies[0];
}
const csv = "höhe,y\n1,2\n3,4\n5,7\n";

test("Unicode text of a spreadsheet, UTF-16 with a byte order mark, is read as UTF-8 is", async () => {
  const plain = await read("a.csv", new TextEncoder().encode(csv));
  const wide = await read("a.csv", new Uint8Array(Buffer.from(`\ufeff${csv}`, "utf16le")));
  if (plain.type !== "read" || wide.type !== "read") throw new Error("not read");
  expect(plain.table.columns[0].name).toBe("höhe");
  expect(wide.table).toEqual(plain.table);
});

test("bytes that are no text are refused with a word", async () => {
  expect(await read("a.csv", Uint8Array.of(0, 1, 2, 0))).toMatchObject({
    type: "unreadable",
    message: expect.stringMatching(/is no text/),
  });
  expect(await read("a.csv", Uint8Array.of(0x61, 0x2c, 0xff, 0x0a))).toMatchObject({
    type: "unreadable",
    message: "a.csv: not text in UTF-8; save it as UTF-8",
  });
});
