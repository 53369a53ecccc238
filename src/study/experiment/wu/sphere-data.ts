import type { Dataset } from "../../../model/dataset.js";
import { log } from "../../../numerics/elementary.js";
import { smallestEigenvalue } from "../../../numerics/linear/interval.js";
import { random } from "../../../numerics/random.js";
import { shallowKernels } from "../../../theory/index.js";

export interface SphereDataOptions {
  /** n. */
  readonly points: number;
  /** d. */
  readonly inputs: number;
  /** "neuron": y = max(x_1, 0), the lecture's target. "signs": -1 or 1 at random. */
  readonly labels: "neuron" | "signs";
  /** Point sets are drawn until the width that Theorem 10 asks for is at most this. */
  readonly mostWidth?: number;
  /** The probability that the theorem may fail with. */
  readonly delta: number;
}

export interface SphereData {
  readonly data: Dataset;
  /** lambda_n(K), a proven lower bound. */
  readonly lambda: number;
  /** 10 n log(2 n^2 / delta) / lambda_n^2. */
  readonly width: number;
  /** n^4 log(n^2 / delta) / lambda_n^2, Theorem 13's with the factor 1. */
  readonly width13: number;
  /** Point sets that were drawn. */
  readonly draws: number;
}

const MOST_DRAWS = 1000;

/**
 * n points uniform on the unit sphere of R^d with their kernel; with `mostWidth` the first set for which the theorem can speak at a width
 * that can be run.
 * @throws RangeError if there is none among the first 1000.
 * @paper Wu (0.21), Theorem 10
 */
export function sphereData(options: SphereDataOptions, seed: number): SphereData {
  const { points: n, inputs: d, labels, mostWidth = Number.POSITIVE_INFINITY, delta } = options;
  for (let draws = 1; draws <= MOST_DRAWS; draws++) {
    const draw = random(seed, `points ${draws}`);
    const x = new Float64Array(n * d);
    for (let i = 0; i < n; i++) x.set(draw.pointOnSphere(d), i * d);
    const kernel = sphereKernel({ rows: n, inputs: d, x });
    const { lower } = smallestEigenvalue(kernel, { entryError: kernel.error });
    const lambda = Math.max(lower, 0);
    const width = Math.ceil((10 * n * log((2 * n * n) / delta)) / (lambda * lambda));
    if (width > mostWidth) continue;
    const y = Float64Array.from({ length: n }, (_, i) => (labels === "neuron" ? Math.max(x[i * d], 0) : draw.sign()));
    const width13 = Math.ceil((n * n * n * n * log((n * n) / delta)) / (lambda * lambda));
    return { data: { rows: n, inputs: d, outputs: 1, x, y }, lambda, width, width13, draws };
  }
  throw new RangeError(
    `mostWidth: ${mostWidth}, none of ${MOST_DRAWS} sets of ${n} points in ${d} dimensions does with so little; allow more`,
  );
}

/** The kernel of the lecture's random features at some points. */
export const sphereKernel = (points: { readonly rows: number; readonly inputs: number; readonly x: Float64Array }) =>
  shallowKernels(points, { bias: false, inputInit: "sphere", outputInit: "zero" }).at(1).a;
