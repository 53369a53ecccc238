import { instantiate, singleModule } from "../../engine/module.js";

/** The dense float64 kernels (engine/assembly); addresses, lines and strides in bytes. */
interface Kernels {
  readonly reserved: () => number;
  readonly scratchBytes: (wide: number) => number;
  readonly denseProduct: (
    ...args: readonly [
      c: number,
      a: number,
      across: number,
      along: number,
      b: number,
      stride: number,
      transposed: number,
      m: number,
      n: number,
      k: number,
      scratch: number,
    ]
  ) => void;
  readonly denseGram: (c: number, a: number, m: number, k: number, scratch: number) => void;
  readonly choleskyScratch: () => number;
  readonly factorise: (a: number, line: number, n: number, scratch: number, product: number) => number;
  readonly substitute: (
    ...args: readonly [b: number, k: number, l: number, line: number, n: number, transposed: number, product: number]
  ) => void;
  readonly tridiagonalScratch: (line: number) => number;
  readonly tridiagonalise: (
    ...args: readonly [
      a: number,
      line: number,
      n: number,
      d: number,
      e: number,
      beta: number,
      work: number,
      product: number,
    ]
  ) => void;
  readonly iterate: (d: number, e: number, n: number, first: number, log: number, room: number) => number;
  readonly rotationScratch: (n: number) => number;
  readonly applyRotations: (z: number, line: number, n: number, log: number, strip: number) => void;
  readonly reflectorScratch: (n: number) => number;
  readonly accumulate: (
    ...args: readonly [
      m: number,
      stride: number,
      a: number,
      line: number,
      n: number,
      beta: number,
      work: number,
      product: number,
    ]
  ) => void;
}

/** Memory that the kernels work in: hands out addresses on cache lines of their own. */
export interface Workspace {
  readonly kernels: Kernels;
  /** Scratch of the matrix products. */
  readonly product: number;
  /** Reserves that many bytes, whatever is in them. */
  take(bytes: number): number;
  /** Reserves room for the numbers and copies them in. */
  put(data: Float64Array): number;
  /** The numbers at an address, valid until the workspace is handed out again. */
  view(address: number, length: number): Float64Array;
}

const PAGE = 65_536;
const MOST_BYTES = 65_536 * PAGE;
/** A memory up to this size is kept for the next call; a larger one is left to the garbage collector. */
const KEPT_BYTES = 32 * 2 ** 20;

interface Held {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
}

let small: Held | undefined;
// A large memory that has not been collected yet serves the next large call, so that calls in a row do not pile up.
let large: WeakRef<Held> | undefined;

/** What the workspace itself takes, beside what is asked for: each `take` rounds up to 64 bytes. */
const ROUNDING = 64 * 32;

/**
 * Lends a workspace of at least that many bytes to `use`.
 * @param purpose names the call and its sizes, for the error
 * @throws RangeError if WebAssembly's 4 GiB are too few.
 */
export function withWorkspace<T>(bytes: number, purpose: string, use: (workspace: Workspace) => T): T {
  const { memory, kernels } = holdFor(bytes, purpose);
  let end = align(kernels.reserved());
  const take = (size: number) => {
    const at = end;
    end = align(at + size);
    return at;
  };
  const view = (address: number, length: number) => new Float64Array(memory.buffer, address, length);
  const put = (data: Float64Array) => {
    const at = take(8 * data.length);
    view(at, data.length).set(data);
    return at;
  };
  return use({ kernels, product: take(kernels.scratchBytes(1)), take, put, view });
}

function holdFor(bytes: number, purpose: string): Held {
  small ??= hold();
  const { kernels } = small;
  const total = align(kernels.reserved()) + kernels.scratchBytes(1) + bytes + ROUNDING;
  if (total > MOST_BYTES)
    throw new RangeError(`${purpose}: needs ${(total / 2 ** 30).toFixed(1)} GiB, WebAssembly has 4; use fewer rows`);
  let held = small;
  if (total > KEPT_BYTES) {
    held = large?.deref() ?? hold();
    large = new WeakRef(held);
  }
  const missing = Math.ceil(total / PAGE) - held.memory.buffer.byteLength / PAGE;
  if (missing > 0) held.memory.grow(missing);
  return held;
}

function hold(): Held {
  const memory = new WebAssembly.Memory({ initial: 4 });
  return { memory, kernels: instantiate(singleModule(), memory).exports as unknown as Kernels };
}

const align = (address: number) => Math.ceil(address / 64) * 64;
