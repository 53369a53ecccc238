import type { KernelCurve } from "../../lab/kernel/curve.js";
import type { TheoryAnswer } from "../../lab/kernel/theory.js";
import type { Colour, Mark, Panel, Scene } from "../plot/scene.js";
import type { LaneView, View } from "./context.js";
import { decades, positiveExtent } from "./extent.js";
import { legendKey } from "./legend-key.js";
import { memo } from "./memo.js";
import { counted, kernelReasons, listed, nothing, numberText, sText } from "./word.js";

const S = [0, 2] as const;
const UNRESOLVED = "not known to be above 0";

/** A lane whose kernel of infinite width is known. */
type Known = LaneView & { readonly curve: KernelCurve };

/** Eigenvalues of the kernel of infinite width over s, and of both kernels at the present s. */
export const spectrum: View = {
  id: "spectrum",
  title: "Spectrum",
  explanation:
    "Each eigenvalue of the kernel is the speed at which one pattern of the data is learnt, so look for how steeply they fall and for what s does to the smallest of them, λ_min.",
  equations: ["theorem1", "kernel", "gram", "decay"],
  height: 504,
  scene({ lanes }) {
    const curves = lanes.flatMap((lane): Known[] => {
      const curve = lane.theory.start?.curve;
      return curve ? [{ ...lane, curve }] : [];
    });
    const measured = lanes.filter(({ theory }) => theory.answer?.gram);
    const reasons = kernelReasons(lanes);
    if (curves.length === 0 && measured.length === 0)
      return nothing(lanes, reasons.length > 0 ? reasons.join(" ") : "The kernel is being computed…");
    return {
      label: [...distinct(curves).map(curveText), ...measured.map(gramText), ...reasons].join(" "),
      direction: "down",
      panels: [...(curves.length > 0 ? [smallestPanel(curves)] : []), valuesPanel(curves, measured)],
    } satisfies Scene;
  },
};

/** Lanes of which each has another kernel than those before; widths, optimisers and paths of s make no difference to it. */
function distinct(lanes: readonly Known[]): readonly Known[] {
  return lanes.filter((lane, i) => !lanes.slice(0, i).some((before) => sameKernel(before, lane)));
}

const sameKernel = ({ lane: a }: LaneView, { lane: b }: LaneView) =>
  a.network.activation === b.network.activation &&
  a.network.scaling === b.network.scaling &&
  a.network.bias === b.network.bias &&
  a.network.hidden.length === b.network.hidden.length;

/** lambda_min where its bounds prove it positive; elsewhere only where it is not told from 0. */
const resolvedOf = memo(({ s, min, lower, upper }: KernelCurve) => {
  const only = (values: Float64Array) => values.map((value, i) => (lower[i] > 0 ? value : Number.NaN));
  return {
    s,
    min: only(min),
    lower: only(lower),
    upper: only(upper),
    unresolved: s.filter((_, i) => !(lower[i] > 0)),
    // Where 0 is left open everywhere, the bounds say at least below what it lies.
    range: positiveExtent(lower.some((value) => value > 0) ? [...only(lower), ...only(upper)] : upper),
  };
});

function smallestPanel(lanes: readonly Known[]): Panel {
  const shown = distinct(lanes);
  const ranges = shown.map(({ curve }) => resolvedOf(curve));
  const known = ranges.filter(({ unresolved, s }) => unresolved.length < s.length);
  const [low, high] = decades(
    Math.min(...(known.length > 0 ? known : ranges).map(({ range }) => range[0])),
    Math.max(...(known.length > 0 ? known : ranges).map(({ range }) => range[1])),
  );
  const open = ranges.some(({ unresolved }) => unresolved.length > 0);
  const bottom = open ? low / 10 : low;
  const colourOf = (lane: Known): Colour => (shown.length > 1 ? lane.colour : "ink");
  const named = (lane: Known, what: string) => (shown.length > 1 ? `${lane.name}, ${what}` : what);
  return {
    title: "Smallest eigenvalue of the kernel, over s",
    x: { type: "linear", domain: S, label: "s" },
    // Room for the names of the runs above the curve.
    y: { type: "log", domain: [bottom, 10 * high], label: "λ_min" },
    marks: [
      ...lanes.map(
        ({ name, colour, s }): Mark => ({ kind: "rule", x: s, colour, dash: true, text: `${name}: s = ${sText(s)}` }),
      ),
      ...shown.flatMap((lane, i): Mark[] => {
        const { s, min, lower, upper, unresolved } = ranges[i];
        const colour = colourOf(lane);
        return [
          { kind: "band", x: s, low: lower, high: upper, colour, name: named(lane, "λ_min") },
          { kind: "line", x: s, y: min, colour, name: named(lane, "λ_min") },
          ...(unresolved.length > 0
            ? [
                {
                  kind: "dots",
                  x: unresolved,
                  // Just above the axis, so that whole rings show.
                  y: unresolved.map(() => 1.4 * bottom),
                  colour,
                  hollow: true,
                  name: named(lane, UNRESOLVED),
                } as const,
              ]
            : []),
        ];
      }),
    ],
  };
}

/** Eigenvalues that are none but rounding: below n eps lambda_max no digit is right. */
const rounding = (values: Float64Array): number => values.length * Number.EPSILON * (values[0] ?? 0);

/** Eigenvalues in descending order that can be told from 0, with their places 1, 2, ...; with k outputs each place has k of them. */
function placed(values: Float64Array, k: number): { readonly x: Float64Array; readonly y: Float64Array } {
  const level = rounding(values);
  let count = 0;
  while (count < values.length && values[count] > level) count++;
  return { x: Float64Array.from({ length: count }, (_, i) => 1 + Math.floor(i / k)), y: values.subarray(0, count) };
}

const placedOne = memo((values: Float64Array) => placed(values, 1));
const placedMany = memo(({ gram = new Float64Array(), gramRows = gram.length }: TheoryAnswer) =>
  placed(gram, Math.max(1, Math.round(gram.length / gramRows))),
);

/** The place in the curve that is nearest to an s. */
export function nearest({ s: list }: KernelCurve, s: number): number {
  let best = 0;
  for (let i = 1; i < list.length; i++) if (Math.abs(list[i] - s) < Math.abs(list[best] - s)) best = i;
  return best;
}

const INFINITE = "infinite width";
/** So many eigenvalues are counted one by one. */
const FEW = 12;
const FINITE = "its network now";

/** What stands in the legend where each of several runs would have two names. */
const keysOf = (lanes: readonly LaneView[]): readonly Mark[] => [
  { ...legendKey, name: INFINITE },
  { ...legendKey, kind: "dots", hollow: true, name: FINITE },
  ...lanes.map(({ name, colour }): Mark => ({ ...legendKey, colour, name })),
];

function valuesPanel(curves: readonly Known[], measured: readonly LaneView[]): Panel {
  const infinite = curves.map((lane) => {
    const at = nearest(lane.curve, lane.s);
    return { ...lane, at: lane.curve.s[at], ...placedOne(lane.curve.values[at]) };
  });
  const finite = measured.flatMap((lane) =>
    lane.theory.answer ? [{ ...lane, ...placedMany(lane.theory.answer) }] : [],
  );
  const all = [...infinite, ...finite];
  const [low, high] = decades(
    Math.min(...all.map(({ y }) => y[y.length - 1] ?? Number.POSITIVE_INFINITY)),
    Math.max(...all.map(({ y }) => y[0] ?? 0)),
  );
  const rows = curves[0]?.curve.rows ?? finite[0]?.theory.answer?.gramRows;
  const most = Math.max(2, ...curves.map(({ curve }) => curve.rows), ...finite.map(({ x }) => x[x.length - 1] ?? 1));
  return {
    title: "All eigenvalues at the present s",
    ...(all.length > 2 ? { legend: [INFINITE, FINITE, ...new Set(all.map(({ name }) => name))] } : {}),
    x: {
      ...(most > FEW ? { type: "log", domain: [0.9, 1.1 * most] } : { type: "linear", domain: [0.5, most + 0.5] }),
      label: "eigenvalue number, from the largest",
      whole: true,
    },
    y: { type: "log", domain: [low, high], label: "λ" },
    marks: [
      ...(all.length > 2 ? keysOf(all) : []),
      ...infinite.flatMap(({ name, colour, at, x, y }): Mark[] => [
        { kind: "line", x, y, colour, name: `${name}, infinite width, s = ${sText(at)}` },
      ]),
      ...finite.map(
        ({ name, colour, theory, x, y }): Mark => ({
          kind: "dots",
          x,
          y,
          colour,
          hollow: true,
          name: `${name}, its network now${theory.answer?.gramRows === rows ? "" : ` (${theory.answer?.gramRows} rows)`}`,
        }),
      ),
    ],
  };
}

function curveText({ name, curve, s }: Known): string {
  const { min, lower } = curve;
  const places = [...new Set([s, 1, 2].map((at) => nearest(curve, at)))];
  const said = places.map((i) => `${lower[i] > 0 ? numberText(min[i]) : UNRESOLVED} at s = ${sText(curve.s[i])}`);
  const { unresolved } = resolvedOf(curve);
  const where =
    unresolved.length > 3
      ? `at ${unresolved.length} of ${curve.s.length} values of s`
      : `at s = ${listed(Array.from(unresolved, sText))}`;
  const rest = unresolved.length > 0 ? ` It is ${UNRESOLVED} ${where}.` : "";
  return `${name}: the smallest eigenvalue of the kernel of infinite width on ${counted(curve.rows, "row")} is ${listed(said)}.${rest}`;
}

function gramText({ name, theory }: LaneView): string {
  const { gram, gramRows = 0 } = theory.answer ?? {};
  if (!gram || gram.length === 0) return "";
  const smallest = gram[gram.length - 1];
  return `${name}: the eigenvalues of its own network's G on ${counted(gramRows, "row")} go from ${numberText(gram[0])} down to ${smallest > rounding(gram) ? numberText(smallest) : `what is ${UNRESOLVED}`}.`;
}
