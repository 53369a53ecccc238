import { InputError } from "../model/errors.js";
import { saveModel } from "../model/serialise.js";
import { loadProblem } from "../node/pde/load-problem.js";
import { solveProblem } from "../node/pde/solve-problem.js";
import { createRunFolder, refuseTaken } from "../node/run-folder.js";
import { parseSolveSpec, type SolveSpec, withSolveDefaults } from "../pde/index.js";
import { planSolve } from "../pde/plan.js";
import { solveOptions } from "../pde/spec.js";
import { renderPdeReport } from "../report/pde/pde-report.js";
import { compact } from "../training/compact.js";
import type { Move } from "../training/relaxation/moved-by-hand.js";
import { commandLine } from "./command-line.js";
import { exitCodes } from "./exit.js";
import { flagName } from "./flag-name.js";
import { onInterrupt } from "./interrupt.js";
import { display } from "./progress.js";
import { type SolveSuiteFlags, solveSuite } from "./solve-suite.js";
import { divergence, listText, resultObject, solutionCsv, summary } from "./solve-text.js";

export interface SolveFlags extends SolveSuiteFlags {
  readonly list?: boolean;
  readonly suite?: boolean;
  readonly loss?: string;
  readonly points?: number;
  readonly boundary?: number;
  readonly sampling?: string;
  readonly resample?: number;
  readonly boundaryWeight?: number;
  readonly hard?: boolean;
  readonly scalar?: readonly string[];
  readonly hidden?: number[];
  readonly activation?: string;
  readonly scaling?: string;
  readonly bias?: string;
  readonly deviation?: number;
  readonly s?: number;
  readonly relaxation?: string;
  readonly moveS?: readonly Move[];
  readonly optimizer?: string;
  readonly rate?: number;
  readonly decay?: string;
  readonly steps?: number;
  readonly seed?: number;
  readonly dtype?: string;
  readonly threads?: number;
}

/** Solves, writes, reports; returns the exit code. */
export async function solve(name: string | undefined, flags: SolveFlags): Promise<number> {
  if (flags.list) {
    process.stdout.write(listText(flags.json === true));
    return exitCodes.ok;
  }
  if (flags.suite) return solveSuite(flags, name === undefined ? undefined : [(await loadProblem(name)).name]);
  for (const flag of ["seconds", "seeds", "workers"] as const)
    if (flags[flag] !== undefined) throw new InputError(`--${flag}: belongs to --suite`);
  if (name === undefined)
    throw new InputError("solve: expected a problem; hrta solve --list shows those that there are");
  if (flags.out !== undefined) refuseTaken(flags.out);
  const created = new Date();
  const problem = await loadProblem(name);
  const spec = withSolveDefaults(specOf(flags), problem);
  // Everything that can be wrong is found before the folder is made.
  planSolve(solveOptions(spec, problem)).layOut(0);
  const folder = createRunFolder(problem.name, flags.out);
  const silent = flags.json === true || flags.quiet === true;
  if (!silent) process.stderr.write(`${problem.title}: ${problem.equation}; writing to ${folder.path}\n`);
  const view = display({ quiet: silent });
  const controller = new AbortController();
  const release = onInterrupt(() => {
    controller.abort();
    if (!silent) view.say("stopping after this step; once more to stop at once");
  });
  try {
    const { result, record } = await solveProblem(problem, {
      ...{ spec, created, command: commandLine(), signal: controller.signal },
      onProgress: (progress) => view.update({ ...progress, rate: Number.NaN, validation: Number.NaN }),
    });
    view.stop();
    await folder.write("spec", `${JSON.stringify({ problem: name, ...spec }, null, 2)}\n`);
    if (record.outcome !== "diverged") await folder.write("model", saveModel(result.solution.model));
    if (record.field) await folder.write("solution", solutionCsv(record.field));
    const object = resultObject(record, folder);
    await folder.write("result", `${JSON.stringify(object, null, 2)}\n`);
    await folder.write("report", renderPdeReport(record));
    if (record.outcome === "diverged") {
      process.stderr.write(`error: ${divergence(record)}\n`);
      if (flags.json) process.stdout.write(`${JSON.stringify(object, null, 2)}\n`);
      return exitCodes.diverged;
    }
    if (flags.json) process.stdout.write(`${JSON.stringify(object, null, 2)}\n`);
    else if (!flags.quiet) process.stdout.write(summary(record, folder));
    return record.outcome === "stopped" ? exitCodes.stopped : exitCodes.ok;
  } catch (error) {
    folder.discard();
    throw error;
  } finally {
    view.stop();
    release();
  }
}

/** What the flags say, by the names of the flags in messages. */
function specOf(flags: SolveFlags): SolveSpec {
  const { hidden, activation, scaling, bias, deviation, s, rate, decay, optimizer, relaxation } = flags;
  const method = optimizer === undefined ? undefined : compact("--optimizer", optimizer);
  if (method === undefined && (rate !== undefined || decay !== undefined))
    throw new InputError("--rate: belongs to a method; give it with --optimizer, for instance --optimizer adam");
  return parseSolveSpec(
    tidy({
      ...tidy({ loss: flags.loss, points: flags.points, boundary: flags.boundary, sampling: flags.sampling }),
      ...tidy({ resample: flags.resample, boundaryWeight: flags.boundaryWeight, hard: flags.hard }),
      ...tidy({ steps: flags.steps, seed: flags.seed, dtype: flags.dtype, threads: flags.threads }),
      network: tidy({
        ...{ hidden, scaling, deviation, s },
        activation: activation?.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        bias: bias === "none" ? false : bias,
      }),
      optimizer: method && tidy({ ...method, rate: rate ?? method.rate, decay: decay ?? method.decay }),
      relaxation: relaxation === undefined ? undefined : compact("--relaxation", relaxation),
      moves: flags.moveS,
      scalars: flags.scalar === undefined ? undefined : Object.fromEntries(flags.scalar.map(scalarOf)),
    }),
    flagName,
  );
}

/** "epsilon=1:0.02:0.6" as the path of a scalar; one value keeps it there. */
function scalarOf(text: string): [string, object] {
  const [name, rest = ""] = text.split("=").map((part) => part.trim());
  const values = rest.split(":").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (name === "" || values.length > 3 || values.some(Number.isNaN))
    throw new InputError(`--scalar: expected NAME=FROM:TO[:OVER] or NAME=VALUE, got "${text}"`);
  const [from, to = from, over] = values;
  return [name, { from, to, ...(over === undefined ? {} : { over }) }];
}

const tidy = (entries: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(entries).filter(
      ([, value]) =>
        value !== undefined && !(typeof value === "object" && value !== null && Object.keys(value).length === 0),
    ),
  );
