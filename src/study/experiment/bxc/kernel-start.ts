import { z } from "zod";
import type { Dataset } from "../../../model/dataset.js";
import { initialise } from "../../../model/initialise.js";
import { buildNetwork, type NetworkSpec } from "../../../model/network.js";
import { log } from "../../../numerics/elementary.js";
import { eigenvalues } from "../../../numerics/linear/eigen.js";
import type { Matrix } from "../../../numerics/linear/matrix.js";
import { random } from "../../../numerics/random.js";
import { gram, kernelDrift } from "../../../tangent/index.js";
import { shallowKernels } from "../../../theory/index.js";
import { type Experiment, type ExperimentContext, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { theoremSpec } from "./hidden-layer.js";
import { notebookData, notebookProblem, notebookSpec } from "./notebook-data.js";
import { sphereData, theoremData } from "./sphere.js";

const count = z.int().positive();

export const kernelStartParams = z.strictObject({
  problem: z.union([sphereData, notebookProblem]),
  widths: z.array(count).min(1),
  /** Networks drawn at each width. */
  draws: count,
  /** Also that many at the width which the proof of Lemma 3.1 asks for with probability 1 - delta, constants and all (sphere only). */
  proven: z.strictObject({ delta: z.number().gt(0).lt(1), draws: count }).optional(),
});

/** A network at its start, whose kernel times `factor(m)` is to tend to a limit. */
interface Setting {
  readonly data: Dataset;
  readonly spec: (width: number) => NetworkSpec;
  readonly limit: (width: number) => Matrix;
  readonly factor: (width: number) => number;
}

/**
 * How far the kernel of a network at its start lies from its limit, |H(0) - H_inf|_2, for fresh networks at each width. In the theorem's
 * setting as it is; the notebook's kernel grows with m, and tends to its limit after division by m.
 * @paper BXC Lemma 3.1
 */
export const kernelStartExperiment: Experiment = {
  name: "bxc.kernel-start",
  version: 1,
  async run(params, seed, context) {
    const { problem, widths, draws, proven } = parseParams(kernelStartParams, params, "bxc.kernel-start");
    const setting = "name" in problem ? await notebookSetting(problem, context) : theoremSetting(problem, seed);
    const lambda0 = eigenvalues(setting.limit(widths[0]))[0];
    const measure = (width: number, number: number) =>
      Array.from({ length: number }, (_, draw) => {
        context.signal?.throwIfAborted();
        return distance(setting, width, random(seed, `bxc network ${width} ${draw}`).integer(2 ** 32));
      });
    const points = widths.map((width) => ({ width, draws: measure(width, draws) }));
    const { rows } = setting.data;
    const scale = rows / lambda0;
    const needed = proven && Math.ceil(8 * scale * scale * log((2 * rows * rows) / proven.delta));
    return toJson({
      lambda0,
      points,
      proven: proven && needed !== undefined ? { width: needed, draws: measure(needed, proven.draws) } : null,
    });
  },
  cost: (params) => {
    const { problem, widths, draws, proven } = parseParams(kernelStartParams, params, "bxc.kernel-start");
    const n = problem.train ?? 60;
    const d = "name" in problem ? n : problem.inputs;
    const neurons = draws * widths.reduce((sum, width) => sum + width, 0) + (proven ? proven.draws * 2e5 : 0);
    return 0.1 + neurons * n * (d + n) * 4e-9;
  },
};

function distance({ data, spec, limit, factor }: Setting, width: number, seed: number) {
  const network = buildNetwork(spec(width), data.inputs, 1);
  const { total } = gram({ network, parameters: initialise(network, seed), s: [1] }, data, undefined, {
    blocks: false,
  });
  const scaled = { ...total, data: total.data.map((value) => factor(width) * value) };
  return { distance: kernelDrift(scaled, limit(width), { norm: "spectral" }), smallest: eigenvalues(scaled)[0] };
}

function theoremSetting(problem: z.infer<typeof sphereData>, seed: number): Setting {
  const { data, kernel } = theoremData(problem, seed);
  return { data, spec: theoremSpec, limit: () => kernel, factor: () => 1 };
}

async function notebookSetting(problem: z.infer<typeof notebookProblem>, context: ExperimentContext): Promise<Setting> {
  const data = await notebookData(problem, context);
  // E a^2 = 1/3; the output layer's part is that of w ~ N(0, I) over m^2.
  const { a, omega } = shallowKernels(data, { bias: "input", outputInit: "uniform" }).at(1);
  return {
    data,
    spec: notebookSpec,
    limit: (width) => ({ ...omega, data: omega.data.map((value, i) => value + a.data[i] / (width * width)) }),
    factor: (width) => 1 / width,
  };
}
