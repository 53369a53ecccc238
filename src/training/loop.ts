import type { Real, Session } from "../engine/program.js";
import { initialise } from "../model/initialise.js";
import type { Model } from "../model/model.js";
import { block as blockOf } from "../model/network.js";
import type { Checkpoint } from "./checkpoint.js";
import { objective, samples } from "./objective.js";
import { type Observed, openWatch } from "./observer.js";
import type { OptimizerState } from "./optimizer/index.js";
import { fingerprint, type Plan } from "./plan.js";
import { openProblem } from "./problem.js";
import { isSmooth, type RelaxationState, relaxationState } from "./relaxation/relaxation.js";
import { type ScheduleState, scheduleState } from "./schedule.js";
import { openSource } from "./source.js";
import type { Switch } from "./stage.js";
import { losslessSwitch } from "./switch.js";
import { updater } from "./update.js";

/** A loss this many times the first one counts as divergence, before the numbers overflow. */
const DIVERGED = 1e12;

/** Whether a run has diverged by the loss of a step and that of its first. */
export const hasDiverged = (loss: number, first: number): boolean =>
  !Number.isFinite(loss) || loss > DIVERGED * Math.max(1, first);

const DEFAULT_PATIENCE = 20;
const columns = ["loss", "s", "rate", "validation"] as const;

/** What a run carries from step to step besides vectors; plain data, so that a checkpoint is a copy of it. */
interface State {
  step: number;
  /** The optimiser's own count of steps: bias corrections and time-dependent momenta start afresh where its moments do. */
  age: number;
  s: number;
  loss: number;
  best: Best;
  readonly schedule: ScheduleState;
  readonly relaxation: RelaxationState;
  readonly switches: Switch[];
}

/** The least validation loss so far, where it was, and the looks since then. */
export interface Best {
  readonly loss: number;
  readonly step: number;
  readonly s: number;
  readonly bad: number;
}

/** A run, step by step; synchronous, so that whoever drives it decides when to breathe. */
export interface Loop {
  readonly session: Session;
  /** Where the run stands; changes with every step. */
  readonly state: Readonly<State>;
  /** Validation loss at the last look; NaN before the first or without a validation set. */
  readonly validation: number;
  readonly history: {
    readonly loss: Float64Array;
    readonly s: Float64Array;
    readonly rate: Float64Array;
    readonly validation: Float64Array;
  };
  /** Lets observers look whose turn it is. */
  observe(): void;
  /** What observers saw, with a last look now unless the run diverged. */
  observed(diverged: boolean): readonly Observed[];
  /** Makes one step; returns why the run should end after it, if it should. */
  advance(): "target" | "early" | "diverged" | undefined;
  /** The model and its training loss over all rows, of now or of the best validation loss; the run's state stays as it is. */
  outcome(which: "now" | "best"): { readonly model: Model; readonly loss: number };
  checkpoint(seconds: number): Checkpoint;
  close(): void;
}

/** Opens a run of `steps` steps. */
export async function openLoop(plan: Plan, steps: number): Promise<Loop> {
  const { options, network, optimizer, relaxation, seed } = plan;
  const { validation, penalties = [], earlyStop, target } = options;
  const { schedule } = optimizer;
  const session = await plan.engine.open(plan.program);
  const theta = session.parameters;
  const slope = network.spec.trainSlope ? blockOf(network, "slope") : undefined;

  const risk = objective(session, network, plan.loss, penalties);
  const source = openSource(plan, session);
  const held = validation && samples(session, network, validation);
  const validateEvery = options.validateEvery ?? Math.max(1, Math.ceil(steps / 200));
  const factor = network.spec.scaling === "mean-field" && optimizer.linear ? network.widths[1] : 1;
  const update = updater(network, session);

  const history = {
    loss: new Float64Array(steps),
    s: new Float64Array(steps),
    rate: new Float64Array(steps),
    validation: new Float64Array(steps).fill(Number.NaN),
  };
  const state: State = {
    step: 0,
    age: 0,
    s: relaxation.initial,
    loss: Number.POSITIVE_INFINITY,
    best: { loss: Number.POSITIVE_INFINITY, step: 0, s: relaxation.initial, bad: 0 },
    schedule: scheduleState(schedule),
    relaxation: relaxationState(),
    switches: [],
  };
  let memory: OptimizerState = { numbers: [], vectors: [] };
  let bestParameters: Real | undefined;
  let lastValidation = Number.NaN;
  // Hashing the data takes time on large sets, and neither they nor the options change, but for moves of s by hand.
  let identity: string | undefined;
  const sVector = new Float64Array(network.widths.length - 2);

  const problem = openProblem({ plan, session, evaluate: batchLoss, age: () => state.age, factor, live });

  const initial = () => options.initial ?? initialise(network, seed, { s: relaxation.initial });
  if (options.resume) restore(options.resume);
  else {
    theta.set(initial());
    if (optimizer.start) memory = optimizer.start(problem);
  }

  let start: Model | undefined;
  const watch = openWatch(
    options.observers ?? [],
    steps,
    () => ({
      step: state.step,
      s: slope ? theta[slope.offset] : state.s,
      model: live(),
      get start() {
        // Rounded to the run's precision, as the live parameters were.
        start ??= modelOf(
          theta instanceof Float32Array ? Float32Array.from(initial()) : Float64Array.from(initial()),
          relaxation.initial,
        );
        return start;
      },
    }),
    options.resume?.observed,
  );

  function modelOf(parameters: Real, s: number): Model {
    const slopes = Array.from({ length: sVector.length }, (_, l) => (slope ? parameters[slope.offset + l] : s));
    return { network, parameters, s: slopes };
  }

  /** A copy of the network as it is. */
  function live(): Model {
    return modelOf(theta.slice(), state.s);
  }

  /** R_s over the batch of this step, with its gradient. */
  function batchLoss(): number {
    sVector.fill(state.s);
    return risk.evaluate(source.samples, sVector, { gradient: true, rows: source.rows(state.step) });
  }

  /** R_s of the present parameters over all training rows; a trained slope keeps its own s. */
  function lossAt(s: number): number {
    sVector.fill(s);
    return risk.evaluate(source.samples, sVector);
  }

  function moveTo(next: number): void {
    const { s, step } = state;
    const discrete = !isSmooth(relaxation, step, steps);
    const lossBefore = discrete ? lossAt(s) : Number.NaN;
    if (relaxation.switch === "lossless")
      losslessSwitch(network, theta, s, next, { kinds: optimizer.moments, vectors: session.moments });
    if (discrete && relaxation.moments === "reset") {
      for (const moment of session.moments) moment.fill(0);
      state.age = 0;
    }
    // A line search's memory speaks of another function than the one ahead, unless that differs by a ramp's small change only.
    if (discrete || relaxation.switch === "lossless") memory.vectors.length = 0;
    if (discrete)
      state.switches.push({ step, from: s, to: next, kind: relaxation.switch, lossBefore, lossAfter: lossAt(next) });
    state.s = next;
  }

  function observeValidation(): "early" | undefined {
    const { step, s, best } = state;
    if (!held || (step % validateEvery !== 0 && step !== steps)) return undefined;
    sVector.fill(s);
    lastValidation = risk.evaluate(held, sVector, { penalised: false });
    history.validation[step - 1] = lastValidation;
    if (lastValidation < best.loss) {
      state.best = { loss: lastValidation, step, s, bad: 0 };
      if (earlyStop) bestParameters = theta.slice();
    } else state.best = { ...best, bad: best.bad + 1 };
    return earlyStop && state.best.bad > (earlyStop.patience ?? DEFAULT_PATIENCE) ? "early" : undefined;
  }

  function identify(): string {
    if (identity === undefined || relaxation.moves) identity = fingerprint(plan);
    return identity;
  }

  function restore(checkpoint: Checkpoint): void {
    if (checkpoint.fingerprint !== identify() || checkpoint.parameters.length !== theta.length)
      throw new RangeError(
        "resume: the checkpoint belongs to a run with other options or other data; resume with those it was started with",
      );
    const { step, age, s, loss, best, schedule: rates, relaxation: path, switches } = checkpoint;
    Object.assign(state, structuredClone({ step, age, s, loss, best, schedule: rates, relaxation: path, switches }));
    theta.set(checkpoint.parameters);
    for (const [i, moment] of checkpoint.moments.entries()) session.moments[i].set(moment);
    memory = { numbers: [...checkpoint.optimizer], vectors: checkpoint.vectors.map((vector) => vector.slice()) };
    bestParameters = checkpoint.bestParameters?.slice();
    for (const column of columns) history[column].set(checkpoint.history[column]);
    lastValidation = checkpoint.history.validation.findLast((value) => !Number.isNaN(value)) ?? Number.NaN;
  }

  return {
    session,
    state,
    history,
    get validation() {
      return lastValidation;
    },
    advance() {
      const step = ++state.step;
      if (source.draw(step)) risk.forget();
      const next = relaxation.next({ step, steps, s: state.s, loss: state.loss, state: state.relaxation, lossAt });
      if (next !== state.s) moveTo(next);
      const age = ++state.age;
      const rate = schedule.rate(step, steps, state.schedule);
      const loss = optimizer.step ? problem.evaluate() : batchLoss();
      state.loss = loss;
      history.loss[step - 1] = loss;
      history.s[step - 1] = slope ? theta[slope.offset] : state.s;
      history.rate[step - 1] = rate;
      if (hasDiverged(loss, history.loss[0])) return "diverged";
      if (target !== undefined && loss <= target) return "target";
      if (optimizer.step) optimizer.step(problem, memory, loss, rate);
      else if (optimizer.rule) update(optimizer.rule(age, rate * factor));
      schedule.observe?.(step, loss, state.schedule);
      return observeValidation();
    },
    observe: () => watch.look(state.step),
    observed: (diverged) => (diverged ? watch.seen() : watch.complete(state.step)),
    outcome(which) {
      const live = theta.slice();
      if (which === "now" || !bestParameters) return { model: modelOf(live, state.s), loss: lossAt(state.s) };
      theta.set(bestParameters);
      const loss = lossAt(state.best.s);
      theta.set(live);
      return { model: modelOf(bestParameters.slice(), state.best.s), loss };
    },
    checkpoint: (seconds) => ({
      ...structuredClone(state),
      steps,
      seed,
      seconds,
      fingerprint: identify(),
      observed: watch.seen(),
      optimizer: [...memory.numbers],
      vectors: memory.vectors.map((vector) => vector.slice()),
      parameters: theta.slice(),
      moments: session.moments.map((moment) => moment.slice()),
      bestParameters: bestParameters?.slice(),
      history: {
        loss: history.loss.slice(0, state.step),
        s: history.s.slice(0, state.step),
        rate: history.rate.slice(0, state.step),
        validation: history.validation.slice(0, state.step),
      },
    }),
    close: () => session.close(),
  };
}
