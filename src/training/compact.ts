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
 * @param flag what messages call it.
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
    if (key === "__proto__") throw new InputError(`${flag}: "${key}" in "${text}" is no option`);
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

/**
 * The compact form of a named choice, which `compact` reads back into the same object: values at the choice's place first, then its
 * other options. A number has as many digits as give the same double again; an option that is undefined is left out, and a stage
 * { s } without its end is written, and comes back, as the bare s.
 * @throws InputError for what has no compact form: objects other than S@TIME, lists elsewhere than at the place, and text that would
 *   be read as something else.
 * @example toCompact({ name: "stages", stages: [{ s: 0.5, until: 0.19 }, 1] }) // "stages,0.5@0.19,1"
 */
export function toCompact(
  value: { readonly name: string },
  positional: Readonly<Record<string, Place>> = places,
): string {
  const { name } = value;
  const none = (field: string, entry: unknown): never => {
    throw new InputError(
      `${field}: ${typeof entry === "number" ? entry : JSON.stringify(entry)} of ${name} has no compact form; give it in JSON, or leave it out`,
    );
  };
  if (name.includes(",") || name.trim() !== name || camel(name) !== name) none("name", name);
  const place = Object.hasOwn(positional, name) ? positional[name] : undefined;
  const bare: string[] = [];
  const named: string[] = [];
  for (const [field, entry] of Object.entries(value)) {
    if (field === "name" || entry === undefined) continue;
    if (field === place?.field && (place.single || Array.isArray(entry))) bare.push(...bareEntries(entry, place, none));
    else {
      if (/[=,]/.test(field) || field.trim() !== field || field === "__proto__") none(field, entry);
      named.push(`${field}=${scalarText(entry) ?? none(field, entry)}`);
    }
  }
  return [name, ...bare, ...named].join(",");
}

/** Values at their place, each as it is written. */
function bareEntries(
  values: unknown,
  { field, behind, single }: Place,
  none: (field: string, entry: unknown) => never,
): string[] {
  const list: readonly unknown[] = single ? [values] : (values as readonly unknown[]);
  if (list.length === 0) none(field, values);
  return list.map((entry) => {
    const parts = behind === undefined ? [entry] : pointParts(entry, behind);
    const texts = parts?.map((part) => scalarText(part));
    if (!texts || texts.some((text) => text === undefined || /=/.test(text) || (behind && text.includes("@"))))
      return none(field, entry);
    return texts.join("@");
  });
}

/** What stands in front of an "@" and behind it; undefined for an object of another form. */
function pointParts(entry: unknown, behind: string): unknown[] | undefined {
  if (typeof entry !== "object" || entry === null) return [entry];
  const { s, [behind]: after, ...more } = entry as Record<string, unknown>;
  if (s === undefined || Object.keys(more).length > 0) return undefined;
  return after === undefined ? [s] : [s, after];
}

/** The text that `scalar` reads as this value, if there is one. */
function scalarText(value: unknown): string | undefined {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return Object.is(scalar(text), value) && text.trim() === text && !text.includes(",") ? text : undefined;
}
