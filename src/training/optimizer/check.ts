/** Checks an option that is a fraction in [0, 1), such as a momentum. */
export function fraction(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new RangeError(`${name}: expected a number in [0, 1), got ${value}`);
}
