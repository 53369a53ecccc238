/** Six significant digits, for numbers that are drawn or quoted; null where it is no number, as JSON has it. */
export const brief = (x: number): number | null => (Number.isFinite(x) ? Number(x.toPrecision(6)) : null);

/** The same for a list. */
export const briefly = (values: ArrayLike<number>): (number | null)[] => Array.from(values, brief);
