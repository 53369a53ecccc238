import type { KernelRecord } from "./kernel-record.js";
import { parallelSentences, repeats } from "./kernel-rows.js";
import { formatBounded, formatNumber, roundOutward } from "./number.js";
import { plural } from "./sentence.js";

/** Whether the kernel is proven to be positive definite. */
export const provenFull = ({ spectrum }: KernelRecord) => spectrum.min.lower > 0;

/** What to be warned of: the notes of the record, rows that cannot be told apart, the loss floor, and an unresolved lambda_min. */
export function kernelWarnings(record: KernelRecord): readonly string[] {
  const { parallel, spectrum, notes } = record;
  const warnings = [...notes];
  if (parallel.surplus > 0)
    warnings.push(
      `${plural(parallel.surplus, "row")} cannot be told from ${parallel.groups.some(({ kind }) => kind === "zero") ? "another, or from 0" : "an earlier one"}, so the kernel is singular: its rank is ${formatNumber(spectrum.rank)} of ${formatNumber(spectrum.size)}. ${parallelSentences(parallel).join(" ")}`,
    );
  if (parallel.lossFloor > 0) {
    const kept = `keeps the training loss at ${formatNumber(roundOutward(parallel.lossFloor, "down"), 2)} or more.`;
    if (record.s === 0) warnings.push(`At s = 0 the network is linear in its inputs, which ${kept}`);
    else if (repeats(parallel))
      warnings.push(`Their targets differ, which ${kept} Averaging the targets of such rows loses nothing.`);
    else warnings.push(`Their targets do not fit together, which ${kept}`);
  }
  if (parallel.surplus === 0 && !provenFull(record))
    warnings.push(
      `λ_min is ${formatBounded(spectrum.min)}. Bounds and rates that divide by it are not to be had in double precision; the rank, ${formatNumber(spectrum.rank)} of ${formatNumber(spectrum.size)}, counts the eigenvalues that are told from it.`,
    );
  return warnings;
}
