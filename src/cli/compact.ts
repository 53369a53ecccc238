import { InputError } from "../model/errors.js";

/** A value as it would stand in JSON: numbers and booleans are recognised, the rest is text. */
function scalar(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  const number = Number(text);
  return text.trim() !== "" && !Number.isNaN(number) ? number : text;
}

/** Names of several words may be written as files and flags are: gauss-newton for gaussNewton. */
const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * Reads the compact form of a named choice with options, "ramp,from=1,to=1.5,switch=lossless", into the object that the JSON form
 * has. Entries without "=" are gathered under `positional`; "0.5@0.2" stands for { s: 0.5, until: 0.2 }.
 * @throws InputError for an option given twice, or values without a place.
 */
export function compact(
  flag: string,
  text: string,
  positional: Readonly<Record<string, string>> = {},
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
  const place = positional[name];
  if (place === undefined)
    throw new InputError(`${flag}: "${first}" in "${text}" has no name; write it as option=${first}`);
  if (place === "s" && bare.length > 1)
    throw new InputError(`${flag}: ${name} takes one value, got ${bare.length} in "${text}"`);
  const values = bare.map((entry) => {
    const [s, until] = entry.split("@");
    return until === undefined ? scalar(entry) : { s: scalar(s), until: scalar(until) };
  });
  result[place] = place === "s" ? values[0] : values;
  return result;
}
