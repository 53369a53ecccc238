import * as elementary from "../../src/numerics/elementary.js";
import { hashBytes } from "../../src/numerics/hash.js";

const count = 10_000;

/** Arguments over the interesting range of each function, from integers so that they are the same everywhere. */
const range = (low: number, high: number) =>
  Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / count);

/** The sign and payload of a NaN are the host's own affair: one value stands for all of them. */
const canonical = (value: number) => (Number.isNaN(value) ? Number.MAX_VALUE : value);

/** Name -> hashes of the bits of 10^4 values each. */
export function run(): Record<string, string> {
  const all: Record<string, (x: number) => number> = {
    ...elementary,
    pow: (x) => elementary.pow(1 + x * x, x / 7),
    atan2: (x) => elementary.atan2(x, 1 - x * x),
  };
  const ranges = [range(-750, 750), range(-4, 4), range(-1e-5, 1e-5), range(1e5, 1e9)];
  return Object.fromEntries(
    Object.entries(all).map(([name, f]) => [
      name,
      ranges.map((x) => hashBytes(x.map((value) => canonical(f(value))))).join(" "),
    ]),
  );
}
