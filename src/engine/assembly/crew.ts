import { ARRIVED, PASSED, POSTED, State } from "./command";

/** Loads tried before a thread goes to sleep: some tens of microseconds, less than a wake-up costs. */
const SPINS: i32 = 20000;

/** Sleeps, after a short spin, until the word at `address` is no longer `seen`. */
export function waitWhile(address: usize, seen: i32): void {
  if (ASC_FEATURE_THREADS) {
    for (let i = 0; i < SPINS; i++) if (atomic.load<i32>(address) != seen) return;
    while (atomic.load<i32>(address) == seen) atomic.wait<i32>(address, seen, 1_000_000);
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
