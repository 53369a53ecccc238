import { pow } from "../../numerics/elementary.js";
import { positive } from "./dynamics.js";

/**
 * The time of the limiting equation at step k of a method at rate eta: t = k eta^(1/order). Order 1 is gradient descent (t = k eta), order
 * 2 heavy ball and Nesterov (t = k sqrt(eta)), order J + 1 a method with J momenta.
 * @throws RangeError if the rate is not positive or the order not a positive integer.
 * @paper BXC sections 2 to 5; PAPERS.md BXC 6
 */
export function timeOfStep(step: number, { rate, order }: { readonly rate: number; readonly order: number }): number {
  positive("rate", rate);
  if (!Number.isInteger(order) || order < 1) throw new RangeError(`order: expected a positive integer, got ${order}`);
  return step * (order === 1 ? rate : order === 2 ? Math.sqrt(rate) : pow(rate, 1 / order));
}

/**
 * The friction b = (1 - beta)/sqrt(eta) whose flow a heavy ball of this rate and momentum approximates. At a fixed beta it grows as eta
 * falls: then the heavy ball is gradient descent at the rate eta/(1 - beta).
 * @throws RangeError if the rate is not positive.
 * @paper PAPERS.md BXC 6
 */
export function frictionOf({ rate, momentum }: { readonly rate: number; readonly momentum: number }): number {
  positive("rate", rate);
  return (1 - momentum) / Math.sqrt(rate);
}

/**
 * The momentum beta = 1 - b sqrt(eta) with which a heavy ball of this rate approximates the flow of friction b.
 * @throws RangeError if the rate is not positive, or too large for the friction: b sqrt(eta) > 1.
 * @paper PAPERS.md BXC 6
 */
export function momentumOf({ rate, friction }: { readonly rate: number; readonly friction: number }): number {
  positive("rate", rate);
  positive("friction", friction);
  const momentum = 1 - friction * Math.sqrt(rate);
  if (momentum < 0)
    throw new RangeError(
      `rate: expected at most 1/b^2 = ${1 / (friction * friction)} for friction ${friction}, got ${rate}`,
    );
  return momentum;
}
