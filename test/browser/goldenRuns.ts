import {
  activations,
  adam,
  adamW,
  constant,
  corollary1,
  gd,
  hashBytes,
  heavyBall,
  homotopy,
  lbfgs,
  logistic,
  mlp,
  nesterov,
  onPlateau,
  ramp,
  stages,
  type TrainOptions,
  train,
} from "../../src/index.js";

/** 60 rows of two inputs and one target, from integers alone, so that every host has the same. */
function data(outputs = 1) {
  const rows = 60;
  const x = Float64Array.from({ length: 2 * rows }, (_, i) => (((i * 7919) % 211) - 105) / 64);
  const y = Float64Array.from({ length: rows * outputs }, (_, i) => (((i * 104729) % 97) - 48) / 32);
  return { rows, inputs: 2, outputs, x, y };
}

const labels = { ...data(), y: Float64Array.from({ length: 60 }, (_, i) => ((i * 31) % 5 < 2 ? 1 : -1)) };

/** Runs that between them touch every kernel, schedule and source of randomness. */
const runs: Readonly<Record<string, () => TrainOptions>> = {
  "relu, adam, ramp": () => ({ data: data(), network: mlp({ hidden: [50] }), relaxation: ramp() }),
  "relu, deep, lossless stages, adamW exponential": () => ({
    data: data(2),
    network: mlp({ hidden: [20, 13], bias: "layers" }),
    relaxation: stages([0.5, 1, 1.5], { switch: "lossless" }),
    optimizer: adamW({ decay: "exponential" }),
  }),
  "tanh, heavy ball, mini-batches": () => ({
    data: data(),
    network: mlp({ hidden: [33], activation: homotopy(activations.tanh), scaling: "standard" }),
    optimizer: heavyBall({ rate: 0.05 }),
    batch: 16,
  }),
  "erf, nesterov, corollary 1": () => ({
    data: data(),
    network: mlp({ hidden: [17], activation: homotopy(activations.erf) }),
    optimizer: nesterov({ rate: 0.1, decay: "cosine" }),
    relaxation: corollary1(),
  }),
  "gelu, gd, on plateau, deep": () => ({
    data: data(),
    network: mlp({ hidden: [16, 16], activation: homotopy(activations.gelu) }),
    optimizer: gd({ rate: 0.1, decay: "plateau" }),
    relaxation: onPlateau({ patience: 10, cooldown: 5 }),
  }),
  "softplus, logistic, lbfgs": () => ({
    data: labels,
    network: mlp({ hidden: [24], activation: homotopy(activations.softplus) }),
    loss: logistic,
    optimizer: lbfgs(),
    relaxation: constant(1.2),
  }),
  "half squared relu, trained slope, sphere": () => ({
    data: data(),
    network: mlp({
      hidden: [30],
      activation: homotopy(activations.halfSquaredRelu),
      inputInit: "sphere",
      outputInit: "uniform",
      trainSlope: true,
    }),
    optimizer: adam({ rate: 1e-3 }),
  }),
};

/** Hash of the parameters and of the loss history of every run in both precisions. */
export async function run({ threads = 1 }: { threads?: number } = {}): Promise<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const [name, options] of Object.entries(runs))
    for (const dtype of ["f32", "f64"] as const) {
      const { model, history, outcome } = await train({ ...options(), dtype, threads, steps: 120, seed: 11 }).result;
      result[`${name} (${dtype})`] = `${outcome} ${hashBytes(model.parameters)} ${hashBytes(history.loss)}`;
    }
  return result;
}
