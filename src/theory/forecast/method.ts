import type { Dynamics } from "../dynamics/dynamics.js";
import { gradientDescent } from "../dynamics/gradient.js";
import { heavyBallDescent, heavyBallLargestRate } from "../dynamics/heavy-ball.js";
import { nesterovDescent, nesterovLargestRate } from "../dynamics/nesterov.js";

/** The training methods whose loss a kernel predicts step by step. */
export const methodNames = ["gradientDescent", "heavyBall", "nesterov"] as const;
export type MethodName = (typeof methodNames)[number];

/** A training method as the forecast sees it: its dynamics at a rate, and which rates are stable. */
export interface Method {
  readonly name: MethodName;
  /** As in a sentence: "gradient descent". */
  readonly title: string;
  /** Options that stay fixed while the rate is chosen. */
  readonly options: Readonly<Record<string, number>>;
  /** The dynamics of a mode at this rate. */
  dynamics(rate: number): Dynamics;
  /** The largest stable rate (itself excluded) where the operator on the error has the largest eigenvalue `max`. */
  largestRate(max: number): number;
  /** A rate that is fast and leaves a margin for the largest eigenvalue of a finite network, which fluctuates: 1 / max. */
  recommendedRate(max: number): number;
}

const MOMENTUM = 0.9;
const GAMMA = 3;

/**
 * Gradient descent, heavy ball with momentum 0.9, and Nesterov's method with (k-1)/(k+2), as `hrta train` runs them.
 * @paper BXC section 2, (3.1), (4.1)
 */
export const methods: Readonly<Record<MethodName, Method>> = {
  gradientDescent: {
    name: "gradientDescent",
    title: "gradient descent",
    options: {},
    dynamics: (rate) => gradientDescent({ rate }),
    largestRate: (max) => 2 / max,
    recommendedRate: (max) => 1 / max,
  },
  heavyBall: {
    name: "heavyBall",
    title: "heavy ball",
    options: { momentum: MOMENTUM },
    dynamics: (rate) => heavyBallDescent({ rate, momentum: MOMENTUM }),
    largestRate: (max) => heavyBallLargestRate({ momentum: MOMENTUM, max }),
    recommendedRate: (max) => 1 / max,
  },
  nesterov: {
    name: "nesterov",
    title: "Nesterov",
    options: { gamma: GAMMA },
    dynamics: (rate) => nesterovDescent({ rate, gamma: GAMMA }),
    largestRate: (max) => nesterovLargestRate({ max }),
    recommendedRate: (max) => 1 / max,
  },
};
