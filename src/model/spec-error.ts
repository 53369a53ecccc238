import type { z } from "zod";
import { didYouMean } from "./nearest.js";

type RawIssue = z.core.$ZodRawIssue;
type Issue = z.core.$ZodIssue;

const kinds: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "text",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words[words.length - 1]}`;

function shown(input: unknown): string {
  if (typeof input === "number") return String(input);
  const text = JSON.stringify(input) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

const got = (wanted: string, input: unknown): string =>
  input === undefined ? `is missing; expected ${wanted}` : `expected ${wanted}, got ${shown(input)}`;

const choice = (names: readonly string[], input: unknown): string =>
  got(list(names), input) + (typeof input === "string" ? didYouMean(input, names) : "");

/** The fields that an object may have, where the schema tells. */
function fieldsOf({ schema }: RawIssue): string[] {
  if (typeof schema !== "object" || schema === null || !("shape" in schema)) return [];
  return Object.keys(schema.shape ?? {});
}

/** A complaint about one field of a specification: what was expected and what is there, with the names near a wrong one. */
export function complaint(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return got(kinds[issue.expected] ?? `${issue.expected}`, issue.input);
    case "too_small":
      if (issue.origin === "array") return `expected at least ${issue.minimum} of them, got none`;
      return got(`${wholly(issue)} ${issue.inclusive ? "of at least" : "above"} ${issue.minimum}`, issue.input);
    case "too_big":
      return got(`${wholly(issue)} ${issue.inclusive ? "of at most" : "under"} ${issue.maximum}`, issue.input);
    case "invalid_value":
      return choice(issue.values.map(String), issue.input);
    case "unrecognized_keys": {
      const fields = fieldsOf(issue);
      return `no field ${shown(issue.keys[0])}${didYouMean(issue.keys[0], fields) || `; expected ${list(fields)}`}`;
    }
    case "invalid_union": {
      if (!("options" in issue && Array.isArray(issue.options) && issue.discriminator)) return undefined;
      const { input } = issue;
      const named = typeof input === "object" && input !== null ? (input as Record<string, unknown>) : {};
      return choice(issue.options.map(String), named[issue.discriminator]);
    }
    default:
      return undefined;
  }
}

function wholly({ schema }: RawIssue): string {
  const whole = typeof schema === "object" && schema !== null && "format" in schema && schema.format === "safeint";
  return whole ? "a whole number" : "a number";
}

interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** "expected A, got V" and "expected B, got V" as "expected A or B, got V". */
function joined(findings: readonly Finding[]): string {
  const parts = findings.map(({ message }) => /^expected (.*), got (.*)$/.exec(message));
  const [first] = parts;
  if (!first || parts.some((part) => part?.[2].split(";")[0] !== first[2].split(";")[0])) return findings[0].message;
  return `expected ${[...new Set(parts.map((part) => part?.[1]))].join(" or ")}, got ${first[2]}`;
}

/** Of the alternatives of a union, the complaints that got furthest say most. */
export function deepest(issue: Issue, prefix: readonly PropertyKey[] = []): Finding {
  const path = [...prefix, ...issue.path];
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return { path, message: issue.message };
  const inner = issue.errors.flatMap((issues) => issues.map((one) => deepest(one, path)));
  const depth = Math.max(...inner.map((one) => one.path.length));
  const best = inner.filter((one) => one.path.length === depth);
  return { path: best[0].path, message: joined(best) };
}

/** A path of fields as it is written in JSON: data.targets[0]. */
export const fieldName = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
