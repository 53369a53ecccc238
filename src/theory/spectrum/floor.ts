import type { Dataset } from "../../model/dataset.js";
import { linearResidual } from "./linear-residual.js";
import { parallelRows } from "./parallel.js";
import { rankLeft, type Tie, type TiedOptions, type TiedSpec, tiedRows } from "./tie.js";

/** The loss that no weights of a network go under, and the rows that cause it. */
export interface LossFloor {
  /**
   * The least possible R = 1/(2n) sum_i w_i |f(x_i) - y_i|^2. A wide network comes as near to it as one likes. 0 where it cannot be told from
   * the rounding of the targets.
   */
  readonly floor: number;
  /** The tied rows, those that cost most first, each with its share of the floor. */
  readonly ties: readonly (Tie & { readonly floor: number })[];
  /** The largest rank that the network's kernel can have on these rows. */
  readonly rank: number;
}

/**
 * The exact loss floor of a data set under the mean squared error: a tie with factors c_i costs
 * 1/(2n) min_t sum_i w_i |y_i - c_i t|^2, for equal rows the variance of their targets. At s = 0 the network is linear,
 * and the floor is that of linear least squares.
 * @param spec the network, `mlp(...)` or the part of it that matters. Default: relu, a constant input.
 * @throws RangeError if an input or target is not finite.
 * @paper HRTA (1), (3); Example 1 without bias has the floor 0.2105
 * @example lossFloor(data, mlp({ bias: false })).floor
 */
export function lossFloor(data: Dataset, spec: TiedSpec = {}, options: TiedOptions = {}): LossFloor {
  const bias = spec.bias ?? "input";
  const ties = tiedRows(parallelRows(data, { bias }), spec, options)
    .map((tie) => ({ ...tie, floor: tieFloor(data, tie) }))
    .sort((a, b) => b.floor - a.floor || a.rows[0] - b.rows[0]);
  if (isLinear(spec, options)) {
    const { residual, rank } = linearResidual(data, { constant: bias !== false });
    return { floor: residual / (2 * data.rows), ties, rank };
  }
  return { floor: ties.reduce((sum, tie) => sum + tie.floor, 0), ties, rank: rankLeft(data.rows, ties) };
}

function isLinear({ activation }: TiedSpec, { s = activation?.s ?? 1 }: TiedOptions): boolean {
  return typeof s === "number" ? s === 0 : s.every((one) => one === 0);
}

/**
 * 1/(2n) sum_i w_i |y_i - c_i t|^2 at the best t = (sum w c y) / (sum w c^2), a target at a time, in two passes. t is off by as many units in the
 * last place as there are rows, and so is what it leaves of targets that agree.
 */
function tieFloor({ rows: n, outputs, y, weights }: Dataset, { rows, factors }: Tie): number {
  let floor = 0;
  for (let p = 0; p < outputs; p++) {
    let product = 0;
    let square = 0;
    let own = 0;
    let left = 0;
    rows.forEach((row, i) => {
      const w = weights?.[row] ?? 1;
      if (!Number.isFinite(y[row * outputs + p]))
        throw new RangeError(`data: the target of row ${row} is not a finite number`);
      product += w * factors[i] * y[row * outputs + p];
      square += w * factors[i] * factors[i];
      own += w * y[row * outputs + p] * y[row * outputs + p];
    });
    const t = square > 0 ? product / square : 0;
    rows.forEach((row, i) => {
      const residual = y[row * outputs + p] - factors[i] * t;
      left += (weights?.[row] ?? 1) * residual * residual;
    });
    const rounding = (rows.length + 8) * Number.EPSILON;
    if (left > rounding * rounding * own) floor += left;
  }
  return floor / (2 * n);
}
