import { evaluate } from "../model/evaluate.js";
import type { NetworkSpec } from "../model/network.js";
import type { Split } from "../model/split.js";
import type { KernelRecord } from "../report/kernel-record.js";
import { kernelRegression } from "../theory/regression/kernel-regression.js";

/** Rows up to which the models without training are fitted: their matrices are decomposed whole. */
const MOST_ROWS = 2500;

const details = {
  ntk: "an infinitely wide network trained to the end, with a ridge",
  nngp: "the same with only its last layer trained, with a ridge",
} as const;

/** Test errors of kernel regression with both kernels, for numbers to predict. */
export async function modelErrors(
  { train, test, encoding }: Split,
  { network, s }: { readonly network: NetworkSpec; readonly s: number },
): Promise<KernelRecord["untrained"]> {
  if (!test || train.rows > MOST_ROWS || encoding.target.kind === "classes") return undefined;
  const rows: NonNullable<KernelRecord["untrained"]>[number][] = [];
  for (const kernel of ["ntk", "nngp"] as const) {
    // An output layer that starts at 0 has the covariance 0.
    if (kernel === "nngp" && network.outputInit === "zero") continue;
    const model = kernelRegression({ data: train, kernel, spec: network, s, encoding });
    const { metrics } = await evaluate(model, encoding, test);
    if (metrics.kind !== "regression") continue;
    for (const { name, rmse, r2 } of metrics.targets)
      rows.push({
        name: metrics.targets.length > 1 ? `${model.name}, ${name}` : model.name,
        rmse,
        r2,
        detail: details[kernel],
      });
  }
  return rows;
}
