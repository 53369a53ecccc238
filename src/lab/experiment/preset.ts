import type { RelaxationSpec } from "../../training/spec.js";

/** A path of s with a name. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly relaxation: RelaxationSpec;
}

/** Where the stages of HRTA's Example 1 part: 3000 of 16000 steps. */
const EARLY = 3 / 16;

const stages = (from: number, to: number, until: number, kind: "hard" | "lossless"): RelaxationSpec => ({
  name: "stages",
  stages: [{ s: from, until }, to],
  ...(kind === "lossless" ? { switch: kind } : {}),
});

/** The paths that the papers and this project know. */
export const presets: readonly Preset[] = [
  { id: "plain", title: "plain: s = 1", relaxation: { name: "constant", s: 1 } },
  { id: "half", title: "homotopy: 0.5, then 1 (hard switch)", relaxation: stages(0.5, 1, EARLY, "hard") },
  { id: "half-lossless", title: "homotopy: 0.5, then 1 (lossless)", relaxation: stages(0.5, 1, EARLY, "lossless") },
  { id: "past", title: "relaxation: 1, then 1.5 (hard switch)", relaxation: stages(1, 1.5, 0.5, "hard") },
  { id: "past-lossless", title: "relaxation: 1, then 1.5 (lossless)", relaxation: stages(1, 1.5, 0.5, "lossless") },
  { id: "ramp", title: "ramp from 1 to 1.5", relaxation: { name: "ramp", from: 1, to: 1.5, over: 0.7 } },
  {
    id: "corollary1",
    title: "Corollary 1: the loss chooses",
    relaxation: { name: "corollary1", s1: 1, lossRatio: 2, at: 0.5 },
  },
];

/** The preset that a path is, if it is one. */
export const presetOf = (relaxation: RelaxationSpec): Preset | undefined =>
  presets.find((preset) => same(preset.relaxation, relaxation));

/** What a path of s is called. */
export function pathTitle(relaxation: RelaxationSpec): string {
  const preset = presetOf(relaxation);
  if (preset) return preset.title;
  if (relaxation.name === "constant") return `constant: s = ${relaxation.s ?? 1}`;
  if (relaxation.name !== "stages") return "your own";
  const values = relaxation.stages.map((stage) => (typeof stage === "number" ? stage : stage.s));
  return `${values.join(", then ")} (${relaxation.switch ?? "hard"} switch)`;
}

/** Whether two descriptions say the same, whatever the order of their fields. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const left: Readonly<Record<string, unknown>> = { ...a };
  const right: Readonly<Record<string, unknown>> = { ...b };
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => same(left[key], right[key]));
}
