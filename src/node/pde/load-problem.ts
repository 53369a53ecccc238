import { existsSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";
import { InputError } from "../../model/errors.js";
import { didYouMean, listNames } from "../../model/nearest.js";
import { checkProblem } from "../../pde/check.js";
import { type PdeProblem, pdeProblems } from "../../pde/index.js";

const isName = (name: string): name is keyof typeof pdeProblems => Object.hasOwn(pdeProblems, name);
const isFile = (name: string) => /\.[cm]?[jt]s$/.test(name);

/**
 * A problem that comes with the library, by name, or the user's own: a TypeScript or JavaScript file whose default export, or export
 * `problem`, is a `PdeProblem` or a function that returns one. `import ... from "hrta"` in it finds this library.
 * @throws InputError if there is none, or it does not compile, throws, or is no problem.
 */
export async function loadProblem(name: string): Promise<PdeProblem> {
  if (isName(name)) return pdeProblems[name]();
  const known = Object.keys(pdeProblems);
  if (!isFile(name))
    throw new InputError(
      `${name}: no such problem${didYouMean(name, known) || `; there are ${listNames(known)}, or give a .ts file of your own`}`,
    );
  if (!existsSync(name)) throw new InputError(`${name}: no such file`);
  const problem = problemOf(name, await load(name));
  checkShape(name, problem);
  const named = {
    ...problem,
    name: problem.name ?? basename(name, extname(name)),
    title: problem.title ?? basename(name),
  };
  checkProblem(named);
  return named;
}

/** Runs the file as a module; types are taken off, not checked. */
async function load(file: string): Promise<unknown> {
  const library = fileURLToPath(new URL("../../index.js", import.meta.url));
  const jiti = createJiti(import.meta.url, { alias: { hrta: library }, fsCache: false, moduleCache: false });
  try {
    return await jiti.import(resolve(file));
  } catch (error) {
    if (error instanceof InputError || error instanceof RangeError) throw new InputError(`${file}: ${error.message}`);
    const [line] = (error instanceof Error ? error.message : String(error))
      .split("\n")
      .filter((text) => text.trim() !== "");
    throw new InputError(`${file}: cannot be run (${line.trim()})`);
  }
}

function problemOf(file: string, module: unknown): PdeProblem {
  const { default: main, problem } = (module ?? {}) as { default?: unknown; problem?: unknown };
  const found = problem ?? main;
  const value: unknown = typeof found === "function" ? found() : found;
  // A module without a default export may stand for itself.
  const keys = ["domain", "residual", "energy", "conditions"];
  if (typeof value !== "object" || value === null || !keys.some((key) => key in value))
    throw new InputError(
      `${file}: exports no problem; end it with "export default { domain, residual, conditions, ... }" (hrta solve --help has an example)`,
    );
  return value as PdeProblem;
}

/** What would otherwise fail deep inside, by name. */
function checkShape(file: string, problem: PdeProblem): void {
  const { domain, residual, energy, conditions } = problem as Partial<PdeProblem>;
  const say = (text: string) => new InputError(`${file}: ${text}`);
  if (!domain || !Array.isArray(domain.faces) || typeof domain.contains !== "function")
    throw say('has no domain; use box([0, 0], [1, 1]) or polygon([...]) from "hrta"');
  if (!residual && !energy) throw say("has neither a residual nor an energy; give { order: 2, of: (u, { x }) => ... }");
  if (residual && (typeof residual.of !== "function" || (residual.order !== 1 && residual.order !== 2)))
    throw say("residual: expected { order: 1 or 2, of: (u, { x }) => number }");
  if (energy && typeof energy.of !== "function") throw say("energy: expected { of: (u, { x }) => number }");
  if (!Array.isArray(conditions))
    throw say('conditions: expected a list, such as [{ kind: "dirichlet", on: "all", value: 0 }]');
  for (const [i, condition] of conditions.entries()) {
    const kinds = ["dirichlet", "neumann", "robin", "periodic"];
    if (!kinds.includes(condition?.kind)) throw say(`conditions[${i}]: expected one of the kinds ${kinds.join(", ")}`);
    if (condition.on !== "all" && !Array.isArray(condition.on))
      throw say(
        `conditions[${i}].on: expected "all" or a list of faces; the domain has ${listNames(domain.faces.map(({ name }) => name))}`,
      );
    if (condition.kind !== "periodic" && !["number", "function"].includes(typeof condition.value))
      throw say(`conditions[${i}].value: expected a number or a function of { x }`);
  }
}
