/** What a worker needs to join a session: the compiled kernels, their shared memory, the state's address, its number. */
interface Seat {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly state: number;
  readonly thread: number;
}

/** The parts of node:worker_threads that are used. */
interface NodeThreads {
  readonly Worker: new (
    source: string,
    options: { eval: true; workerData: Seat },
  ) => {
    once(event: "message" | "error", listener: (value: unknown) => void): unknown;
    unref(): void;
  };
}

const join = `const join = ({ module, memory, state, thread }, ready) => {
  const words = new Int32Array(memory.buffer);
  const sleep = (address, seen) => void Atomics.wait(words, address >>> 2, seen);
  const abort = () => { throw new Error("engine: a kernel was called with impossible arguments"); };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort, sleep } });
  ready();
  exports.work(state, thread);
};`;
const nodeSource = `${join}
const { parentPort, workerData } = require("node:worker_threads");
join(workerData, () => parentPort.postMessage("ready"));`;
const browserSource = `${join}
onmessage = ({ data }) => { join(data, () => postMessage("ready")); close(); };`;

/**
 * The worker threads of Node, or undefined in a browser. Asked of the process, not imported: a bundle for browsers then
 * mentions no module that it lacks.
 */
function nodeThreads(): NodeThreads | undefined {
  const host = globalThis as {
    process?: { versions?: { node?: string }; getBuiltinModule?: (name: string) => unknown };
  };
  return host.process?.versions?.node
    ? (host.process.getBuiltinModule?.("node:worker_threads") as NodeThreads | undefined)
    : undefined;
}

/** Why sessions of several threads cannot run here, or undefined if they can. */
export function threadsUnsupported(): string | undefined {
  if (typeof SharedArrayBuffer === "undefined")
    return "threads: several threads need shared memory, which this page lacks (serve it cross-origin isolated), use 1";
  // The thread that owns the session waits for the others, and a page's own thread may not.
  if (!nodeThreads() && "document" in globalThis)
    return "threads: several threads need a worker in a browser, the page's own thread must not wait; use 1";
  return undefined;
}

/** An instance of the shared-memory kernels for the thread that owns the session; asleep, it waits for the workers. */
export function instantiateShared(module: WebAssembly.Module, memory: WebAssembly.Memory): WebAssembly.Instance {
  const words = new Int32Array(memory.buffer);
  const sleep = (address: number, seen: number) => void Atomics.wait(words, address >>> 2, seen);
  const abort = () => {
    throw new Error("engine: a kernel was called with impossible arguments, please report this");
  };
  return new WebAssembly.Instance(module, { env: { memory, abort, sleep } });
}

/** Starts workers 1 ... threads-1 on the session's memory; resolves once all are there. They end when `dismiss` is called. */
export async function startWorkers(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  state: number,
  threads: number,
): Promise<void> {
  const seats = Array.from({ length: threads - 1 }, (_, i): Seat => ({ module, memory, state, thread: i + 1 }));
  const node = nodeThreads();
  await Promise.all(seats.map((seat) => (node ? startInNode(node, seat) : startInBrowser(seat))));
}

function startInNode({ Worker }: NodeThreads, seat: Seat): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(nodeSource, { eval: true, workerData: seat });
    worker.once("error", reject);
    worker.once("message", () => {
      // A session that is never closed must not keep the process alive.
      worker.unref();
      resolve();
    });
  });
}

function startInBrowser(seat: Seat): Promise<void> {
  return new Promise((resolve, reject) => {
    const url = URL.createObjectURL(new Blob([browserSource], { type: "text/javascript" }));
    const worker = new Worker(url);
    worker.onerror = (event) => reject(new Error(`engine: a worker did not start: ${event.message}`));
    worker.onmessage = () => {
      URL.revokeObjectURL(url);
      resolve();
    };
    worker.postMessage(seat);
  });
}
