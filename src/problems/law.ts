import type { Random } from "../numerics/random.js";

/** Where the inputs of a sample come from. */
export interface Law {
  /** d. */
  readonly inputs: number;
  /** Writes the point of that row, d numbers. Random laws do not look at the row, grids do not look at the random numbers. */
  draw(random: Random, x: Float64Array, row: number): void;
}

/** Uniform in [low, high)^d; the unit cube by default. */
export function cube(inputs: number, low = 0, high = 1): Law {
  return {
    inputs,
    draw(random, x) {
      for (let j = 0; j < inputs; j++) x[j] = low + (high - low) * random.uniform();
    },
  };
}

/** Uniform on the unit sphere of R^d. */
export const unitSphere = (inputs: number): Law => ({
  inputs,
  draw: (random, x) => x.set(random.pointOnSphere(inputs)),
});

/** N(0, I) in R^d. */
export function gaussian(inputs: number): Law {
  return {
    inputs,
    draw(random, x) {
      for (let j = 0; j < inputs; j++) x[j] = random.normal();
    },
  };
}

/** Uniform on the 2^d corners {-1, 1}^d. */
export function corners(inputs: number): Law {
  return {
    inputs,
    draw(random, x) {
      for (let j = 0; j < inputs; j++) x[j] = random.sign();
    },
  };
}

/** All corners {-1, 1}^d once in 2^d rows: x_j = -1 where bit j of the row is set. */
export function everyCorner(inputs: number): Law {
  return {
    inputs,
    draw(_, x, row) {
      for (let j = 0; j < inputs; j++) x[j] = (row >> j) & 1 ? -1 : 1;
    },
  };
}

/** Given points, one after another (rows x d, row-major). */
export const listed = (points: Float64Array, inputs: number): Law => ({
  inputs,
  draw: (_, x, row) => x.set(points.subarray(row * inputs, (row + 1) * inputs)),
});
