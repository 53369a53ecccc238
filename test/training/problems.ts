import type { Dataset } from "../../src/model/dataset.js";
import { mse } from "../../src/model/loss.js";
import type { Model } from "../../src/model/model.js";
import { block, blockLength } from "../../src/model/network.js";
import { predict } from "../../src/model/predict.js";
import { random } from "../../src/numerics/random.js";
import { type TrainOptions, type TrainResult, train } from "../../src/training/index.js";

/** A smooth regression problem: y_j = sin(2 x_1 + j) + x_2 / 2 ..., x ~ N(0, I). */
export function regression({ rows = 24, inputs = 2, outputs = 1, seed = 1 } = {}): Dataset {
  const source = random(seed, "regression");
  const x = new Float64Array(rows * inputs);
  source.fillNormal(x);
  const y = new Float64Array(rows * outputs);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < outputs; j++) {
      y[i * outputs + j] = Math.sin(2 * x[i * inputs] + j);
      for (let k = 1; k < inputs; k++) y[i * outputs + j] += 0.5 * x[i * inputs + k];
    }
  return { rows, inputs, outputs, x, y };
}

/** Trains to the end. */
export const trainFully = (options: TrainOptions): Promise<TrainResult> => train(options).result;

/** Everything about a result that determinism covers: not the time. */
export const bits = ({ seconds: _, ...result }: TrainResult) => ({
  ...result,
  // The network holds functions; its spec is that of the options.
  model: { parameters: result.model.parameters, s: result.model.s },
});

/** A block's parameters. */
export function part({ network, parameters }: Model, name: string): number[] {
  const b = block(network, name);
  return Array.from(parameters.subarray(b.offset, b.offset + blockLength(b)));
}

/** 1/(2n) sum (f - y)^2 of a model's predictions. */
export async function meanSquares(model: Model, set: Dataset): Promise<number> {
  const output = await predict(model, set.x);
  return mse.evaluate({ rows: set.rows, outputs: set.outputs, output, target: set.y, first: 0, total: set.rows });
}
