import type { Points } from "../model/dataset.js";
import type { Model } from "../model/model.js";
import type { Block } from "../model/network.js";
import { type Matrix, place, zeros } from "../numerics/linear/matrix.js";
import { gramProduct, multiplyTransposed } from "../numerics/linear/product.js";
import { type Chunk, type Piece, type Sweep, sweep } from "./sweep.js";

/** J J^T of one block of parameters. */
export interface BlockGram {
  /** The block's name: "hidden1.weight" is G^[omega] of HRTA, "output.weight" is G^[a]. */
  readonly name: string;
  /** Its target layer, 1-based; 0 for trained slopes. */
  readonly layer: number;
  readonly gram: Matrix;
}

/** G = J J^T over the trained parameters, whole and block by block. */
export interface TangentGram {
  /** (n k x n' k): row i k + p is sample i, output p. Symmetric to the bit where both point sets are one. */
  readonly total: Matrix;
  /** One a trained block, in the network's order; their sum is the total. */
  readonly blocks: readonly BlockGram[];
}

export interface GramOptions {
  /** Whether the blocks' matrices are kept beside their sum. Default true; false saves their memory. */
  readonly blocks?: boolean;
}

/**
 * The finite-width tangent kernel G = J J^T of a network of any depth, J = d f / d theta over the trained parameters. J is never
 * formed: a map h_from W with factor c contributes c^2 (h_i . h_j) (delta_ip . delta_jq) with delta_ip = d f_p(x_i) / d z, a bias
 * delta_ip . delta_jq, trained slopes the products of d f_p / d s. Without the 1/n of a loss.
 * Two layers: "output.weight" is G^[a] = 1/m sum_k sigma_s(w_k x) sigma_s(w_k x'), "hidden1.weight" is
 * G^[omega] = 1/m sum_k a_k^2 sigma_s'(w_k x) sigma_s'(w_k x') x . x'; with the output frozen, BXC's H.
 *
 * Memory beside the result (n k x n' k doubles for the total and as many for every block): 256 MiB of features, 8 MiB
 * for each layer and a WebAssembly copy of what is multiplied, however many neurons or parameters. (A deep network needs one row's
 * activations if those are more, and twice its largest weight matrix in float64; features that do not fit are formed again for every pair
 * of row chunks.)
 * @param other columns of a rectangular Gram matrix; the points themselves by default.
 * @throws InputError if the points do not fit the network or are not finite; RangeError if the result would take more than 4 GiB.
 * @paper HRTA eq. (10); BXC (2.5), (2.6), 5.3
 * @example const { total, blocks } = gram(model, data.train)
 */
export function gram(model: Model, points: Points, other?: Points, options?: GramOptions): TangentGram {
  const left = sweep(model, points);
  return gramOf(left, other && other !== points ? sweep(model, other) : left, options);
}

/** The Gram matrix of two sweeps of networks of one shape; symmetric if they are the same. */
export function gramOf(left: Sweep, right: Sweep, { blocks: keep = true }: GramOptions = {}): TangentGram {
  const { network } = left.model;
  const k = network.outputs;
  const rows = left.points.rows * k;
  const columns = right.points.rows * k;
  const trained = network.blocks.filter((b) => b.trainable);
  const count = 1 + (keep ? trained.length : 0);
  checkSize(rows, columns, count);
  const total = zeros(rows, columns);
  const blocks = keep ? trained.map((b) => ({ name: b.name, layer: b.layer, gram: zeros(rows, columns) })) : [];
  const symmetric = left === right;
  for (const [index, a] of left.chunks.entries()) {
    // A network of one slice is formed once for all chunks beside it.
    const pieces = left.cut.slices.length === 1 ? [a.piece(0)] : undefined;
    for (const [beside, b] of right.chunks.entries()) {
      if (symmetric && beside < index) continue;
      const base = products(left, a, right, b, trained, pieces);
      for (const [at, block] of trained.entries())
        add(block, base, k, {
          total,
          own: keep ? blocks[at].gram : undefined,
          row: a.first * k,
          column: b.first * k,
          shape: [a.rows, b.rows],
        });
    }
  }
  if (symmetric) for (const matrix of [total, ...blocks.map((block) => block.gram)]) mirror(matrix, left, k);
  return { total, blocks };
}

/** Products that the blocks' Gram matrices are made of. */
interface Base {
  /** h_l . h_l, by layer; (r x r'). */
  readonly h: Map<number, Matrix>;
  /** delta_l . delta_l, by layer; (r k x r' k). */
  readonly delta: Map<number, Matrix>;
  slope?: Matrix;
}

function products(
  left: Sweep,
  a: Chunk,
  right: Sweep,
  b: Chunk,
  trained: readonly Block[],
  first: readonly Piece[] | undefined,
): Base {
  const { network } = left.model;
  const last = network.widths.length - 1;
  const sources = new Set(trained.filter((t) => t.kind === "weight" || t.kind === "link").map((t) => t.from));
  const targets = new Set(trained.filter((t) => t.layer > 0 && t.layer < last).map((t) => t.layer));
  const base: Base = { h: new Map(), delta: new Map() };
  let slopes: readonly [Matrix, Matrix] | undefined;
  for (let index = 0; index < left.cut.slices.length; index++) {
    const mine = first ? first[index] : a.piece(index);
    const yours = left === right && a === b ? mine : b.piece(index);
    // What a slice does not touch is the same in every slice.
    for (const layer of sources)
      if (layer === 1 || index === 0) gather(base.h, layer, mine.features.h[layer], yours.features.h[layer]);
    for (const layer of targets) gather(base.delta, layer, mine.deltas().delta[layer], yours.deltas().delta[layer]);
    const bend = [mine.deltas().slope, yours.deltas().slope] as const;
    if (bend[0] && bend[1]) slopes = slopes ? [sum(slopes[0], bend[0]), sum(slopes[1], bend[1])] : [bend[0], bend[1]];
  }
  if (slopes) base.slope = multiplyTransposed(slopes[0], slopes[1]);
  return base;
}

function gather(into: Map<number, Matrix>, layer: number, a: Matrix, b: Matrix): void {
  const product = a === b ? gramProduct(a) : multiplyTransposed(a, b);
  const before = into.get(layer);
  if (before) place(before, product);
  else into.set(layer, product);
}

function sum(a: Matrix, b: Matrix): Matrix {
  return { ...a, data: a.data.map((value, at) => value + b.data[at]) };
}

/** Where a chunk's part of a Gram matrix goes: the total, and the block's own where it is kept. */
interface Place {
  readonly total: Matrix;
  readonly own?: Matrix;
  /** First row and column, and samples across and down. */
  readonly row: number;
  readonly column: number;
  readonly shape: readonly [number, number];
}

/** Adds the block's (r k x r' k) part. */
function add(block: Block, base: Base, k: number, { total, own, row, column, shape }: Place): void {
  const whole = block.kind === "slope" ? base.slope : base.delta.get(block.layer);
  const h = block.kind === "weight" || block.kind === "link" ? base.h.get(block.from) : undefined;
  const factor = block.scale * block.scale;
  for (let r = 0; r < shape[0] * k; r++) {
    const i = Math.floor(r / k);
    const p = r - i * k;
    for (let j = 0; j < shape[1]; j++) {
      const f = h ? factor * h.data[i * h.columns + j] : 1;
      const to = (row + r) * total.columns + column + j * k;
      if (whole) {
        const from = r * whole.columns + j * k;
        for (let q = 0; q < k; q++) {
          const value = f * whole.data[from + q];
          total.data[to + q] += value;
          if (own) own.data[to + q] = value;
        }
      } else {
        // Into the output layer delta = I: an output depends on its own column of weights alone.
        total.data[to + p] += f;
        if (own) own.data[to + p] = f;
      }
    }
  }
}

function mirror({ data, columns }: Matrix, { chunks }: Sweep, k: number): void {
  for (const { first } of chunks)
    for (let i = 0; i < first * k; i++)
      for (let j = first * k; j < columns; j++) data[j * columns + i] = data[i * columns + j];
}

/** What the largest typed arrays and a usual machine hold. */
const MOST_BYTES = 4 * 2 ** 30;

function checkSize(rows: number, columns: number, count: number): void {
  const bytes = 8 * rows * columns * count;
  if (bytes <= MOST_BYTES) return;
  throw new RangeError(
    `points: ${count} Gram matrices of ${rows} x ${columns} take ${(bytes / 2 ** 30).toFixed(1)} GiB, the limit is 4; ` +
      `use fewer rows${count > 1 ? ", or blocks: false" : ""}`,
  );
}
