import type { z } from "zod";
import { log } from "../../../numerics/elementary.js";
import type { descentResult, flowResult } from "../../experiment/bxc/results.js";
import { boundRule, type Decision, type Mode, type Part, proportionRule } from "../../verdict/index.js";
import { type Runs, values, whole } from "./runs.js";
import { pairDelta, pairWidth, theoremWidth } from "./setting.js";

export type Flow = z.infer<typeof flowResult>;
export type Descent = z.infer<typeof descentResult>;

/** A theorem's bound over the loss along its flow, in all seeds. */
export const boundAlong = (flows: Runs<Flow>, mode: Mode, what: string): Decision =>
  whole([flows], () =>
    boundRule(
      {
        what,
        runs: flows.runs.map(({ seed, value: { bound, error } }) => ({
          seed,
          margins: [bound.margin],
          error,
          at: [bound.time],
        })),
      },
      { mode },
    ),
  );

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

/** The last loss over what the kernel at the start foretells, in decades. */
export const gaps = (flows: Runs<Flow>): (number | null)[] =>
  values(flows, ({ curve: { loss, predicted } }) => {
    const last = loss[loss.length - 1];
    const foretold = predicted[predicted.length - 1];
    return last === null || foretold === null ? null : log(last / foretold) / Math.LN10;
  });
