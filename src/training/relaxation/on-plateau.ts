import {
  checkCount,
  checkS,
  extent,
  type Relaxation,
  refuseZero,
  type SwitchOptions,
  switching,
} from "./relaxation.js";

export interface OnPlateauOptions extends SwitchOptions {
  /** The values of s, in order. Default [1, 1.5]. */
  readonly values?: readonly number[];
  /** Steps without improvement that are tolerated. Default 500. */
  readonly patience?: number;
  /** An improvement is loss < best (1 - threshold). Default 1e-2. */
  readonly threshold?: number;
  /** Steps after a switch in which none is counted as bad. Default 500. */
  readonly cooldown?: number;
}

/**
 * Takes the next value of s when the loss has not improved for `patience` steps: "we transition ... when the loss function does
 * not decay rapidly", made precise.
 * @paper HRTA section 4.1
 */
export function onPlateau(options: OnPlateauOptions = {}): Relaxation {
  const { values = [1, 1.5], patience = 500, threshold = 1e-2, cooldown = 500 } = options;
  if (values.length === 0) throw new RangeError("values: expected at least one value of s");
  for (const [p, s] of values.entries()) checkS(`values[${p}]`, s);
  checkCount("patience", patience);
  if (!(threshold >= 0 && threshold < 1))
    throw new RangeError(`threshold: expected a number in [0, 1), got ${threshold}`);
  if (!Number.isInteger(cooldown) || cooldown < 0)
    throw new RangeError(`cooldown: expected an integer >= 0, got ${cooldown}`);
  refuseZero("values", values, options);
  return {
    name: "onPlateau",
    initial: values[0],
    range: extent(values),
    ...switching(options),
    smooth: false,
    options: { values, patience, threshold, cooldown },
    next({ loss, state }) {
      if (loss < state.best * (1 - threshold)) {
        state.best = loss;
        state.bad = 0;
      } else if (Number.isFinite(state.best)) state.bad++;
      if (state.cooldown > 0) {
        state.cooldown--;
        state.bad = 0;
      }
      if (state.bad > patience && state.index < values.length - 1) {
        state.index++;
        state.bad = 0;
        state.cooldown = cooldown;
        // The loss jumps at a switch: progress is measured afresh from there.
        state.best = Number.POSITIVE_INFINITY;
      }
      return values[state.index];
    },
  };
}
