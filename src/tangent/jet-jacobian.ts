import { activateJet, deactivateJet, type Jet, type JetLayer, planesOf } from "../engine/index.js";
import type { Points } from "../model/dataset.js";
import type { Model } from "../model/model.js";
import type { Block } from "../model/network.js";
import { slopes } from "../model/slope.js";
import { type Matrix, zeros } from "../numerics/linear/matrix.js";
import { multiply, multiplyTransposed } from "../numerics/linear/product.js";
import { trained } from "./layer.js";

/** Linear functionals of the network's jets, as many as wanted at any of the points. */
export interface JetFunctionals {
  /** The row of the result that each one adds to. */
  readonly row: Int32Array;
  /** The point that each one looks at. */
  readonly point: Int32Array;
  /** (functionals x planes k): what each plane of each output counts. */
  readonly coefficients: Float64Array;
}

/** 512 MiB. */
const MOST_ENTRIES = 2 ** 26;
/** Memory for the features of one chunk, in numbers. */
const CHUNK = 2 ** 22;

/**
 * The derivatives by theta of sums of functionals of the jets: row r is sum over the functionals e of that row of
 * sum_p c_ep d u_p(x_e) / d theta, u_p the planes of the network's jet (values, first and second derivatives by the inputs). The columns
 * are in the order of the parameter vector, 0 in frozen blocks.
 * @throws RangeError if the result has more than 2^26 entries (512 MiB).
 */
export function jetJacobian(
  model: Model,
  points: Points,
  order: Jet["order"],
  { row, point, coefficients }: JetFunctionals,
  rows: number,
): Matrix {
  const { network } = model;
  if (rows * network.parameters > MOST_ENTRIES)
    throw new RangeError(
      `jacobian: ${rows} x ${network.parameters} entries take ${Math.ceil((8 * rows * network.parameters) / 2 ** 20)} MiB, the limit is 512; take fewer points, a narrower network, or adam or lbfgs`,
    );
  const result = zeros(rows, network.parameters);
  const jet: Jet = { order, directions: network.inputs };
  const planes = planesOf(jet);
  const neurons = network.widths.reduce((sum, width) => sum + width, 0);
  const chunk = Math.max(1, Math.floor(CHUNK / (3 * planes * neurons)));
  const across = planes * network.outputs;
  for (let first = 0; first < row.length; first += chunk) {
    const count = Math.min(chunk, row.length - first);
    const features = jetFeatures(model, points, jet, point.subarray(first, first + count));
    const cotangent = planesFirst(
      coefficients.subarray(first * across, (first + count) * across),
      count,
      planes,
      network.outputs,
    );
    addGradients(model, features, cotangent, row.subarray(first, first + count), result);
  }
  return result;
}

/** A network's jets at some points: (planes n x n_l), plane by plane, at l = 0 the inputs (n x n_0) alone. */
interface JetFeatures {
  readonly jet: Jet;
  readonly planes: number;
  readonly rows: number;
  readonly z: readonly Matrix[];
  readonly h: readonly Matrix[];
  layer(l: number): JetLayer;
}

function jetFeatures(model: Model, { x, inputs }: Points, jet: Jet, point: Int32Array): JetFeatures {
  const { network, parameters } = model;
  const { widths } = network;
  const last = widths.length - 1;
  const rows = point.length;
  const planes = planesOf(jet);
  const s = slopes(model);
  const layer = (l: number): JetLayer => ({
    ...{ jet, length: rows * widths[l], sigma: network.spec.activation.sigma, s: s[l - 1] },
  });
  const input = zeros(rows, widths[0]);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < inputs; j++) input.data[i * widths[0] + j] = x[point[i] * inputs + j];
    if (widths[0] > inputs) input.data[i * widths[0] + inputs] = 1;
  }
  const z: Matrix[] = [input];
  const h: Matrix[] = [input];
  for (let l = 1; l < last; l++) {
    const sum = zeros(planes * rows, widths[l]);
    for (const b of network.blocks) {
      if (b.kind === "slope" || b.layer !== l) continue;
      const w = matrixOf(b, parameters);
      if (b.kind === "bias") addToRows(sum, 0, rows, w.data, 0, 1);
      else if (b.from > 0) add(sum, multiply(h[b.from], w), b.scale);
      else {
        add(sum, multiply(input, w), b.scale);
        // d (x W) / d x_j is row j of W.
        for (let j = 0; j < (jet.order > 0 ? jet.directions : 0); j++)
          addToRows(sum, (1 + j) * rows, (2 + j) * rows, w.data, j * widths[l], b.scale);
      }
    }
    const value = zeros(sum.rows, sum.columns);
    activateJet(sum.data, value.data, layer(l));
    z.push(sum);
    h.push(value);
  }
  return { jet, planes, rows, z, h, layer };
}

/** Backward pass with every functional on its own, and its products with the features into the rows of the result. */
function addGradients(model: Model, f: JetFeatures, cotangent: Matrix, row: Int32Array, result: Matrix): void {
  const { network, parameters } = model;
  const last = network.widths.length - 1;
  const dz: Matrix[] = [];
  dz[last] = cotangent;
  for (let l = last - 1; l >= 1; l--) {
    const d = zeros(f.planes * f.rows, network.widths[l]);
    for (const b of network.blocks)
      if ((b.kind === "weight" || b.kind === "link") && b.from === l)
        add(d, multiplyTransposed(dz[b.layer], matrixOf(b, parameters)), b.scale);
    deactivateJet(f.z[l].data, d.data, f.layer(l));
    dz[l] = d;
  }
  for (const b of trained(model)) {
    if (b.kind === "slope") continue;
    const d = dz[b.layer];
    for (let i = 0; i < f.rows; i++) {
      const to = row[i] * result.columns + b.offset;
      if (b.kind === "bias") {
        for (let k = 0; k < d.columns; k++) result.data[to + k] += d.data[i * d.columns + k];
        continue;
      }
      const h = f.h[b.from];
      const stored = b.from === 0 ? 1 : f.planes;
      for (let p = 0; p < stored; p++) {
        const left = (p * f.rows + i) * h.columns;
        const right = (p * f.rows + i) * d.columns;
        for (let a = 0; a < h.columns; a++) {
          const factor = b.scale * h.data[left + a];
          const start = to + a * d.columns;
          for (let k = 0; k < d.columns; k++) result.data[start + k] += factor * d.data[right + k];
        }
      }
      if (b.from > 0 || f.jet.order === 0) continue;
      for (let j = 0; j < f.jet.directions; j++) {
        const right = ((1 + j) * f.rows + i) * d.columns;
        for (let k = 0; k < d.columns; k++) result.data[to + j * d.columns + k] += b.scale * d.data[right + k];
      }
    }
  }
}

/** (n x planes k) to (planes n x k). */
function planesFirst(values: Float64Array, rows: number, planes: number, outputs: number): Matrix {
  const result = zeros(planes * rows, outputs);
  for (let i = 0; i < rows; i++)
    for (let p = 0; p < planes; p++)
      for (let k = 0; k < outputs; k++)
        result.data[(p * rows + i) * outputs + k] = values[(i * planes + p) * outputs + k];
  return result;
}

function matrixOf(b: Block, parameters: ArrayLike<number>): Matrix {
  const [rows, columns] = b.shape.length === 2 ? b.shape : [1, b.shape[0]];
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < data.length; i++) data[i] = parameters[b.offset + i];
  return { rows, columns, data };
}

/** Adds scale times a to the first rows of the target. */
function add(target: Matrix, a: Matrix, scale: number): void {
  for (let at = 0; at < a.data.length; at++) target.data[at] += scale * a.data[at];
}

/** Adds scale times a vector to the rows [from, to) of the target. */
function addToRows(
  target: Matrix,
  from: number,
  to: number,
  vector: Float64Array,
  offset: number,
  scale: number,
): void {
  for (let i = from; i < to; i++)
    for (let k = 0; k < target.columns; k++) target.data[i * target.columns + k] += scale * vector[offset + k];
}
