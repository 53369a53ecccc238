import { formatNumber } from "../../report/number.js";
import type { Scene } from "../plot/scene.js";
import type { LaneView } from "./context.js";

/** A number in a sentence: three digits. */
export const numberText = (value: number): string => formatNumber(value, 3);

/** An s, to the thousandth. */
export const sText = (s: number): string => formatNumber(Math.round(1000 * s) / 1000, 4);

/** "3 runs", "1 run". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

/** "A, B and C". */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;

/** The text as a sentence: with a capital letter and a full stop. */
export const sentence = (text: string): string => {
  const trimmed = text.trim();
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}${/[.!?…]$/.test(trimmed) ? "" : "."}`;
};

/** Reasons with the lanes that have each, in words for people rather than for programs: what comes before the advice. */
function reasonsOf(lanes: readonly LaneView[], reasonOf: (lane: LaneView) => string | undefined) {
  const names = new Map<string, string[]>();
  for (const lane of lanes) {
    const why = reasonOf(lane)
      ?.replace(/^\w+: /, "")
      .replace(/[;(].*$/s, "");
    if (why !== undefined) names.set(why, [...(names.get(why) ?? []), lane.name]);
  }
  return [...names].map(([why, who]) => ({ why, who: listed(who), several: who.length > 1 }));
}

/** Why lanes have no kernel of infinite width. */
export const kernelReasons = (lanes: readonly LaneView[]): readonly string[] =>
  reasonsOf(lanes, ({ theory }) => theory.start?.reason).map(({ why, who, several }) =>
    sentence(`${who} ${several ? "have" : "has"} no kernel of infinite width: ${why}`),
  );

/** Why nothing is foretold of lanes. */
export const forecastReasons = (lanes: readonly LaneView[]): readonly string[] =>
  reasonsOf(lanes, ({ theory }) => theory.start?.obstacle).map(({ why, who }) =>
    sentence(`no forecast for ${who}: ${why}`),
  );

/** A scene that says why there is nothing to draw yet; lanes that cannot be trained say why before all else. */
export function nothing(lanes: readonly LaneView[], message: string): Scene {
  const refused = lanes.flatMap((lane) =>
    lane.refused === undefined ? [] : [sentence(`${lane.name}: ${lane.refused}`)],
  );
  const text = lanes.length > 0 && refused.length === lanes.length ? refused.join(" ") : message;
  return { label: text, panels: [], message: text };
}
