import { random } from "../numerics/random.js";

/**
 * The rows of each mini-batch: every epoch is a fresh permutation of all rows, cut into batches of the given size (the last one
 * of an epoch may be smaller). A function of seed and step alone, so that a resumed run sees the same batches.
 */
export function batches(rows: number, size: number, seed: number): (step: number) => ArrayLike<number> {
  const perEpoch = Math.ceil(rows / size);
  let epoch = -1;
  let order: ArrayLike<number> & { subarray(start: number, end: number): ArrayLike<number> };
  return (step) => {
    const current = Math.floor((step - 1) / perEpoch);
    if (current !== epoch) {
      epoch = current;
      order = random(seed, `epoch ${epoch}`).permutation(rows);
    }
    const first = ((step - 1) % perEpoch) * size;
    return order.subarray(first, Math.min(first + size, rows));
  };
}
