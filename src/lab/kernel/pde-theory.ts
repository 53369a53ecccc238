import { openSession } from "../../engine/choose.js";
import { program } from "../../model/network.js";
import { orderOf, pdeObjective } from "../../pde/objective.js";
import { finalScalars } from "../../pde/solution.js";
import type { LabState, Lane, PdeData } from "../experiment/state.js";
import { pdePlan } from "../run/pde-course.js";
import { surveyor } from "./landscape.js";
import type { Theory } from "./theory.js";

/** What training on a differential equation obeys is the kernel of the residuals, which the pictures of K_s are not of. */
const REASON = "the kernel here is of a network's values, and this loss is made of their derivatives";

/**
 * Theory of a lane that solves a boundary value problem: the landscape of its loss, and why there is no kernel. Where a run moves numbers of the
 * problem, such as a viscosity, the landscape is of those at its end.
 */
export async function openPdeTheory(state: LabState, data: PdeData, lane: Lane): Promise<Theory> {
  const planned = pdePlan(state, data, lane, state.seed, []);
  const { network, terms, problem, options } = planned;
  const collocation = planned.layOut(0);
  const session = await openSession(program(network, { rows: collocation.rows, dtype: "f64", order: orderOf(terms) }));
  const scalars = finalScalars(problem, options.scalars);
  const objective = pdeObjective({ session, network, collocation, scalars: () => scalars });
  const slopes = new Float64Array(network.widths.length - 2);
  const land = surveyor(network, {
    parameters: session.parameters,
    lossAt(s) {
      slopes.fill(s);
      return objective.evaluate(slopes, false).loss;
    },
    close: () => session.close(),
  });
  return {
    start: { reason: REASON, rows: collocation.parts[0].rows, obstacle: "its loss is made of derivatives" },
    answer: ({ s, parameters, start, want }) =>
      want.landscape ? { landscape: land.survey(parameters, start, s) } : {},
    forecast: () => [],
    close: () => land.close(),
  };
}
