import type { Dataset } from "../model/dataset.js";
import { InputError } from "../model/errors.js";
import type { Model } from "../model/model.js";
import type { Network } from "../model/network.js";
import type { Matrix } from "../numerics/linear/matrix.js";
import { tangentPass } from "../tangent/tangent-pass.js";
import { outputDesign, outputFeatures, outputIndices } from "./squares/output-part.js";
import { ridgePath } from "./squares/ridge-path.js";
import { rootWeights, scaleRows } from "./squares/row-weights.js";

export interface PolishOptions {
  /** Data that choose the strength; without, leave-one-out on the training data does. */
  readonly validation?: Dataset;
  /** Strengths to choose from, each > 0. Default 1e-8, 3e-8, 1e-7, ..., 1e3. */
  readonly strengths?: readonly number[];
}

/** An error before and after; 1/(2n) sum of weight |f - y|^2. */
export interface BeforeAfter {
  readonly before: number;
  readonly after: number;
}

export interface Polish {
  /** The network with its new output layer, in its own precision. */
  readonly model: Model;
  /** The strength that was chosen; Infinity leaves the network as it was. */
  readonly strength: number;
  /** lambda of 1/(2n) sum |..|^2 + lambda/2 |change|^2 at that strength: what `outputSolve` and `randomFeatures` call strength. */
  readonly lambda: number;
  readonly by: "validation" | "leave-one-out";
  readonly training: BeforeAfter;
  /** The error that `by` names. */
  readonly choice: BeforeAfter;
  /** Both errors at every strength, strongest first: Infinity is the network as it was. */
  readonly path: readonly { readonly strength: number; readonly training: number; readonly choice: number }[];
}

const STRENGTHS = [
  1e-8, 3e-8, 1e-7, 3e-7, 1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3, 10, 30, 100, 300,
  1000,
];

/** Side of the eigenproblem, at most: some minutes and 400 MiB. */
const MOST_SIDE = 4096;
const MOST_ENTRIES = 2 ** 27;

/** Why the output layer of this network cannot be polished on so many rows, or undefined if it can. */
export function polishUnsupported(network: Network, rows: number): string | undefined {
  const features = outputFeatures(network);
  if (features === 0) return "the output layer is frozen";
  if (Math.min(rows, features) <= MOST_SIDE && rows * features <= MOST_ENTRIES) return undefined;
  const memory = ((8 * rows * features) / 2 ** 30).toFixed(1);
  return `${rows} rows of ${features} features (${memory} GiB) are too many; expected at most ${MOST_SIDE} of rows or features, and 1 GiB`;
}

/**
 * The last least-squares solve of a trained network's output layer: C = argmin 1/2 sum_i w_i |phi_i C - y_i|^2 + lambda/2 |C - C_trained|^2
 * over the trained output weights, biases and links, with lambda = strength times the mean of w_i |phi_i|^2. The strength with the
 * least error on the validation data is taken, or of leave-one-out (closed form); to change nothing is among the choices.
 * Leave-one-out takes the trained weights as given although they have seen every row: it is cautious, and validation data find more.
 * @param model a network trained for a loss of squares (mse or sum).
 * @throws InputError if the data do not fit the model; RangeError if its output layer is frozen, for data that are too large, or
 *   for strengths that are not positive.
 * @example const { model: better, strength } = polish(model, data.train, { validation: data.validation })
 */
export function polish(model: Model, data: Dataset, { validation, strengths = STRENGTHS }: PolishOptions = {}): Polish {
  const { network } = model;
  check(network, "data", data);
  if (validation) check(network, "validation", validation);
  const reason = polishUnsupported(network, data.rows);
  if (reason !== undefined) throw new RangeError(`polish: ${reason}`);
  if (strengths.length === 0) throw new RangeError("strengths: expected at least one number above 0");
  for (const strength of strengths)
    if (!(strength > 0 && Number.isFinite(strength)))
      throw new RangeError(`strengths: expected numbers above 0, got ${strength}`);

  const on = outputFit(model, data);
  const held = validation && outputFit(model, validation);
  const fits = ridgePath(on.design, on.target);
  const fitted = fits.fitted();
  const fittedHeld = held && fits.fitted(held.design);
  const before = on.error();
  const unchanged = { strength: Number.POSITIVE_INFINITY, training: before, choice: held ? held.error() : before };
  // Features of 0 leave nothing to choose.
  const candidates = fits.scale > 0 ? [...strengths].sort((a, b) => b - a) : [];
  const path = [
    unchanged,
    ...candidates.map((strength) => {
      const shift = strength * fits.scale;
      const choice = held && fittedHeld ? held.error(fittedHeld(shift)) : fits.leaveOneOut(shift) / (2 * data.rows);
      return { strength, training: on.error(fitted(shift)), choice };
    }),
  ];
  let best = unchanged;
  for (const one of path) if (one.choice < best.choice) best = one;

  let polished = model;
  let after = unchanged;
  if (best !== unchanged) {
    polished = withChange(model, fits.coefficients(best.strength * fits.scale));
    after = { ...best, training: on.errorOf(polished), choice: held ? held.errorOf(polished) : best.choice };
    // Rounding to the network's own precision must not undo what was gained.
    if (!(after.choice < unchanged.choice)) {
      polished = model;
      after = unchanged;
    }
  }
  return {
    model: polished,
    strength: after.strength,
    lambda: (after.strength * fits.scale) / data.rows,
    by: held ? "validation" : "leave-one-out",
    training: { before: unchanged.training, after: after.training },
    choice: { before: unchanged.choice, after: after.choice },
    path,
  };
}

/** The output layer of a network on some data: what it has to add there, and its errors. */
interface OutputFit {
  /** sqrt(weight) phi, (n x q), and what is missing, sqrt(weight) (y - f), (n x k). */
  readonly design: Matrix;
  readonly target: Matrix;
  /** 1/(2n) sum of weight |f - y|^2 after sqrt(weight) times the outputs have changed by (n x k). */
  error(change?: Matrix): number;
  /** The same of a model. */
  errorOf(model: Model): number;
}

function outputFit(model: Model, data: Dataset): OutputFit {
  const root = rootWeights(data);
  const { rows, outputs: k } = data;
  const missing = (of: Model): Matrix => {
    const { output } = tangentPass(of, data);
    const target = { rows, columns: k, data: output.map((f, at) => data.y[at] - f) };
    scaleRows(target, root);
    return target;
  };
  const error = ({ data: values }: Matrix, change?: Matrix): number => {
    let sum = 0;
    for (let at = 0; at < values.length; at++) {
      const residual = values[at] - (change ? change.data[at] : 0);
      sum += residual * residual;
    }
    return sum / (2 * rows);
  };
  const design = outputDesign(model, data);
  scaleRows(design, root);
  const target = missing(model);
  return { design, target, error: (change) => error(target, change), errorOf: (of) => error(missing(of)) };
}

function withChange(model: Model, change: Matrix): Model {
  const parameters = model.parameters.slice();
  for (const [i, at] of outputIndices(model.network).entries()) parameters[at] += change.data[i];
  return { ...model, parameters };
}

function check({ inputs, outputs }: Network, name: string, data: Dataset): void {
  if (data.inputs !== inputs || data.outputs !== outputs)
    throw new InputError(
      `${name}: the model has ${inputs} inputs and ${outputs} outputs, the data have ${data.inputs} and ${data.outputs}; use the data of its own encoding`,
    );
}
