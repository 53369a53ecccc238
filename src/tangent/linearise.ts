import type { Dataset } from "../model/dataset.js";
import { rowCount } from "../model/forward.js";
import type { Model } from "../model/model.js";
import type { Predictor } from "../model/predictor.js";
import { cholesky } from "../numerics/linear/cholesky.js";
import { checkTargets } from "./measure/risk.js";
import { type TangentPass, tangentPass } from "./tangent-pass.js";

/** A network made linear in its parameters, as a model of its own. */
export interface Linearisation extends Predictor {
  /** The network at theta_0. */
  readonly start: Model;
  /** v = theta - theta_0, one entry a parameter. */
  readonly displacement: Float64Array;
}

/**
 * The linearised network x -> f(x; theta_0) + J(x; theta_0) v, v = theta - theta_0: what a lazily trained network is.
 * @param model the network at theta_0; its parameters are copied.
 * @param displacement v, one entry a parameter (those of frozen blocks do not count). Default 0, the network itself.
 * @throws RangeError if v has another length.
 * @paper Wu (0.27)
 * @example await predict(linearise(start, trained.parameters.map((value, i) => value - start.parameters[i])), x)
 */
export function linearise(
  model: Model,
  displacement: Float64Array = new Float64Array(model.network.parameters),
): Linearisation {
  const { network, encoding } = model;
  if (displacement.length !== network.parameters)
    throw new RangeError(
      `displacement: expected ${network.parameters} numbers, one a parameter, got ${displacement.length}`,
    );
  const start: Model = { ...model, parameters: model.parameters.slice() };
  const { inputs, outputs } = network;
  return {
    name: "linearised network",
    inputs,
    outputs,
    encoding,
    start,
    displacement,
    evaluate(x) {
      const rows = rowCount(network, x);
      if (rows === 0) return new Float64Array(0);
      const pass = tangentPass(start, { rows, inputs, x });
      const moved = pass.jvp(displacement);
      return pass.output.map((f, i) => f + moved[i]);
    },
  };
}

export interface LineariseFitOptions {
  /** Penalty on ||v||^2. Default 0: the smallest v that interpolates. */
  readonly ridge?: number;
}

/**
 * The linearised network fitted to data without training: v minimises sum_i w_i |f(x_i; theta_0) + J_i v - y_i|^2 + ridge ||v||^2,
 * v = J^T W^(1/2) (W^(1/2) G W^(1/2) + ridge I)^-1 W^(1/2) (y - f_0), w_i the samples' weights (1 by default). With ridge 0 it
 * interpolates, and is where gradient flow on the linearised network ends. An n k x n k Cholesky factorisation.
 * @throws InputError if the data do not fit the network; RangeError if ridge is negative, or if G + ridge I is numerically singular
 *   (equal or parallel rows, fewer parameters than rows).
 * @paper Wu (0.27); HRTA eq. (10)
 * @example const fit = lineariseFit(model, data.train, { ridge: 1e-6 }); await evaluate(fit, encoding, data.test)
 */
export function lineariseFit(model: Model, data: Dataset, { ridge = 0 }: LineariseFitOptions = {}): Linearisation {
  if (!(ridge >= 0 && ridge < Number.POSITIVE_INFINITY))
    throw new RangeError(`ridge: expected a finite number >= 0, got ${ridge}`);
  checkTargets(model, data);
  return linearise(model, displacementOf(tangentPass(model, data), data, ridge));
}

function displacementOf(pass: TangentPass, data: Dataset, ridge: number): Float64Array {
  const size = pass.output.length;
  const g = pass.gram(pass, { blocks: false }).total;
  const root = (at: number) => (data.weights ? Math.sqrt(data.weights[Math.floor(at / data.outputs)]) : 1);
  if (data.weights)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) g.data[i * size + j] *= root(i) * root(j);
      // A row of weight 0 has an equation of its own, with solution 0.
      if (root(i) === 0) g.data[i * size + i] = 1;
    }
  const rest = pass.output.map((f, i) => root(i) * (data.y[i] - f));
  const solved = cholesky(g, { shift: ridge })?.solve({ rows: size, columns: 1, data: rest }).data;
  if (solved) {
    const displacement = pass.vjp(solved.map((value, i) => root(i) * value));
    const image = pass.jvp(displacement);
    const left = image.map((value, i) => root(i) * value + ridge * solved[i] - rest[i]);
    // Rounding may let a singular matrix through; what it then solves is seen here.
    if (norm(left) <= MOST_RESIDUAL * norm(rest)) return displacement;
  }
  let trace = 0;
  for (let i = 0; i < size; i++) trace += g.data[i * size + i];
  // n eps trace is above the rounding of every eigenvalue.
  throw new RangeError(
    `ridge: J J^T + ${ridge} I of the ${size} rows is numerically singular (equal or parallel rows, or too few parameters); ` +
      `give at least ${(size * Number.EPSILON * trace).toPrecision(1)}`,
  );
}

/** Of the equations solved, relative to the right side. */
const MOST_RESIDUAL = 1e-6;

function norm(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
