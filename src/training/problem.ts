import type { Session } from "../engine/program.js";
import type { Model } from "../model/model.js";
import { blockLength } from "../model/network.js";
import type { LeastSquares, Problem } from "./optimizer/index.js";
import { isStream, type Plan } from "./plan.js";
import { leastSquares } from "./squares/least-squares.js";
import { outputBlocks } from "./squares/output-part.js";
import { updater } from "./update.js";

export interface ProblemInput {
  readonly plan: Plan;
  readonly session: Session;
  /** The loss at the live parameters, its gradient left in the session. */
  readonly evaluate: () => number;
  /** Steps since the moments were last zero. */
  readonly age: () => number;
  /** What the rate of a method that is linear in the gradient is multiplied by. */
  readonly factor: number;
  /** A copy of the network as it is. */
  readonly live: () => Model;
}

/** A run's objective as optimisers with a `step` see it. */
export function openProblem({ plan, session, evaluate, age, factor, live }: ProblemInput): Problem {
  const { network, options, optimizer, loss } = plan;
  const { gradient, parameters } = session;
  // Links that wait for a lossless switch have moments to be followed, if the optimiser keeps any.
  const still = network.blocks.filter((b) => !b.trainable && !(b.kind === "link" && optimizer.moments.length > 0));
  const output = new Set(outputBlocks(network));
  const updateHidden = updater(network, session, (b) => !output.has(b));
  let squares: LeastSquares | undefined;
  return {
    parameters,
    gradient,
    evaluate() {
      const value = evaluate();
      for (const b of still) gradient.fill(0, b.offset, b.offset + blockLength(b));
      return value;
    },
    descend(other, rate) {
      if (other.rule) updateHidden(other.rule(age(), rate * factor));
    },
    squares() {
      if (isStream(options.data)) throw new Error("squares: a stream has no residuals of its own");
      squares ??= leastSquares({ network, data: options.data, loss, model: live });
      return squares;
    },
  };
}
