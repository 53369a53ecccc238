import { planesOf } from "../../engine/index.js";
import {
  type KnownSolution,
  knownSolution,
  ownScalars,
  type PdeErrors,
  type PdeProblem,
  type PdeSolution,
  pdeEnergy,
  pdeErrors,
  type SolveProgress,
  type SolveResult,
  type SolveSpec,
  solutionJets,
  solveOptions,
  solvePde,
} from "../../pde/index.js";
import type { PdeField, PdeLook, PdeRecord } from "../../report/pde/record.js";
import { thinCurve } from "../../report/thin.js";
import { movesText } from "../../training/move-text.js";
import { version } from "../../version.js";
import { machine } from "../machine.js";

export interface SolveProblemOptions {
  readonly spec: SolveSpec;
  readonly command?: string;
  readonly created?: Date;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SolveProgress) => void;
}

export interface SolvedProblem {
  readonly result: SolveResult;
  readonly record: PdeRecord;
}

/** Points of the grid on which the error is watched along a run, about. */
const WATCHED = 900;
/** Cells of the pictures, in each direction. */
const LINE = 400;
const MAP = 64;
const CURVE = 600;

const OTHER =
  "The exact solution is that of the problem's own numbers, and a path ends elsewhere: errors are told only where there is a reference.";

const lossNames = {
  residual: "residual and conditions",
  energy: "energy, on the points of the step",
  sobolev: "Sobolev, fed the solution",
} as const;

/** Solves a problem as described, every choice made, and gathers what its report shows. */
export async function solveProblem(problem: PdeProblem, options: SolveProblemOptions): Promise<SolvedProblem> {
  const { spec, signal, created = new Date() } = options;
  const { domain } = problem;
  const known = knownSolution(problem, spec.scalars);
  const own = ownScalars(problem, spec.scalars);
  const least = spec.loss === "energy" && own ? problem.energy?.least : undefined;
  const looks: PdeLook[] = [];
  const run = solvePde({
    ...solveOptions(spec, problem),
    ...(signal ? { signal } : {}),
    async onLook({ step, seconds, loss, solution }) {
      const l2 = known && (await pdeErrors(solution, domain, known, WATCHED)).l2;
      const excess = least === undefined ? undefined : (await pdeEnergy(solution, problem, WATCHED)) - least;
      looks.push({
        step,
        seconds,
        loss,
        ...(l2 === undefined ? {} : { l2 }),
        ...(excess === undefined ? {} : { excess }),
      });
    },
  });
  let next = await run.next();
  while (!next.done) {
    options.onProgress?.(next.value);
    next = await run.next();
  }
  const result = next.value;
  const { solution, outcome, history } = result;
  const alive = outcome !== "diverged";
  const errors: PdeErrors | undefined = alive && known ? await pdeErrors(solution, domain, known) : undefined;
  const kept = Array.from(thinCurve([history.loss], CURVE));
  const record: PdeRecord = {
    ...{ name: problem.name, title: problem.title, equation: problem.equation, outcome, looks },
    loss: { name: lossNames[spec.loss ?? "residual"], value: result.loss },
    terms: result.terms,
    ...(errors && known ? { errors, against: "exact" in known ? "exact" : "reference" } : {}),
    ...(alive && least !== undefined ? { excess: (await pdeEnergy(solution, problem)) - least } : {}),
    ...{ steps: result.steps, planned: result.planned, seconds: result.seconds },
    history: {
      step: kept.map((i) => i + 1),
      loss: kept.map((i) => history.loss[i]),
      s: kept.map((i) => history.s[i]),
    },
    ...(alive && domain.dimensions <= 2 ? { field: await fieldOf(solution, problem, known) } : {}),
    settings: settingsOf(spec, result),
    notes: [...notesOf(spec), ...(problem.exact && !own ? [OTHER] : [])],
    ...(options.command === undefined ? {} : { command: options.command }),
    created: created.toISOString(),
    versions: { hrta: version, node: process.versions.node },
    machine: machine(),
  };
  return { result, record };
}

async function fieldOf(
  solution: PdeSolution,
  { domain }: PdeProblem,
  known: KnownSolution | undefined,
): Promise<PdeField> {
  const { dimensions: d, variables, lower, upper } = domain;
  const cells = d === 1 ? [LINE] : [MAP, MAP];
  const total = cells.reduce((product, n) => product * n, 1);
  const x = new Float64Array(total * d);
  for (let at = 0; at < total; at++) {
    const index = d === 1 ? [at] : [Math.floor(at / MAP), at % MAP];
    for (let j = 0; j < d; j++) x[at * d + j] = lower[j] + ((upper[j] - lower[j]) * (index[j] + 0.5)) / cells[j];
  }
  const jets = await solutionJets(solution, x);
  const planes = planesOf({ order: 0, directions: d });
  const inside = (at: number) => domain.contains(x.subarray(at * d, (at + 1) * d));
  const of = (value: (at: number) => number) =>
    Array.from({ length: total }, (_, at) => (inside(at) ? value(at) : Number.NaN));
  const exact = (at: number) => {
    const point = x.subarray(at * d, (at + 1) * d);
    return known && ("exact" in known ? known.exact(point).value : known.values(point));
  };
  return {
    ...{ variables, lower, upper, cells },
    value: of((at) => jets[at * planes]),
    ...(known ? { known: of((at) => exact(at) ?? Number.NaN) } : {}),
  };
}

/** What a reader should know before believing the figures. */
function notesOf({ hard, ...spec }: SolveSpec): string[] {
  const ansatz =
    "The conditions hold by construction, u = lift + factor N: the model's file holds N alone, solution.csv u.";
  return [...(hard ? [ansatz] : []), ...lossNotes(spec)];
}

function lossNotes({ loss, sampling, resample }: SolveSpec): string[] {
  if (loss === "sobolev")
    return ["Sobolev training is fed the exact solution and its gradient: this is regression, not a solve."];
  if (loss === "energy" && (resample === undefined || sampling === "grid"))
    return [
      "On fixed points a wide network can drive the energy below its least value and away from the solution: judge by the error, or resample the points.",
    ];
  return [];
}

function settingsOf(spec: SolveSpec, { points, engine }: SolveResult): [string, string][] {
  const {
    network,
    optimizer,
    relaxation,
    scalars = {},
    loss,
    sampling = "grid",
    resample,
    boundaryWeight,
    hard,
  } = spec;
  const told = (value: object) =>
    Object.entries(value)
      .map(([name, entry]) =>
        name === "name" ? String(entry) : `${name} ${typeof entry === "object" ? JSON.stringify(entry) : entry}`,
      )
      .join(", ");
  return [
    ["loss", loss ?? "residual"],
    ["network", network ? told(network) : ""],
    ["optimiser", optimizer ? told(optimizer) : "adam"],
    ["s", relaxation ? told(relaxation) : String(network?.s ?? 1)],
    ...(spec.moves?.length ? [["s by hand", movesText(spec.moves)] as [string, string]] : []),
    ...Object.entries(scalars).map(([name, path]): [string, string] => [name, told(path)]),
    [
      "points",
      `${points.interior} inside, ${points.all - points.interior} on the boundary, ${sampling}${resample ? `, others every ${resample} steps` : ""}`,
    ],
    ["boundary", hard ? "by the ansatz" : `weight ${boundaryWeight ?? 1}`],
    ["seed", String(spec.seed ?? 0)],
    ["numbers", `${spec.dtype ?? "f64"}, ${engine}`],
  ];
}
