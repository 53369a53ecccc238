import type { Model } from "../model/model.js";
import { breathe } from "./breathe.js";
import type { Checkpoint } from "./checkpoint.js";
import { stepsOf } from "./length.js";
import { type Loop, openLoop } from "./loop.js";
import type { Observed } from "./observer.js";
import type { TrainOptions } from "./options.js";
import { type Plan, plan } from "./plan.js";
import { type StageSummary, type Switch, stagesOf, trainedStage } from "./stage.js";

/** Where a run stands after a step. */
export interface Progress {
  readonly step: number;
  readonly steps: number;
  /** s of this step; with trained slopes, that of the first hidden layer. */
  readonly s: number;
  /** R_s at the start of this step (of the batch, if there is one), penalties included. */
  readonly loss: number;
  readonly rate: number;
  /** Validation loss at the last look, NaN before it. */
  readonly validation: number;
  /** Seconds of training so far. */
  readonly seconds: number;
}

/** Why a run ended. */
export type Outcome = "finished" | "stopped" | "diverged" | "target" | "early";

/** What every step looked like; arrays of one entry a step. */
export interface History {
  readonly loss: Float64Array;
  readonly s: Float64Array;
  readonly rate: Float64Array;
  /** NaN at steps without a look at the validation set. */
  readonly validation: Float64Array;
  /** What the run's observers measured, one entry an observer. */
  readonly observed: readonly Observed[];
}

export interface TrainResult {
  readonly model: Model;
  readonly outcome: Outcome;
  /** Steps done, and planned. */
  readonly steps: number;
  readonly planned: number;
  /** Training loss over all rows after the last step, penalties included. */
  readonly loss: number;
  /** With early stopping: the step whose parameters were restored, and its validation loss. */
  readonly best?: { readonly step: number; readonly loss: number };
  readonly history: History;
  readonly stages: readonly StageSummary[];
  readonly switches: readonly Switch[];
  readonly seconds: number;
  readonly seed: number;
  readonly engine: "wasm" | "reference";
  readonly notes: readonly string[];
}

/** A run that is driven by iterating over it, or by awaiting its result. */
export interface Run extends AsyncIterable<Progress> {
  /** Resolves at the end; asking for it drives the run. Leaving a loop over the run by `break` ends it with outcome "stopped". */
  readonly result: Promise<TrainResult>;
  /** The state after the last step reported, to be resumed from; throws before the first. */
  checkpoint(): Checkpoint;
}

/** Longest stretch without giving other events a turn, in milliseconds. */
const BREATHE = 40;
/** A slow run still reports this often, in milliseconds. */
const REPORT = 250;

/**
 * Trains a network: theta_{k+1} = theta_k - (the optimiser's step on R_{s_k}), s_k from the relaxation.
 * Lazy: nothing runs until the run is iterated over or its result awaited. One seed gives the same bits on every host.
 * @throws RangeError (at once) for options that contradict one another; a diverging run is an outcome, not an error.
 * @paper HRTA Algorithm 1
 * @example
 * const run = train({ data, optimizer: adam({ rate: 1e-2, decay: "cosine" }), relaxation: ramp({ from: 1, to: 1.5, over: 0.7 }), steps: 16_000, seed: 1 });
 * for await (const { step, s, loss } of run) console.log(step, s, loss);
 * const { model } = await run.result;
 */
export function train(options: TrainOptions): Run {
  const planned = plan(options);
  let loop: Loop | undefined;
  // Left before the first step.
  let abandoned = false;
  let seconds = options.resume?.seconds ?? 0;
  let settle: (result: TrainResult) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const settled = new Promise<TrainResult>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  // Whoever iterates meets the error there; an unasked-for result must not raise a second, unhandled one.
  settled.catch(() => {});

  async function* drive(): AsyncGenerator<Progress, void, undefined> {
    let outcome: Outcome = "stopped";
    // An error of the user's own functions is no outcome: it must not look like a run that somebody stopped.
    let failed = false;
    try {
      const notes = [...planned.notes];
      const steps = await stepsOf(planned, notes, abandoned);
      loop = await openLoop(planned, steps);
      try {
        if (!abandoned) loop.observe();
        const every = options.every ?? Math.max(1, Math.round(steps / 500));
        let started = performance.now();
        let breathed = started;
        let reported = started;
        const before = seconds;
        let ended: ReturnType<Loop["advance"]>;
        while (!abandoned && loop.state.step < steps && ended === undefined) {
          ended = loop.advance();
          const now = performance.now();
          seconds = before + (now - started) / 1000;
          if (ended === undefined) loop.observe();
          if (ended !== undefined || loop.state.step === steps) outcome = ended ?? "finished";
          if (loop.state.step % every === 0 || now - reported > REPORT || outcome !== "stopped") {
            yield {
              step: loop.state.step,
              steps,
              s: loop.state.s,
              loss: loop.state.loss,
              rate: loop.history.rate[loop.state.step - 1],
              validation: loop.validation,
              seconds,
            };
            reported = performance.now();
          }
          if (now - breathed > BREATHE) {
            await breathe();
            breathed = performance.now();
          }
          // What observers and the consumer of the progress spend is not training time.
          started += performance.now() - now;
        }
        if (loop.state.step >= steps && outcome === "stopped") outcome = "finished";
      } catch (error) {
        failed = true;
        throw error;
      } finally {
        try {
          if (!failed) settle(finish(planned, loop, outcome, steps, seconds, notes));
        } finally {
          loop.close();
        }
      }
    } catch (error) {
      fail(error);
      throw error;
    }
  }

  let iterator: AsyncIterator<Progress, void, undefined> | undefined;
  const begin = () => {
    iterator ??= iterate();
    return iterator;
  };
  function iterate(): AsyncIterator<Progress, void, undefined> {
    const generator = drive();
    let begun = false;
    return {
      next() {
        begun = true;
        return generator.next();
      },
      async return() {
        // A generator that has not begun would end without a result: it is run, through no step, to its end.
        if (!begun) {
          abandoned = true;
          await generator.next();
        }
        return generator.return();
      },
    };
  }
  return {
    [Symbol.asyncIterator]: begin,
    get result() {
      if (!iterator)
        (async () => {
          for (const run = begin(); !(await run.next()).done; );
        })().catch(() => {});
      return settled;
    },
    checkpoint() {
      if (!loop) throw new Error("checkpoint: the run has not begun; iterate over it first");
      return loop.checkpoint(seconds);
    },
  };
}

function finish(
  planned: Plan,
  loop: Loop,
  outcome: Outcome,
  steps: number,
  seconds: number,
  notes: readonly string[],
): TrainResult {
  const { network, options, engine, seed } = planned;
  const restored = options.earlyStop && outcome !== "diverged" && loop.state.best.step > 0;
  const { model, loss } = loop.outcome(restored ? "best" : "now");
  const done = loop.state.step;
  const history: History = {
    loss: loop.history.loss.slice(0, done),
    s: loop.history.s.slice(0, done),
    rate: loop.history.rate.slice(0, done),
    validation: loop.history.validation.slice(0, done),
    observed: loop.observed(outcome === "diverged"),
  };
  return {
    model,
    outcome,
    steps: done,
    planned: steps,
    loss,
    best: restored ? { step: loop.state.best.step, loss: loop.state.best.loss } : undefined,
    history,
    stages:
      network.spec.trainSlope && done > 0
        ? [trainedStage(history.s, history.loss)]
        : stagesOf(history.s, history.loss, loop.state.switches),
    switches: loop.state.switches,
    seconds,
    seed,
    engine: engine.name,
    notes,
  };
}
