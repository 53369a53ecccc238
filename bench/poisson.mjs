import { adam, buildNetwork, halfSquaredRelu, homotopy, initialise, mlp, random, wasmEngine } from "../dist/index.js";
import { program } from "../dist/model/network.js";
import { poissonNeumann } from "../dist/pde/index.js";
import { interleave, printTable } from "./measure.mjs";
import { openWorkload, RATE, S, writeInput } from "./workload.mjs";

const NEURONS = 1000;
const POINTS = 400;
const PLANES = 3;

/** Points of the paper's Poisson problem; the solution and its derivatives by x1 and x2 there, one plane after the other. */
function points() {
  const source = random(1, "bench");
  const x = Float64Array.from({ length: 2 * POINTS }, () => source.uniform());
  const { exact } = poissonNeumann();
  const targets = new Float64Array(PLANES * POINTS);
  for (let i = 0; i < POINTS; i++) {
    const { value, gradient } = exact(x.subarray(2 * i, 2 * i + 2));
    for (const [plane, entry] of [value, ...gradient].entries()) targets[plane * POINTS + i] = entry;
  }
  return { x, targets };
}

/**
 * A full-batch Adam step on the Sobolev loss 1/(2n) sum |u - u*|^2 + |grad u - grad u*|^2 for one hidden layer of squared relus. A frozen
 * bias of zeros in that layer takes the general way through the kernels.
 */
async function openPoisson({ dtype = "f32", general = false } = {}) {
  const network = buildNetwork(mlp({ hidden: [NEURONS], activation: homotopy(halfSquaredRelu) }), 2, 1);
  const fused = program(network, { rows: POINTS, dtype, moments: 2, order: 1 });
  const { parameters } = fused;
  const bias = { layer: 1, offset: parameters, gradient: false };
  const session = await wasmEngine.open(
    general ? { ...fused, biases: [bias], parameters: parameters + NEURONS } : fused,
  );
  const { x, targets } = points();
  session.parameters.set(initialise(network, 1, {}));
  writeInput(session.input, x, 2);
  const optimizer = adam({ rate: RATE, decay: "none" });
  let count = 0;
  const step = () => {
    session.clear();
    session.forward(POINTS, [S]);
    for (let i = 0; i < targets.length; i++) session.cotangent[i] = (session.output[i] - targets[i]) / POINTS;
    session.pull(POINTS);
    session.update(optimizer.rule(++count, RATE), 0, parameters);
  };
  const loss = () => session.cotangent.reduce((sum, residual) => sum + (POINTS * residual ** 2) / 2, 0);
  return { step, loss, close: () => session.close() };
}

/** Values and gradients by the inputs, on one thread; returns the milliseconds of a step. */
export async function printPoisson(effort) {
  const opened = {
    fused: await openPoisson(),
    wide: await openPoisson({ dtype: "f64" }),
    general: await openPoisson({ general: true }),
    plain: await openWorkload({ inputs: 2, hidden: [NEURONS] }, { rows: PLANES * POINTS }),
  };
  checkAlike(opened.fused, opened.general);
  const time = interleave(Object.fromEntries(Object.entries(opened).map(([name, { step }]) => [name, step])), effort);
  for (const one of Object.values(opened)) one.close();
  const row = (title, name, by, word) => [
    title,
    time[name].toPrecision(3),
    by ? `${(time[name] / time[by]).toFixed(2)} x${word}` : "",
  ];
  printTable(
    `The paper's Poisson step (m = ${NEURONS}, n = ${POINTS}, Sobolev loss) against a plain regression step on 3n rows`,
    ["", "ms", "ratio"],
    [
      row("plain regression, 3n rows, f32", "plain"),
      row("Poisson, f32", "fused", "plain", ""),
      row("Poisson, f64", "wide", "fused", " f32"),
      row("Poisson the general way, f32", "general", "fused", " slower"),
    ],
  );
  return time.fused;
}

/** The two ways have to compute the same: the same loss after 20 steps. */
function checkAlike(...ways) {
  const [fused, general] = ways.map(({ step, loss }) => {
    for (let k = 0; k < 20; k++) step();
    return loss();
  });
  if (!(Math.abs(fused - general) < 1e-4 * general))
    throw new Error(`the two ways to a jet disagree: losses ${fused}, ${general}`);
}
