import type { ModeBin } from "../../lab/kernel/modes.js";
import type { Mark, Panel, Scene } from "../plot/scene.js";
import type { LaneView, View } from "./context.js";
import { decadeAbove, decadeBelow } from "./extent.js";
import { memo } from "./memo.js";
import { kernelReasons, nothing, numberText, sText } from "./word.js";

/** Shares below are no longer drawn: the target's smallest, but no smaller than this. */
const LOWEST = 1e-6;
/** Bins that hold one eigenvalue only, or all at the same place, are at least so wide. */
const NARROWEST = 1.3;

type Decomposed = LaneView & {
  readonly bins: readonly ModeBin[];
  /** Of classes, outputs are to be large and not -1 or 1, so that what lies between is no error. */
  readonly classes: boolean;
};

/** Target and error in the eigenbasis of the kernel. */
export const modes: View = {
  id: "modes",
  title: "Modes",
  explanation:
    "Pale is how much of the target lies in each pattern of the kernel, from fast (left) to slow (right), and solid what is still missing of it, so solid bars should vanish from left to right.",
  equations: ["modes", "kernel", "decay"],
  height: 504,
  scene({ lanes }) {
    const drawn = lanes.flatMap((lane): Decomposed[] => {
      const bins = lane.theory.answer?.modes;
      return bins && bins.length > 0 ? [{ ...lane, bins, classes: lane.start?.task === "classification" }] : [];
    });
    const reasons = kernelReasons(lanes);
    if (drawn.length === 0)
      return nothing(lanes, reasons.length > 0 ? reasons.join(" ") : "The kernel is being computed…");
    const x = commonAxis(drawn.map(({ bins }) => axisOf(bins)));
    const y = shareDomain(drawn);
    return {
      label: [...drawn.map(textOf), ...reasons].join(" "),
      panels: drawn.map((lane) => panelOf(lane, x, y)),
    } satisfies Scene;
  },
};

/** Where the eigenvalues of bins lie on a log axis; what cannot be told from 0 has a place of its own beyond the smallest. */
interface BinAxis {
  readonly top: number;
  readonly bottom: number;
  /** From one bin to the next. */
  readonly ratio: number;
  readonly rest: boolean;
}

const axisOf = memo((bins: readonly ModeBin[]): BinAxis => {
  const resolved = bins.filter(({ from }) => from > 0);
  const top = resolved[0]?.to ?? bins[0].to;
  const bottom = resolved[resolved.length - 1]?.from ?? top;
  const ratio = resolved.length > 0 && bottom > 0 ? (top / bottom) ** (1 / resolved.length) : NARROWEST;
  return { top: top || 1, bottom: bottom || 1, ratio: Math.max(NARROWEST, ratio), rest: resolved.length < bins.length };
});

/** One axis for all lanes, so that bars over one another are of the same speed. */
function commonAxis(axes: readonly BinAxis[]): BinAxis {
  return {
    top: Math.max(...axes.map(({ top }) => top)),
    bottom: Math.min(...axes.map(({ bottom }) => bottom)),
    ratio: Math.max(...axes.map(({ ratio }) => ratio)),
    rest: axes.some(({ rest }) => rest),
  };
}

/** Decades from the target's smallest share to the largest of all: the lower end never moves, the upper seldom. */
function shareDomain(lanes: readonly Decomposed[]): readonly [number, number] {
  let [low, high] = [0.01, 1];
  for (const { bins, classes } of lanes)
    for (const { from, target, error } of bins) {
      if (target > 0 && from > 0) low = Math.min(low, target);
      if (!classes && error > high && Number.isFinite(error)) high = error;
    }
  return [decadeBelow(Math.max(low, LOWEST)), decadeAbove(high)];
}

function panelOf(
  { name, colour, s, bins, classes, theory }: Decomposed,
  axis: BinAxis,
  y: readonly [number, number],
): Panel {
  const { top, bottom, ratio, rest } = axis;
  return {
    title: `${name}, s = ${sText(theory.answeredAt ?? s)}`,
    // Descending: what is learnt first is on the left.
    x: {
      type: "log",
      domain: [top * ratio ** 0.3, bottom / ratio ** (rest ? 2.8 : 0.3)],
      label: "λ, from fast to slow",
    },
    y: { type: "log", domain: y, label: "share of the target" },
    marks: [
      ...(rest
        ? [{ kind: "rule", x: bottom / ratio ** 0.65, colour: "muted", dash: true, text: "λ not told from 0" } as const]
        : []),
      bars(bins, axis, { of: "target", inset: 0.06, low: y[0], colour: "ink", opacity: 0.22, name: "target" }),
      ...(classes
        ? []
        : [bars(bins, axis, { of: "error", inset: 0.24, low: y[0], colour, opacity: 0.9, name: `error of ${name}` })]),
    ],
  };
}

interface BarStyle {
  readonly of: "target" | "error";
  /** Left free on both sides, as a share of a bin. */
  readonly inset: number;
  readonly low: number;
  readonly colour: LaneView["colour"] | "ink";
  readonly opacity: number;
  readonly name: string;
}

function bars(bins: readonly ModeBin[], { bottom, ratio }: BinAxis, { of, inset, low, ...style }: BarStyle): Mark {
  const shown = bins.filter((bin) => bin[of] > low && Number.isFinite(bin[of]));
  const x0 = new Float64Array(shown.length);
  const x1 = new Float64Array(shown.length);
  const y = new Float64Array(shown.length);
  for (const [i, bin] of shown.entries()) {
    let from = bin.from > 0 ? bin.from : bottom / ratio ** 2.3;
    let to = bin.from > 0 ? bin.to : bottom / ratio ** 1.3;
    if (to / from < NARROWEST) {
      const middle = Math.sqrt(from * to);
      from = middle / Math.sqrt(NARROWEST);
      to = middle * Math.sqrt(NARROWEST);
    }
    const room = (to / from) ** inset;
    x0[i] = from * room;
    x1[i] = to / room;
    y[i] = bin[of];
  }
  return { kind: "bars", x0, x1, y, ...style };
}

function textOf({ name, s, bins, classes, theory }: Decomposed): string {
  let [error, hidden, most, main] = [0, 0, bins[0], bins[0]];
  for (const bin of bins) {
    error += bin.error;
    if (bin.from === 0) hidden += bin.target;
    if (bin.error > most.error) most = bin;
    if (bin.target > main.target) main = bin;
  }
  const place = ({ from, to }: ModeBin) =>
    from > 0 ? `λ from ${numberText(from)} to ${numberText(to)}` : "modes whose λ is not told from 0";
  const of = `${name} at s = ${sText(theory.answeredAt ?? s)}: ${numberText(100 * main.target)} % of the target is in ${place(main)}`;
  const left = classes
    ? "outputs of classes go past −1 and 1, so that no error is drawn"
    : `the error has ${numberText(100 * error)} % of the target's energy, most of it in ${place(most)}`;
  // Less is rounding.
  const unseen =
    hidden > LOWEST ? ` ${numberText(100 * hidden)} % of the target is in modes whose λ is not told from 0.` : "";
  return `${of}; ${left}.${unseen}`;
}
