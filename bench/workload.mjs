import { adam, buildNetwork, initialise, mlp, random, wasmEngine } from "../dist/index.js";
import { program } from "../dist/model/network.js";

/** Homotopy parameter, learning rate and rows of every workload. */
export const S = 1.5;
export const RATE = 1e-3;
export const ROWS = 100;

/** W1: two layers, one input beside the constant, 1000 neurons. */
export const W1 = { inputs: 1, hidden: [1000] };
/** W2: two hidden layers of 1000. */
export const W2 = { inputs: 1, hidden: [1000, 1000] };

/** Inputs uniform in [-1, 1], targets a wave of the first of them; float64, row-major. */
export function data(inputs, rows = ROWS) {
  const source = random(1, "bench");
  const x = Float64Array.from({ length: rows * inputs }, () => 2 * source.uniform() - 1);
  const y = Float64Array.from({ length: rows }, (_, i) => Math.sin(5 * x[i * inputs]));
  return { rows, inputs, outputs: 1, x, y };
}

/** Floating-point operations of the matrix products of one step: forward, weight gradients, and deltas of hidden layers. */
export function flops({ inputs, hidden }) {
  const widths = [inputs + 1, ...hidden, 1];
  let products = 0;
  for (let l = 1; l < widths.length; l++) products += (l === 1 ? 2 : 3) * widths[l - 1] * widths[l];
  return 2 * ROWS * products;
}

/** Writes points, and the constant 1 behind each, as a session's input. */
export function writeInput(input, x, inputs) {
  for (let i = 0; i < x.length / inputs; i++) {
    for (let j = 0; j < inputs; j++) input[i * (inputs + 1) + j] = x[i * inputs + j];
    input[i * (inputs + 1) + inputs] = 1;
  }
}

/** A full-batch Adam step of a workload on the engine, and its parts. */
export async function openWorkload({ inputs, hidden }, { dtype = "f32", threads = 1, rows = ROWS } = {}) {
  const network = buildNetwork(mlp({ hidden }), inputs, 1);
  const session = await wasmEngine.open(program(network, { rows, dtype, threads, moments: 2 }));
  const { x, y } = data(inputs, rows);
  session.parameters.set(initialise(network, 1, {}));
  writeInput(session.input, x, inputs);
  const targets = session.output.slice().map((_, i) => y[i]);
  const s = hidden.map(() => S);
  const optimizer = adam({ rate: RATE, decay: "none" });
  let count = 0;
  const products = () => {
    session.forward(rows, s);
    session.pull(rows);
  };
  const step = () => {
    session.clear();
    session.forward(rows, s);
    for (let i = 0; i < rows; i++) session.cotangent[i] = (session.output[i] - targets[i]) / rows;
    session.pull(rows);
    session.update(optimizer.rule(++count, RATE));
  };
  return { session, step, products, targets, close: () => session.close() };
}
