import { cos, exp } from "../../numerics/elementary.js";
import type { Random } from "../../numerics/random.js";
import type { Target } from "./target.js";

/*
 * Genz's six families of functions on [0, 1]^d. The seed draws c (positive, with a given sum: the difficulty) and u.
 * u lies in [1/4, 3/4]^d here, so that peaks, kinks and jumps are inside the cube.
 *
 * Genz, "Testing multidimensional integration routines" (1984); the sums are those of Barthelmann, Novak and Ritter, "High
 * dimensional polynomial interpolation on sparse grids", Advances in Computational Mathematics 12 (2000), section 5.
 */

interface Parameters {
  readonly c: Float64Array;
  readonly u: Float64Array;
}

function genz(title: string, difficulty: number, f: (x: Float64Array, parameters: Parameters) => number): Target {
  return {
    title,
    low: 0,
    inputs: 2,
    draw(inputs, random) {
      const parameters = drawParameters(inputs, difficulty, random);
      return (x) => f(x, parameters);
    },
  };
}

function drawParameters(inputs: number, difficulty: number, random: Random): Parameters {
  const c = Float64Array.from({ length: inputs }, random.uniformOpen);
  const u = Float64Array.from({ length: inputs }, () => 0.25 + 0.5 * random.uniform());
  const scale = difficulty / c.reduce((sum, value) => sum + value, 0);
  return { c: c.map((value) => scale * value), u };
}

/** sum_j term(j) in the order of the inputs. */
function sum(x: Float64Array, term: (j: number) => number): number {
  let total = 0;
  for (let j = 0; j < x.length; j++) total += term(j);
  return total;
}

const TWO_PI = 6.283185307179586;

/** cos(2 pi u_1 + c.x): smooth. */
export const oscillatory = genz("Genz oscillatory", 9, (x, { c, u }) =>
  cos(TWO_PI * u[0] + sum(x, (j) => c[j] * x[j])),
);

/** prod_j 1 / (1 + c_j^2 (x_j - u_j)^2), scaled to the maximum 1: smooth. */
export const productPeak = genz("Genz product peak", 7.25, (x, { c, u }) => {
  let product = 1;
  for (let j = 0; j < x.length; j++) product *= 1 + c[j] * (x[j] - u[j]) * (c[j] * (x[j] - u[j]));
  return 1 / product;
});

/** (1 + c.x)^-(d+1): smooth, its peak in the corner 0. */
export const cornerPeak = genz("Genz corner peak", 1.85, (x, { c }) => {
  const base = 1 + sum(x, (j) => c[j] * x[j]);
  let product = base;
  for (let j = 0; j < x.length; j++) product *= base;
  return 1 / product;
});

/** exp(-sum_j c_j^2 (x_j - u_j)^2): smooth. */
export const gaussianPeak = genz("Genz Gaussian", 7.03, (x, { c, u }) =>
  exp(-sum(x, (j) => c[j] * (x[j] - u[j]) * (c[j] * (x[j] - u[j])))),
);

/** exp(-sum_j c_j |x_j - u_j|): a kink in every plane x_j = u_j. */
export const continuous = genz("Genz continuous", 20.4, (x, { c, u }) =>
  exp(-sum(x, (j) => c[j] * Math.abs(x[j] - u[j]))),
);

/** exp(c.x) where x_1 <= u_1 and x_2 <= u_2, else 0: a jump (d = 1: x_1 <= u_1). */
export const discontinuous = genz("Genz discontinuous", 4.3, (x, { c, u }) =>
  x[0] > u[0] || (x.length > 1 && x[1] > u[1]) ? 0 : exp(sum(x, (j) => c[j] * x[j])),
);
