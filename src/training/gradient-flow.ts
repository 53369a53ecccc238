import { type EngineChoice, openSession } from "../engine/choose.js";
import type { Real } from "../engine/program.js";
import type { Dataset } from "../model/dataset.js";
import { initialise } from "../model/initialise.js";
import { type Loss, mse } from "../model/loss.js";
import type { Model } from "../model/model.js";
import {
  blockLength,
  blockRows,
  buildNetwork,
  mlp,
  type Network,
  type NetworkSpec,
  program,
} from "../model/network.js";
import { solve } from "../numerics/ode.js";
import { objective, samples } from "./objective.js";

/** Where a gradient flow stands. Both are computed when they are asked for. */
export interface FlowView {
  readonly time: number;
  readonly model: Model;
  /** R_s(theta). */
  readonly loss: number;
}

export interface GradientFlowOptions {
  /** Default `mlp()`. */
  readonly network?: NetworkSpec;
  readonly data: Dataset;
  /** Default `mse`. Hinge loss has jumps in its gradient, which cost many short steps. */
  readonly loss?: Loss;
  /** One number, or one a hidden layer. Default: the activation's own. */
  readonly s?: number | readonly number[];
  /** Where it ends, unless `until` ends it before. */
  readonly time: number;
  /** Ascending times in [0, time] whose losses are kept. Default [0, time]. */
  readonly times?: ArrayLike<number>;
  /** Ends the flow where it first becomes true, located by bisection to `tolerance` of the time. */
  readonly until?: (view: FlowView) => boolean;
  /** Local error of a step in the parameters, root mean square, absolute and relative. Default 1e-8. */
  readonly tolerance?: number;
  /** The most evaluations of the gradient. Default 1e6. */
  readonly evaluations?: number;
  /** Default 0. */
  readonly seed?: number;
  /** theta(0), in place of a random draw. */
  readonly initial?: Real;
  readonly engine?: EngineChoice;
  /** Default 1. */
  readonly threads?: number;
}

export interface GradientFlowResult {
  /** At `time`, in float64. */
  readonly model: Model;
  /** Where it ended. */
  readonly time: number;
  /** "until" if `until` ended it. */
  readonly outcome: "time" | "until";
  /** Those of `options.times` that were reached. */
  readonly times: Float64Array;
  /** R_s at these times. */
  readonly losses: Float64Array;
  /** Evaluations of the gradient. */
  readonly evaluations: number;
  /** Steps accepted by the error control. */
  readonly steps: number;
}

/**
 * Gradient flow theta' = -grad R_s(theta) of the network itself, in float64 with error control. Where a neuron of a piecewise linear
 * activation crosses a sample the gradient jumps; the error control rejects the steps that would jump over it unseen, and
 * nothing is interpolated.
 * @returns the model where it ended, with the losses at the times asked for.
 * @throws RangeError if an option is out of range, or the evaluations do not suffice (explicit steps: about 2 lambda_max t are needed,
 *   lambda_max the largest eigenvalue of G/n).
 * @paper HRTA eq. (4), (5); t_1^* of (22) by `until`
 * @example
 * const start = gram(model0, data).total;
 * await trainGradientFlow({ data, initial, time: 10, until: ({ model }) => distance(gram(model, data).total, start) > radius });
 */
export async function trainGradientFlow(options: GradientFlowOptions): Promise<GradientFlowResult> {
  const { data, loss = mse, time, until, tolerance = 1e-8, evaluations, seed = 0, threads = 1 } = options;
  const { network: spec = mlp(), engine = "auto", s: choice = spec.activation.s } = options;
  if (!(time >= 0 && Number.isFinite(time)))
    throw new RangeError(`time: expected a finite number of at least 0, got ${time}`);
  const network = buildNetwork(spec, data.inputs, data.outputs);
  const s = Array.from({ length: spec.hidden.length }, (_, l) => (typeof choice === "number" ? choice : choice[l]));
  if (!s.every(Number.isFinite) || (typeof choice !== "number" && choice.length !== s.length))
    throw new RangeError(
      `s: expected one finite number, or one for each of the ${s.length} hidden layers, got ${choice}`,
    );
  const start = Float64Array.from(options.initial ?? initialise(network, seed, { s }));
  if (start.length !== network.parameters)
    throw new RangeError(`initial: expected ${network.parameters} parameters, got ${start.length}`);

  const rows = Math.min(blockRows(network, "f64"), data.rows);
  const session = await openSession(program(network, { rows, dtype: "f64", threads }), engine);
  try {
    session.parameters.set(start);
    const all = samples(session, network, data);
    const risk = objective(session, network, loss, []);
    const ranges = trainedRanges(network);
    /** Frozen parameters are no part of the state, so that they do not water down the mean error of a step. */
    const load = (state: Float64Array): void => {
      let at = 0;
      for (const { from, length } of ranges) {
        session.parameters.set(state.subarray(at, at + length), from);
        at += length;
      }
    };
    const risks = (state: Float64Array, gradient: boolean): number => {
      load(state);
      return risk.evaluate(all, s, { gradient });
    };
    const modelAt = (state: Float64Array): Model => {
      load(state);
      const parameters = Float64Array.from(session.parameters);
      const slope = network.blocks.find((b) => b.kind === "slope");
      return { network, parameters, s: slope ? s.map((_, l) => parameters[slope.offset + l]) : s };
    };
    const right = (_t: number, state: Float64Array, derivative: Float64Array): void => {
      risks(state, true);
      let at = 0;
      for (const { from, length } of ranges)
        for (let i = 0; i < length; i++) derivative[at++] = -session.gradient[from + i];
    };
    const view = (now: number, state: Float64Array): FlowView => ({
      time: now,
      get model() {
        return modelAt(state);
      },
      get loss() {
        return risks(state, false);
      },
    });
    const y0 = Float64Array.from(ranges.flatMap(({ from, length }) => [...start.subarray(from, from + length)]));
    const flow = solve(right, y0, [0, time], {
      tolerance,
      evaluations,
      times: options.times ?? [0, time],
      until: until && ((now, state) => until(view(now, state))),
    });
    return {
      model: modelAt(flow.y),
      time: flow.t,
      outcome: flow.stopped ? "until" : "time",
      times: flow.times,
      losses: Float64Array.from(flow.values, (state) => risks(state, false)),
      evaluations: flow.evaluations,
      steps: flow.steps,
    };
  } finally {
    session.close();
  }
}

const trainedRanges = ({ blocks }: Network) =>
  blocks.filter((b) => b.trainable).map((b) => ({ from: b.offset, length: blockLength(b) }));
