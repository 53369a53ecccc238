import { z } from "zod";
import { type Experiment, type ExperimentContext, type Json, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { thinSteps } from "../thin.js";
import { equationSpec } from "./equation.js";
import { boundMargin, decayMargin, envelopeError, GROWTH, growthOf, largestGrowth } from "./flow-margin.js";
import { follow, lossOnly } from "./flow-track.js";
import { type HiddenLayer, openHiddenLayer } from "./hidden-layer.js";
import { envelope, evenly, risesOf, short, shortAll } from "./numbers.js";
import { sphereData, type TheoremData, theoremData } from "./sphere.js";

export const flowParams = z.strictObject({
  problem: sphereData,
  width: z.int().positive(),
  equation: equationSpec,
  /** How long, in the flow's own unit: 1/lambda_0 for gradient flow, else 1/sqrt(lambda_0). */
  span: z.number().positive(),
  /** Runge-Kutta steps; even. */
  steps: z.int().positive().multipleOf(2),
});

/**
 * Integrates the equation that an optimiser tends to, for the weights of the theorem's network, and lays every inequality of the proofs
 * over it: lambda_min(H(t)), |H(t) - H(0)|, how far a neuron moved, the loss, and the Lyapunov functions. Margins are in decades; their
 * `error`, also in decades, comes from a second run at half the resolution: the largest difference of the losses' envelopes up to the last peak. Under a bound
 * that falls the envelope has the loss's own smallest margin, and unlike the loss it has no zeros, near which a logarithm tells nothing.
 * @paper BXC (2.1), (3.3), (4.2), Theorems 1 to 3
 */
export const flowExperiment: Experiment = {
  name: "bxc.flow",
  version: 3,
  async run(params, seed, context) {
    const parsed = parseParams(flowParams, params, "bxc.flow");
    const given = theoremData(parsed.problem, seed);
    const layer = await openHiddenLayer(given.data, parsed.width, seed);
    try {
      return report(parsed, given, layer, context);
    } finally {
      layer.close();
    }
  },
  cost: (params) => {
    const { problem, width, steps, equation } = parseParams(flowParams, params, "bxc.flow");
    // Four gradients and a look a step, and half as much again for the coarse run; gamma/t asks for short first steps.
    const first = equation.name === "nesterov" ? 8 * equation.gamma : 0;
    return 0.05 + (steps + first) * width * problem.inputs * (1.2e-8 * problem.train + 6e-8);
  },
};

function report(
  { equation, span, steps }: z.infer<typeof flowParams>,
  given: TheoremData,
  layer: HiddenLayer,
  context: ExperimentContext,
): Json {
  const { lambda0, lambdaMax } = given;
  const first = equation.name === "gradient";
  const time = span / (first ? lambda0 : Math.sqrt(lambda0));
  const fine = follow(layer, equation, given, { time, steps, context });
  const coarse = lossOnly(layer, equation, given, { time, steps: steps / 2, context });
  const upper = envelope(fine.loss);
  const error = envelopeError(fine.loss, coarse);

  const kept = equation.name === "nesterov" ? [0, ...thinSteps(steps, 199)] : evenly(steps + 1);
  const at = (values: Float64Array) => shortAll(kept.map((k) => values[k]));
  return toJson({
    lambda0,
    lambdaMax,
    error,
    pseudo: fine.pseudo,
    curve: {
      // In the flow's own unit: the same numbers for every seed.
      time: shortAll(kept.map((k) => (k * span) / steps)),
      loss: at(fine.loss),
      envelope: at(upper),
      predicted: at(fine.predicted),
      smallest: at(fine.smallest),
      drift: at(fine.drift),
      moved: at(fine.moved),
      lyapunov: at(fine.lyapunov),
    },
    bound: boundMargin(equation, fine, lambda0),
    decay: decayMargin(equation, fine, lambda0),
    smallest: Math.min(...fine.smallest),
    drift: Math.max(...fine.drift),
    moved: Math.max(...fine.moved),
    rises: risesOf(fine.loss, { rounding: GROWTH }),
    growth: growthOf(fine),
    jumps: fine.jumps && { ...fine.jumps },
    energyGrowth: short(largestGrowth(fine.energy)),
  });
}
