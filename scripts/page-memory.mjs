// What a page of Chromium and its workers hold, over the DevTools protocol.
import { readFileSync } from "node:fs";

/** Bytes that scripts hold: objects, and what lies behind array buffers and WebAssembly memories. */
const held = ({ usedSize, backingStorageSize = 0 }) => usedSize + backingStorageSize;

/**
 * Watches a page and the workers that it has or will have.
 * @param page of playwright-core
 * @returns `measure()`, which collects garbage everywhere and gives the bytes that are left, and `workers()`, how many there are.
 */
export async function watchMemory(page) {
  const session = await page.context().newCDPSession(page);
  const workers = new Set();
  const replies = new Map();
  let asked = 0;
  session.on("Target.attachedToTarget", ({ sessionId }) => workers.add(sessionId));
  session.on("Target.detachedFromTarget", ({ sessionId }) => workers.delete(sessionId));
  session.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result, error } = JSON.parse(message);
    const reply = replies.get(id);
    replies.delete(id);
    if (error) reply?.reject(new Error(error.message));
    else reply?.resolve(result);
  });
  // Not flat: Playwright's sessions pass on messages to workers, but have no sessions of theirs.
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });

  const inWorker = (sessionId, method) =>
    new Promise((resolve, reject) => {
      const id = ++asked;
      replies.set(id, { resolve, reject });
      session
        .send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params: {} }) })
        .catch(reject);
    });

  async function measured(send) {
    // Twice: what one collection finalises, such as closed WebAssembly memories, only the next one gives back.
    for (let i = 0; i < 2; i++) await send("HeapProfiler.collectGarbage");
    return held(await send("Runtime.getHeapUsage"));
  }

  return {
    workers: () => workers.size,
    async measure() {
      const own = await measured((method) => session.send(method));
      let theirs = 0;
      for (const worker of workers) theirs += await measured((method) => inWorker(worker, method));
      return { page: own, workers: theirs, total: own + theirs };
    },
  };
}

/**
 * Resident bytes of the renderer processes of a browser, as Linux counts them; undefined elsewhere. Chromium keeps one or two spare
 * renderers without a page.
 * @param browser of playwright-core
 */
export async function rendererBytes(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  let sum = 0;
  for (const { type, id } of processInfo) {
    if (type !== "renderer") continue;
    try {
      const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, "utf8")) ?? [];
      sum += 1024 * Number(kilobytes);
    } catch {
      return undefined;
    }
  }
  return sum;
}
