import { bestLineLoss, promisedSteps, stepsATenth } from "../../lab/run/outcome.js";
import type { LaneView, ViewContext } from "../view/context.js";
import { foretoldAt } from "../view/loss.js";
import { againstFirst } from "../view/seeds.js";
import { listed, numberText, sText } from "../view/word.js";

/** What the visitor's own runs have shown, in sentences; every number is read off these runs. */
export type Finding = (context: ViewContext) => string;

const end = ({ seeds: [{ losses, step }] }: LaneView): number => losses[step - 1];
const whole = (value: number): string => numberText(Math.round(value));

/** How far the loss has fallen. */
export const fallen: Finding = ({ lanes: [lane] }) => {
  const [first] = lane.seeds[0].losses;
  return `The loss was ${numberText(first)} at first and is ${numberText(end(lane))} now: ${numberText(first / end(lane))} times less.`;
};

/** Where runs at different s ended, the linear one against the best straight line. */
export const straightAndBent: Finding = ({ lanes: [linear, ...bent] }) => {
  const best = linear.start && numberText(bestLineLoss(linear.start.shown));
  const others = bent.map((lane) => `${lane.name}, at s = ${sText(lane.s)}, ends at ${numberText(end(lane))}`);
  return (
    `${linear.name}, at s = ${sText(linear.s)}, ends with a loss of ${numberText(end(linear))}, and the best straight line has ${best}. ` +
    `${listed(others)}.`
  );
};

/** The loss against what the kernel had foretold: early, half way, at the end. */
export const foretoldOrNot: Finding = ({ lanes: [{ seeds, theory }] }) => {
  const [{ losses, step }] = seeds;
  const told = [Math.round(step / 10), Math.round(step / 2), step - 1].flatMap((after) => {
    const foretold = foretoldAt(theory.forecast ?? [], after);
    return foretold === undefined
      ? []
      : [`${numberText(losses[after])} after ${after} steps (foretold: ${numberText(foretold)})`];
  });
  return `The loss is ${listed(told)}.`;
};

/** lambda_min of every lane beside how fast its loss falls. */
export const speedAndLambda: Finding = ({ lanes }) =>
  lanes
    .map(({ s, lane: { optimizer }, seeds: [{ losses, step }], theory }) => {
      const { curve } = theory.start ?? {};
      const lambda = curve?.min[curve.s.findIndex((each) => each >= s - 1e-9)] ?? Number.NaN;
      const rate = "rate" in optimizer ? (optimizer.rate ?? 1) : 1;
      return (
        `s = ${sText(s)}: λ_min is ${numberText(lambda)}, and late in the run each further factor of ten takes ${whole(stepsATenth(losses, step))} steps ` +
        `(in a network of infinite width: ${whole(promisedSteps(rate, lambda, curve?.rows ?? 1))}).`
      );
    })
    .join(" ");

/** What each switch did to the loss at once, and where all ended. */
export const jumps: Finding = ({ lanes }) => {
  const switched = lanes.flatMap(({ name, frame }) =>
    (frame?.switches ?? []).map(
      ({ lossBefore, lossAfter }) => `${name}’s loss went from ${numberText(lossBefore)} to ${numberText(lossAfter)}`,
    ),
  );
  const ends = lanes.map((lane) => `${lane.name} is at ${numberText(end(lane))}`);
  return `When s changed, ${listed(switched)}. In the end ${listed(ends)}.`;
};

/** In how many seeds each lane ended with a lower loss than the first. */
export const seedBySeed: Finding = ({ lanes }) => againstFirst(lanes) ?? "";
