import type { ElementwiseFunction } from "../engine/program.js";
import { erf as erfOf, exp, log1p, tanh as tanhOf } from "../numerics/elementary.js";

/** relu(z) = max(z, 0), with relu'(0) = 0. */
export const relu: ElementwiseFunction = {
  name: "relu",
  value: (z) => Math.max(z, 0),
  derivative: (z) => (z > 0 ? 1 : 0),
  second: () => 0,
  third: () => 0,
};

/** 1/2 relu(z)^2, the smoother activation of HRTA section 4.2. */
export const halfSquaredRelu: ElementwiseFunction = {
  name: "halfSquaredRelu",
  value: (z) => (z > 0 ? 0.5 * z * z : 0),
  derivative: (z) => Math.max(z, 0),
  second: (z) => (z > 0 ? 1 : 0),
  third: () => 0,
};

/** tanh(z). */
export const tanh: ElementwiseFunction = {
  name: "tanh",
  value: tanhOf,
  derivative: (z) => {
    const t = tanhOf(z);
    return 1 - t * t;
  },
  second: (z) => {
    const t = tanhOf(z);
    return -2 * t * (1 - t * t);
  },
  third: (z) => {
    const t = tanhOf(z);
    return (1 - t * t) * (6 * t * t - 2);
  },
};

const TWO_OVER_SQRT_PI = 1.1283791670955126;
const SQRT_HALF = Math.SQRT1_2;
const ONE_OVER_SQRT_TWO_PI = 0.3989422804014327;

/** erf(z) = 2/sqrt(pi) int_0^z exp(-t^2) dt. */
export const erf: ElementwiseFunction = {
  name: "erf",
  value: erfOf,
  derivative: (z) => TWO_OVER_SQRT_PI * exp(-z * z),
  second: (z) => -2 * z * TWO_OVER_SQRT_PI * exp(-z * z),
  third: (z) => (4 * z * z - 2) * TWO_OVER_SQRT_PI * exp(-z * z),
};

/** gelu(z) = z Phi(z), Phi the standard normal distribution function (the exact form, not the tanh approximation). */
export const gelu: ElementwiseFunction = {
  name: "gelu",
  value: (z) => 0.5 * z * (1 + erfOf(SQRT_HALF * z)),
  derivative: (z) => 0.5 * (1 + erfOf(SQRT_HALF * z)) + z * ONE_OVER_SQRT_TWO_PI * exp(-0.5 * z * z),
  second: (z) => (2 - z * z) * ONE_OVER_SQRT_TWO_PI * exp(-0.5 * z * z),
  third: (z) => z * (z * z - 4) * ONE_OVER_SQRT_TWO_PI * exp(-0.5 * z * z),
};

/** 1 / (1 + exp(-z)), evaluated without overflow. */
function logistic(z: number): number {
  const e = exp(z > 0 ? -z : z);
  return (z > 0 ? 1 : e) / (1 + e);
}

/** softplus(z) = log(1 + exp(z)), evaluated without overflow. */
export const softplus: ElementwiseFunction = {
  name: "softplus",
  value: (z) => (z > 0 ? z + log1p(exp(-z)) : log1p(exp(z))),
  derivative: logistic,
  second: (z) => logistic(z) * logistic(-z),
  third: (z) => logistic(z) * logistic(-z) * (logistic(-z) - logistic(z)),
};

/** The activations that every engine has a kernel for, by name. */
export const activations = { relu, halfSquaredRelu, tanh, erf, gelu, softplus } as const;

/** Whether it is one of `activations`, and not another function of that name. */
export function isBuiltIn({ name, value, derivative }: ElementwiseFunction): boolean {
  const known: Readonly<Record<string, ElementwiseFunction>> = activations;
  return Object.hasOwn(known, name) && known[name].value === value && known[name].derivative === derivative;
}

/** The family sigma_s(z) = (1-s) z + s sigma(z), and the s it is used at where no relaxation moves it. */
export interface Activation {
  readonly sigma: ElementwiseFunction;
  readonly s: number;
}

/**
 * The homotopy from the identity (s = 0) to sigma (s = 1) and past it (1 < s <= 2): sigma_s(z) = (1-s) z + s sigma(z).
 * s outside [0, 2] is allowed and warned about by `train`: the theory does not cover it.
 * @param sigma one of `activations`, or your own value and derivative (run by the reference engine).
 * @throws RangeError if s is not a finite number, or your own function has the name of a built-in one.
 * @paper HRTA section 2
 * @example homotopy(relu, 1.5)
 */
export function homotopy(sigma: ElementwiseFunction, s = 1): Activation {
  const known: Readonly<Record<string, ElementwiseFunction>> = activations;
  // Engines and kernels go by the name.
  if (Object.hasOwn(known, sigma.name) && !isBuiltIn(sigma))
    throw new RangeError(`sigma: "${sigma.name}" is the name of a built-in activation; give your own function another`);
  if (!Number.isFinite(s)) throw new RangeError(`s: expected a finite number, usually in [0, 2], got ${s}`);
  return { sigma, s };
}
