import { type Decay, type Schedule, schedule } from "../schedule.js";
import type { Optimizer } from "./optimizer.js";

export interface HigherMomentumOptions {
  readonly rate?: number | Schedule;
  readonly decay?: Decay;
  /** beta_1, ..., beta_J, at least one. Default [0.2, 0.2]. */
  readonly momenta?: readonly number[];
}

/**
 * Gradient descent with J momenta: theta_{k+1} = theta_k - eta grad R(theta_k) + sum_{j=1..J} beta_j (theta_{k-j+1} - theta_{k-j}),
 * computed as p_k = grad R(theta_k) + sum_j beta_j p_{k-j}, theta_{k+1} = theta_k - eta p_k: the same at a constant rate, and heavy
 * ball to the bit for J = 1. Stable at small rates if and only if the roots of z^J - sum_j beta_j z^{J-j} lie inside the unit circle.
 * @throws RangeError without momenta, or for ones that are unstable at every rate.
 * @paper BXC section 5.1
 */
export function higherMomentum(options: HigherMomentumOptions = {}): Optimizer {
  const { rate = 1, decay = "none", momenta = [0.2, 0.2] } = options;
  if (momenta.length === 0)
    throw new RangeError("momenta: expected at least one number, for instance [0.2, 0.2]; without any it is gd");
  if (!stable(momenta))
    throw new RangeError(
      `momenta: ${momenta.join(", ")} grow without a gradient at every rate; expected all roots of z^J - sum_j beta_j z^(J-j) inside the unit circle (for positive ones: a sum under 1)`,
    );
  const betas = [...momenta];
  return {
    name: "higherMomentum",
    schedule: schedule(rate, decay),
    options: { momenta: betas },
    moments: betas.map(() => "gradient"),
    linear: true,
    rule: (step, eta) =>
      betas.length === 1
        ? { kind: "momentum", rate: eta, beta: betas[0], direct: 0, along: 1 }
        : { kind: "momenta", rate: eta, betas, step },
  };
}

/** Whether z^J - sum_j beta_j z^{J-j} has its roots inside the unit circle: the step-down recursion of Schur and Cohn. */
function stable(betas: readonly number[]): boolean {
  let a = [1, ...betas.map((beta) => -beta)];
  for (let i = betas.length; i >= 1; i--) {
    const reflection = a[i];
    if (!(Math.abs(reflection) < 1)) return false;
    const down = 1 - reflection * reflection;
    a = a.slice(0, i).map((value, j) => (value - reflection * a[i - j]) / down);
  }
  return true;
}
