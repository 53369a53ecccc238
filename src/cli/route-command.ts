import type { PlannedComparison } from "../node/compare/plan-comparison.js";
import type { RouteCommand } from "../node/compare/record.js";
import type { ComparisonOutcome } from "../node/compare/run-comparisons.js";
import type { ProblemSpec } from "../problems/index.js";
import { methodFor, withValue } from "../study/compare/index.js";
import type { UntrainedMethod } from "../study/method.js";
import { parseRunSpec, type RunSpec } from "../training/spec.js";
import { command } from "./command.js";
import { quoted } from "./command-line.js";

type TableSpec = Extract<ProblemSpec, { name: "table" }>;

/**
 * The command that takes the preferred route: `hrta train --spec PATH` with the tuned values, or `hrta kernel --predict`.
 * @param path where the specification of a run will be written.
 */
export function routeCommand(
  { contest }: PlannedComparison,
  { comparison }: ComparisonOutcome,
  path: string,
): RouteCommand | undefined {
  const { route, budgets } = comparison;
  const arm = contest.arms.find(({ label }) => label === route?.label);
  const standing = budgets[0].standings.find(({ label }) => label === route?.label);
  if (!arm || !standing || contest.problem.name !== "table") return undefined;
  const value = standing.tuned?.value;
  if (arm.side !== "untrained") {
    if (value === undefined || standing.steps === undefined) return undefined;
    const { kind: _, ...method } = methodFor(withValue(arm.method, arm.tune.option, value), standing.steps);
    return trained({ ...method, steps: standing.steps }, contest.problem, path);
  }
  const { method } = arm;
  if (method.kind !== "randomFeatures") return { command: kernelCommand(method, contest.problem) };
  const optimizer = {
    name: "outputSolve",
    towards: "zero",
    ...(value === undefined ? {} : { strength: value }),
  } as const;
  const { network } = method;
  const solve: RunSpec = {
    network,
    optimizer,
    relaxation: { name: "constant", s: 1 },
    loss: "mse",
    dtype: "f64",
    steps: 1,
  };
  return trained(solve, contest.problem, path);
}

function trained(run: RunSpec, { name: _, validation: _v, test: _t, ...data }: TableSpec, path: string): RouteCommand {
  // A model to keep is trained on all rows but those for its own test error.
  const spec = parseRunSpec({ ...JSON.parse(JSON.stringify(run)), data, seed: 0 });
  return { command: `${command} train --spec ${quoted(path)}`, spec };
}

/** Flags of the data that a kernel command takes over. */
function kernelCommand({ kind }: UntrainedMethod, data: TableSpec): string {
  const listed = (flag: string, values: readonly string[] | undefined) =>
    values ? [flag, quoted(values.map((value) => value.replaceAll(",", "\\,")).join(","))] : [];
  return [
    ...[command, "kernel", quoted(data.file)],
    ...listed("--target", data.targets),
    ...(data.task ? ["--task", data.task] : []),
    ...(data.header === undefined || data.header === "auto" ? [] : [data.header ? "--header" : "--no-header"]),
    ...(data.delimiter === undefined ? [] : ["--delimiter", quoted(data.delimiter)]),
    ...listed("--categorical", data.categorical),
    ...listed("--missing", data.missing),
    ...listed("--ignore", data.ignore),
    ...(data.limit === undefined ? [] : ["--limit", String(data.limit)]),
    ...["--s", "1", ...(kind === "nngp" ? ["--kernel", "nngp"] : []), "--predict", "NEW.csv"],
  ].join(" ");
}
