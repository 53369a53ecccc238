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

/**
 * Integrates the equation from rest by the classical Runge-Kutta method in steps of h: deterministic to the bit, of fourth order between the
 * kinks that flipping neurons make. `look` sees the state at every step, also before the first; the state is its own only while it looks.
 */
export function integrate(
  layer: HiddenLayer,
  equation: Equation,
  { lambda0, step: h, steps }: { readonly lambda0: number; readonly step: number; readonly steps: number },
  look: (state: FlowState, t: number, index: number) => void,
): void {
  const size = layer.start.length;
  const second = equation.name !== "gradient";
  const w = layer.start.slice();
  const v = second ? new Float64Array(size) : undefined;
  const error = new Float64Array(layer.rows);
  const trial = new Float64Array(size);
  const trialV = new Float64Array(second ? size : 0);
  const gradient = new Float64Array(size);
  const sumW = new Float64Array(size);
  const sumV = new Float64Array(second ? size : 0);
  const nodes = [0, 0.5, 0.5, 1];
  const weights = [1 / 6, 1 / 3, 1 / 3, 1 / 6];

  look({ w, v }, 0, 0);
  for (let index = 0; index < steps; index++) {
    const t = index * h;
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
      const now = t + nodes[stage] * h;
      // At t = 0 gamma/t w' tends to gamma w'', since w' grows like t w''.
      const atStart = equation.name === "nesterov" && now === 0;
      const b = atStart ? 0 : frictionAt(equation, lambda0, now);
      const factor = atStart ? 1 / (1 + equation.gamma) : 1;
      for (let i = 0; i < size; i++) {
        const slope = trialV[i];
        const force = -factor * (gradient[i] + b * slope);
        sumW[i] += weight * slope;
        sumV[i] += weight * force;
        trial[i] = w[i] + reach * slope;
        trialV[i] = v[i] + reach * force;
      }
    }
    for (let i = 0; i < size; i++) w[i] += sumW[i];
    if (v) for (let i = 0; i < size; i++) v[i] += sumV[i];
    look({ w, v }, (index + 1) * h, index + 1);
  }
}
