import { InputError } from "../model/errors.js";

/** A value as it would stand in JSON: numbers and booleans are recognised, the rest is text. */
function scalar(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  const number = Number(text);
  return text.trim() !== "" && !Number.isNaN(number) ? number : text;
}

/** Names of several words may be written as files and flags are: gauss-newton for gaussNewton. */
const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Where values without a name belong. */
export interface Place {
  readonly field: string;
  /** What stands behind an "@": with "until", 0.5@0.2 is { s: 0.5, until: 0.2 }. Without, there is no such form. */
  readonly behind?: string;
  /** One value, not a list. */
  readonly single?: boolean;
}

/** The places of each choice that has any: stages,0.5@0.2,1 and path,0.5@0,1@0.7 and constant,1. */
export const places: Readonly<Record<string, Place>> = {
  constant: { field: "s", single: true },
  stages: { field: "stages", behind: "until" },
  path: { field: "points", behind: "at" },
  onPlateau: { field: "values" },
  higherMomentum: { field: "momenta" },
};

/**
 * Reads the compact form of a named choice with options, "ramp,from=1,to=1.5,switch=lossless", into the object that the JSON form
 * has. Entries without "=" are gathered at the choice's place.
 * @throws InputError for an option given twice, or values without a place.
 */
export function compact(
  flag: string,
  text: string,
  positional: Readonly<Record<string, Place>> = places,
): Record<string, unknown> {
  const [written, ...entries] = text.split(",").map((part) => part.trim());
  const name = camel(written);
  const result: Record<string, unknown> = { name };
  const bare: string[] = [];
  for (const entry of entries) {
    const at = entry.indexOf("=");
    if (at < 0) {
      bare.push(entry);
      continue;
    }
    const key = entry.slice(0, at).trim();
    if (Object.hasOwn(result, key)) throw new InputError(`${flag}: "${key}" is given twice in "${text}"`);
    result[key] = scalar(entry.slice(at + 1).trim());
  }
  const [first] = bare;
  if (first === undefined) return result;
  const place = Object.hasOwn(positional, name) ? positional[name] : undefined;
  if (place === undefined)
    throw new InputError(`${flag}: "${first}" in "${text}" has no name; write it as option=${first}`);
  const { field, behind, single } = place;
  if (single && bare.length > 1)
    throw new InputError(`${flag}: ${name} takes one value, got ${bare.length} in "${text}"`);
  if (Object.hasOwn(result, field)) throw new InputError(`${flag}: "${field}" is given twice in "${text}"`);
  const values = bare.map((entry) => {
    const parts = entry.split("@");
    return behind === undefined || parts.length !== 2
      ? scalar(entry)
      : { s: scalar(parts[0]), [behind]: scalar(parts[1]) };
  });
  result[field] = single ? values[0] : values;
  return result;
}
