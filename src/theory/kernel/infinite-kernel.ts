import type { Points } from "../../model/dataset.js";
import type { NetworkSpec } from "../../model/network.js";
import { type Matrix, zeros } from "../../numerics/linear/matrix.js";
import { type KernelMatrix, mirror } from "./kernel-matrix.js";
import { type Bounded, forEachRecursionRow, layerBounds, type Recursion, recursion } from "./recursion.js";

export interface InfiniteOptions {
  /** Columns of a rectangular kernel (train x test); the points themselves by default. */
  readonly other?: Points;
  /** One s, or one for every hidden layer. Default: the activation's own. */
  readonly s?: number | readonly number[];
  /** Whether the blocks' matrices are kept beside their sum. Default true; false saves their memory. */
  readonly blocks?: boolean;
}

/** What one block of parameters adds to the tangent kernel. */
export interface BlockKernel {
  /** The name of the network's block: "hidden1.weight", "output.bias", ... */
  readonly name: string;
  /** Its target layer, 1-based. */
  readonly layer: number;
  readonly kernel: KernelMatrix;
}

/** The kernels of a network of infinite width, for one output; for k outputs each stands beside the identity of R^k. */
export interface InfiniteKernel {
  /** Covariance of the outputs over random starts. */
  readonly nngp: KernelMatrix;
  /** Limit of J J^T, and what training follows. */
  readonly ntk: KernelMatrix;
  /** One a trained block, in the network's order; their sum is `ntk`. */
  readonly blocks: readonly BlockKernel[];
}

/**
 * The NNGP and tangent kernel of a network of any depth at infinite width (scaling "ntk").
 * Forwards C_l = w E h_{l-1} h_{l-1}' + b, E h_l h_l' = E sigma_s(u) sigma_s(v) with (u, v) ~ N(0, C_l), from C_1 = w x . x' + b; backwards
 * D_L = 1, D_l = w_{l+1} D_{l+1} E sigma_s'(u) sigma_s'(v). A weight block of layer l adds E h_{l-1} h_{l-1}' D_l (x . x' D_1 in the first), a bias
 * D_l, a trained skip x . x'; layers in `freeze` add nothing.
 * w is 1, or `deviation`^2 for hidden layers, and E a^2 for the output; b is 1 with bias "layers", else 0. Two layers: HRTA's kernels.
 *
 * Widths of `spec` play no part. Memory: 8 n^2 bytes for each matrix that is returned.
 * @throws RangeError for a scaling whose tangent kernel has no finite limit, trained slopes, or an s that does not fit; InputError if
 *   the points are malformed or too many.
 * @paper HRTA eq. (8), (9); BXC section 5.3 (depth)
 * @example infiniteKernel(mlp({ hidden: [1, 1, 1] }), data, { s: 1.5 }).ntk
 */
export function infiniteKernel(spec: NetworkSpec, points: Points, options: InfiniteOptions = {}): InfiniteKernel {
  checkTangent(spec);
  const { blocks: keep = true } = options;
  const parts = trainedBlocks(spec);
  const steps = recursion(spec, points, options, 2 + (keep ? parts.length : 0));
  const { rows, columns, symmetric } = steps.all;
  const nngp = zeros(rows, columns);
  const ntk = zeros(rows, columns);
  const trained = parts.map((block) => ({ ...block, matrix: keep ? zeros(rows, columns) : undefined }));
  const backward = Array.from({ length: steps.layers.length + 2 }, () => new Float64Array(columns));
  const last = steps.layers.length + 1;
  forEachRecursionRow(steps, (i, { length, h, slope }) => {
    backward[last].fill(1);
    for (let l = last - 1; l >= 1; l--) {
      const factor = weightAbove(steps, l);
      for (let j = 0; j < length; j++) backward[l][j] = factor * backward[l + 1][j] * slope[l][j];
    }
    const start = i * columns;
    for (let j = 0; j < length; j++) nngp.data[start + j] = steps.output * h[last - 1][j];
    for (const { kind, layer, matrix } of trained)
      for (let j = 0; j < length; j++) {
        const source = kind === "weight" ? h[layer - 1][j] : kind === "skip" ? h[0][j] : 1;
        const value = kind === "skip" ? source : source * backward[layer][j];
        ntk.data[start + j] += value;
        if (matrix) matrix.data[start + j] = value;
      }
  });
  const bounds = blockBounds(steps);
  const finish = (matrix: Matrix, error: number): KernelMatrix => {
    if (symmetric) mirror(matrix);
    return { ...matrix, error };
  };
  const errors = trained.map(({ kind, layer }) => bounds(kind, layer));
  const sum = errors.reduce((total, { error, most }) => total + error + Number.EPSILON * trained.length * most, 0);
  const activity = layerBounds(steps)[last - 1].h;
  return {
    nngp: finish(nngp, steps.output * (activity.error + Number.EPSILON * activity.most)),
    ntk: finish(ntk, sum),
    blocks: trained.flatMap(({ name, layer, matrix }, at) =>
      matrix ? [{ name, layer, kernel: finish(matrix, errors[at].error) }] : [],
    ),
  };
}

/**
 * The covariance of a network's outputs over random starts at infinite width, for scaling "ntk" and for "standard" (He), which has no
 * tangent kernel. The prior of the network as a Gaussian process.
 * @throws RangeError for a scaling whose outputs vanish or grow with the width, or an s that does not fit; InputError for the points.
 * @example nngpKernel(mlp({ hidden: [1, 1], scaling: "standard" }), data)
 */
export function nngpKernel(
  spec: NetworkSpec,
  points: Points,
  options: Omit<InfiniteOptions, "blocks"> = {},
): KernelMatrix {
  const steps = recursion(spec, points, options, 1);
  const { rows, columns, symmetric } = steps.all;
  const nngp = zeros(rows, columns);
  forEachRecursionRow(steps, (i, { length, h }) => {
    const values = h[steps.layers.length];
    for (let j = 0; j < length; j++) nngp.data[i * columns + j] = steps.output * values[j];
  });
  if (symmetric) mirror(nngp);
  const { most, error } = layerBounds(steps)[steps.layers.length].h;
  return { ...nngp, error: steps.output * (error + Number.EPSILON * most) };
}

function checkTangent({ scaling, trainSlope }: NetworkSpec): void {
  if (trainSlope)
    throw new RangeError(
      "trainSlope: the derivative by a trained s is one random function that no width averages out, so the tangent kernel has no " +
        "deterministic limit; use trainSlope false, or gram for a network of finite width",
    );
  if (scaling === "ntk") return;
  const reason =
    scaling === "mean-field"
      ? "vanishes like 1/m (and the features move as far as the output does)"
      : `grows with the width m${scaling === "standard" ? " (nngpKernel has the covariance of its outputs)" : ""}`;
  throw new RangeError(
    `scaling: with "${scaling}" the tangent kernel ${reason}; use scaling "ntk", shallowKernels for the kernel a neuron, or gram ` +
      "for a network of finite width",
  );
}

interface Trained {
  readonly name: string;
  readonly kind: "weight" | "bias" | "skip";
  readonly layer: number;
}

/** The trained blocks, named and ordered as `buildNetwork` does. */
function trainedBlocks(spec: NetworkSpec): Trained[] {
  const last = spec.hidden.length + 1;
  const result: Trained[] = [];
  for (let layer = 1; layer <= last; layer++) {
    const name = layer === last ? "output" : `hidden${layer}`;
    if (spec.freeze.includes(name)) continue;
    result.push({ name: `${name}.weight`, kind: "weight", layer });
    if (spec.bias === "layers") result.push({ name: `${name}.bias`, kind: "bias", layer });
  }
  if (spec.skip) result.push({ name: `link0-${last}.weight`, kind: "skip", layer: last });
  return result;
}

/** E w^2 (times fan in and squared factor) of the weights that lead from layer l to l + 1. */
const weightAbove = ({ layers, output }: Recursion, l: number): number =>
  l < layers.length ? layers[l].law.weight : output;

/** Size and error of a block's entries: products of the layers' bounds. */
function blockBounds(steps: Recursion): (kind: Trained["kind"], layer: number) => Bounded {
  const layers = layerBounds(steps);
  const last = layers.length;
  const backward: Bounded[] = Array.from({ length: last + 1 }, () => ({ most: 1, error: 0 }));
  for (let l = last - 1; l >= 1; l--) backward[l] = times(backward[l + 1], layers[l].slope, weightAbove(steps, l));
  return (kind, layer) => {
    if (kind === "skip") return layers[0].h;
    return kind === "bias" ? backward[layer] : times(layers[layer - 1].h, backward[layer]);
  };
}

function times(a: Bounded, b: Bounded, factor = 1): Bounded {
  const most = factor * a.most * b.most;
  return { most, error: factor * (a.most * b.error + b.most * a.error) + 2 * Number.EPSILON * most };
}
