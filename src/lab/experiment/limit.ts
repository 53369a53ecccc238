import { InputError } from "../../model/errors.js";
import type { ProblemSpec } from "../../problems/index.js";
import {
  type LabState,
  type Lane,
  MANY_SEEDS,
  MOST_DEPTH,
  MOST_LANES,
  MOST_PARAMETERS,
  MOST_STEPS,
  MOST_WIDTH,
} from "./state.js";

/** What a number of a problem may be: rows, inputs and the like, of an address that a stranger may have made. */
const MOST_NUMBER = 20_000;
/** Inputs of a problem, and bits of one that lists every corner of a cube. */
const MOST_INPUTS = 64;
const MOST_BITS = 12;

/**
 * What the page can train while one looks, of what the library can.
 * @throws InputError naming what is too large, and the limit.
 */
export function checkState(state: LabState): LabState {
  const { seed, seeds, steps, lanes } = state;
  if (!Number.isSafeInteger(seed)) throw new InputError(`seed: expected a whole number, got ${seed}`);
  if (seeds !== 1 && seeds !== MANY_SEEDS) throw new InputError(`seeds: expected 1 or ${MANY_SEEDS}, got ${seeds}`);
  whole("steps", steps, MOST_STEPS);
  if (lanes.length < 1 || lanes.length > MOST_LANES)
    throw new InputError(`runs: expected 1 to ${MOST_LANES} side by side, got ${lanes.length}`);
  lanes.forEach(checkLane);
  return state;
}

/** @throws InputError for a network that is too large for the page. */
export function checkLane(lane: Lane): Lane {
  const { hidden } = lane.network;
  if (hidden.length < 1 || hidden.length > MOST_DEPTH)
    throw new InputError(`hidden: expected 1 to ${MOST_DEPTH} hidden layers, got ${hidden.length}`);
  for (const width of hidden) whole("hidden", width, MOST_WIDTH);
  let weights = 0;
  for (let l = 1; l < hidden.length; l++) weights += hidden[l - 1] * hidden[l];
  if (weights > MOST_PARAMETERS)
    throw new InputError(
      `hidden: ${hidden.join(", ")} gives ${weights} weights; the page takes ${MOST_PARAMETERS}, the command line more`,
    );
  return lane;
}

function whole(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new InputError(`${name}: expected a whole number from 1 to ${most}, got ${value}`);
}

/**
 * A problem that the page can draw.
 * @throws InputError if it lives in a file, or is too large.
 */
export function checkProblem(problem: ProblemSpec): ProblemSpec {
  if (problem.name === "table" || problem.name === "mnist")
    throw new InputError(`problem: "${problem.name}" lives in a file; drop the file on the page`);
  for (const [field, value] of Object.entries(problem))
    if (typeof value === "number" && !(Math.abs(value) <= MOST_NUMBER))
      throw new InputError(`problem: ${field}: expected at most ${MOST_NUMBER}, got ${value}`);
  const most = "points" in problem && problem.points === "all" ? MOST_BITS : MOST_INPUTS;
  if ("inputs" in problem && problem.inputs !== undefined && problem.inputs > most)
    throw new InputError(
      `problem: inputs: expected at most ${most} on the page, got ${problem.inputs}; hrta train --problem takes more`,
    );
  return problem;
}
