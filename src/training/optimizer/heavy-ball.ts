import { type Decay, type Schedule, schedule } from "../schedule.js";
import { fraction } from "./check.js";
import type { Optimizer } from "./optimizer.js";

export interface HeavyBallOptions {
  readonly rate?: number | Schedule;
  readonly decay?: Decay;
  /** beta in [0, 1). Default 0.9. */
  readonly momentum?: number;
}

/**
 * Polyak's heavy ball: p_k = beta p_{k-1} + grad R(theta_k), theta_{k+1} = theta_k - eta p_k,
 * that is theta_{k+1} = theta_k - eta grad R(theta_k) + beta (theta_k - theta_{k-1}) at a constant rate.
 * @paper BXC eq. (3.1), (3.2)
 */
export function heavyBall({ rate = 1, decay = "none", momentum = 0.9 }: HeavyBallOptions = {}): Optimizer {
  fraction("momentum", momentum);
  return {
    name: "heavyBall",
    schedule: schedule(rate, decay),
    options: { momentum },
    moments: ["gradient"],
    linear: true,
    rule: (_step, eta) => ({ kind: "momentum", rate: eta, beta: momentum, direct: 0, along: 1 }),
  };
}
