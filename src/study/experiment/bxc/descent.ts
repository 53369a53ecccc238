import { z } from "zod";
import { sumOfSquares } from "../../../model/loss.js";
import { buildNetwork } from "../../../model/network.js";
import {
  type Dynamics,
  gradientDescent,
  gradientDescentRates,
  heavyBallDescent,
  heavyBallParameters,
  momentaDescent,
  momentumOf,
  nesterovDescent,
  predictLoss,
  theoremFriction,
} from "../../../theory/index.js";
import { constant, gd, heavyBall, higherMomentum, nesterov, type Optimizer, train } from "../../../training/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { startOf } from "../../start.js";
import { parseParams } from "../params.js";
import { thinSteps } from "../thin.js";
import { bestMomenta } from "./best-momenta.js";
import { theoremSpec } from "./hidden-layer.js";
import { inFloat64, risesOf, shortAll } from "./numbers.js";
import { sphereData, type TheoremData, theoremData } from "./sphere.js";

/** In units of 1/lambda_max(H_inf). */
const rate = z.number().positive();

/** A method with its rate and momentum, or by what makes the slowest mode of H_inf fall fastest ("best..."). */
export const descentMethod = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("gradient"), rate }),
  z.strictObject({ name: z.literal("bestGradient") }),
  /** "theorem": 1 - sqrt(2 lambda_0 eta), whose flow has b = sqrt(2 lambda_0). */
  z.strictObject({ name: z.literal("heavyBall"), rate, momentum: z.union([z.number(), z.literal("theorem")]) }),
  z.strictObject({ name: z.literal("bestHeavyBall") }),
  z.strictObject({ name: z.literal("nesterov"), rate, gamma: z.number().positive() }),
  /** Constant momentum (1 - q)/(1 + q), q = sqrt(lambda_0 eta / 2). */
  z.strictObject({ name: z.literal("footnote"), rate }),
  z.strictObject({ name: z.literal("momenta"), rate, momenta: z.tuple([z.number(), z.number()]) }),
  z.strictObject({ name: z.literal("bestMomenta") }),
]);

export const descentParams = z.strictObject({
  problem: sphereData,
  width: z.int().positive(),
  method: descentMethod,
  steps: z.int().positive(),
});

interface Chosen {
  readonly rate: number;
  readonly optimizer: Optimizer;
  readonly dynamics: Dynamics;
}

/**
 * Trains the hidden layer of the theorem's network by a method in steps, in float64, on L = 1/2 |f - y|^2, beside the loss that H(0) foretells.
 * @paper BXC (3.1), (4.1), section 5.1
 */
export const descentExperiment: Experiment = {
  name: "bxc.descent",
  version: 1,
  async run(params, seed, { signal, onProgress }) {
    const { problem, width, method, steps } = parseParams(descentParams, params, "bxc.descent");
    const given = theoremData(problem, seed);
    const { lambda0, lambdaMax, data } = given;
    const chosen = choose(method, given);
    const spec = theoremSpec(width);
    const { modes, energy } = startOf(buildNetwork(spec, data.inputs, 1), data, { s: 1, seed, curvature: 1 });
    const run = train({
      network: spec,
      data,
      loss: sumOfSquares,
      optimizer: chosen.optimizer,
      relaxation: constant(1),
      // The loss of step k + 1 is that after k steps.
      steps: steps + 1,
      seed,
      dtype: "f64",
    });
    for await (const progress of run) {
      signal?.throwIfAborted();
      onProgress?.(progress.step / progress.steps);
    }
    const { history, outcome } = await run.result;
    const { loss } = history;
    const kept = [0, ...thinSteps(steps, 199)];
    const predicted = predictLoss({ ...modes, energy, dynamics: chosen.dynamics, times: kept });
    return toJson({
      outcome,
      lambda0,
      lambdaMax,
      rate: chosen.rate,
      options: chosen.optimizer.options,
      final: loss.length > steps ? loss[steps] : null,
      curve: {
        step: kept,
        loss: shortAll(kept.map((k) => loss[k] ?? Number.NaN)),
        predicted: shortAll(predicted),
      },
      rises: risesOf(loss, inFloat64),
    });
  },
  cost: (params) => {
    const { problem, width, steps } = parseParams(descentParams, params, "bxc.descent");
    return 0.02 + steps * (1e-5 + 3e-10 * problem.train * problem.inputs * width);
  },
};

function choose(method: z.infer<typeof descentMethod>, given: TheoremData): Chosen {
  const { lambda0: min, lambdaMax: max } = given;
  const eta = "rate" in method ? method.rate / max : 0;
  switch (method.name) {
    case "gradient":
      return descent(eta);
    case "bestGradient":
      return descent(gradientDescentRates({ min, max }).best);
    case "heavyBall":
      return ball({
        rate: eta,
        momentum:
          method.momentum === "theorem" ? momentumOf({ rate: eta, friction: theoremFriction(min) }) : method.momentum,
      });
    case "bestHeavyBall":
      return ball(heavyBallParameters({ min, max }));
    case "nesterov":
      return accelerated({ rate: eta, gamma: method.gamma });
    case "footnote": {
      const q = Math.sqrt((min * eta) / 2);
      return accelerated({ rate: eta, momentum: (1 - q) / (1 + q) });
    }
    case "momenta":
      return several({ rate: eta, momenta: method.momenta });
    case "bestMomenta":
      return several(bestMomenta(given.values));
  }
}

const descent = (rate: number): Chosen => ({
  rate,
  optimizer: gd({ rate }),
  dynamics: gradientDescent({ rate }),
});

const ball = (options: { readonly rate: number; readonly momentum: number }): Chosen => ({
  rate: options.rate,
  optimizer: heavyBall(options),
  dynamics: heavyBallDescent(options),
});

const accelerated = (options: {
  readonly rate: number;
  readonly gamma?: number;
  readonly momentum?: number;
}): Chosen => ({
  rate: options.rate,
  optimizer: nesterov(options),
  dynamics: nesterovDescent(options),
});

const several = ({ rate, momenta }: { readonly rate: number; readonly momenta: readonly number[] }): Chosen => ({
  rate,
  optimizer: higherMomentum({ rate, momenta }),
  dynamics: momentaDescent({ rate, momenta }),
});
