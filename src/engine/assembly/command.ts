/** What the host shares with the kernels, laid out by it (src/engine/layout.ts writes the same fields in the same order). */

/** One kernel call of a program: C, A, B and their shapes; the number of rows is the state's, once a plane. */
@unmanaged
export class Command {
  operation: i32;
  /** Columns of the target. */
  width: i32;
  /** Inner dimension of a product, or number of entries of an update. */
  depth: i32;
  /** Code of the activation. */
  activation: i32;
  target: usize;
  left: usize;
  right: usize;
  /** Where the layer's s is (one double), or the coefficients of an update. */
  extra: usize;
  /** The second moments of an update. */
  second: usize;
  /** The planes of a jet [plane, plane + planes) that the command works on, `rows` rows each. */
  plane: i32;
  planes: i32;
  scale: f64;
}

/** Bytes of one command. */
export const COMMAND_BYTES: usize = 64;

/** What a call of `run` works on. The three words that threads wait for lie on cache lines of their own. */
@unmanaged
export class State {
  rows: i32;
  threads: i32;
  /** 1 for float64. */
  wide: i32;
  stop: i32;
  commands: usize;
  count: i32;
  /** Scratch of thread 0; thread t has its own `scratchBytes * t` further on. */
  scratch: usize;
  scratchBytes: usize;
}

/** Counts the lists of commands posted to the workers. */
export const POSTED: usize = 64;
/** Counts the threads that have reached the barrier. */
export const ARRIVED: usize = 128;
/** Counts the barriers passed. */
export const PASSED: usize = 192;
