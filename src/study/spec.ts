import { z } from "zod";
import { InputError } from "../model/errors.js";
import { didYouMean, listNames } from "../model/nearest.js";
import { complaint, deepest, fieldName } from "../model/spec-error.js";
import { type ProblemSpec, problemSpec } from "../problems/index.js";
import { runSpec } from "../training/spec.js";
import { contentHash } from "./cell.js";
import { type MethodSpec, methodSpec } from "./method.js";
import { swept } from "./sweep.js";

const count = z.int().positive();
const positive = z.number().positive();
const listed = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1)]);

/** Seeds 0, 1, ... that a number stands for, at most. */
const MOST_SEEDS = 100_000;

/** Everything but problems and methods, which have complaints of their own. */
const frame = z.strictObject({
  name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u, {
    error: ({ input }) =>
      `expected letters, digits, dots, dashes and underscores (it names a folder), got ${JSON.stringify(input)}`,
  }),
  comment: z.union([z.string(), z.array(z.string())]).optional(),
  problems: z.array(z.unknown()).min(1),
  methods: z.array(z.unknown()).min(1),
  networks: z.array(runSpec.shape.network.unwrap()).min(1).optional(),
  steps: listed(count).optional(),
  seconds: listed(positive).optional(),
  seeds: z.union([count.max(MOST_SEEDS), z.array(z.int()).min(1)]),
});

type NetworkSpec = NonNullable<z.infer<typeof frame>["networks"]>[number];

export interface Labelled<T> {
  /** What tables and figures call it; unique in its study. */
  readonly label: string;
  readonly spec: T;
}

/** How long a run is: in steps, or in seconds that are measured once and then frozen as steps. */
export type Budget = { readonly steps: number } | { readonly seconds: number };

/** A study with every choice written out: problem x network x method x budget x seeds. */
export interface Study {
  /** Names its folder. */
  readonly name: string;
  readonly problems: readonly Labelled<ProblemSpec>[];
  /** Laid over the network of every method; one without entries and with label "" where the study names none. */
  readonly networks: readonly Labelled<NetworkSpec>[];
  readonly methods: readonly MethodSpec[];
  /** Empty where no method takes steps. */
  readonly budgets: readonly Budget[];
  readonly seeds: readonly number[];
  /** Fingerprint of all of the above but the name and comments. */
  readonly hash: string;
}

/**
 * Checks a study described in JSON, and writes out what it leaves open: `seeds: 10` is 0, ..., 9; a problem may be its name alone or
 * carry a `label`; a method's `sweep: { "optimizer.rate": [0.001, 0.01] }` is one method a value.
 * @param origin what messages call it, for instance the file's name.
 * @throws InputError naming the first wrong field, what it is and what was expected.
 * @example parseStudy({ name: "waves", problems: ["sine"], methods: [{ label: "Adam" }], steps: 1000, seeds: 10 })
 */
export function parseStudy(value: unknown, origin = "study"): Study {
  const fail = (path: readonly PropertyKey[], message: string): never => {
    throw new InputError(`${[origin, fieldName(path)].filter(Boolean).join(": ")}: ${message}`);
  };
  const check = <T>(schema: z.ZodType<T>, part: unknown, at: readonly PropertyKey[] = []): T => {
    const parsed = schema.safeParse(part, { error: complaint });
    if (parsed.success) return parsed.data;
    const { path, message } = deepest(parsed.error.issues[0]);
    // The kind of a method may be left out, which the list of choices calls undefined.
    return fail([...at, ...path], message.replace("undefined, ", ""));
  };
  const { name, problems, methods, networks, steps, seconds, seeds } = check(frame, value);
  const budgets: Budget[] = [
    ...[steps ?? []].flat().map((one) => ({ steps: one })),
    ...[seconds ?? []].flat().map((one) => ({ seconds: one })),
  ];
  const study = {
    problems: labelled(
      problems.map((entry, i) => {
        const { label, ...spec } = asProblem(entry, (message) => fail(["problems", i], message));
        return {
          label: check(z.string().min(1).optional(), label, ["problems", i, "label"]),
          spec: check(problemSpec, spec, ["problems", i]),
        };
      }),
    ),
    networks: networks
      ? labelled(networks.map((spec) => ({ label: networkLabel(spec), spec })))
      : [{ label: "", spec: {} }],
    methods: methods
      .flatMap((method, i) =>
        swept(method, (message) => fail(["methods", i, "sweep"], message)).map((one) => ({ one, i })),
      )
      .map(({ one, i }) => check(methodSpec, one, ["methods", i])),
    budgets: unique(budgets),
    seeds: typeof seeds === "number" ? Array.from({ length: seeds }, (_, i) => i) : unique(seeds),
  };
  const twice = study.methods.find(({ label }, i) => study.methods.findIndex((other) => other.label === label) !== i);
  if (twice) fail(["methods"], `two are labelled ${JSON.stringify(twice.label)}; give each a label of its own`);
  const trains = study.methods.some(({ kind }) => kind === undefined || kind === "train");
  if (trains && budgets.length === 0)
    fail([], "steps: is missing; expected how many steps a run has, or seconds for a budget of time");
  const hashed = { ...study, methods: study.methods.map(({ comment: _, ...method }) => method) };
  return { name, ...study, hash: contentHash(hashed) };
}

/** A study as JSON that `parseStudy` reads back: with the same hash, and nothing left open. */
export function describeStudy({ name, problems, networks, methods, budgets, seeds }: Study): Record<string, unknown> {
  const steps = budgets.flatMap((budget) => ("steps" in budget ? [budget.steps] : []));
  const seconds = budgets.flatMap((budget) => ("seconds" in budget ? [budget.seconds] : []));
  const named = networks.some(({ label }) => label !== "");
  return {
    name,
    problems: problems.map(({ label, spec }) => ({ label, ...spec })),
    ...(named ? { networks: networks.map(({ spec }) => spec) } : {}),
    methods,
    ...(steps.length > 0 ? { steps } : {}),
    ...(seconds.length > 0 ? { seconds } : {}),
    seeds,
  };
}

function asProblem(entry: unknown, fail: (message: string) => never): Record<string, unknown> {
  if (typeof entry === "string") {
    const names = problemSpec.options.map(({ shape }) => shape.name.value);
    if (names.some((name) => name === entry)) return { name: entry };
    return fail(`no problem "${entry}"${didYouMean(entry, names) || `; the problems are ${listNames(names)}`}`);
  }
  if (typeof entry === "object" && entry !== null && !Array.isArray(entry)) return { ...entry };
  return fail(`expected a problem's name or an object, got ${JSON.stringify(entry)}`);
}

/** What a problem goes by: its name, or what says more: the function, the file. */
function nameOf(spec: object): string {
  if ("target" in spec && typeof spec.target === "string") return spec.target;
  const table = "name" in spec && spec.name === "table" && "file" in spec;
  if (table) return String(spec.file).replace(/^.*[\\/]/, "");
  return "name" in spec ? String(spec.name) : "network";
}

/** Labels where none is given: the name, with the options wherever the name alone would stand for two. */
function labelled<T extends object>(entries: readonly { readonly label?: string; readonly spec: T }[]): Labelled<T>[] {
  const labels = entries.map(({ label, spec }) => {
    if (label !== undefined) return label;
    const alone =
      entries.filter((other) => other.label === undefined && nameOf(other.spec) === nameOf(spec)).length === 1;
    const { name: _name, file: _file, target: _target, ...options } = { name: "", file: "", target: "", ...spec };
    const text = alone ? "" : optionText(options);
    return text === "" ? nameOf(spec) : `${nameOf(spec)}, ${text}`;
  });
  return entries.map(({ spec }, i) => {
    const before = labels.slice(0, i).filter((label) => label === labels[i]).length;
    return { label: before === 0 ? labels[i] : `${labels[i]} (${before + 1})`, spec };
  });
}

/** "1000" for hidden: [1000], "64-64, tanh" where more is said. */
const networkLabel = ({ hidden, ...rest }: NetworkSpec): string | undefined =>
  [...(hidden ? [hidden.join("-")] : []), ...(Object.keys(rest).length > 0 ? [optionText(rest)] : [])].join(", ") ||
  undefined;

const optionText = (options: object): string =>
  Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(", ");

/** Each value once, in the order of its first appearance. */
function unique<T>(values: readonly T[]): T[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = JSON.stringify(value);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
