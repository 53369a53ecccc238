import type { RelaxationSpec } from "../../training/spec.js";

/** A corner of a drawn path: s at a fraction of the run. */
export interface Corner {
  readonly at: number;
  readonly s: number;
}

/** A path as a polyline over the run, as far as it is known before it. */
export interface DrawnPath {
  readonly corners: readonly Corner[];
  /** From here on the loss decides, not the plan. */
  readonly openFrom?: number;
}

/** The polyline of a relaxation, from 0 to 1. */
export function drawnPath(relaxation: RelaxationSpec): DrawnPath {
  switch (relaxation.name) {
    case "constant":
      return { corners: flat(0, 1, relaxation.s ?? 1) };
    case "path":
      return { corners: filled(relaxation.points) };
    case "stages": {
      const list = relaxation.stages.map((stage, p, all) => {
        const { s, until = (p + 1) / all.length } = typeof stage === "number" ? { s: stage } : stage;
        return { s, until: p === all.length - 1 ? 1 : until };
      });
      return { corners: list.flatMap(({ s, until }, p) => flat(list[p - 1]?.until ?? 0, until, s)) };
    }
    case "ramp": {
      const { from = 1, to = 1.5, over = 0.7 } = relaxation;
      return {
        corners: filled([
          { at: 0, s: from },
          { at: over, s: to },
        ]),
      };
    }
    case "algorithm1": {
      const { s1 = 0.5, increment = 0.5, stages = 2 } = relaxation;
      return {
        corners: Array.from({ length: stages }, (_, p) =>
          flat(p / stages, (p + 1) / stages, s1 + p * increment),
        ).flat(),
      };
    }
    case "corollary1": {
      const { s1 = 1, at = 0.5 } = relaxation;
      return { corners: flat(0, at, s1), openFrom: at };
    }
    case "onPlateau":
      return { corners: [{ at: 0, s: relaxation.values?.[0] ?? 1 }], openFrom: 0 };
  }
}

const flat = (from: number, to: number, s: number): Corner[] => [
  { at: from, s },
  { at: to, s },
];

/** The polyline with its ends drawn out to 0 and 1. */
function filled(points: readonly Corner[]): Corner[] {
  const [first] = points;
  const last = points[points.length - 1];
  return [...(first.at > 0 ? [{ at: 0, s: first.s }] : []), ...points, ...(last.at < 1 ? [{ at: 1, s: last.s }] : [])];
}

/** The relaxation that a drawn path is; a level one is constant. */
export function pathSpec(corners: readonly Corner[], kind: "hard" | "lossless"): RelaxationSpec {
  const [first] = corners;
  if (corners.every(({ s }) => s === first.s)) return { name: "constant", s: first.s };
  return {
    name: "path",
    points: corners.map(({ at, s }) => ({ at, s })),
    ...(kind === "lossless" ? { switch: kind } : {}),
  };
}

/** Moves one corner; it stays between its neighbours, on hundredths. */
export function moved(corners: readonly Corner[], index: number, to: Corner, least: number): Corner[] {
  const low = index === 0 ? 0 : (corners[index - 1]?.at ?? 0);
  const high = index === corners.length - 1 ? 1 : (corners[index + 1]?.at ?? 1);
  const at = index === 0 ? 0 : index === corners.length - 1 ? 1 : Math.min(Math.max(hundredth(to.at), low), high);
  const s = Math.min(Math.max(hundredth(to.s), least), 2);
  const next = corners.map((corner, i) => (i === index ? { at, s } : corner));
  // Three at one time would be one too many: the one that came stays beside them.
  const crowded = next.filter((corner) => corner.at === at).length > 2;
  return crowded ? corners.map((corner, i) => (i === index ? { at: corner.at, s } : corner)) : next;
}

const hundredth = (value: number) => Math.round(value * 100) / 100;

/** Adds a corner on the line at a time; none where two are already. */
export function added(corners: readonly Corner[], at: number): Corner[] {
  const time = hundredth(at);
  if (corners.filter((corner) => corner.at === time).length >= 2) return [...corners];
  const index = corners.findIndex((corner) => corner.at > time);
  if (index <= 0) return [...corners];
  const [before, after] = [corners[index - 1], corners[index]];
  const share = after.at > before.at ? (time - before.at) / (after.at - before.at) : 0;
  return [
    ...corners.slice(0, index),
    { at: time, s: hundredth(before.s + share * (after.s - before.s)) },
    ...corners.slice(index),
  ];
}

/** Takes a corner away; the ends stay. */
export const removed = (corners: readonly Corner[], index: number): Corner[] =>
  index === 0 || index === corners.length - 1 ? [...corners] : corners.filter((_, i) => i !== index);
