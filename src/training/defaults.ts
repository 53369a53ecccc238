import type { Dataset } from "../model/dataset.js";
import type { RunSpec } from "./spec.js";

/** More training rows than this are taken in mini-batches, unless the user says otherwise. */
const FULL_BATCH_ROWS = 4096;
const BATCH = 256;

/** Methods that see all rows at every step, whatever their number. */
const fullBatch = new Set(["lbfgs", "gaussNewton", "levenbergMarquardt", "neuronNewton", "outputSolve"]);

/** More inputs than this, and the NTK scaling's first outputs, of the order of |x|, spoil the start. */
const NTK_INPUTS = 64;
const STANDARD_RATE = 1e-3;

/**
 * Fills in what the user left open and the data decide: the loss by the task, mini-batches for many rows, the standard scaling
 * (with the rate that suits it) for many inputs. Each choice that is not the documented default is told in a note.
 */
export function withDefaults(
  spec: RunSpec,
  { train, classes }: { readonly train: Dataset; readonly classes: boolean },
): { spec: RunSpec; notes: string[] } {
  const notes: string[] = [];
  const filled: RunSpec = { ...spec };
  filled.loss ??= classes ? "logistic" : "mse";
  if (spec.batch === undefined && train.rows > FULL_BATCH_ROWS && !fullBatch.has(spec.optimizer?.name ?? "adam")) {
    filled.batch = BATCH;
    notes.push(
      `${train.rows} training rows are taken in mini-batches of ${BATCH}; --batch full takes all at every step.`,
    );
  }
  if (spec.network?.scaling === undefined && train.inputs > NTK_INPUTS) {
    filled.network = { ...spec.network, scaling: "standard" };
    notes.push(
      `${train.inputs} inputs: the weights start with the standard (He) scaling; --scaling ntk gives that of the papers.`,
    );
    const optimizer = spec.optimizer ?? { name: "adam" };
    if ((optimizer.name === "adam" || optimizer.name === "adamW") && optimizer.rate === undefined) {
      filled.optimizer = { ...optimizer, rate: STANDARD_RATE };
      notes.push(`The learning rate that suits it, ${STANDARD_RATE}, is taken; --rate sets another.`);
    }
  }
  return { spec: filled, notes };
}
