import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { cos, log, sin } from "./elementary.js";
import { mix32 } from "./hash.js";

/** A stream of random numbers with the same bits on every host. Every method moves the stream on. */
export interface Random {
  /** Uniform in [0, 1), a multiple of 2^-53. */
  uniform(): number;
  /** Uniform in (0, 1), an odd multiple of 2^-53. */
  uniformOpen(): number;
  /** A uniform integer in [0, below), without bias; `below` is an integer in [1, 2^32]. */
  integer(below: number): number;
  /** N(0, 1), by Box and Muller's transform. */
  normal(): number;
  /** -1 or 1, each with probability one half. */
  sign(): -1 | 1;
  /** Fills the array with independent N(0, deviation^2). */
  fillNormal(array: Float32Array | Float64Array, deviation?: number): void;
  /** A uniform permutation of 0, ..., n-1 (Fisher and Yates). */
  permutation(n: number): Int32Array;
  /** A uniform point of the unit sphere of R^d, d >= 1. */
  pointOnSphere(d: number): Float64Array;
}

const TWO_PI = 6.283185307179586;
const TWO_TO_26 = 0x400_0000;
const TWO_TO_27 = 0x800_0000;
const TWO_TO_32 = 0x1_0000_0000;
const TWO_TO_52 = 0x10_0000_0000_0000;
const TWO_TO_53 = 0x20_0000_0000_0000;

/**
 * The random stream of that name under the seed: xoroshiro128+, its state a hash of both, so that streams ("weights",
 * "split", "batches", ...) are independent and none is disturbed by what another draws.
 * @param seed any safe integer, negative ones included.
 * @throws RangeError if the seed is not a safe integer.
 * @example random(1, "weights").normal()
 */
export function random(seed: number, stream: string): Random {
  if (!Number.isSafeInteger(seed))
    throw new RangeError(`seed: expected an integer between -(2^53-1) and 2^53-1, got ${seed}`);
  const generator = xoroshiro128plusFromState(state(seed, stream));
  let spare: number | undefined;

  // The generator's lowest bits are its weakest, so both halves drop theirs: 26 + 27 = 53 bits.
  const uniform = () => {
    const high = generator.next() >>> 6;
    const low = generator.next() >>> 5;
    return (high * TWO_TO_27 + low) / TWO_TO_53;
  };

  const uniformOpen = () => {
    const high = generator.next() >>> 6;
    const low = generator.next() >>> 6;
    return (high * TWO_TO_26 + low + 0.5) / TWO_TO_52;
  };

  const integer = (below: number) => {
    if (!Number.isInteger(below) || below < 1 || below > TWO_TO_32)
      throw new RangeError(`below: expected an integer in [1, 2^32], got ${below}`);
    // Draws past the last whole multiple of `below` are rejected: they would favour small results.
    const limit = TWO_TO_32 - (TWO_TO_32 % below);
    let draw = generator.next() >>> 0;
    while (draw >= limit) draw = generator.next() >>> 0;
    // The quotient keeps the draw's high bits, a remainder its low ones.
    return Math.floor(draw / (limit / below));
  };

  const normal = () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * log(uniformOpen()));
    const angle = TWO_PI * uniform();
    spare = radius * sin(angle);
    return radius * cos(angle);
  };

  return {
    uniform,
    uniformOpen,
    integer,
    normal,
    sign: () => (generator.next() < 0 ? -1 : 1),
    fillNormal(array, deviation = 1) {
      for (let i = 0; i < array.length; i++) array[i] = deviation * normal();
    },
    permutation(n) {
      const order = new Int32Array(n);
      for (let i = 0; i < n; i++) {
        const j = integer(i + 1);
        order[i] = order[j];
        order[j] = i;
      }
      return order;
    },
    pointOnSphere(d) {
      if (!Number.isInteger(d) || d < 1) throw new RangeError(`d: expected a positive integer, got ${d}`);
      const point = new Float64Array(d);
      let norm = 0;
      // A draw of tiny norm would lose its direction to rounding.
      while (norm < 1e-200) {
        norm = 0;
        for (let i = 0; i < d; i++) {
          point[i] = normal();
          norm += point[i] * point[i];
        }
      }
      const length = Math.sqrt(norm);
      for (let i = 0; i < d; i++) point[i] /= length;
      return point;
    },
  };
}

/** Four words that depend on every bit of the seed and every character of the stream's name, never all zero. */
function state(seed: number, stream: string): number[] {
  const words = [seed | 0, Math.floor(seed / TWO_TO_32) | 0, stream.length];
  for (let i = 0; i < stream.length; i++) words.push(stream.charCodeAt(i));
  return [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344].map((start, lane) => {
    let h = start;
    for (const word of words) h = mix32(h ^ mix32(word + lane)) + 0x9e3779b9;
    return mix32(h) | (lane === 0 ? 1 : 0);
  });
}
