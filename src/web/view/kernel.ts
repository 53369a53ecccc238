import type { KernelTable } from "../../lab/kernel/table.js";
import type { Colour, Mark, Panel, Scene } from "../plot/scene.js";
import type { LaneView, View } from "./context.js";
import { extent } from "./extent.js";
import { counted, kernelReasons, listed, nothing, numberText, sText } from "./word.js";

type Known = LaneView & { readonly table: KernelTable; readonly at: number };

/** The tangent kernel as what it is: a number for every pair of samples; and the patterns that it is made of. */
export const kernel: View = {
  id: "kernel",
  title: "Kernel",
  explanation:
    "Each square is how much learning one data point moves the output at another (orange along, blue against); the table is made of patterns, the first learnt fast and the last slowest.",
  equations: ["kernel", "modes", "gram"],
  height: 340,
  wide: ({ lanes }) => lanes.length > 2,
  scene({ lanes }) {
    const known = lanes.flatMap((lane): Known[] => {
      const { answer, answeredAt = lane.s } = lane.theory;
      return answer?.table ? [{ ...lane, table: answer.table, at: answeredAt }] : [];
    });
    const reasons = kernelReasons(lanes);
    if (known.length === 0)
      return nothing(lanes, reasons.length > 0 ? reasons.join(" ") : "The kernel is being computed…");
    const [first] = known;
    return {
      label: [...known.map(textOf), ...reasons].join(" "),
      panels: [
        ...known.map(tablePanel),
        ...(known.length === 1 && first.table.patterns ? [patternPanel(first, first.table.patterns)] : []),
      ],
    } satisfies Scene;
  },
};

function tablePanel({ name, at, table: { rows, alike } }: Known): Panel {
  const range: readonly [number, number] = [0.5, rows + 0.5];
  return {
    title: `${name}, s = ${sText(at)}`,
    x: { type: "linear", domain: range, label: "learnt", whole: true },
    y: { type: "linear", domain: range, label: "moved", whole: true },
    square: true,
    marks: [
      {
        kind: "cells",
        columns: rows,
        rows,
        values: alike,
        x: range,
        y: range,
        scale: { kind: "diverging", domain: [-1, 1] },
        name: "alike",
      },
    ],
  };
}

const colours: readonly Colour[] = ["blue", "orange", "green", "purple"];

function patternPanel(lane: Known, { x, curves }: NonNullable<KernelTable["patterns"]>): Panel {
  const [low, high] = extent(x);
  const reach = Math.max(...curves.map(({ values }) => values.reduce((most, v) => Math.max(most, Math.abs(v)), 0)));
  return {
    title: "Its patterns",
    x: {
      type: "linear",
      domain: [low - 0.04 * (high - low), high + 0.04 * (high - low)],
      label: lane.start?.encoding.features[0]?.name ?? "x",
    },
    y: { type: "linear", domain: [-1.1 * reach, 1.1 * reach], ticks: false },
    marks: [
      { kind: "rule", y: 0, colour: "line" },
      ...curves.flatMap(({ number, lambda, values }, i): Mark[] => {
        const look = { x, y: values, colour: colours[i], name: `${number}: λ = ${numberText(lambda)}` } as const;
        return [{ kind: "line", ...look }, ...(x.length <= 12 ? [{ kind: "dots", ...look } as const] : [])];
      }),
    ],
  };
}

function textOf({ name, at, table: { rows, alike, patterns } }: Known): string {
  let sum = 0;
  for (let i = 0; i < rows; i++) for (let j = 0; j < i; j++) sum += Math.abs(alike[i * rows + j]);
  const mean = rows > 1 ? sum / ((rows * (rows - 1)) / 2) : 0;
  const told = patterns?.curves.map(({ number, lambda }) => `${numberText(lambda)} of pattern ${number}`);
  return `${name}: at s = ${sText(at)} learning one of ${counted(rows, "sample")} moves another by ${numberText(mean)} of itself on average.${told ? ` The eigenvalues are ${listed(told)}.` : ""}`;
}
