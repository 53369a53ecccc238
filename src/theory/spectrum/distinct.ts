import type { Dataset } from "../../model/dataset.js";
import type { Tie } from "./tie.js";

/**
 * The data set with only the first row of each tie, and none where the network is 0 whatever its weights: what is left when rows that a
 * network cannot tell apart are taken once. (A data set of nothing else keeps its first row.)
 */
export function distinctRows(data: Dataset, ties: readonly Tie[]): Dataset {
  const left = new Set(ties.flatMap(({ rows, factors }) => (factors.every((c) => c === 0) ? rows : rows.slice(1))));
  if (left.size === data.rows) left.delete(0);
  if (left.size === 0) return data;
  const { inputs, outputs, weights } = data;
  const rows = Array.from({ length: data.rows }, (_, row) => row).filter((row) => !left.has(row));
  const take = (from: Float64Array, width: number) => {
    const taken = new Float64Array(rows.length * width);
    for (const [i, row] of rows.entries()) taken.set(from.subarray(row * width, (row + 1) * width), i * width);
    return taken;
  };
  return {
    rows: rows.length,
    inputs,
    outputs,
    x: take(data.x, inputs),
    y: take(data.y, outputs),
    weights: weights && take(weights, 1),
  };
}
