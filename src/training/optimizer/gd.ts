import { type Decay, type Schedule, schedule } from "../schedule.js";
import type { Optimizer } from "./optimizer.js";

/**
 * Gradient descent: theta_{k+1} = theta_k - eta grad R(theta_k).
 * @paper HRTA Algorithm 1, line 3; BXC eq. (1.2)
 */
export function gd({ rate = 1, decay = "none" }: { rate?: number | Schedule; decay?: Decay } = {}): Optimizer {
  return {
    name: "gd",
    schedule: schedule(rate, decay),
    options: {},
    moments: [],
    linear: true,
    rule: (_step, eta) => ({ kind: "descent", rate: eta }),
  };
}
