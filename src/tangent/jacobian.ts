import type { Points } from "../model/dataset.js";
import type { Model } from "../model/model.js";
import { blockLength } from "../model/network.js";
import { type Matrix, zeros } from "../numerics/linear/matrix.js";
import type { Deltas } from "./deltas.js";
import type { Features } from "./features.js";
import { trained } from "./layer.js";
import { addBlock, belongs, type Slice } from "./slice.js";
import { sweep } from "./sweep.js";

/** 256 MiB. */
const MOST_ENTRIES = 2 ** 25;

/**
 * J = d f / d theta itself, (n k x P): row i k + p is the gradient of output p at sample i, its columns in the order of the parameter
 * vector, 0 in frozen blocks. For small problems; products with J (`tangentPass`) and J J^T (`gram`) do not need it.
 * @throws RangeError if J has more than 2^25 entries (256 MiB); InputError if the points do not fit the network.
 * @paper HRTA eq. (10); BXC (2.5)
 */
export function jacobian(model: Model, points: Points): Matrix {
  const { network } = model;
  const own = sweep(model, points);
  const rows = points.rows * network.outputs;
  const entries = rows * network.parameters;
  if (entries > MOST_ENTRIES)
    throw new RangeError(
      `jacobian: ${rows} x ${network.parameters} entries take ${Math.ceil((8 * entries) / 2 ** 20)} MiB, the limit is 256; use tangentPass(...).jvp and vjp, or gram`,
    );
  const result = zeros(rows, network.parameters);
  for (const chunk of own.chunks)
    for (let index = 0; index < own.cut.slices.length; index++) {
      const piece = chunk.piece(index);
      writeJacobian(model, piece.features, piece.deltas(), piece.slice, result, chunk.first * network.outputs);
    }
  return result;
}

/** Writes the columns of J that belong to the slice; row i k + p from `firstRow` on, `blockLength` columns a block. */
function writeJacobian(
  model: Model,
  f: Features,
  { delta, slope }: Deltas,
  slice: Slice,
  target: Matrix,
  firstRow: number,
): void {
  const { network } = model;
  const k = network.outputs;
  const last = network.widths.length - 1;
  for (const b of trained(model)) {
    if (!belongs(b, slice)) continue;
    for (let row = 0; row < f.rows * k; row++) {
      const values = target.data.subarray((firstRow + row) * target.columns, (firstRow + row + 1) * target.columns);
      const i = Math.floor(row / k);
      if (b.kind === "slope") {
        if (slope) for (let l = 0; l < blockLength(b); l++) values[b.offset + l] += slope.data[row * slope.columns + l];
        continue;
      }
      const d = b.layer === last ? unit(row % k, k) : matrixRow(delta[b.layer], row);
      const column = b.kind === "bias" ? undefined : matrixRow(f.h[b.from], i);
      const data = new Float64Array((column?.length ?? 1) * d.length);
      for (let a = 0; a < (column?.length ?? 1); a++)
        for (let j = 0; j < d.length; j++) data[a * d.length + j] = (column ? column[a] : 1) * d[j];
      addBlock(b, values, slice, { rows: column?.length ?? 1, columns: d.length, data }, b.scale);
    }
  }
}

const matrixRow = (a: Matrix, i: number): Float64Array => a.data.subarray(i * a.columns, (i + 1) * a.columns);

function unit(p: number, k: number): Float64Array {
  const e = new Float64Array(k);
  e[p] = 1;
  return e;
}
