import { chooseEngine, type Real, type Session } from "../engine/index.js";
import { initialise } from "../model/initialise.js";
import type { Model } from "../model/model.js";
import { blockLength, type Network, program } from "../model/network.js";
import { gramProduct, transposedMultiply } from "../numerics/linear/product.js";
import type { LeastSquares, OptimizerState, Problem } from "../training/index.js";
import { hasDiverged } from "../training/loop.js";
import { isSmooth, relaxationState } from "../training/relaxation/relaxation.js";
import { scheduleState } from "../training/schedule.js";
import { trainedColumns, trainedIndices } from "../training/squares/least-squares.js";
import type { Switch } from "../training/stage.js";
import { updater } from "../training/update.js";
import type { Collocation } from "./collocation.js";
import { orderOf, type PdeObjective, pdeObjective } from "./objective.js";
import { along } from "./path.js";
import type { SolvePlan } from "./plan.js";

/** A run, step by step. */
export interface SolveRun {
  readonly step: number;
  readonly s: number;
  /** At the start of the last step. */
  readonly loss: number;
  readonly scalars: Readonly<Record<string, number>>;
  readonly history: { readonly loss: Float64Array; readonly s: Float64Array; readonly seconds: Float64Array };
  readonly switches: readonly Switch[];
  /** One step; false if the loss is no longer a number, or beyond all bounds. */
  advance(): boolean;
  model(): Model;
  /** The loss and its terms now. */
  final(): { readonly loss: number; readonly terms: readonly number[] };
}

/** A run with what it holds. */
export interface OpenSolve {
  readonly run: SolveRun;
  readonly collocation: Collocation;
  /** The live parameters. */
  readonly parameters: Real;
  readonly engine: "wasm" | "reference";
  close(): void;
}

/** Lays out the first points of a plan and opens its run at its first parameters. */
export async function openSolve(plan: SolvePlan): Promise<OpenSolve> {
  const { network, dtype, threads, optimizer, terms, options } = plan;
  const collocation = plan.layOut(0);
  const engineProgram = program(network, {
    ...{ rows: collocation.rows, dtype, threads, order: orderOf(terms) },
    moments: optimizer.moments.length,
  });
  const engine = chooseEngine(engineProgram, options.engine);
  const session = await engine.open(engineProgram);
  try {
    return {
      run: openRun(plan, session, collocation),
      collocation,
      parameters: session.parameters,
      engine: engine.name,
      close: () => session.close(),
    };
  } catch (error) {
    session.close();
    throw error;
  }
}

function openRun(plan: SolvePlan, session: Session, collocation: Collocation): SolveRun {
  const { network, optimizer, relaxation, steps, seed, problem, options } = plan;
  const theta = session.parameters;
  theta.set(initialise(network, seed));
  const paths = Object.entries(options.scalars ?? {});
  const scalars: Record<string, number> = { ...problem.scalars };
  for (const [name, path] of paths) scalars[name] = along(path, 1, steps);
  const state = { step: 0, s: relaxation.initial, loss: Number.POSITIVE_INFINITY, age: 0 };
  const history = { loss: new Float64Array(steps), s: new Float64Array(steps), seconds: new Float64Array(steps) };
  const switches: Switch[] = [];
  const s = new Float64Array(network.widths.length - 2);
  const objective = pdeObjective({
    ...{ session, network, collocation, scalars: () => scalars },
    ...(plan.ansatz ? { ansatz: plan.ansatz } : {}),
  });
  const model = (): Model => ({ network, parameters: theta.slice(), s: Array.from(s, () => state.s) });
  const value = (at: number, gradient: boolean) => objective.evaluate(s.fill(at), gradient);
  const update = updater(network, session);
  const factor = network.spec.scaling === "mean-field" && optimizer.linear ? network.widths[1] : 1;
  const own = openSquares(network, objective, model);
  const problemOf: Problem = {
    parameters: theta,
    gradient: session.gradient,
    evaluate: () => {
      const { loss } = value(state.s, true);
      for (const b of network.blocks) if (!b.trainable) session.gradient.fill(0, b.offset, b.offset + blockLength(b));
      return loss;
    },
    descend() {
      throw new Error("descend: no method of a boundary value problem has two parts");
    },
    squares: () => own,
  };
  const memory: OptimizerState = optimizer.start?.(problemOf) ?? { numbers: [], vectors: [] };
  const rates = scheduleState(optimizer.schedule);
  const path = relaxationState();

  return {
    history,
    switches,
    scalars,
    model,
    get step() {
      return state.step;
    },
    get s() {
      return state.s;
    },
    get loss() {
      return state.loss;
    },
    advance() {
      const step = ++state.step;
      if (options.resample !== undefined && step > 1 && (step - 1) % options.resample === 0) {
        objective.move(plan.layOut((step - 1) / options.resample));
        memory.vectors.length = 0;
      }
      for (const [name, one] of paths) scalars[name] = along(one, step, steps);
      const lossAt = (at: number) => value(at, false).loss;
      const next = relaxation.next({ step, steps, s: state.s, loss: state.loss, state: path, lossAt });
      if (next !== state.s) {
        const discrete = !isSmooth(relaxation, step, steps);
        if (discrete && relaxation.moments === "reset") {
          for (const moment of session.moments) moment.fill(0);
          state.age = 0;
        }
        if (discrete) {
          memory.vectors.length = 0;
          const [lossBefore, lossAfter] = [lossAt(state.s), lossAt(next)];
          switches.push({ step, from: state.s, to: next, kind: "hard", lossBefore, lossAfter });
        }
        state.s = next;
      }
      const age = ++state.age;
      const rate = optimizer.schedule.rate(step, steps, rates);
      const loss = problemOf.evaluate();
      state.loss = loss;
      history.loss[step - 1] = loss;
      history.s[step - 1] = state.s;
      if (hasDiverged(loss, history.loss[0])) return false;
      if (optimizer.step) optimizer.step(problemOf, memory, loss, rate);
      else if (optimizer.rule) update(optimizer.rule(age, rate * factor));
      optimizer.schedule.observe?.(step, loss, rates);
      return true;
    },
    final: () => value(state.s, false),
  };
}

/** A loss of squares as function-space optimisers see it: R = |r|^2 / 2. */
function openSquares(network: Network, objective: PdeObjective, model: () => Model): LeastSquares {
  const trained = trainedIndices(network);
  const none = (): never => {
    throw new Error("squares: no method of a boundary value problem asks for a part of the network");
  };
  return {
    residuals: objective.residuals,
    trained,
    curvature: 1,
    residual: () => objective.residual(model().s),
    tangent() {
      const { residual, jacobian } = objective.jacobian(model());
      return {
        residual,
        gram: () => gramProduct(jacobian),
        vjp: (u) => transposedMultiply(jacobian, { rows: u.length, columns: 1, data: u }).data,
      };
    },
    normal() {
      const { residual, jacobian } = objective.jacobian(model());
      const J = trainedColumns(jacobian, trained);
      const gradient = transposedMultiply(J, { rows: residual.length, columns: 1, data: residual }).data;
      return { matrix: transposedMultiply(J, J), gradient };
    },
    get output() {
      return none();
    },
    get neurons() {
      return none();
    },
  };
}
