import { z } from "zod";
import { InputError } from "../model/errors.js";
import { complaint, deepest, fieldName } from "../model/spec-error.js";
import type { Table } from "../model/table.js";
import { cosineNeuron, cosineNeuronSpec } from "./family/cosine-neuron.js";
import { functionProblem, functionSpec } from "./family/function.js";
import { halfSpaces, halfSpacesSpec } from "./family/half-spaces.js";
import { imagesNeeded, mnist, mnistSpec } from "./family/mnist.js";
import { moons, moonsSpec } from "./family/moons.js";
import { parity, paritySpec } from "./family/parity.js";
import { ridges, ridgesSpec } from "./family/ridges.js";
import { sine, sineSpec } from "./family/sine.js";
import { singleNeuron, singleNeuronSpec } from "./family/single-neuron.js";
import { sphere, sphereSpec } from "./family/sphere.js";
import { spirals, spiralsSpec } from "./family/spirals.js";
import { tableProblem, tableSpec } from "./family/table.js";
import { wrong } from "./fields.js";
import type { Problem } from "./problem.js";

/** A problem that is drawn, as plain data: its name and its options. */
const drawnProblemSpec = z.discriminatedUnion("name", [
  sineSpec,
  functionSpec,
  ridgesSpec,
  singleNeuronSpec,
  paritySpec,
  halfSpacesSpec,
  cosineNeuronSpec,
  sphereSpec,
  moonsSpec,
  spiralsSpec,
]);

/** A problem as plain data: its name and its options. */
export const problemSpec = z.discriminatedUnion("name", [...drawnProblemSpec.options, mnistSpec, tableSpec]);

export type DrawnProblemSpec = z.infer<typeof drawnProblemSpec>;
export type ProblemSpec = z.infer<typeof problemSpec>;

/** What messages call a wrong field: one name for all, or a function from its path to its name. */
type Origin = string | ((path: readonly PropertyKey[]) => string);

/**
 * Checks a problem described in JSON.
 * @param origin what messages call it. Default: the problem and its name.
 * @throws InputError naming the first wrong field, what it is and what was expected.
 */
export const parseProblemSpec = (value: unknown, origin?: Origin): ProblemSpec => parsed(problemSpec, value, origin);

/**
 * Checks a problem described in JSON that needs no file.
 * @throws InputError as `parseProblemSpec`, and for a problem that lives in a file.
 */
export function parseDrawnProblem(value: unknown, origin?: Origin): DrawnProblemSpec {
  const name = nameOf(value);
  if (name === "mnist" || name === "table") {
    const message = `"${name}" lives in a file; name the file itself as the data`;
    throw new InputError(`${typeof origin === "function" ? origin(["name"]) : (origin ?? "problem")}: ${message}`);
  }
  return parsed(drawnProblemSpec, value, origin);
}

function parsed<T extends z.ZodType>(schema: T, value: unknown, origin?: Origin): z.infer<T> {
  const result = schema.safeParse(value, { error: complaint });
  if (result.success) return result.data;
  const { path, message } = deepest(result.error.issues[0]);
  if (typeof origin === "function") throw new InputError(`${origin(path)}: ${message}`);
  const field = fieldName(path);
  throw new InputError([origin ?? called(value, field), field, message].filter(Boolean).join(": "));
}

const nameOf = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null && "name" in value && typeof value.name === "string"
    ? value.name
    : undefined;

function called(value: unknown, field: string): string {
  const name = nameOf(value);
  return name !== undefined && field !== "name" ? `problem "${name}"` : "problem";
}

/** The file that a problem lives in, and how to read it. */
export interface ProblemFile {
  readonly path: string;
  /** For `readTable`. */
  readonly options: {
    readonly targets?: readonly string[];
    readonly task?: "regression" | "classification";
    readonly header?: boolean | "auto";
    readonly delimiter?: string;
    readonly categorical?: readonly string[];
    readonly missing?: readonly string[];
    readonly labels?: string;
    readonly limit?: number;
  };
}

/** The file whose table `buildProblem` needs; undefined for problems that are drawn. */
export function problemFile(spec: ProblemSpec): ProblemFile | undefined {
  if (spec.name === "mnist") return { path: spec.file, options: { labels: spec.labels, limit: imagesNeeded(spec) } };
  if (spec.name !== "table") return undefined;
  const { targets, task, header, delimiter, categorical, missing, labels, limit } = spec;
  return { path: spec.file, options: { targets, task, header, delimiter, categorical, missing, labels, limit } };
}

/**
 * The problem that a description stands for.
 * @param source the table of `problemFile`, for problems that live in a file.
 * @throws InputError naming the field that is wrong, or the file that is missing.
 * @example buildProblem({ name: "sine", inputs: 3 }).data(1).train // the 125 points of a 5 x 5 x 5 grid
 */
export function buildProblem(spec: ProblemSpec, source?: Table): Problem {
  const checked = parseProblemSpec(spec);
  switch (checked.name) {
    case "sine":
      return sine(checked);
    case "function":
      return functionProblem(checked);
    case "ridges":
      return ridges(checked);
    case "singleNeuron":
      return singleNeuron(checked);
    case "parity":
      return parity(checked);
    case "halfSpaces":
      return halfSpaces(checked);
    case "cosineNeuron":
      return cosineNeuron(checked);
    case "sphere":
      return sphere(checked);
    case "moons":
      return moons(checked);
    case "spirals":
      return spirals(checked);
    case "mnist":
      return mnist(checked, needed(checked, source));
    case "table": {
      const { task, standardize, test, validation, weights, ignore, file } = checked;
      const title = file.replace(/^.*[\\/]/, "");
      return tableProblem(needed(checked, source), { title, task, standardize, test, validation, weights, ignore });
    }
  }
}

function needed({ name, file }: { readonly name: string; readonly file: string }, source: Table | undefined): Table {
  if (source) return source;
  throw wrong(name, "file", `"${file}" has not been read; expected its table as the second argument (see readTable)`);
}
