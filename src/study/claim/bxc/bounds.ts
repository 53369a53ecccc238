import type { z } from "zod";
import { log } from "../../../numerics/elementary.js";
import type { descentResult, flowResult } from "../../experiment/bxc/results.js";
import { boundRule, type Decision, type Mode, type Part, proportionRule } from "../../verdict/index.js";
import { present, type Runs, values, whole } from "./runs.js";
import { pairDelta, pairWidth, theoremWidth } from "./setting.js";

export type Flow = z.infer<typeof flowResult>;
export type Descent = z.infer<typeof descentResult>;

/** A theorem's bound over the loss along its flow, in all seeds. */
export const boundAlong = (flows: Runs<Flow>, mode: Mode, what: string): Decision =>
  present([flows], () =>
    boundRule(
      {
        what,
        runs: [
          ...flows.runs.map(({ seed, value: { bound, error } }) => ({
            seed,
            margins: [bound.margin],
            error,
            at: [bound.time],
          })),
          ...flows.open.map((seed) => ({ seed, margins: [null], error: 0 })),
        ],
      },
      { mode },
    ),
  );

/** What is found where the width that the theorem asks for is not met: a violation there is no counterexample to the theorem. */
export function belowWidth(decision: Decision, mode: Mode): Decision {
  if (!decision.counterexample) return decision;
  const because = `${decision.because} The width that the theorem asks for is not met here, so that this is no counterexample to it.`;
  return { verdict: mode === "full" ? "fails" : "undecided", because };
}

/** The smallest margin of a bound over a curve, in decades, from 1 in the flow's own time on: at the start it is a constant by definition. */
export function lateMargin(
  { curve: { time } }: Flow,
  values: readonly (number | null)[],
  bound: (t: number) => number,
): number | null {
  const margins = time.flatMap((t, i) => {
    const value = values[i];
    return t >= 1 && value !== null && value > 0 ? [log(bound(t) / value) / Math.LN10] : [];
  });
  return margins.length > 0 ? Math.min(...margins) : null;
}

/** The same at two points, where the width that the theorem asks for is met, with the probability that it names. */
export const boundAtWidth = (flows: Runs<Flow>, mode: Mode, what: string): Part => ({
  name: `two points, m = ${pairWidth}: the theorem's width`,
  decision: whole([flows], () => {
    const wide = flows.runs.filter(({ value }) => pairWidth >= theoremWidth(2, value.lambda0, pairDelta));
    const good = wide.filter(({ value: { bound, error } }) => bound.margin >= -error);
    return proportionRule(
      { what: `${what} (of seeds with m >= n^6/(lambda_0^4 delta^3))`, successes: good.length, trials: wide.length },
      { mode, atLeast: 1 - pairDelta },
    );
  }),
});

/**
 * Theorem 2's bound over the heavy ball in steps, t = k sqrt(eta), in the seeds of which a flow is recorded: it has the same weights at its start, and
 * so the L^(0) of the bound.
 */
export const stepsUnderBound = (ball: Runs<Descent>, flows: Runs<Flow>, mode: Mode, what: string) =>
  whole([ball, flows], () =>
    boundRule(
      {
        what,
        runs: flows.runs.flatMap(({ seed, value: { pseudo } }) =>
          ball.runs
            .filter((one) => one.seed === seed)
            .map(({ value: { lambda0, rate, curve } }) => ({
              seed,
              margins: curve.loss.slice(1).map((loss, i) => {
                const t = curve.step[i + 1] * Math.sqrt(rate);
                return loss === null
                  ? null
                  : (log((4 * pseudo) / (lambda0 * loss)) - Math.sqrt(lambda0 / 2) * t) / Math.LN10;
              }),
              at: curve.step.slice(1),
              // Of a logarithm of a sum of squares in float64.
              error: 1e-3,
            })),
        ),
      },
      { mode },
    ),
  );

/** The last loss over what the kernel at the start foretells, in decades. */
export const gaps = (flows: Runs<Flow>): (number | null)[] =>
  values(flows, ({ curve: { loss, predicted } }) => {
    const last = loss[loss.length - 1];
    const foretold = predicted[predicted.length - 1];
    return last === null || foretold === null ? null : log(last / foretold) / Math.LN10;
  });
