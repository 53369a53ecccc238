import { z } from "zod";
import { exp } from "../../../numerics/elementary.js";
import { solve } from "../../../numerics/ode.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";

const paramsSchema = z.strictObject({ time: z.number().positive() });

/** What one cell gives. */
export const plPrintedResult = z.strictObject({
  /** C of |R'| >= C R. */
  constant: z.number(),
  /** The least |R'| - C R over theta in [-3, 3]. */
  premise: z.number(),
  time: z.array(z.number()),
  /** R(theta(t)) in closed form. */
  loss: z.array(z.number()),
  /** exp(-C t) R(theta(0)). */
  bound: z.array(z.number()),
  /** Largest difference to the differential equation solved with error control. */
  error: z.number(),
});

const CONSTANT = 4;
const LOOKS = 60;

/**
 * R = theta^4 up to |theta| = 1 and exp(4 (|theta| - 1)) beyond has |R'| >= 4 R everywhere, yet gradient flow from 1 has
 * theta = (1 + 8 t)^(-1/2), R = (1 + 8 t)^(-2).
 * @paper Wu Theorem 3 as printed; PAPERS.md Wu 3
 */
export const plPrintedExperiment: Experiment = {
  name: "wu.pl-printed",
  version: 1,
  async run(params) {
    const { time: end } = parseParams(paramsSchema, params, "wu.pl-printed");
    const value = (theta: number) => {
      const x = Math.abs(theta);
      return x <= 1 ? x * x * x * x : exp(4 * (x - 1));
    };
    const slope = (theta: number) => {
      const x = Math.abs(theta);
      return x <= 1 ? 4 * x * x * x : 4 * exp(4 * (x - 1));
    };
    let premise = Number.POSITIVE_INFINITY;
    for (let i = -300; i <= 300; i++) premise = Math.min(premise, slope(i / 100) - CONSTANT * value(i / 100));
    const time = Array.from({ length: LOOKS + 1 }, (_, i) => (end * i) / LOOKS);
    const loss = time.map((t) => 1 / ((1 + 8 * t) * (1 + 8 * t)));
    const flow = solve(
      (_t, [theta], derivative) => {
        derivative[0] = -4 * theta * theta * theta;
      },
      [1],
      [0, end],
      { tolerance: 1e-12, times: time },
    );
    return toJson({
      constant: CONSTANT,
      premise,
      time,
      loss,
      bound: time.map((t) => exp(-CONSTANT * t)),
      error: flow.values.reduce((most, [theta], i) => Math.max(most, Math.abs(value(theta) - loss[i])), 0) + 1e-14,
    } satisfies z.infer<typeof plPrintedResult>);
  },
  cost: () => 0.01,
};
