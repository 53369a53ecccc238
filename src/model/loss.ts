import type { Real } from "../engine/program.js";
import { exp, log, log1p } from "../numerics/elementary.js";

/** A block of rows on which a loss is evaluated. All matrices are row-major. */
export interface LossBlock {
  readonly rows: number;
  readonly outputs: number;
  /** f, (rows x k). */
  readonly output: Real;
  /** y, (rows x k), read from row `first` on. */
  readonly target: Real;
  readonly first: number;
  /** Sample weights, read from row `first` on; none means 1. */
  readonly weights?: Float64Array;
  /** The n of the mean 1/n: the rows of the whole batch, of which this block is a part. */
  readonly total: number;
  /** Receives dR/df, (rows x k), if given. */
  readonly cotangent?: Real;
}

/** A mean over samples of a function of output and target. */
export interface Loss {
  readonly name: LossName;
  /** Lipschitz constant of dR/df times n: G's eigenvalues times curvature / n bound the stable rates. */
  readonly curvature: number;
  /** The block's share of R; writes its share of dR/df. */
  evaluate(block: LossBlock): number;
}

export const lossNames = ["mse", "sum", "logistic", "hinge"] as const;
export type LossName = (typeof lossNames)[number];

const squares = (name: "mse" | "sum"): Loss => ({
  name,
  curvature: 1,
  evaluate({ rows, outputs, output, target, first, weights, total, cotangent }) {
    const n = name === "mse" ? total : 1;
    const start = first * outputs;
    const entries = rows * outputs;
    let sum = 0;
    for (let at = 0; at < entries; at++) {
      const residual = output[at] - target[start + at];
      const weighted = weights ? weights[first + Math.floor(at / outputs)] * residual : residual;
      sum += weighted * residual;
      if (cotangent) cotangent[at] = weighted / n;
    }
    return sum / (2 * n);
  },
});

/**
 * Mean squares R = 1/(2n) sum_i |f(x_i) - y_i|^2, summed over outputs.
 * @paper HRTA eq. (1), (7)
 */
export const mse: Loss = squares("mse");

/**
 * Half the sum of squares L = 1/2 sum_i |f(x_i) - y_i|^2, without the mean.
 * @paper BXC section 2
 */
export const sumOfSquares: Loss = squares("sum");

/**
 * Logistic loss. One output, y = +-1: R = 1/n sum log(1 + exp(-y f)). k outputs, y one-hot:
 * the softmax cross-entropy R = 1/n sum_i (log sum_j exp(f_ij) - f_{i,y_i}).
 */
export const logistic: Loss = {
  name: "logistic",
  curvature: 1,
  evaluate({ rows, outputs, output, target, first, weights, total, cotangent }) {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const weight = weights ? weights[first + i] : 1;
      const at = i * outputs;
      const goal = first * outputs + at;
      if (outputs === 1) {
        const y = target[goal];
        const margin = y * output[at];
        const e = exp(margin > 0 ? -margin : margin);
        sum += weight * (margin > 0 ? log1p(e) : log1p(e) - margin);
        if (cotangent) cotangent[at] = (-y * weight * (margin > 0 ? e : 1)) / ((1 + e) * total);
        continue;
      }
      let max = output[at];
      for (let j = 1; j < outputs; j++) if (output[at + j] > max) max = output[at + j];
      let partition = 0;
      for (let j = 0; j < outputs; j++) partition += exp(output[at + j] - max);
      const normaliser = max + log(partition);
      for (let j = 0; j < outputs; j++) {
        const y = target[goal + j];
        if (y !== 0) sum += weight * y * (normaliser - output[at + j]);
        if (cotangent) cotangent[at + j] = (weight * (exp(output[at + j] - normaliser) - y)) / total;
      }
    }
    return sum / total;
  },
};

/**
 * Hinge loss. One output, y = +-1: R = 1/n sum max(0, 1 - y f). k outputs, y one-hot (Crammer and Singer):
 * R = 1/n sum_i max(0, 1 + max_{j != y_i} f_ij - f_{i,y_i}). The subgradient at the kink is 0.
 * @paper Wu, Figure 1
 */
export const hinge: Loss = {
  name: "hinge",
  curvature: 0,
  evaluate({ rows, outputs, output, target, first, weights, total, cotangent }) {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const weight = weights ? weights[first + i] : 1;
      const at = i * outputs;
      const goal = first * outputs + at;
      if (outputs === 1) {
        const y = target[goal];
        const slack = 1 - y * output[at];
        if (slack > 0) sum += weight * slack;
        if (cotangent) cotangent[at] = slack > 0 ? (-y * weight) / total : 0;
        continue;
      }
      let label = 0;
      for (let j = 1; j < outputs; j++) if (target[goal + j] > target[goal + label]) label = j;
      let rival = label === 0 ? 1 : 0;
      for (let j = 0; j < outputs; j++) if (j !== label && output[at + j] > output[at + rival]) rival = j;
      const slack = 1 + output[at + rival] - output[at + label];
      if (slack > 0) sum += weight * slack;
      if (!cotangent) continue;
      for (let j = 0; j < outputs; j++) cotangent[at + j] = 0;
      if (slack > 0) {
        cotangent[at + rival] = weight / total;
        cotangent[at + label] = -weight / total;
      }
    }
    return sum / total;
  },
};

/** The losses by name. */
export const losses: Readonly<Record<LossName, Loss>> = { mse, sum: sumOfSquares, logistic, hinge };
