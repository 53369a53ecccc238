import {
  checkFraction,
  checkS,
  extent,
  type Relaxation,
  refuseZero,
  type SwitchOptions,
  switching,
} from "./relaxation.js";

export interface Stage {
  readonly s: number;
  /** Where the stage ends, as a fraction of all steps; the last stage ends at 1 whatever it says. */
  readonly until?: number;
}

/**
 * A list of values of s, each held until a given fraction of the steps; without fractions the stages are equally long.
 * @example stages([{ s: 0.5, until: 3 / 16 }, { s: 1 }]) // HRTA Appendix B, Example 1: 3000 + 13000 steps
 * @paper HRTA eq. (2), Appendix B
 */
export function stages(list: readonly (Stage | number)[], options: SwitchOptions = {}): Relaxation {
  if (list.length === 0) throw new RangeError("stages: expected at least one value of s");
  const parts = list.map((stage, p) => {
    const { s, until = (p + 1) / list.length }: Stage = typeof stage === "number" ? { s: stage } : stage;
    return {
      s: checkS(`stages[${p}].s`, s),
      until: p === list.length - 1 ? 1 : checkFraction(`stages[${p}].until`, until),
    };
  });
  for (let p = 1; p < parts.length; p++)
    if (parts[p].until < parts[p - 1].until)
      throw new RangeError(
        `stages[${p}].until: expected at least ${parts[p - 1].until}, where the stage before ends, got ${parts[p].until}`,
      );
  const values = parts.map(({ s }) => s);
  refuseZero("stages", values, options);
  return {
    name: "stages",
    initial: values[0],
    range: extent(values),
    ...switching(options),
    smooth: false,
    options: { stages: parts },
    next: ({ step, steps }) => {
      for (const { s, until } of parts) if (step <= Math.round(until * steps)) return s;
      return values[values.length - 1];
    },
  };
}
