import { activations, homotopy } from "../../model/activation.js";
import { initialise } from "../../model/initialise.js";
import type { Model } from "../../model/model.js";
import { buildNetwork, mlp, type NetworkSpec } from "../../model/network.js";
import type { Predictor } from "../../model/predictor.js";
import type { Problem, ProblemData } from "../../problems/index.js";
import { kernelRegression } from "../../theory/regression/kernel-regression.js";
import { polish, randomFeatures } from "../../training/index.js";
import type { UntrainedMethod } from "../method.js";
import { errorsOf, type Fit, squaresLoss } from "./fit.js";

/** Random features, or the infinite-width kernel: a fit in one solve, without steps. */
export async function untrainedFit(
  method: UntrainedMethod,
  { task }: Problem,
  data: ProblemData,
  seed: number,
): Promise<Fit> {
  const { activation = "relu", ...network } = method.network ?? {};
  const spec = mlp({ ...network, activation: homotopy(activations[activation], method.s) });
  const start = performance.now();
  const { model, chosen } =
    method.kind === "randomFeatures" ? features(spec, method.strength, data, seed) : kernel(spec, method, data);
  const seconds = (performance.now() - start) / 1000;
  return {
    outcome: "finished",
    steps: 0,
    seconds,
    loss: await squaresLoss(model, data.train),
    ...(await errorsOf(model, data, task)),
    history: { step: [], loss: [], s: [], validation: [] },
    stages: [],
    s: spec.hidden.map(() => spec.activation.s),
    chosen,
  };
}

interface Chosen {
  readonly model: Model | Predictor;
  readonly chosen: number;
}

function kernel(
  spec: NetworkSpec,
  { kind, ridge }: Exclude<UntrainedMethod, { kind: "randomFeatures" }>,
  { train }: ProblemData,
): Chosen {
  const model = kernelRegression({ data: train, kernel: kind, spec, s: spec.activation.s, ridge });
  return { model, chosen: model.ridge };
}

function features(
  spec: NetworkSpec,
  strength: number | "validation" = "validation",
  { train, validation }: ProblemData,
  seed: number,
): Chosen {
  if (strength !== "validation")
    return { model: randomFeatures({ data: train, network: spec, strength, seed }), chosen: strength };
  // Polished from an output layer of zeros, the penalty draws towards zero: ridge regression, its strength chosen by validation.
  const network = buildNetwork({ ...spec, outputInit: "zero" }, train.inputs, train.outputs);
  const { s } = spec.activation;
  const parameters = initialise(network, seed, { s });
  const solved = polish({ network, parameters, s: spec.hidden.map(() => s) }, train, { validation });
  return { model: solved.model, chosen: solved.lambda };
}
