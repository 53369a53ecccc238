import { openSession } from "../../engine/choose.js";
import type { Real } from "../../engine/program.js";
import type { Dataset } from "../../model/dataset.js";
import { blockLength, blockRows, type Network, program } from "../../model/network.js";
import { random } from "../../numerics/random.js";
import { objective, samples } from "../../training/objective.js";
import type { Plan } from "../../training/plan.js";

/** The loss on a plane through the present weights, and over s at them. */
export interface Landscape {
  /** Points a side. */
  readonly side: number;
  /** Range of the first axis (along the way from the start; -1 is the start, 0 the present) and of the second, in units of that way. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** R_s, row by row from the lowest y. */
  readonly loss: Float64Array;
  /** R at the present weights for every s of [0, 2]. */
  readonly s: Float64Array;
  readonly lossOverS: Float64Array;
  /** |theta - theta_0|, or of what stands for it before the first step. */
  readonly way: number;
  /** Whether there is a way yet. */
  readonly moved: boolean;
}

/** A landscape may take so long, in milliseconds; deep networks get a coarser one. */
const BUDGET = 150;
const SIDES = [25, 17, 11, 7] as const;
const POINTS_OF_S = 41;
const ACROSS = [-1.4, 0.6] as const;
const UP = [-0.8, 0.8] as const;

/** The loss R_s of the parameters that one writes. */
export interface Ground {
  readonly parameters: Real;
  lossAt(s: number): number;
  close(): void;
}

/** The loss of a run on samples, on the given rows. */
export async function sampleGround({ network, loss }: Plan, data: Dataset): Promise<Ground> {
  const session = await openSession(
    program(network, { rows: Math.min(data.rows, blockRows(network, "f32")), dtype: "f32" }),
  );
  const risk = objective(session, network, loss, []);
  const set = samples(session, network, data);
  const slopes = new Float64Array(network.widths.length - 2);
  return {
    parameters: session.parameters,
    lossAt(s) {
      slopes.fill(s);
      return risk.evaluate(set, slopes);
    },
    close: () => session.close(),
  };
}

/** Looks at the loss around weights. */
export interface Surveyor {
  survey(parameters: Real, start: Real, s: number): Landscape;
  close(): void;
}

/**
 * A slice of the loss through theta: along the way from the start, and along a random direction at right angles to it whose weights
 * are scaled neuron by neuron like the network's own (filter normalisation, Li et al. 2018).
 */
export function surveyor(network: Network, { parameters: live, lossAt, close }: Ground): Surveyor {
  const direction = randomDirection(network);
  return {
    close,
    survey(parameters, start, s) {
      const theta = Float64Array.from(parameters);
      const first = theta.map((value, i) => value - start[i]);
      let way = norm(first);
      const moved = way > 0;
      if (!moved) {
        // Before the first step there is no way yet: a twentieth of the weights, in a random direction.
        first.set(direction(theta, 1));
        way = 0.05 * norm(theta);
        scale(first, way / norm(first));
      }
      const second = direction(theta, 2);
      const along = dot(first, second) / (way * way);
      for (let i = 0; i < second.length; i++) second[i] -= along * first[i];
      scale(second, way / norm(second));

      const before = performance.now();
      live.set(theta);
      const lossOverS = new Float64Array(POINTS_OF_S);
      const sList = lossOverS.map((_, i) => (2 * i) / (POINTS_OF_S - 1));
      for (let i = 0; i < POINTS_OF_S; i++) lossOverS[i] = lossAt(sList[i]);
      const each = (performance.now() - before) / POINTS_OF_S;
      const side = SIDES.find((points) => points * points * each < BUDGET) ?? SIDES[SIDES.length - 1];
      const values = new Float64Array(side * side);
      for (let r = 0; r < side; r++)
        for (let c = 0; c < side; c++) {
          const a = ACROSS[0] + ((ACROSS[1] - ACROSS[0]) * c) / (side - 1);
          const b = UP[0] + ((UP[1] - UP[0]) * r) / (side - 1);
          for (let i = 0; i < theta.length; i++) live[i] = theta[i] + a * first[i] + b * second[i];
          values[r * side + c] = lossAt(s);
        }
      return { side, x: ACROSS, y: UP, loss: values, s: sList, lossOverS, way, moved };
    },
  };
}

/** A fixed random direction, scaled so that every neuron's weights are as long as the network's own; frozen blocks stay. */
function randomDirection(network: Network) {
  return (theta: Float64Array, seed: number): Float64Array => {
    const normals = new Float64Array(network.parameters);
    random(seed, "landscape").fillNormal(normals, 1);
    const result = new Float64Array(network.parameters);
    for (const block of network.blocks) {
      if (!block.trainable) continue;
      const columns = block.shape[block.shape.length - 1];
      const rows = blockLength(block) / columns;
      for (let j = 0; j < columns; j++) {
        let [own, drawn] = [0, 0];
        for (let i = 0; i < rows; i++) {
          const at = block.offset + i * columns + j;
          own += theta[at] * theta[at];
          drawn += normals[at] * normals[at];
        }
        const factor = drawn > 0 ? Math.sqrt(own / drawn) : 0;
        for (let i = 0; i < rows; i++) {
          const at = block.offset + i * columns + j;
          result[at] = factor * normals[at];
        }
      }
    }
    return result;
  };
}

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const norm = (a: Float64Array) => Math.sqrt(dot(a, a));
function scale(a: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] *= factor;
}
