import type { StageForecast } from "../../lab/kernel/forecast.js";
import type { Mark, Scene } from "../plot/scene.js";
import type { LaneView, View, ViewContext } from "./context.js";
import { decades } from "./extent.js";
import { legendKey } from "./legend-key.js";
import { lossBand } from "./loss-band.js";
import { lossRange } from "./loss-range.js";
import { againstFirst } from "./seeds.js";
import { forecastReasons, nothing, numberText, sentence, sText } from "./word.js";

/** A run that blows up is followed so many times its first loss high. */
const HIGHEST = 1e3;
/** What is foretold is followed down to such a share of the first loss before the run is there. */
const LOWEST = 1e-6;
/** A slider can make hundreds of switches; the last ones are marked. */
const MOST_SWITCHES = 8;
/** Closer than this share of the run two names would lie on one another. */
const APART = 0.15;
const PROMISED = "at the rate of λ_min";

/** The loss of all lanes over the steps, and what their kernels said of it before. */
export const loss: View = {
  id: "loss",
  title: "Loss",
  explanation:
    "How far the outputs are from the data; dashed, where there is a forecast, is what the kernel foretold when the stage began, and where the two part, the network is no longer its kernel.",
  equations: ["modes", "decay", "loss", "momentum", "twoStages", "losslessSwitch"],
  height: 340,
  remark: ({ lanes }) => againstFirst(lanes) ?? (forecastReasons(lanes).join(" ") || undefined),
  scene(context) {
    const { lanes, state } = context;
    const drawn = lanes.filter(({ seeds, theory }) => (seeds[0]?.step ?? 0) > 0 || (theory.forecast?.length ?? 0) > 0);
    if (drawn.length === 0) return nothing(lanes, "The loss appears with the first step: press play.");
    return {
      label: labelOf(context),
      panels: [
        {
          x: { type: "linear", domain: [0, state.steps], label: "step" },
          y: { type: "log", domain: lossDomain(drawn), label: "training loss" },
          ...(severalForecasts(drawn) ? { legend: shortLegend(drawn) } : {}),
          marks: [
            ...(severalForecasts(drawn) ? [forecastKey] : []),
            ...drawn.flatMap((lane) => forecastMarks(lane, state.seeds > 1)),
            ...drawn.flatMap(switchMarks),
            ...drawn.flatMap(lossMarks),
          ],
        },
      ],
    } satisfies Scene;
  },
};

const FORETOLD = "foretold by its kernel";

/** Of several forecasts the legend names the look that they share, in no colour, and not each. */
const forecastKey: Mark = { ...legendKey, dash: true, width: 1.5, name: FORETOLD };
const severalForecasts = (lanes: readonly LaneView[]) =>
  lanes.filter(({ theory }) => theory.forecast?.length).length > 1;
const shortLegend = (lanes: readonly LaneView[]): readonly string[] => [
  PROMISED,
  FORETOLD,
  ...lanes.flatMap((lane) => lossMarks(lane).flatMap((mark) => ("name" in mark && mark.name ? mark.name : []))),
];

let stepList = new Float64Array(0);

/** 0, 1, ..., count - 1: entry i of a run's losses is the loss after i steps. */
function steps(count: number): Float64Array {
  if (stepList.length < count) stepList = Float64Array.from({ length: Math.max(1024, 2 * count) }, (_, i) => i);
  return stepList.subarray(0, count);
}

/** Whole decades around all losses and what is foretold of them. */
function lossDomain(lanes: readonly LaneView[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const { seeds, theory } of lanes) {
    for (const seed of seeds) {
      const range = lossRange(seed);
      if (!(range.high > 0)) continue;
      low = Math.min(low, range.low);
      high = Math.max(high, range.first > 0 ? Math.min(range.high, HIGHEST * range.first) : range.high);
    }
    for (const { loss: foretold } of theory.forecast ?? []) {
      const first = foretold[0];
      if (!(first > 0 && Number.isFinite(first))) continue;
      high = Math.max(high, first);
      const last = foretold[foretold.length - 1];
      low = Math.min(low, first, Math.max(last > 0 ? last : 0, LOWEST * first));
    }
  }
  return decades(low, high);
}

function forecastMarks({ name, colour, theory, seeds }: LaneView, several: boolean): readonly Mark[] {
  const called = `${name}${several ? `, seed ${seeds[0]?.seed}` : ""}, foretold by its kernel`;
  return (theory.forecast ?? []).flatMap(({ steps: x, loss: foretold, promised }): Mark[] => [
    { kind: "line", x, y: promised, colour: "muted", dash: true, width: 1, opacity: 0.6, name: PROMISED },
    { kind: "line", x, y: foretold, colour, dash: true, width: 1.5, name: called },
  ]);
}

/** Where s jumped: the loss after so many steps is the first under the new s. Jumps close to one another have one name, the last. */
function switchMarks(lane: LaneView, _: number, lanes: readonly LaneView[]): readonly Mark[] {
  const { name, colour, frame, seeds } = lane;
  const apart = APART * (seeds[0]?.losses.length ?? 0);
  const shown = (frame?.switches ?? []).slice(-MOST_SWITCHES);
  return shown.map(({ step, to }, i): Mark => {
    const rule = { kind: "rule", x: step - 1, colour, width: 1 } as const;
    const next = shown[i + 1];
    if (next && next.step - step < apart) return rule;
    return { ...rule, text: `${lanes.length > 1 ? `${name}: ` : ""}s → ${sText(to)}` };
  });
}

function lossMarks({ name, colour, seeds }: LaneView): readonly Mark[] {
  if (seeds.length === 0) return [];
  if (seeds.length === 1) {
    const [{ losses, step, outcome }] = seeds;
    const called = outcome === "diverged" ? `${name}, diverged` : name;
    return [
      { kind: "line", x: steps(step), y: losses.subarray(0, step), colour, name: called },
      ...(outcome === "diverged" ? [{ kind: "rule", x: step - 1, colour, text: `${name} diverged` } as const] : []),
    ];
  }
  const { step, low, median, high, diverged } = lossBand(seeds);
  const called = `${name}, median of ${seeds.length} seeds${diverged > 0 ? `, ${diverged} diverged` : ""}`;
  const x = steps(step);
  return [
    { kind: "band", x, low, high, colour, name: called },
    { kind: "line", x, y: median, colour, name: called },
  ];
}

function labelOf({ lanes, state }: ViewContext): string {
  return lanes
    .map((lane) => [progressOf(lane, state.steps), foretoldOf(lane)].filter(Boolean).join("; "))
    .map(sentence)
    .join(" ");
}

function progressOf({ name, seeds, refused }: LaneView, total: number): string {
  if (refused !== undefined) return `${name}: ${refused}`;
  if (seeds.length === 0 || seeds[0].step === 0) return `${name} has not begun`;
  if (seeds.length > 1) {
    const { step, low, median, high, diverged } = lossBand(seeds);
    const some = diverged > 0 ? `, ${diverged} of which diverged` : "";
    if (step === 0) return `${name}: not all seeds have begun`;
    const at = step - 1;
    return `${name}: median loss ${numberText(median[at])} of ${seeds.length} seeds${some}, from ${numberText(low[at])} to ${numberText(high[at])}, at step ${step} of ${total}`;
  }
  const [{ step, losses, outcome }] = seeds;
  if (outcome === "diverged") return `${name} diverged at step ${step}`;
  return `${name}: loss ${numberText(losses[step - 1])} at step ${step} of ${total}`;
}

function foretoldOf({ name, seeds, theory }: LaneView): string {
  const { obstacle } = theory.start ?? {};
  if (obstacle !== undefined) return `nothing is foretold of ${name}, as ${obstacle}`;
  if (!theory.forecast || theory.forecast.length === 0) return "";
  const step = seeds[0]?.step ?? 0;
  const value = foretoldAt(theory.forecast, Math.max(0, step - 1));
  const { steps: x, loss: y } = theory.forecast[theory.forecast.length - 1];
  const now = value === undefined ? "" : `${numberText(value)} for now and `;
  return `its kernel foretold ${now}${numberText(y[y.length - 1])} after ${x[x.length - 1]} steps`;
}

/** The loss that is foretold after so many steps, between two points of the curve by a line on the log axis. */
export function foretoldAt(forecast: readonly StageForecast[], step: number): number | undefined {
  // The latest stage that has begun.
  for (let k = forecast.length - 1; k >= 0; k--) {
    const { steps: x, loss: y } = forecast[k];
    if (x.length === 0 || step < x[0]) continue;
    let i = x.findIndex((at) => at >= step);
    if (i < 0) return undefined;
    if (x[i] === step) return y[i];
    i--;
    const share = (step - x[i]) / (x[i + 1] - x[i]);
    return y[i] > 0 && y[i + 1] > 0 ? y[i] * (y[i + 1] / y[i]) ** share : y[i];
  }
  return undefined;
}
