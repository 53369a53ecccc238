import type { Points } from "../model/dataset.js";
import { InputError } from "../model/errors.js";
import type { Model } from "../model/model.js";
import type { Matrix } from "../numerics/linear/matrix.js";
import { type Deltas, deltas } from "./deltas.js";
import { type Features, features } from "./features.js";
import { type Cut, cut, type Slice } from "./slice.js";

/** One slice of a chunk of rows, with its features and, when asked for, its backward vectors. */
export interface Piece {
  readonly slice: Slice;
  readonly features: Features;
  deltas(): Deltas;
}

/** Rows [first, first + rows) of the points. */
export interface Chunk {
  readonly first: number;
  readonly rows: number;
  /** One for every slice of the network, in order; formed on call unless all fit in memory. */
  piece(index: number): Piece;
}

/** A network at its points, cut so that features fit in a stated memory. */
export interface Sweep {
  readonly model: Model;
  readonly points: Points;
  readonly cut: Cut;
  readonly chunks: readonly Chunk[];
}

/**
 * Cuts the points into chunks of rows and the network into slices.
 * @throws InputError if the points do not fit the network or hold a number that is not finite.
 */
export function sweep(model: Model, points: Points): Sweep {
  checkPoints(model, points);
  const plan = cut(model.network, points.rows);
  const chunks: Chunk[] = [];
  for (let first = 0; first < points.rows; first += plan.rows) {
    const rows = Math.min(plan.rows, points.rows - first);
    const kept = new Map<number, Piece>();
    const form = (index: number): Piece => {
      const slice = plan.slices[index];
      const formed = features(model, inputRows(model, points, first, rows), slice);
      let backward: Deltas | undefined;
      return {
        slice,
        features: formed,
        deltas: () => {
          backward ??= deltas(model, formed, slice);
          return backward;
        },
      };
    };
    chunks.push({
      first,
      rows,
      piece(index) {
        const piece = kept.get(index) ?? form(index);
        if (plan.keep) kept.set(index, piece);
        return piece;
      },
    });
  }
  return { model, points, cut: plan, chunks };
}

/** h_0: the rows with the constant column where the network has one. */
function inputRows({ network }: Model, { x }: Points, first: number, rows: number): Matrix {
  const { inputs } = network;
  const columns = network.widths[0];
  if (columns === inputs) return { rows, columns, data: x.subarray(first * inputs, (first + rows) * inputs) };
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < inputs; j++) data[i * columns + j] = x[(first + i) * inputs + j];
    data[i * columns + inputs] = 1;
  }
  return { rows, columns, data };
}

function checkPoints({ network }: Model, { rows, inputs, x }: Points): void {
  if (!Number.isInteger(rows) || rows < 1)
    throw new InputError(`points: expected at least one row, got ${rows}; give rows, inputs and x`);
  if (inputs !== network.inputs)
    throw new InputError(
      `points: the model has ${network.inputs} inputs, the points have ${inputs}; use the model's own columns`,
    );
  if (x.length !== rows * inputs)
    throw new InputError(
      `points: expected x of ${rows} x ${inputs} = ${rows * inputs} numbers, got ${x.length}; x is row-major`,
    );
  const at = x.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    throw new InputError(
      `points: x of row ${Math.floor(at / inputs) + 1}, input ${(at % inputs) + 1} is ${x[at]}; expected a finite number`,
    );
}
