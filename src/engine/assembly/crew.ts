import { ARRIVED, PASSED, POSTED, State } from "./command";

/** Loads tried before a thread goes to sleep: some tens of microseconds, less than a wake-up costs. */
const SPINS: i32 = 20000;

/**
 * Atomics.wait, done by the host: Node 20's baseline compiler loses a function's locals over memory.atomic.wait32, and
 * sleeping is no place to save a call.
 */
// @ts-ignore: decorator
@external("env", "sleep")
declare function sleep(address: usize, seen: i32): void;

/** Returns, after a short spin and perhaps a sleep, once the word at `address` is no longer `seen`. */
export function waitWhile(address: usize, seen: i32): void {
  if (ASC_FEATURE_THREADS) {
    for (let i = 0; i < SPINS; i++) if (atomic.load<i32>(address) != seen) return;
    while (atomic.load<i32>(address) == seen) sleep(address, seen);
  }
}

/** Returns in every thread once all of them have called it. */
export function barrier(state: State): void {
  if (ASC_FEATURE_THREADS) {
    if (state.threads == 1) return;
    const at = changetype<usize>(state);
    const passed = atomic.load<i32>(at + PASSED);
    if (atomic.add<i32>(at + ARRIVED, 1) == state.threads - 1) {
      atomic.store<i32>(at + ARRIVED, 0);
      atomic.add<i32>(at + PASSED, 1);
      atomic.notify(at + PASSED, -1);
    } else waitWhile(at + PASSED, passed);
  }
}

/** Wakes the workers for the list of commands in `state`, or to stop. */
export function announce(state: State): void {
  if (ASC_FEATURE_THREADS) {
    if (state.threads == 1) return;
    const at = changetype<usize>(state) + POSTED;
    atomic.add<i32>(at, 1);
    atomic.notify(at, -1);
  }
}
