import { homotopy, relu } from "../../model/activation.js";
import type { NetworkSpec } from "../../model/network.js";
import type { ParallelRows } from "./parallel.js";

/** What of a network decides which outputs are tied: `mlp(...)` has it all. */
export type TiedSpec = Partial<Pick<NetworkSpec, "activation" | "bias" | "hidden" | "skip">>;

/** The value of s, one or one a hidden layer, in place of the activation's own. */
export interface TiedOptions {
  readonly s?: number | readonly number[];
}

/** Rows at which the network's outputs are one number times fixed factors, whatever the weights: f(x_{rows[i]}) = factors[i] t. */
export interface Tie {
  readonly rows: readonly number[];
  readonly factors: readonly number[];
}

/**
 * The rows that a network of any width cannot tell apart, from the rows that are parallel:
 *
 * - equal rows have equal outputs;
 * - without bias, sigma_s of relu is positively homogeneous: f(c x) = c f(x) for c > 0, at any depth
 *   (1/2 relu^2 at s = 1: c^2 a layer), and f(0) = 0 for every sigma with sigma(0) = 0;
 * - without bias, x and -x are tied with -1 if every layer is odd (s = 0; tanh and erf at any s), with +1 if the
 *   first is even (relu, gelu and softplus at s = 2, where sigma_s(z) = |z| for relu), and not at all otherwise.
 * @paper HRTA Remark 2, (3); the last line is why lambda_min falls towards s = 2 on the sphere
 */
export function tiedRows(
  { groups, zeros }: ParallelRows,
  spec: TiedSpec = {},
  { s: given }: TiedOptions = {},
): readonly Tie[] {
  const { activation = homotopy(relu), bias = "input", hidden = [1], skip = false } = spec;
  const { name, value } = activation.sigma;
  const s = typeof given === "object" ? given : hidden.map(() => given ?? activation.s);
  const linear = s.every((one) => one === 0);
  const odd = linear || name === "tanh" || name === "erf";
  const even = !skip && s[0] === 2 && ["relu", "gelu", "softplus"].includes(name);
  const squared = !skip && name === "halfSquaredRelu" && s.every((one) => one === 1);
  // Equal rows are tied by any network; of other factors the key keeps what the symmetries leave of them.
  const classOf = (factor: number): { readonly key: string; readonly factor: number } => {
    const sign = factor < 0 && (odd || even) ? "" : factor < 0 ? "-" : "+";
    const turn = factor < 0 && odd ? -1 : 1;
    const size = Math.abs(factor);
    const side = odd || even ? "" : sign;
    if (linear || name === "relu") return { key: side, factor: turn * size };
    if (squared) return { key: side, factor: turn * repeatedSquare(size, s.length) };
    return { key: `${side}${size}`, factor: turn };
  };
  const ties: Tie[] = [];
  for (const group of groups) {
    const classes = new Map<string, { rows: number[]; factors: number[] }>();
    group.rows.forEach((row, i) => {
      const { key, factor } = bias === false ? classOf(group.factors[i]) : { key: "", factor: 1 };
      const tie = classes.get(key) ?? { rows: [], factors: [] };
      classes.set(key, tie);
      tie.rows.push(row);
      tie.factors.push(factor);
    });
    for (const tie of classes.values()) if (tie.rows.length > 1) ties.push(tie);
  }
  // Through the origin: the output there is 0, the factor of every number. Otherwise zero rows are duplicates.
  if (bias === false && (linear || value(0) === 0)) {
    if (zeros.length > 0) ties.push({ rows: zeros, factors: zeros.map(() => 0) });
  } else if (zeros.length > 1) ties.push({ rows: zeros, factors: zeros.map(() => 1) });
  return ties;
}

/** The largest rank that the kernel of such a network can have: a tie leaves one of its rows, one at the origin none. */
export function rankLeft(rows: number, ties: readonly Tie[]): number {
  return ties.reduce(
    (rank, tie) => rank - tie.rows.length + (tie.factors.some((factor) => factor !== 0) ? 1 : 0),
    rows,
  );
}

function repeatedSquare(value: number, times: number): number {
  let result = value;
  for (let i = 0; i < times; i++) result *= result;
  return result;
}
