import { type Jet, openSession, planesOf } from "../engine/index.js";
import { writeInputs } from "../model/inputs.js";
import type { Model } from "../model/model.js";
import { blockRows, program } from "../model/network.js";
import { type Ansatz, ansatzRows, type KnownFunction } from "./ansatz.js";
import type { Domain } from "./domain/domain.js";
import { interiorPoints } from "./domain/points.js";
import { localView } from "./local.js";
import type { Path } from "./path.js";
import type { PdeProblem } from "./problem.js";

/** A trained network as the solution of a problem. */
export interface PdeSolution {
  readonly model: Model;
  /** What stands between the network and u, if conditions hold by construction. */
  readonly ansatz?: Ansatz;
}

/**
 * Jets of u at points (rows x d): row by row (rows x planes), u, then its first and second derivatives as far as the order goes. In float64.
 */
export async function solutionJets(
  { model, ansatz }: PdeSolution,
  x: Float64Array,
  order: Jet["order"] = 0,
): Promise<Float64Array> {
  const { network } = model;
  const d = network.inputs;
  const jet: Jet = { order, directions: d };
  const planes = planesOf(jet);
  const rows = x.length / d;
  const block = Math.min(rows, Math.max(1, Math.floor(blockRows(network, "f64") / planes)));
  const session = await openSession(program(network, { rows: block, dtype: "f64", order }));
  try {
    session.parameters.set(model.parameters);
    const result = new Float64Array(rows * planes);
    for (let first = 0; first < rows; first += block) {
      const count = Math.min(block, rows - first);
      const part = x.subarray(first * d, (first + count) * d);
      writeInputs(session, network, part);
      session.forward(count, model.s);
      const own = ansatz && ansatzRows(ansatz, part, jet);
      for (let i = 0; i < count; i++) {
        const entries = result.subarray((first + i) * planes, (first + i + 1) * planes);
        for (let plane = 0; plane < planes; plane++) entries[plane] = session.output[plane * count + i];
        own?.apply(i, entries);
      }
    }
    return result;
  } finally {
    session.close();
  }
}

/** What errors are against: u* with its gradient, or its values alone. */
export type KnownSolution = { readonly exact: KnownFunction } | { readonly values: (x: ArrayLike<number>) => number };

/** The scalars of a problem at the end of their paths. */
export function finalScalars(
  { scalars = {} }: PdeProblem,
  paths: Readonly<Record<string, Path>> = {},
): Readonly<Record<string, number>> {
  const ends = Object.entries(paths).map(([name, { to }]) => [name, to] as const);
  return { ...scalars, ...Object.fromEntries(ends) };
}

/**
 * The solution that a run with these paths should come to: the exact one where every scalar ends at the problem's own value, the reference
 * one at whatever they end at; undefined if there is none.
 */
export function knownSolution(problem: PdeProblem, paths?: Readonly<Record<string, Path>>): KnownSolution | undefined {
  const { exact, reference } = problem;
  if (exact && ownScalars(problem, paths)) return { exact };
  return reference && { values: reference(finalScalars(problem, paths)) };
}

/** Whether every scalar ends at the problem's own value. */
export function ownScalars(problem: PdeProblem, paths?: Readonly<Record<string, Path>>): boolean {
  const own = problem.scalars ?? {};
  return Object.entries(finalScalars(problem, paths)).every(([name, value]) => value === own[name]);
}

/** How far a solution is from the exact or a reference one, on fresh points. */
export interface PdeErrors {
  /** ||u - u*|| / ||u*|| in L^2. */
  readonly l2: number;
  /** The same in H^1, where the gradient of u* is known. */
  readonly h1?: number;
  /** max |u - u*|. */
  readonly max: number;
  /** Points that these are sums over. */
  readonly points: number;
}

/** Points of the quadrature, about: cell centres of a grid, none of which training sees unless it takes as many. */
const POINTS = 10_000;

/**
 * Relative errors by the midpoint rule on a grid of 10,000 cells, not the points of training.
 * @param points of the grid, about. Default 10,000.
 */
export async function pdeErrors(
  solution: PdeSolution,
  domain: Domain,
  known: KnownSolution,
  points = POINTS,
): Promise<PdeErrors> {
  const { x, rows, dimensions: d } = interiorPoints(domain, points, { sampling: "grid", seed: 0 });
  const gradient = "exact" in known;
  const jets = await solutionJets(solution, x, gradient ? 1 : 0);
  const planes = jets.length / rows;
  let [miss, size, slopeMiss, slopeSize, max] = [0, 0, 0, 0, 0];
  for (let i = 0; i < rows; i++) {
    const at = x.subarray(i * d, (i + 1) * d);
    const exact = gradient ? known.exact(at) : undefined;
    const value = exact ? exact.value : "values" in known ? known.values(at) : Number.NaN;
    const error = Math.abs(jets[i * planes] - value);
    miss += error * error;
    size += value * value;
    if (error > max || Number.isNaN(error)) max = error;
    if (!exact) continue;
    for (let j = 0; j < d; j++) {
      const slope = exact.gradient[j];
      const off = jets[i * planes + 1 + j] - slope;
      slopeMiss += off * off;
      slopeSize += slope * slope;
    }
  }
  return {
    l2: Math.sqrt(miss / size),
    ...(gradient ? { h1: Math.sqrt((miss + slopeMiss) / (size + slopeSize)) } : {}),
    max,
    points: rows,
  };
}

/**
 * The energy of a solution, with half the square of u's integral where the problem asks for mean 0, by the midpoint rule on 10,000 (or `points`) cells. What
 * training itself minimises is a sum over few points, which a network can drive below the least energy; this one it cannot.
 */
export async function pdeEnergy(solution: PdeSolution, problem: PdeProblem, points = POINTS): Promise<number> {
  const { domain, energy, meanFree } = problem;
  if (!energy) throw new RangeError(`${problem.name}: has no energy`);
  const { x, rows, dimensions: d, measure } = interiorPoints(domain, points, { sampling: "grid", seed: 0 });
  const jets = await solutionJets(solution, x, 1);
  const u = localView({ order: 1, directions: d });
  const normal = new Float64Array(d);
  let [sum, mean] = [0, 0];
  for (let i = 0; i < rows; i++) {
    u.load(jets, i * u.planes);
    sum += energy.of(u, { x: x.subarray(i * d, (i + 1) * d), normal, scalars: problem.scalars ?? {} });
    mean += u.value;
  }
  const share = measure / rows;
  const integral = share * mean;
  return share * sum + (meanFree ? 0.5 * integral * integral : 0);
}
