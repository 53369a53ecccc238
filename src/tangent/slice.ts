import type { Real } from "../engine/program.js";
import { type Block, blockLength, type Network } from "../model/network.js";
import type { Matrix } from "../numerics/linear/matrix.js";

/**
 * Neurons [first, first + width) of the hidden layer of a network that has one, and all of the rest. Such a network is a sum over
 * slices of its neurons, each a narrower network; what does not pass through a hidden neuron belongs to the first slice.
 * A deeper network has one slice, the whole.
 */
export interface Slice {
  readonly first: number;
  readonly width: number;
  readonly whole: boolean;
}

/** Whether the block belongs to the slice: links and the output's bias of a sliced network belong to its first. */
export function belongs(b: Block, slice: Slice): boolean {
  return slice.first === 0 || b.kind === "slope" || b.layer === 1 || (b.kind === "weight" && b.from === 1);
}

/** The slice's part of a block of a parameter-like vector, in float64; a view of the vector where that is possible. A bias is one row. */
export function readBlock(b: Block, vector: Real, slice: Slice): Matrix {
  const [rows, columns] = b.shape.length === 2 ? b.shape : [1, b.shape[0]];
  if (slice.whole || b.kind === "slope" || (b.layer !== 1 && b.from !== 1))
    return { rows, columns, data: float64(vector.subarray(b.offset, b.offset + blockLength(b))) };
  const { first, width } = slice;
  if (b.layer !== 1)
    return {
      rows: width,
      columns,
      data: float64(vector.subarray(b.offset + first * columns, b.offset + (first + width) * columns)),
    };
  const data = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    const from = b.offset + i * columns + first;
    data.set(vector.subarray(from, from + width), i * width);
  }
  return { rows, columns: width, data };
}

/** Adds factor times the slice's part to its block of a parameter-like vector. */
export function addBlock(b: Block, vector: Float64Array, slice: Slice, part: Matrix, factor: number): void {
  const columns = b.shape[b.shape.length - 1];
  // A part has all columns of the block, or (layer 1 of a sliced network) the slice's; rows start at the slice's for what leaves it.
  const sliced = !slice.whole && b.kind !== "slope";
  const start =
    b.offset +
    (sliced ? (b.layer === 1 ? slice.first : b.from === 1 && b.kind === "weight" ? slice.first * columns : 0) : 0);
  for (let i = 0; i < part.rows; i++) {
    const to = start + i * columns;
    const from = i * part.columns;
    for (let j = 0; j < part.columns; j++) vector[to + j] += factor * part.data[from + j];
  }
}

const float64 = (values: Real): Float64Array => (values instanceof Float64Array ? values : Float64Array.from(values));

/** How a pass over some rows is cut so that its features fit in a stated memory. */
export interface Cut {
  /** Rows that are taken at once. */
  readonly rows: number;
  readonly slices: readonly Slice[];
  /** Whether the features of all rows and slices fit at once, and are kept. */
  readonly keep: boolean;
}

/** Memory for the features of two passes together, at most (one row of a deep network alone may need more). */
const FEATURE_BYTES = 256 * 2 ** 20;
/** Of those, for one slice of one chunk: a few times the processor's cache, so that products stay quick. */
const SLICE_BYTES = 32 * 2 ** 20;
/** Rows of a Gram matrix, (sample, output) pairs, that are formed at once, at most. */
const MOST_GRAM_ROWS = 1024;

/** Cuts a pass over `rows` samples. Slices depend on the network alone, so that two passes of one network share them. */
export function cut(network: Network, rows: number): Cut {
  const { widths, outputs, blocks } = network;
  const hidden = widths.slice(1, -1);
  const neurons = hidden.reduce((sum, width) => sum + width, 0);
  const deep = hidden.length > 1;
  // Per neuron: z, h, sigma_s', a product on its way, the k backward vectors (deep: and theirs), sigma - z for slopes.
  const numbers = 4 + outputs * (deep ? 2 : 1) + (blocks.some((b) => b.kind === "slope" && b.trainable) ? 1 : 0);
  const most = Math.max(1, Math.floor(MOST_GRAM_ROWS / outputs));
  const fit = Math.floor(FEATURE_BYTES / 2 / (8 * numbers));
  const keep = rows * neurons <= fit;
  if (deep)
    return {
      rows: Math.min(rows, Math.max(1, keep ? most : Math.min(most, Math.floor(fit / neurons)))),
      slices: [{ first: 0, width: neurons, whole: true }],
      keep,
    };
  const count = Math.ceil(neurons / Math.max(1, Math.floor(SLICE_BYTES / (8 * numbers * most))));
  const width = Math.ceil(neurons / count);
  const slices: Slice[] = [];
  for (let first = 0; first < neurons; first += width)
    slices.push({ first, width: Math.min(width, neurons - first), whole: count === 1 });
  return { rows: Math.min(rows, most), slices, keep };
}
