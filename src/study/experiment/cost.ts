import { activations, homotopy } from "../../model/activation.js";
import { buildNetwork, mlp, type Network } from "../../model/network.js";
import type { ProblemData } from "../../problems/index.js";
import { isTrained, type Method, type TrainedMethod } from "../method.js";

/** Seconds that one multiplication and addition take in the engine's float32, in its float64, and in a decomposition. */
const SINGLE = 5e-11;
const DOUBLE = 8e-11;
const DECOMPOSITION = 3e-10;
/** Seconds of one entry of an infinite-width kernel, per layer. */
const KERNEL_ENTRY = 1e-7;
/** Seconds of one entry of a matrix of features, with all that chooses a strength. */
const FEATURE = 2e-7;
/** Seconds of a step, and of a cell, of no size. */
const STEP = 8e-6;
const CELL = 0.015;

/** Forward and backward pass. */
const PASSES = 3;
/** Evaluations that a line search takes. */
const LINE_SEARCH = 5;

/** Seconds that a fit takes on one core, within a factor of a few: the sizes are counted, the machine is not measured. */
export function fitCost({ train, validation, test }: ProblemData, method: Method, steps: number): number {
  const { activation = "relu", ...options } = method.network ?? {};
  const network = buildNetwork(
    mlp({ ...options, activation: homotopy(activations[activation]) }),
    train.inputs,
    train.outputs,
  );
  const { rows } = train;
  const looked = (validation.rows + test.rows + rows) * network.parameters * SINGLE;
  const cubic = rows * rows * rows * DECOMPOSITION;
  if (isTrained(method)) return CELL + steps * stepCost(method, network, rows) + looked;
  if (method.kind !== "randomFeatures")
    return CELL + cubic + rows * (rows + validation.rows + test.rows) * network.spec.hidden.length * KERNEL_ENTRY;
  const features = network.widths[network.widths.length - 2];
  const side = Math.min(rows, features);
  const solve = (side * side * side + rows * features * side) * DECOMPOSITION;
  return CELL + looked + solve + (rows + validation.rows) * features * FEATURE;
}

function stepCost(
  { optimizer = { name: "adam" }, batch, dtype }: TrainedMethod,
  network: Network,
  rows: number,
): number {
  const { parameters, outputs, widths } = network;
  const seen = batch === undefined || batch === "full" ? rows : Math.min(batch, rows);
  const each = dtype === "f64" ? DOUBLE : SINGLE;
  const gradient = STEP + (PASSES * seen + 10) * parameters * each;
  const equations = rows * outputs;
  const width = widths[widths.length - 2];
  switch (optimizer.name) {
    case "lbfgs":
      return LINE_SEARCH * gradient;
    case "gaussNewton":
    case "levenbergMarquardt": {
      const side = Math.min(equations, parameters);
      return gradient + (equations * parameters * side * DOUBLE + side * side * side * DECOMPOSITION) / 2;
    }
    case "neuronNewton":
      return gradient + rows * parameters * widths[0] * DOUBLE;
    case "outputSolve": {
      const side = Math.min(rows, width);
      return gradient + (rows * width * side * DOUBLE + side * side * side * DECOMPOSITION) / (optimizer.every ?? 1);
    }
    default:
      return gradient;
  }
}
