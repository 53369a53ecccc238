import { addProduct, type Matrix, place, zeros } from "../numerics/linear/matrix.js";
import type { Model } from "./model.js";
import type { Block } from "./network.js";

/** How `toRelu` writes sigma_s: `"paper"` as two relus a neuron, `"compact"` as one, and a few for what is linear in the layer. */
export type ReluForm = "paper" | "compact";

/** z = W^T g + b: a layer of the plain relu network. */
export interface Dense {
  readonly weight: Matrix;
  readonly bias: Float64Array;
}

/** What the layers further on have received so far: by layer, a linear function of the units (fan in x width). */
export type Sums = ReadonlyMap<number, Matrix>;

/** Factor times weights of a block, as a float64 matrix. */
export function blockMatrix({ parameters }: Model, b: Block): Matrix {
  const matrix = zeros(b.shape[0], b.shape[1]);
  for (let i = 0; i < matrix.data.length; i++) matrix.data[i] = b.scale * parameters[b.offset + i];
  return matrix;
}

/** The sum that a layer receives; every layer has a weight, so there is one. */
export function sumAt(sums: Sums, layer: number): Matrix {
  const sum = sums.get(layer);
  if (!sum) throw new RangeError(`layer ${layer} receives nothing: the network has no weight into it`);
  return sum;
}

interface Layer {
  readonly form: ReluForm;
  readonly layer: number;
  readonly s: number;
  /** In terms of the units below this layer; the entry of `layer` itself is its z. */
  readonly sums: Sums;
  /** Weights out of this layer. */
  readonly weights: Sums;
  /** b of every layer; those further on receive what this layer's b adds to them, in place. */
  readonly constants: readonly Float64Array[];
  /** Whether a unit below may be negative. */
  readonly signed: (unit: number) => boolean;
}

/**
 * One hidden layer with h = (1-s) z + s relu(z) as plain relu units: relu(z), perhaps relu(-z), and units that carry what is
 * linear in the units below past it. Returns the layer, and the sums of the layers further on in terms of its units.
 */
export function relax(given: Layer): { readonly dense: Dense; readonly sums: Sums } {
  const { form, layer, s, sums, weights, constants } = given;
  const z = sumAt(sums, layer);
  const width = z.columns;
  const passing = new Map([...sums].filter(([to]) => to > layer));
  const linear = s === 1 ? passing : addLinear(passing, z, weights, 1 - s);
  const split = form === "paper" || width + cost(passing, given, z.rows) < cost(linear, given, z.rows);
  const carry = carrier(split ? passing : linear, given, z.rows);
  const carried = (split ? 2 : 1) * width;
  const units = carried + carry.weight.columns;

  const weight = zeros(z.rows, units);
  const bias = new Float64Array(units);
  place(weight, z);
  bias.set(constants[layer]);
  if (split) {
    place(weight, z, { column: width, factor: -1 });
    bias.set(
      constants[layer].map((b) => -b),
      width,
    );
  }
  place(weight, carry.weight, { column: carried });

  const next = new Map<number, Matrix>();
  for (const to of new Set([...weights.keys(), ...carry.sums.keys()])) {
    const sum = zeros(units, constants[to].length);
    const w = weights.get(to);
    // relu(z) stands for h where z > 0: times 1 if relu(-z) has the rest, times s if the linear part is carried.
    if (w) place(sum, w, { factor: split ? 1 : s });
    if (w && split) place(sum, w, { row: width, factor: s - 1 });
    const rest = carry.sums.get(to);
    if (rest) place(sum, rest, { row: carried });
    next.set(to, sum);
  }
  if (!split) for (const [to, w] of weights) addConstant(constants[to], constants[layer], w, 1 - s);
  return { dense: { weight, bias }, sums: next };
}

/** The sums further on, with the linear part (1-s) z of this layer added: new matrices, the given ones stay. */
function addLinear(passing: Sums, z: Matrix, weights: Sums, factor: number): Sums {
  const linear = new Map(passing);
  for (const [to, w] of weights) {
    const sum = zeros(z.rows, w.columns);
    const before = passing.get(to);
    if (before) place(sum, before);
    addProduct(sum, z, w, factor);
    linear.set(to, sum);
  }
  return linear;
}

function addConstant(to: Float64Array, from: Float64Array, weight: Matrix, factor: number): void {
  for (let i = 0; i < from.length; i++)
    for (let j = 0; j < to.length; j++) to[j] += factor * from[i] * weight.data[i * to.length + j];
}

/** Neurons that carry sums past a layer: their weights from the units below, and the sums in terms of them. */
interface Carry {
  readonly weight: Matrix;
  readonly sums: Sums;
}

const costOfSums = (sums: Sums): number => 2 * [...sums.values()].reduce((total, sum) => total + sum.columns, 0);

const costOfUnits = (units: number, signed: Layer["signed"]): number => {
  let neurons = 0;
  for (let unit = 0; unit < units; unit++) neurons += signed(unit) ? 2 : 1;
  return neurons;
};

/** The fewest neurons that carry these sums past the layer. */
const cost = (sums: Sums, { signed }: Layer, units: number): number =>
  sums.size === 0 ? 0 : Math.min(costOfSums(sums), costOfUnits(units, signed));

const carrier = (sums: Sums, { signed }: Layer, units: number): Carry =>
  costOfSums(sums) <= costOfUnits(units, signed) ? carrySums(sums, units) : carryUnits(sums, units, signed);

/** v = relu(v) - relu(-v) for every sum v. */
function carrySums(sums: Sums, units: number): Carry {
  const neurons = costOfSums(sums);
  const weight = zeros(units, neurons);
  const next = new Map<number, Matrix>();
  let at = 0;
  for (const [to, sum] of sums) {
    const { columns } = sum;
    const target = zeros(neurons, columns);
    place(weight, sum, { column: at });
    place(weight, sum, { column: at + columns, factor: -1 });
    for (let j = 0; j < columns; j++) {
      target.data[(at + j) * columns + j] = 1;
      target.data[(at + columns + j) * columns + j] = -1;
    }
    next.set(to, target);
    at += 2 * columns;
  }
  return { weight, sums: next };
}

/** g = relu(g) for every unit g that is never negative, g = relu(g) - relu(-g) for the others. */
function carryUnits(sums: Sums, units: number, signed: Layer["signed"]): Carry {
  const neurons = costOfUnits(units, signed);
  const weight = zeros(units, neurons);
  const source = new Int32Array(neurons);
  const sign = new Float64Array(neurons);
  let at = 0;
  for (let unit = 0; unit < units; unit++)
    for (const direction of signed(unit) ? [1, -1] : [1]) {
      weight.data[unit * neurons + at] = direction;
      source[at] = unit;
      sign[at++] = direction;
    }
  const next = new Map<number, Matrix>();
  for (const [to, sum] of sums) {
    const target = zeros(neurons, sum.columns);
    for (let n = 0; n < neurons; n++)
      for (let j = 0; j < sum.columns; j++)
        target.data[n * sum.columns + j] = sign[n] * sum.data[source[n] * sum.columns + j];
    next.set(to, target);
  }
  return { weight, sums: next };
}
