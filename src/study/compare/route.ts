import { digits } from "../verdict/words.js";
import type { Side } from "./arm.js";
import type { Route, Standing } from "./comparison.js";

const isFeatures = ({ label }: Standing) => label === "random features";

/** The routes: a trained network, random features, the infinite-width kernel. */
const routes: readonly ((standing: Standing) => boolean)[] = [
  ({ side }) => side !== "untrained",
  isFeatures,
  (standing) => standing.side === "untrained" && !isFeatures(standing),
];

const kinds: Readonly<Record<Side, string>> = {
  baseline: "a network trained at s = 1",
  relaxation: "a network trained with relaxation",
  untrained: "no training",
};

/**
 * The method with the least median validation error among those that have a run for every seed, and a sentence that sets it beside the
 * best of the other routes. The test errors are told, and choose nothing.
 */
export function routeOf(standings: readonly Standing[], seeds: number): Route | undefined {
  const whole = standings.filter(({ runs, validation }) => runs === seeds && validation !== null);
  if (whole.length === 0) return undefined;
  const value = ({ validation }: Standing) => validation?.estimate ?? Number.POSITIVE_INFINITY;
  const least = (list: readonly Standing[]) => list.reduce((a, b) => (value(b) < value(a) ? b : a));
  const best = least(whole);
  const test = ({ test: middle }: Standing) => (middle ? digits(middle.estimate) : "none");
  const others = routes.flatMap((has) => {
    const own = whole.filter(has);
    return own.length === 0 || has(best) ? [] : [least(own)];
  });
  const beside = others.map(
    (one) => `; ${one.side === "untrained" ? one.label : `trained network, ${one.label}`}: ${test(one)}`,
  );
  return {
    label: best.label,
    side: best.side,
    sentence: `Of all routes the validation data prefer ${best.label} (${kinds[best.side]}): test error ${test(best)}${beside.join("")}.`,
  };
}
