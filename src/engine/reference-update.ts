import type { Real, UpdateRule } from "./program.js";

/** What an update reads and writes. */
export interface UpdateState {
  readonly parameters: Real;
  readonly gradient: Real;
  readonly moments: readonly Real[];
}

/** The update rules of `UpdateRule` on the entries [start, end); coefficients in the arrays' precision, arithmetic in double. */
export function applyUpdate(
  rule: UpdateRule,
  { parameters, gradient, moments }: UpdateState,
  start: number,
  end: number,
): void {
  const round = parameters instanceof Float32Array ? Math.fround : (value: number) => value;
  const needed = rule.kind === "adam" ? 2 : rule.kind === "momentum" ? 1 : 0;
  if (moments.length < needed)
    throw new RangeError(`update: ${rule.kind} needs ${needed} moment vectors, the program has ${moments.length}`);
  const eta = round(rule.rate);
  if (rule.kind === "descent") {
    for (let i = start; i < end; i++) parameters[i] -= eta * gradient[i];
    return;
  }
  const [p, v] = moments;
  if (rule.kind === "momentum") {
    const beta = round(rule.beta);
    const direct = round(rule.direct);
    const along = round(rule.along);
    for (let i = start; i < end; i++) {
      p[i] = beta * p[i] + gradient[i];
      parameters[i] -= eta * (direct * gradient[i] + along * p[i]);
    }
    return;
  }
  const beta1 = round(rule.beta1);
  const beta2 = round(rule.beta2);
  const rest1 = round(1 - rule.beta1);
  const rest2 = round(1 - rule.beta2);
  const correction1 = round(rule.correction1);
  const correction2 = round(rule.correction2);
  const epsilon = round(rule.epsilon);
  const shrink = round(rule.rate * rule.decay);
  for (let i = start; i < end; i++) {
    p[i] = beta1 * p[i] + rest1 * gradient[i];
    v[i] = beta2 * v[i] + rest2 * gradient[i] * gradient[i];
    parameters[i] -= shrink * parameters[i];
    parameters[i] -= (eta * (p[i] * correction1)) / (Math.sqrt(v[i] * correction2) + epsilon);
  }
}
