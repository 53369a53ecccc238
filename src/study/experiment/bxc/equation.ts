import { z } from "zod";
import type { HiddenLayer } from "./hidden-layer.js";

/** The limiting equation of an optimiser, for the weights; b is the factor of w', `frictions` those of w', w'', ... */
export const equationSpec = z.discriminatedUnion("name", [
  /** w' = -grad L. */
  z.strictObject({ name: z.literal("gradient") }),
  /** w'' + b w' + grad L = 0, b in units of sqrt(lambda_0): sqrt(2) is the theorem's. */
  z.strictObject({ name: z.literal("heavyBall"), friction: z.number().positive() }),
  /** w'' + gamma/t w' + grad L = 0. */
  z.strictObject({ name: z.literal("nesterov"), gamma: z.number().positive() }),
]);

export type Equation = z.infer<typeof equationSpec>;

/** What the integration stands at: weights, and their velocity in equations of second order. */
export interface FlowState {
  readonly w: Float64Array;
  readonly v: Float64Array | undefined;
}

/** The factor of w' at time t. */
export const frictionAt = (equation: Equation, lambda0: number, t: number): number =>
  equation.name === "heavyBall"
    ? equation.friction * Math.sqrt(lambda0)
    : equation.name === "nesterov"
      ? equation.gamma / t
      : 0;

/** Where and how finely an equation is integrated. */
export interface Grid {
  readonly lambda0: number;
  /** h: `look` sees every multiple of it. */
  readonly step: number;
  readonly steps: number;
  /** The largest step under the friction gamma/t, in units of t/gamma, or of t/2 where gamma < 2: at most 2. Default 1. */
  readonly share?: number;
}

/** Nesterov's flow is followed from this share of h on; before, its start is known to (lambda h^2 1e-4)^2 of itself. */
const START = 1e-2;

/**
 * Integrates the equation from rest by the classical Runge-Kutta method in steps of h: deterministic to the bit, of fourth order between the
 * kinks that flipping neurons make. `look` sees the state at every step, also before the first; the state is its own only while it looks.
 *
 * The method is stable under a friction b for b h < 2.79, which gamma/t exceeds in the first steps of any length. So Nesterov's flow starts
 * from its own beginning, w' = -t grad L / (1 + gamma), and goes on in steps that grow with t until they have reached h.
 */
export function integrate(
  layer: HiddenLayer,
  equation: Equation,
  { lambda0, step: h, steps, share = 1 }: Grid,
  look: (state: FlowState, t: number, index: number) => void,
): void {
  const size = layer.start.length;
  const w = layer.start.slice();
  const v = equation.name === "gradient" ? undefined : new Float64Array(size);
  const advance = rungeKutta(layer, (t) => frictionAt(equation, lambda0, t));
  look({ w, v }, 0, 0);
  for (let index = 0; index < steps; index++) {
    const end = (index + 1) * h;
    let t = index * h;
    if (v && t === 0 && equation.name === "nesterov") {
      t = START * h;
      begin(layer, { w, v }, t, equation.gamma);
    }
    while (t < end) {
      const most = equation.name === "nesterov" ? (share * t) / Math.max(2, equation.gamma) : h;
      // The last step ends where the look is, to the bit.
      const last = end - t <= most * (1 + 1e-9);
      const next = last ? end : t + most;
      advance({ w, v }, t, next - t);
      t = next;
    }
    look({ w, v }, end, index + 1);
  }
}

/** The state of w'' + gamma/t w' + grad L = 0 at a small t: w' = -t g/(1 + gamma), to the third order in t. */
function begin(
  layer: HiddenLayer,
  { w, v }: { readonly w: Float64Array; readonly v: Float64Array },
  t: number,
  gamma: number,
) {
  layer.evaluate(w, new Float64Array(layer.rows), v);
  for (let i = 0; i < w.length; i++) {
    v[i] *= -t / (1 + gamma);
    w[i] += 0.5 * t * v[i];
  }
}

/** One step of the method, in place: of w'' + b(t) w' + grad L = 0, or without a velocity of w' + grad L = 0. */
function rungeKutta(layer: HiddenLayer, friction: (t: number) => number) {
  const size = layer.start.length;
  const error = new Float64Array(layer.rows);
  const gradient = new Float64Array(size);
  const [trial, trialV, sumW, sumV] = Array.from({ length: 4 }, () => new Float64Array(size));
  const nodes = [0, 0.5, 0.5, 1];
  const weights = [1 / 6, 1 / 3, 1 / 3, 1 / 6];

  return ({ w, v }: FlowState, t: number, h: number): void => {
    sumW.fill(0);
    sumV.fill(0);
    trial.set(w);
    if (v) trialV.set(v);
    for (let stage = 0; stage < 4; stage++) {
      layer.evaluate(trial, error, gradient);
      const weight = weights[stage] * h;
      // To the next stage's place, before its own velocity is overwritten.
      const reach = stage < 3 ? nodes[stage + 1] * h : 0;
      if (!v) {
        for (let i = 0; i < size; i++) {
          sumW[i] -= weight * gradient[i];
          trial[i] = w[i] - reach * gradient[i];
        }
        continue;
      }
      const b = friction(t + nodes[stage] * h);
      for (let i = 0; i < size; i++) {
        const slope = trialV[i];
        const force = -(gradient[i] + b * slope);
        sumW[i] += weight * slope;
        sumV[i] += weight * force;
        trial[i] = w[i] + reach * slope;
        trialV[i] = v[i] + reach * force;
      }
    }
    for (let i = 0; i < size; i++) w[i] += sumW[i];
    if (v) for (let i = 0; i < size; i++) v[i] += sumV[i];
  };
}
