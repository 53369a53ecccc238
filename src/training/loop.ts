import type { Real, Session } from "../engine/program.js";
import { initialise } from "../model/initialise.js";
import { blockLength, block as blockOf } from "../model/network.js";
import { random } from "../numerics/random.js";
import { batches } from "./batches.js";
import type { Checkpoint } from "./checkpoint.js";
import { objective, type Samples, samples } from "./objective.js";
import type { OptimizerState, Problem } from "./optimizer/index.js";
import { fingerprint, isStream, type Plan } from "./plan.js";
import { type RelaxationState, relaxationState } from "./relaxation/relaxation.js";
import { type ScheduleState, scheduleState } from "./schedule.js";
import type { Switch } from "./stage.js";
import { losslessSwitch } from "./switch.js";

/** A loss this many times the first one counts as divergence, before the numbers overflow. */
const DIVERGED = 1e12;

/** A stretch of the parameter vector, and whether an update moves it or only its moments. */
interface Range {
  readonly start: number;
  end: number;
  readonly moves: boolean;
}

/** A run, step by step; synchronous, so that whoever drives it decides when to breathe. */
export interface Loop {
  readonly session: Session;
  readonly step: number;
  readonly s: number;
  readonly loss: number;
  readonly rate: number;
  /** Validation loss at the last look; NaN before the first or without a validation set. */
  readonly validation: number;
  readonly best: { readonly loss: number; readonly step: number; readonly s: number; readonly bad: number };
  readonly switches: readonly Switch[];
  readonly history: {
    readonly loss: Float64Array;
    readonly s: Float64Array;
    readonly rate: Float64Array;
    readonly validation: Float64Array;
  };
  /** Makes one step; returns why the run should end after it, if it should. */
  advance(): "target" | "early" | "diverged" | undefined;
  /** Parameters, s and training loss over all rows, of now or of the best validation loss; the run's state stays as it is. */
  outcome(which: "now" | "best"): { readonly parameters: Real; readonly s: number; readonly loss: number };
  checkpoint(seconds: number): Checkpoint;
  close(): void;
}

/** Opens a run of `steps` steps. */
export async function openLoop(plan: Plan, steps: number): Promise<Loop> {
  const { options, network, optimizer, relaxation, seed, loss: lossFunction } = plan;
  const { data, validation, penalties = [], earlyStop, target } = options;
  const { schedule } = optimizer;
  const session = await plan.engine.open(plan.program);
  const theta = session.parameters;
  const layers = network.widths.length - 2;
  const slope = network.spec.trainSlope ? blockOf(network, "slope") : undefined;

  const risk = objective(session, network, lossFunction, penalties);
  const stream = isStream(data) ? data : undefined;
  const training: Samples = isStream(data)
    ? samples(session, network, emptyBatch(data))
    : samples(session, network, data);
  const held = validation && samples(session, network, validation);
  const rowsOf = plan.batch === "full" || isStream(data) ? undefined : batches(data.rows, plan.batch, seed);
  const validateEvery = options.validateEvery ?? Math.max(1, Math.ceil(steps / 200));
  const factor = network.spec.scaling === "mean-field" && optimizer.linear ? network.widths[1] : 1;
  const moves = ranges();
  const frozen = network.blocks.filter((b) => !b.trainable);

  const history = {
    loss: new Float64Array(steps),
    s: new Float64Array(steps),
    rate: new Float64Array(steps),
    validation: new Float64Array(steps).fill(Number.NaN),
  };
  const switches: Switch[] = [];
  const sVector = new Float64Array(Math.max(layers, 1));
  let step = 0;
  // The optimiser's own count of steps: bias corrections and time-dependent momenta start afresh where its moments do.
  let age = 0;
  let s = relaxation.initial;
  let rate = schedule.initial;
  let loss = Number.POSITIVE_INFINITY;
  let lastValidation = Number.NaN;
  let best = { loss: Number.POSITIVE_INFINITY, step: 0, s, bad: 0 };
  let bestParameters: Real | undefined;
  let scheduleMemory: ScheduleState = scheduleState(schedule);
  let relaxationMemory: RelaxationState = relaxationState();
  let optimizerMemory: OptimizerState = { numbers: [], vectors: [] };

  // Hashing the data takes time on large sets, and neither they nor the options change.
  let identity: string | undefined;

  const problem: Problem = {
    parameters: theta,
    gradient: session.gradient,
    evaluate: () => {
      const value = evaluateTraining(true);
      for (const b of frozen) session.gradient.fill(0, b.offset, b.offset + blockLength(b));
      return value;
    },
  };

  if (options.resume) restore(options.resume);
  else {
    theta.set(options.initial ?? initialise(network, seed, { s }));
    if (optimizer.start) optimizerMemory = optimizer.start(problem);
  }

  /** One engine range per stretch of neighbouring blocks that are treated alike; links that wait for a switch keep their moments. */
  function ranges(): Range[] {
    const result: Range[] = [];
    for (const b of network.blocks) {
      if (!b.trainable && b.kind !== "link") continue;
      const previous = result[result.length - 1];
      if (previous && previous.end === b.offset && previous.moves === b.trainable) previous.end += blockLength(b);
      else result.push({ start: b.offset, end: b.offset + blockLength(b), moves: b.trainable });
    }
    return result;
  }

  function evaluateTraining(gradient: boolean, at = s, whole = false): number {
    sVector.fill(at);
    return risk.evaluate(training, sVector, { gradient, rows: whole ? undefined : rowsOf?.(step) });
  }

  /** R_s of the present parameters under another s, with a trained slope set aside. */
  const lossAt = (at: number) => evaluateTraining(false, at, true);

  function moveTo(next: number): void {
    const discrete = !relaxation.smooth;
    const before = discrete ? lossAt(s) : Number.NaN;
    if (relaxation.switch === "lossless")
      losslessSwitch(network, theta, s, next, { kinds: optimizer.moments, vectors: session.moments });
    if (relaxation.moments === "reset") {
      for (const moment of session.moments) moment.fill(0);
      age = 0;
    }
    // A line search's memory speaks of another function than the one ahead, unless that differs by a ramp's small change only.
    if (discrete || relaxation.switch === "lossless") optimizerMemory.vectors.length = 0;
    if (discrete)
      switches.push({ step, from: s, to: next, kind: relaxation.switch, lossBefore: before, lossAfter: lossAt(next) });
    s = next;
  }

  function observeValidation(): "early" | undefined {
    if (!held || (step % validateEvery !== 0 && step !== steps)) return undefined;
    sVector.fill(s);
    lastValidation = risk.evaluate(held, sVector, { penalised: false });
    history.validation[step - 1] = lastValidation;
    if (lastValidation < best.loss) {
      best = { loss: lastValidation, step, s, bad: 0 };
      if (earlyStop) bestParameters = theta.slice();
    } else best = { ...best, bad: best.bad + 1 };
    return earlyStop && best.bad > (earlyStop.patience ?? 20) ? "early" : undefined;
  }

  function restore(checkpoint: Checkpoint): void {
    if (checkpoint.fingerprint !== identify() || checkpoint.parameters.length !== theta.length)
      throw new RangeError(
        "resume: the checkpoint belongs to a run with other options or other data; resume with those it was started with",
      );
    ({ step, age, s, loss } = checkpoint);
    best = { ...checkpoint.best };
    theta.set(checkpoint.parameters);
    for (const [i, moment] of checkpoint.moments.entries()) session.moments[i].set(moment);
    scheduleMemory = { ...checkpoint.schedule };
    relaxationMemory = { ...checkpoint.relaxation };
    optimizerMemory = {
      numbers: [...checkpoint.optimizer],
      vectors: checkpoint.vectors.map((vector) => vector.slice()),
    };
    bestParameters = checkpoint.bestParameters?.slice();
    switches.push(...checkpoint.switches);
    history.loss.set(checkpoint.history.loss);
    history.s.set(checkpoint.history.s);
    history.rate.set(checkpoint.history.rate);
    history.validation.set(checkpoint.history.validation);
    lastValidation = checkpoint.history.validation.findLast((value) => !Number.isNaN(value)) ?? Number.NaN;
  }

  function identify(): string {
    identity ??= fingerprint(plan);
    return identity;
  }

  return {
    session,
    switches,
    history,
    get step() {
      return step;
    },
    get s() {
      return s;
    },
    get loss() {
      return loss;
    },
    get rate() {
      return rate;
    },
    get validation() {
      return lastValidation;
    },
    get best() {
      return best;
    },
    advance() {
      step++;
      if (stream) drawBatch(step);
      const next = relaxation.next({ step, steps, s, loss, state: relaxationMemory, lossAt });
      if (next !== s) moveTo(next);
      age++;
      rate = schedule.rate(step, steps, scheduleMemory);
      loss = optimizer.step ? problem.evaluate() : evaluateTraining(true);
      history.loss[step - 1] = loss;
      history.s[step - 1] = slope ? theta[slope.offset] : s;
      history.rate[step - 1] = rate;
      if (!Number.isFinite(loss) || loss > DIVERGED * Math.max(1, history.loss[0])) return "diverged";
      if (target !== undefined && loss <= target) return "target";
      if (optimizer.step) optimizer.step(problem, optimizerMemory, loss, rate);
      else if (optimizer.rule) {
        const rule = optimizer.rule(age, rate * factor);
        for (const { start, end, moves: move } of moves) session.update(move ? rule : { ...rule, rate: 0 }, start, end);
      }
      schedule.observe?.(step, loss, scheduleMemory);
      return observeValidation();
    },
    outcome(which) {
      const live = theta.slice();
      if (which === "now" || !bestParameters) return { parameters: live, s, loss: evaluateTraining(false, s, true) };
      theta.set(bestParameters);
      const there = evaluateTraining(false, best.s, true);
      theta.set(live);
      return { parameters: bestParameters.slice(), s: best.s, loss: there };
    },
    checkpoint: (seconds) => ({
      step,
      steps,
      age,
      seed,
      s,
      loss,
      schedule: { ...scheduleMemory },
      relaxation: { ...relaxationMemory },
      optimizer: [...optimizerMemory.numbers],
      best: { ...best },
      switches: [...switches],
      seconds,
      fingerprint: identify(),
      parameters: theta.slice(),
      moments: session.moments.map((moment) => moment.slice()),
      vectors: optimizerMemory.vectors.map((vector) => vector.slice()),
      bestParameters: bestParameters?.slice(),
      history: {
        loss: history.loss.slice(0, step),
        s: history.s.slice(0, step),
        rate: history.rate.slice(0, step),
        validation: history.validation.slice(0, step),
      },
    }),
    close: () => session.close(),
  };

  function emptyBatch({ batch, inputs, outputs }: NonNullable<typeof stream>) {
    return { rows: batch, inputs, outputs, x: new Float64Array(batch * inputs), y: new Float64Array(batch * outputs) };
  }

  /** Fills the training samples with the batch of this step. */
  function drawBatch(k: number): void {
    if (!stream) return;
    const fresh = emptyBatch(stream);
    stream.sample(random(seed, `stream ${k}`), fresh.x, fresh.y, k);
    const { x, y } = samples(session, network, fresh);
    training.x.set(x);
    training.y.set(y);
    risk.forget();
  }
}
