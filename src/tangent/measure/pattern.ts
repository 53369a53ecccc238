import type { Points } from "../../model/dataset.js";
import type { Model } from "../../model/model.js";
import { type Sweep, sweep } from "../sweep.js";

/** Which hidden neurons are active, z > 0, at which samples: one bit a pair, a layer at a time. */
export interface ActivePattern {
  readonly rows: number;
  /** Neurons of the hidden layers. */
  readonly widths: readonly number[];
  /** Bit i n_l + j of layer l says whether neuron j is active at sample i. */
  readonly layers: readonly Uint8Array[];
}

/** What part of the (sample, neuron) pairs changed between active and not. */
export interface PatternChange {
  /** In [0, 1], over all hidden layers. */
  readonly total: number;
  /** One a hidden layer. */
  readonly layers: readonly number[];
}

/**
 * The active pattern of a network at some points: the signs of its pre-activations, z > 0 or not.
 * @throws InputError if the points do not fit the network.
 * @paper BXC (2.6)
 */
export function activePattern(model: Model, points: Points): ActivePattern {
  return patternOf(sweep(model, points));
}

/** The active pattern of a sweep. */
export function patternOf({ model, points, cut, chunks }: Sweep): ActivePattern {
  const widths = model.network.widths.slice(1, -1);
  const layers = widths.map((width) => new Uint8Array(Math.ceil((points.rows * width) / 8)));
  for (const chunk of chunks)
    for (let index = 0; index < cut.slices.length; index++) {
      const { slice, features: f } = chunk.piece(index);
      for (const [l, bits] of layers.entries()) {
        const { data, columns } = f.z[l + 1];
        const shift = slice.whole ? 0 : slice.first;
        for (let at = 0; at < data.length; at++) {
          if (!(data[at] > 0)) continue;
          const row = Math.floor(at / columns);
          const bit = (chunk.first + row) * widths[l] + shift + at - row * columns;
          bits[Math.floor(bit / 8)] |= 1 << (bit % 8);
        }
      }
    }
  return { rows: points.rows, widths, layers };
}

/**
 * The fraction of (sample, neuron) pairs whose pre-activation changed its sign between two patterns, over all and by layer.
 * @throws RangeError if they are of different points or networks.
 * @paper BXC (2.6), (3.6)
 */
export function patternChanges(now: ActivePattern, start: ActivePattern): PatternChange {
  if (now.rows !== start.rows || String(now.widths) !== String(start.widths))
    throw new RangeError(
      `start: expected a pattern of ${now.rows} rows and widths ${now.widths.join(", ")}, got ${start.rows} rows and widths ${start.widths.join(", ")}`,
    );
  const changed = now.layers.map((bits, l) =>
    bits.reduce((sum, byte, at) => sum + ones(byte ^ start.layers[l][at]), 0),
  );
  const pairs = now.widths.map((width) => width * now.rows);
  const all = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  return { total: all(changed) / all(pairs), layers: changed.map((count, l) => count / pairs[l]) };
}

function ones(byte: number): number {
  let count = 0;
  for (let rest = byte; rest > 0; rest &= rest - 1) count++;
  return count;
}
