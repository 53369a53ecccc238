import { pow } from "../numerics/elementary.js";
import { breathe } from "../training/breathe.js";
import { planSolve } from "./plan.js";
import { openSolve } from "./run.js";
import type { PdeSolution } from "./solution.js";
import type { SolveOptions } from "./solve-options.js";

export interface SolveProgress {
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly s: number;
  readonly scalars: Readonly<Record<string, number>>;
  /** Of training. */
  readonly seconds: number;
}

export interface SolveResult {
  readonly solution: PdeSolution;
  readonly outcome: "finished" | "stopped" | "diverged";
  /** Steps done, and planned. */
  readonly steps: number;
  readonly planned: number;
  /** After the last step. */
  readonly loss: number;
  readonly terms: readonly { readonly name: string; readonly value: number }[];
  readonly history: { readonly loss: Float64Array; readonly s: Float64Array; readonly seconds: Float64Array };
  readonly points: { readonly interior: number; readonly all: number };
  readonly seconds: number;
  readonly seed: number;
  readonly engine: "wasm" | "reference";
}

/** Longest stretch without giving other events a turn, in milliseconds. */
const BREATHE = 40;

/**
 * Trains a network to solve a boundary value problem. Every step minimises the terms of `pdeTerms` at points of the domain and its boundary;
 * derivatives by the inputs are exact, and so are those of the loss by the parameters. The same seed gives the same bits.
 * @throws InputError (before the first step) if the problem and the options do not go together.
 * @paper HRTA section 4.2 and appendix C
 * @example
 * const run = solvePde({ problem: pdeProblems["poisson-neumann"](), optimizer: levenbergMarquardt(), steps: 100 });
 * for await (const { step, loss } of run) console.log(step, loss);
 */
export async function* solvePde(options: SolveOptions): AsyncGenerator<SolveProgress, SolveResult, undefined> {
  const plan = planSolve(options);
  const { steps, seed } = plan;
  const { run, collocation, engine, close } = await openSolve(plan);
  try {
    let seconds = 0;
    let breathed = performance.now();
    let outcome: SolveResult["outcome"] = "finished";
    const looks = options.onLook ? lookSteps(steps, options.looks ?? 30) : new Set<number>();
    const solution = (): PdeSolution => ({ model: run.model(), ...(plan.ansatz ? { ansatz: plan.ansatz } : {}) });
    const look = async () =>
      options.onLook?.({
        step: run.step,
        seconds,
        loss: run.step === 0 ? run.final().loss : run.loss,
        solution: solution(),
      });
    while (run.step < steps) {
      if (options.signal?.aborted) {
        outcome = "stopped";
        break;
      }
      if (looks.has(run.step)) await look();
      const start = performance.now();
      const alive = run.advance();
      const now = performance.now();
      seconds += (now - start) / 1000;
      run.history.seconds[run.step - 1] = seconds;
      if (!alive) {
        outcome = "diverged";
        break;
      }
      yield { step: run.step, steps, loss: run.loss, s: run.s, scalars: run.scalars, seconds };
      if (now - breathed > BREATHE) {
        await breathe();
        breathed = performance.now();
      }
    }
    const final = run.final();
    if (outcome !== "diverged") await look();
    const count = run.step;
    return {
      solution: solution(),
      outcome,
      ...{ steps: count, planned: steps, seconds, seed },
      loss: final.loss,
      terms: plan.terms.map(({ name }, i) => ({ name, value: final.terms[i] })),
      history: {
        loss: run.history.loss.slice(0, count),
        s: run.history.s.slice(0, count),
        seconds: run.history.seconds.slice(0, count),
      },
      points: { interior: collocation.parts[0].rows, all: collocation.rows },
      engine,
    };
  } finally {
    close();
  }
}

/** Steps before which a run is looked at: about evenly spaced in the logarithm, and in number. */
function lookSteps(steps: number, looks: number): Set<number> {
  const at = new Set<number>([0]);
  for (let i = 1; i < looks; i++) {
    at.add(Math.round((i * steps) / looks));
    at.add(Math.round(pow(steps, i / looks)));
  }
  at.delete(steps);
  return at;
}
