import type { Points } from "../../model/dataset.js";
import type { NetworkSpec } from "../../model/network.js";
import {
  largest,
  largestSlope,
  type PairErrors,
  type PairRow,
  type PreparedDual,
  secondMoments,
} from "../dual/dual.js";
import { dualOf, sphereDualOf } from "../dual/dual-of.js";
import { secondMoment } from "./output-init.js";
import { forEachRow, pairErrors, type Sides, sides } from "./pairs.js";

/** The duals multiply two of them. */
const MOST_VARIANCE = 1e150;

/** Variances of what a layer adds up: c' = weight * E h h' + bias. */
interface Law {
  readonly weight: number;
  readonly bias: number;
}

/** One hidden layer at infinite width. */
export interface HiddenLayer {
  readonly s: number;
  /** From the layer below to z of this one. */
  readonly law: Law;
  readonly dual: PreparedDual;
  /** E h^2 at the points. */
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** A network's covariances, layer by layer. */
export interface Recursion {
  readonly all: Sides;
  readonly layers: readonly HiddenLayer[];
  /** E a^2: from the last hidden layer to the output. */
  readonly output: number;
}

/** One row of what the recursion passes through. */
export interface RecursionRow {
  /** Entries of the row. */
  readonly length: number;
  /** E h_l h_l' of layer l; layer 0 is x . x'. */
  readonly h: readonly Float64Array[];
  /** E sigma_s' sigma_s' of layer l; nothing at layer 0. */
  readonly slope: readonly Float64Array[];
}

/**
 * The duals of every layer at the points: z_1 has covariance w x . x' + b, z_{l+1} has w E h_l h_l' + b, and given the layers below the
 * neurons of a layer become independent and Gaussian as widths go to infinity, one layer after another.
 * @param matrices how many matrices of the kernel's size the caller forms.
 * @throws RangeError if s has not one finite value a hidden layer, or the initialisation has no such limit.
 */
export function recursion(
  spec: NetworkSpec,
  points: Points,
  { other, s = spec.activation.s }: { readonly other?: Points; readonly s?: number | readonly number[] },
  matrices: number,
): Recursion {
  const depth = spec.hidden.length;
  const slopes = typeof s === "number" ? Array.from({ length: depth }, () => s) : s;
  if (slopes.length !== depth || !slopes.every(Number.isFinite))
    throw new RangeError(`s: expected one finite number, or one for each of the ${depth} hidden layers, got ${s}`);
  const all = sides(points, other, spec.bias === "input", () => matrices);
  const laws = initialLaws(spec, all.left.columns);
  const layers: HiddenLayer[] = [];
  let left = all.left.squared;
  let right = all.right.squared;
  for (const [index, law] of laws.hidden.entries()) {
    const onSphere = index === 0 && spec.inputInit === "sphere";
    const { sigma } = spec.activation;
    const below = (squared: Float64Array) => {
      const variances = squared.map((value) => law.weight * value + law.bias);
      if (!(largest(variances) <= MOST_VARIANCE))
        throw new RangeError(
          `s: ${slopes.join(", ")} makes the variance of layer ${index + 1} ${largest(variances)}, and kernels overflow; take s nearer to [0, 2], or standardise`,
        );
      return variances;
    };
    const dual = (onSphere ? sphereDualOf(sigma, all.left.columns) : dualOf(sigma)).prepare(
      below(left),
      all.symmetric ? undefined : below(right),
    );
    left = secondMoments(dual.left, dual.identity, slopes[index]);
    right = all.symmetric ? left : secondMoments(dual.right, dual.identity, slopes[index]);
    layers.push({ s: slopes[index], law, dual, left, right });
  }
  return { all, layers, output: laws.output };
}

/** What the weights and biases are drawn from, as `initialise` does it, times the squared factor of the forward pass and the fan in. */
function initialLaws(spec: NetworkSpec, inputs: number): { readonly hidden: readonly Law[]; readonly output: number } {
  const { scaling, inputInit, outputInit, deviation, bias } = spec;
  if (scaling !== "ntk" && scaling !== "standard")
    throw new RangeError(
      `scaling: with "${scaling}" the outputs ${scaling === "unit" ? "grow with the width" : "vanish as the width grows"}; use scaling "ntk"`,
    );
  if (inputInit === "sphere" && bias === "layers")
    throw new RangeError(
      'inputInit: "sphere" with a bias in every layer mixes two laws in one neuron; use bias "input", which puts the bias on the sphere too',
    );
  const standard = scaling === "standard";
  const moment = secondMoment(outputInit);
  if (standard && outputInit !== "normal" && outputInit !== "zero")
    throw new RangeError(
      `outputInit: "${outputInit}" with scaling "standard" makes the outputs grow with the width; use scaling "ntk"`,
    );
  if (standard && deviation !== undefined && spec.hidden.length > 1)
    throw new RangeError(
      'deviation: with scaling "standard" it replaces He\'s 2 / fan in, and the outputs grow with the width; use scaling "ntk"',
    );
  const own = deviation === undefined ? undefined : deviation * deviation;
  const variance = own ?? 1;
  const first = inputInit === "sphere" ? 1 : (own ?? (standard ? 2 / inputs : 1));
  const between = standard ? 2 : variance;
  const added = bias === "layers" && !standard ? 1 : 0;
  return {
    hidden: spec.hidden.map((_, index) => ({ weight: index === 0 ? first : between, bias: added })),
    output: moment,
  };
}

/** Visits the rows of the kernel, j <= i where symmetric; the arrays are the same at every visit. */
export function forEachRecursionRow({ all, layers }: Recursion, visit: (i: number, row: RecursionRow) => void): void {
  const columns = all.columns;
  const h = Array.from({ length: layers.length + 1 }, () => new Float64Array(columns));
  const slope = Array.from({ length: layers.length + 1 }, () => new Float64Array(columns));
  forEachRow(all, (i, pairs) => {
    const { length } = pairs;
    for (let j = 0; j < length; j++) {
      h[0][j] = pairs.covariance[j];
      pairs.value[j] = pairs.covariance[j];
    }
    for (const [index, layer] of layers.entries()) {
      const below = index === 0 ? undefined : layers[index - 1];
      addUp(pairs, layer.law, (below?.left ?? all.left.squared)[i], below?.right ?? all.right.squared);
      layer.dual.row(i, pairs, layer.s);
      for (let j = 0; j < length; j++) {
        h[index + 1][j] = pairs.value[j];
        slope[index + 1][j] = pairs.derivative[j];
      }
    }
    visit(i, { length, h, slope });
  });
}

/**
 * c' = w c + b and its 1 - |cosine|, from those of h (c is in `value`). With P = E h^2, Q = E h'^2:
 * sqrt(P' Q') - c' = w b (sqrt(P) - sqrt(Q))^2 / (sqrt(P' Q') + w sqrt(PQ) + b) + w (sqrt(PQ) - c), without cancellation.
 */
function addUp(pairs: PairRow, { weight, bias }: Law, own: number, others: Float64Array): void {
  for (let j = 0; j < pairs.length; j++) {
    const c = pairs.value[j];
    const sum = weight * c + bias;
    pairs.covariance[j] = sum;
    if (bias === 0) continue;
    const product = Math.sqrt(own * others[j]);
    const scale = Math.sqrt((weight * own + bias) * (weight * others[j] + bias));
    const apart = Math.sqrt(own) - Math.sqrt(others[j]);
    const lengths = (weight * bias * apart * apart) / (scale + weight * product + bias);
    const gap = pairs.gap[j];
    const lack =
      sum < 0 ? lengths + 2 * bias + weight * product * gap : lengths + weight * product * (c < 0 ? 2 - gap : gap);
    pairs.gap[j] = Math.min(1, lack / scale);
  }
}

/** Size and error bound of an entry. */
export interface Bounded {
  readonly most: number;
  readonly error: number;
}

const EPS = Number.EPSILON;

/** Bounds for h_l h_l' and its slopes, layer by layer (0 is the input), for all rows visited so far. */
export function layerBounds({ all, layers }: Recursion): { readonly h: Bounded; readonly slope: Bounded }[] {
  const { covariance, angle } = pairErrors(all);
  const bounds: { h: Bounded; slope: Bounded }[] = [
    { h: { most: all.scale, error: covariance }, slope: { most: 1, error: 0 } },
  ];
  let input: PairErrors = { covariance, angle };
  for (const { s, law, dual, left, right } of layers) {
    const below = bounds[bounds.length - 1].h;
    input = {
      covariance: law.weight * below.error + 4 * EPS * (law.weight * below.most + law.bias),
      // The map of angles is a contraction; lengths are right to as many units as the inputs', and a layer adds a dozen roundings.
      angle: input.angle + (0.5 * all.left.columns + 16) * EPS,
    };
    const errors = dual.errors(s, input);
    bounds.push({
      h: { most: Math.sqrt(largest(left) * largest(right)), error: errors.value },
      slope: { most: Math.sqrt(largestSlope(dual.left, s) * largestSlope(dual.right, s)), error: errors.derivative },
    });
    if (!dual.keepsAngles) input = { ...input, angle: Number.POSITIVE_INFINITY };
  }
  return bounds;
}
