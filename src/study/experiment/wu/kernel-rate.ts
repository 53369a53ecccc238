import { z } from "zod";
import { log } from "../../../numerics/elementary.js";
import { eigenvalues } from "../../../numerics/linear/eigen.js";
import type { Matrix } from "../../../numerics/linear/matrix.js";
import { gram, kernelDrift } from "../../../tangent/index.js";
import { trainGradientFlow } from "../../../training/index.js";
import { type Experiment, type ExperimentContext, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { brief, briefly } from "./brief.js";
import { drawModel, lectureNetwork } from "./network.js";
import { type SphereData, sphereData } from "./sphere-data.js";

const count = z.int().positive();

const paramsSchema = z.strictObject({
  /** n. */
  points: count,
  /** d. */
  inputs: count,
  labels: z.enum(["neuron", "signs"]),
  /** delta. */
  delta: z.number().gt(0).lt(1),
  /** Point sets are drawn until the width that Theorem 10 asks for is at most this. */
  mostWidth: count.optional(),
  /** m: a number, or what Theorem 10 or Lemma 11 asks for. */
  neurons: z.union([count, z.enum(["theorem10", "lemma11"])]),
  /** The flow ends at m lambda_n t / n = this. */
  horizon: z.number().positive(),
  /** Local error of the flow. */
  tolerance: z.number().positive(),
});

type Params = z.infer<typeof paramsSchema>;

/** What one cell gives. */
export const kernelRateResult = z.strictObject({
  /** A proven lower bound on lambda_n(K). */
  lambda: z.number(),
  /** 10 n log(2 n^2 / delta) / lambda_n^2. */
  width: z.number(),
  /** Point sets that were drawn. */
  draws: z.number(),
  /** m. */
  neurons: z.number(),
  /** lambda_n(G(theta_0)) / (m lambda_n(K)). */
  start: z.number(),
  /** m lambda_n t / n. */
  tau: z.array(z.number()),
  /** log(R(t) / R(0)). */
  fall: z.array(z.number().nullable()),
  /** The difference that a tenth of the tolerance makes to `fall`, doubled. */
  error: z.number(),
  /** tau at which |K(theta) - K(theta_0)|_F exceeds lambda_n / 4; null if not up to the horizon. */
  exit: z.number().nullable(),
});

const LOOKS = 48;
/** Six digits are kept of a logarithm of at most 20 or so. */
const ROUNDING = 1e-4;

/**
 * Gradient flow of R = 1/(2n) sum (f - y)^2 for f = sum_j a_j relu(b_j . x) from a = 0, b uniform on the sphere, both trained.
 * @paper Wu Theorem 10, Lemmas 11, 12
 */
export const kernelRateExperiment: Experiment = {
  name: "wu.kernel-rate",
  version: 1,
  async run(params, seed, context) {
    const checked = parseParams(paramsSchema, params, "wu.kernel-rate");
    const sphere = sphereData(checked, seed);
    return toJson(await flow(checked, sphere, seed, context));
  },
  cost: (params) => {
    const { points, inputs, neurons, mostWidth = 1e5 } = parseParams(paramsSchema, params, "wu.kernel-rate");
    const m = neurons === "theorem10" ? 0.7 * mostWidth : neurons === "lemma11" ? mostWidth / 300 : neurons;
    return 0.02 + 2.5e-5 * m * (inputs + 3) + 8e-9 * m * points * (inputs + 3) * 700;
  },
};

async function flow(
  { delta, neurons, horizon, tolerance, points: n, inputs }: Params,
  { data, lambda, width, draws }: SphereData,
  seed: number,
  { signal, onProgress }: ExperimentContext,
): Promise<z.infer<typeof kernelRateResult>> {
  const lemma = Math.ceil(log((n * n) / delta) / (2 * lambda * lambda));
  const m = neurons === "theorem10" ? width : neurons === "lemma11" ? lemma : neurons;
  const network = lectureNetwork(m);
  const model = drawModel(network, inputs, seed);
  const { total } = gram(model, data, undefined, { blocks: false });
  const tau = Array.from({ length: LOOKS + 1 }, (_, i) => (horizon * i) / LOOKS);
  const unit = n / (m * lambda);
  const times = tau.map((t) => t * unit);
  const radius = (m * lambda) / 4;
  let exit: number | null = null;
  const run = (local: number, watch: boolean) =>
    trainGradientFlow({
      network,
      data,
      seed,
      time: times[LOOKS],
      times,
      tolerance: local,
      until: ({ time, model: now }) => {
        signal?.throwIfAborted();
        onProgress?.((watch ? 0 : 0.5) + (0.5 * time) / times[LOOKS]);
        if (watch && neurons === "lemma11" && exit === null && moved(now, total, data) > radius) exit = time / unit;
        return false;
      },
    });
  const coarse = await run(tolerance, true);
  const fine = await run(tolerance / 10, false);
  const fallOf = ({ losses }: { readonly losses: Float64Array }) => Array.from(losses, (r) => log(r / losses[0]));
  const fall = fallOf(fine);
  const before = fallOf(coarse);
  return {
    lambda,
    width,
    draws,
    neurons: m,
    start: eigenvalues(total)[0] / (m * lambda),
    tau: tau.map((t) => brief(t) ?? 0),
    fall: briefly(fall),
    error: 2 * fall.reduce((most, value, i) => Math.max(most, Math.abs(value - before[i])), 0) + ROUNDING,
    exit,
  };
}

const moved = (model: Parameters<typeof gram>[0], start: Matrix, data: Parameters<typeof gram>[1]): number =>
  kernelDrift(gram(model, data, undefined, { blocks: false }).total, start);
