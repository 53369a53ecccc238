import { z } from "zod";
import { atan2, exp, expm1, pow, sin } from "../../../numerics/elementary.js";
import { solve } from "../../../numerics/ode.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";

const paramsSchema = z.strictObject({
  /** d: 2^d parities, and as many parameters. */
  bits: z.int().min(4).max(100),
  /** The flow ends here. */
  time: z.number().positive(),
});

/** What one cell gives. */
export const stuckSinesResult = z.strictObject({
  bits: z.number(),
  /** E |grad h(theta_1) - grad h(theta_2)|^2 <= L |theta_1 - theta_2|^2. */
  lipschitz: z.number(),
  /** G(theta_0) = E |grad h|^2. */
  gradient: z.number(),
  /** The largest sup_x |h| on the way. */
  height: z.number(),
  time: z.array(z.number()),
  /** |theta_t^f - theta_0|, the same for every f. */
  distance: z.array(z.number()),
  /** sqrt(G / 2L) (exp(2^(2-d/2) sqrt(2L) t) - 1), what the proof gives for the root mean square over f. */
  bound: z.array(z.number()),
  /** First time at which the distance is 1/2, if it is reached. */
  half: z.number(),
  /** Largest difference between the closed form and the differential equation solved with error control. */
  error: z.number(),
});

const LOOKS = 60;
const AMPLITUDE = 0.4;

/**
 * h = sum_v 0.4 sin^2(theta_v) f_v over all 2^d parities from theta_v = 2^(-d/2), trained on parity f by the hinge loss. As |h| <= 1,
 * R = 1 - E h f = 1 - 0.4 sin^2(theta_f), so only theta_f moves: theta_f' = 0.4 sin(2 theta_f), tan theta_f(t) = e^(0.8 t) tan theta_f(0).
 * @paper Wu Theorem 8; PAPERS.md Wu 5
 */
export const stuckSinesExperiment: Experiment = {
  name: "wu.stuck-sines",
  version: 1,
  async run(params) {
    const { bits: d, time: end } = parseParams(paramsSchema, params, "wu.stuck-sines");
    const start = pow(2, -d / 2);
    const tangent = sin(start) / Math.sqrt(1 - sin(start) * sin(start));
    const theta = (t: number) => atan2(exp(2 * AMPLITUDE * t) * tangent, 1);
    const time = Array.from({ length: LOOKS + 1 }, (_, i) => (end * i) / LOOKS);
    const distance = time.map((t) => theta(t) - start);
    const solved = solve(
      (_t, [angle], derivative) => {
        derivative[0] = AMPLITUDE * sin(2 * angle);
      },
      [start],
      [0, end],
      { tolerance: 1e-12, times: time },
    );
    const error = solved.values.reduce((most, [angle], i) => Math.max(most, Math.abs(angle - start - distance[i])), 0);
    const corners = pow(2, d);
    // Every parity contributes (0.4 sin 2 theta_v)^2.
    const gradient = corners * (AMPLITUDE * sin(2 * start)) * (AMPLITUDE * sin(2 * start));
    const lipschitz = 4 * AMPLITUDE * AMPLITUDE;
    const rate = 4 * start * Math.sqrt(2 * lipschitz);
    const last = sin(theta(end));
    return toJson({
      bits: d,
      lipschitz,
      gradient,
      height: AMPLITUDE * ((corners - 1) * sin(start) * sin(start) + last * last),
      time,
      distance,
      bound: time.map((t) => Math.sqrt(gradient / (2 * lipschitz)) * expm1(rate * t)),
      half: halfTime(start, tangent),
      error: error + 1e-12,
    } satisfies z.infer<typeof stuckSinesResult>);
  },
  cost: () => 0.02,
};

/** When tan theta_f = tan(theta_0 + 1/2). */
function halfTime(start: number, tangent: number): number {
  const s = sin(start + 0.5);
  const goal = s / Math.sqrt(1 - s * s);
  let low = 0;
  let high = 200;
  for (let i = 0; i < 64; i++) {
    const middle = (low + high) / 2;
    if (exp(2 * AMPLITUDE * middle) * tangent < goal) low = middle;
    else high = middle;
  }
  return low;
}
