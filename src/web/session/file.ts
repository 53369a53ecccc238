import { showData } from "./data.js";
import { readTable } from "./kernel.js";
import { file, forget, notify, state } from "./store.js";

/** Reads a file of the user's, and shows the experiment with its data. */
export async function readFile(name: string, bytes: Uint8Array, target?: string): Promise<void> {
  const reply = await readTable(name, bytes, target);
  forget();
  if (reply.type === "unreadable") return notify("error", reply.message);
  const { hash, table } = reply;
  const asked = state.value.data;
  // The file that the address speaks of, which may predict another column than is usual.
  if (target === undefined && asked.kind === "file" && asked.hash === hash && asked.target !== undefined)
    return readFile(name, bytes, asked.target);
  file.value = { name, hash, bytes, table };
  if (asked.kind === "file" && asked.name === name && asked.hash !== hash)
    notify("note", `${name} is not the file that the address speaks of: its contents differ.`);
  showData({ kind: "file", name, hash, target: table.targets[0] }, { now: true });
}
