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

/** Why lanes have no kernel of infinite width, in words for people rather than for programs: what comes before the advice. */
export function kernelReasons(lanes: readonly LaneView[]): readonly string[] {
  const names = new Map<string, string[]>();
  for (const { name, theory } of lanes) {
    const { reason } = theory.start ?? {};
    if (reason === undefined) continue;
    const why = reason.replace(/^\w+: /, "").replace(/[;(].*$/s, "");
    names.set(why, [...(names.get(why) ?? []), name]);
  }
  return [...names].map(([why, who]) =>
    sentence(`${listed(who)} ${who.length > 1 ? "have" : "has"} no kernel of infinite width: ${why}`),
  );
}

/** A scene that says why there is nothing to draw yet; lanes that cannot be trained say why before all else. */
export function nothing(lanes: readonly LaneView[], message: string): Scene {
  const refused = lanes.flatMap((lane) =>
    lane.refused === undefined ? [] : [sentence(`${lane.name}: ${lane.refused}`)],
  );
  const text = lanes.length > 0 && refused.length === lanes.length ? refused.join(" ") : message;
  return { label: text, panels: [], message: text };
}
