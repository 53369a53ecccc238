import { countRule, type Mode, type Part } from "../../verdict/index.js";
import type { Flow } from "./bounds.js";
import { inEither, type Runs, values, whole } from "./runs.js";

/** Whether V falls between flips of neurons, and at them. */
export function lyapunovPart(flows: Runs<Flow>, mode: Mode, name: string): Part {
  const sum = (of: (flow: Flow) => number) => values(flows, of).reduce((a, b) => a + b, 0);
  const steady = whole([flows], () =>
    countRule(
      {
        what: "V does not grow over a step in which no neuron flips",
        cases: sum(({ growth }) => growth.steady),
        seeds: flows.runs.length,
        // Growth of less than 1e-6 of V is not counted: the Runge-Kutta steps are no better.
        violations: flows.runs
          .filter(({ value }) => value.growth.steadyGrew > 0)
          .map(({ seed, value }) => ({ where: `seed ${seed}`, by: value.growth.steadyMost, error: 1e-6 })),
      },
      { mode },
    ),
  );
  const jumping = whole([flows], () =>
    countRule(
      {
        what: "V does not jump up where a single neuron flips at a sample",
        cases: sum(({ jumps }) => jumps?.count ?? 0),
        seeds: flows.runs.length,
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
