import { pow } from "../../numerics/elementary.js";
import { type Decay, type Schedule, schedule } from "../schedule.js";
import { fraction } from "./check.js";
import type { Optimizer } from "./optimizer.js";

export interface AdamOptions {
  /** Default 1e-2: the weights of an NTK-scaled network are of order 1. */
  readonly rate?: number | Schedule;
  /** Default "cosine". */
  readonly decay?: Decay;
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
}

function build(name: string, options: AdamOptions, weightDecay?: number): Optimizer {
  const { rate = 1e-2, decay = "cosine", beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  fraction("beta1", beta1);
  fraction("beta2", beta2);
  if (!(epsilon >= 0)) throw new RangeError(`epsilon: expected a number >= 0, got ${epsilon}`);
  return {
    name,
    schedule: schedule(rate, decay),
    options: { beta1, beta2, epsilon, ...(weightDecay === undefined ? {} : { weightDecay }) },
    moments: ["gradient", "square"],
    linear: false,
    rule: (step, eta) => ({
      kind: "adam",
      rate: eta,
      beta1,
      beta2,
      correction1: 1 / (1 - pow(beta1, step)),
      correction2: 1 / (1 - pow(beta2, step)),
      epsilon,
      decay: weightDecay ?? 0,
    }),
  };
}

/**
 * Adam: p = beta1 p + (1-beta1) g, v = beta2 v + (1-beta2) g^2,
 * theta -= eta (p / (1-beta1^k)) / (sqrt(v / (1-beta2^k)) + epsilon).
 * @paper Kingma and Ba 2015, Algorithm 1; the optimiser of HRTA section 4
 */
export const adam = (options: AdamOptions = {}): Optimizer => build("adam", options);

export interface AdamWOptions extends AdamOptions {
  /** Default 1e-2. */
  readonly weightDecay?: number;
}

/**
 * Adam with decoupled weight decay: theta -= eta lambda theta before Adam's own step.
 * @paper Loshchilov and Hutter 2019, Algorithm 2
 */
export function adamW({ weightDecay = 1e-2, ...options }: AdamWOptions = {}): Optimizer {
  if (!(weightDecay >= 0)) throw new RangeError(`weightDecay: expected a number >= 0, got ${weightDecay}`);
  return build("adamW", options, weightDecay);
}
