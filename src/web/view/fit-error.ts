import type { RunFrame, RunStart } from "../../lab/run.js";
import { outputUnit } from "./unit.js";
import { numberText } from "./word.js";

/** The class that outputs name at a row: the larger of two signs, or the largest of several scores. */
export function predictedClass(outputs: ArrayLike<number>, k: number, row: number): number {
  if (k === 1) return outputs[row] > 0 ? 1 : 0;
  let best = 0;
  for (let p = 1; p < k; p++) if (outputs[row * k + p] > outputs[row * k + best]) best = p;
  return best;
}

/** Share of the shown rows whose class the outputs miss. */
export function wrongShare({ shown: { rows, outputs: k, y } }: RunStart, outputs: ArrayLike<number>): number {
  let wrong = 0;
  for (let i = 0; i < rows; i++) if (predictedClass(outputs, k, i) !== predictedClass(y, k, i)) wrong++;
  return wrong / rows;
}

/** Root mean square of one output's error over the shown rows, in the target's own unit. */
export function rootMeanSquare(
  { shown: { rows, outputs: k, y }, encoding }: RunStart,
  outputs: ArrayLike<number>,
  p: number,
): number {
  let sum = 0;
  for (let at = p; at < rows * k; at += k) sum += (outputs[at] - y[at]) ** 2;
  return outputUnit(encoding, p).deviation * Math.sqrt(sum / rows);
}

/** How far a run is from its data, in words: "misses y by 0.12 (root mean square)", or "gets 3 % of the classes wrong". */
export function errorText(start: RunStart, { outputs }: Pick<RunFrame, "outputs">): string | undefined {
  if (!outputs) return undefined;
  if (start.task === "classification") {
    const share = wrongShare(start, outputs);
    return `gets ${Number.isFinite(share) ? numberText(100 * share) : "–"} % of the classes wrong`;
  }
  const error = rootMeanSquare(start, outputs, 0);
  return `misses ${outputUnit(start.encoding, 0).name} by ${numberText(error)} (root mean square)`;
}
