import type { OutputInit } from "../../model/network.js";

const SECOND_MOMENTS: Readonly<Record<OutputInit, number>> = { normal: 1, sign: 1, uniform: 1 / 3, zero: 0 };

/** E a^2 of the output weights. */
export function secondMoment(outputInit: OutputInit): number {
  const moment = SECOND_MOMENTS[outputInit];
  if (moment === undefined)
    throw new RangeError(`outputInit: expected "normal", "sign", "uniform" or "zero", got "${outputInit}"`);
  return moment;
}
