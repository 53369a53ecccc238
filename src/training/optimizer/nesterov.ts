import { type Decay, type Schedule, schedule } from "../schedule.js";
import { fraction } from "./check.js";
import type { Optimizer } from "./optimizer.js";

export interface NesterovOptions {
  /** Default 0.1: its momentum tends to 1, and with it the largest stable rate to two thirds of gradient descent's. */
  readonly rate?: number | Schedule;
  readonly decay?: Decay;
  /** Time-dependent momentum mu_k = (k-1)/(k+gamma-1). Default 3. */
  readonly gamma?: number;
  /** A constant mu_k in [0, 1) in place of the time-dependent one (footnote 2 of BXC). */
  readonly momentum?: number;
}

/**
 * Nesterov's accelerated gradient: v_{k+1} = theta_k - eta grad R(theta_k), theta_{k+1} = v_{k+1} + mu_k (v_{k+1} - v_k).
 * With p_k = (v_k - v_{k+1})/eta this reads p_k = mu_{k-1} p_{k-1} + grad R(theta_k), theta_{k+1} = theta_k - eta (grad R + mu_k p_k),
 * exactly the same at a constant rate.
 * @throws RangeError for gamma <= 0 or a momentum outside [0, 1).
 * @paper BXC eq. (4.1), footnote 2
 */
export function nesterov({ rate = 0.1, decay = "none", gamma = 3, momentum }: NesterovOptions = {}): Optimizer {
  if (!(gamma > 0)) throw new RangeError(`gamma: expected a positive number, got ${gamma}`);
  if (momentum !== undefined) fraction("momentum", momentum);
  const mu = (k: number) => momentum ?? (k > 1 ? (k - 1) / (k + gamma - 1) : 0);
  return {
    name: "nesterov",
    schedule: schedule(rate, decay),
    options: momentum === undefined ? { gamma } : { momentum },
    moments: ["gradient"],
    linear: true,
    rule: (step, eta) => ({ kind: "momentum", rate: eta, beta: mu(step - 1), direct: 1, along: mu(step) }),
  };
}
