import { exp, log } from "../../numerics/elementary.js";

/** 0 and about `count` whole steps up to the last, evenly spread on a logarithmic axis. */
export function logarithmicSteps(last: number, count = 200): Float64Array {
  const ratio = exp(log(Math.max(last, 2)) / count);
  const steps = new Set([0, last]);
  for (let step = 1; step < last; step *= ratio) steps.add(Math.round(step));
  return Float64Array.from(steps).sort();
}
