import { InputError } from "../model/errors.js";

/** A parser of a flag's number. */
export const number =
  (flag: string, hint = "") =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === "" || Number.isNaN(value))
      throw new InputError(`${flag}: expected a number, got "${text}"${hint}`);
    return value;
  };

/** A parser of a flag's number above 0. */
export const positive =
  (flag: string) =>
  (text: string): number => {
    const value = number(flag)(text);
    if (!(value > 0 && Number.isFinite(value))) throw new InputError(`${flag}: expected a number above 0, got ${text}`);
    return value;
  };

/** Names separated by commas, added to those of the same flag before; a comma in a name is written "\,". */
export function names(text: string, previous: readonly string[] = []): string[] {
  const parts = text.split(/(?<!\\),/).map((part) => part.replaceAll("\\,", ",").trim());
  return [...previous, ...parts];
}

/** "256,256" or "256x256". */
export const widths = (text: string): number[] => text.split(/[,x]/).map((part) => number("--hidden")(part));

/** A flag's value, if it is a whole number from 1 to `most`. */
export function whole(flag: string, value: number, most = Number.MAX_SAFE_INTEGER): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new InputError(`${flag}: expected a whole number from 1 to ${most}, got ${value}`);
}
