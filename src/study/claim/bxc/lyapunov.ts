import { countRule, type Mode, type Part } from "../../verdict/index.js";
import type { Flow } from "./bounds.js";
import { inEither, present, type Runs, values } from "./runs.js";

/** Whether V falls between flips of neurons, and at them. */
export function lyapunovPart(flows: Runs<Flow>, mode: Mode, name: string): Part {
  const sum = (of: (flow: Flow) => number) => values(flows, of).reduce((a, b) => a + b, 0);
  // A seed is a case: of each the worst step, or jump, is known.
  const seeds = {
    cases: flows.runs.length + flows.open.length,
    seeds: flows.runs.length,
    unresolved: flows.open.length,
  };
  const steps = `${sum(({ growth }) => growth.steadyGrew)} of ${sum(({ growth }) => growth.steady)}`;
  const steady = present([flows], () =>
    countRule(
      {
        what: `V does not grow over a step in which no neuron flips (it does over ${steps} in all seeds)`,
        ...seeds,
        // Growth of less than 1e-6 of V is not counted: the Runge-Kutta steps are no better.
        violations: flows.runs
          .filter(({ value }) => value.growth.steadyGrew > 0)
          .map(({ seed, value }) => ({ where: `seed ${seed}`, by: value.growth.steadyMost, error: 1e-6 })),
      },
      { mode },
    ),
  );
  const flips = `${sum(({ jumps }) => jumps?.up ?? 0)} of ${sum(({ jumps }) => jumps?.count ?? 0)}`;
  const jumping = present([flows], () =>
    countRule(
      {
        what: `V does not jump up where a single neuron flips at a sample (it does at ${flips} such flips in all seeds)`,
        ...seeds,
        violations: flows.runs.flatMap(({ seed, value: { jumps } }) =>
          jumps && jumps.largest > 0
            ? [{ where: `seed ${seed}, t = ${jumps.time}`, by: jumps.largest, error: jumps.open }]
            : [],
        ),
      },
      { mode },
    ),
  );
  return {
    name,
    decision: inEither([
      { name: "between flips of neurons", decision: steady },
      { name: "at flips of neurons", decision: jumping },
    ]),
  };
}

/** The share of single flips at which V jumps up. */
export const jumpingUp = ({ jumps }: Flow): number | null => (jumps && jumps.count > 0 ? jumps.up / jumps.count : null);
