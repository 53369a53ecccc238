import { axisX, axisY, dot, gridY, line, type Markish, rect, ruleX } from "@observablehq/plot";
import { formatNumber, formatTick, linearTicks, logTicks } from "../number.js";
import type { History, PredictedCurve, Prediction, StageSummary } from "../record.js";
import { thinCurve } from "../thin.js";
import { colours, draw, extent, LEFT, type LegendEntry, legend, padded, shortName } from "./frame.js";
import type { FigureOptions } from "./options.js";

interface Point {
  readonly step: number;
  readonly value: number;
}

const MARGIN = { left: LEFT, right: 24 } as const;
const SHADE = 0.14;

/** Whether a column is the same in every record. */
export function isConstant(column: ArrayLike<number>): boolean {
  const [low, high] = extent(column);
  return !(high > low);
}

/** The points of one column that are finite (and positive, if `positive`), thinned to about `limit`. */
function points(step: ArrayLike<number>, column: ArrayLike<number>, limit: number, positive = false): Point[] {
  const all: Point[] = [];
  for (let i = 0; i < step.length; i++)
    if (Number.isFinite(column[i]) && (!positive || column[i] > 0)) all.push({ step: step[i], value: column[i] });
  const values = all.map((p) => p.value);
  return Array.from(thinCurve([values], limit), (i) => all[i]);
}

/** The points at which a column that is constant in between takes a new value, and the last point. */
function changes(step: ArrayLike<number>, column: ArrayLike<number>): Point[] {
  const found: Point[] = [];
  for (let i = 0; i < step.length; i++)
    if (i === 0 || i === step.length - 1 || column[i] !== column[i - 1])
      found.push({ step: step[i], value: column[i] });
  return found;
}

const ramps = (stages: readonly StageSummary[]) =>
  stages.filter((stage) => typeof stage.s !== "number" && stage.to > stage.from);

/** Where s changes: the ends of all stages but the last. */
const switches = (stages: readonly StageSummary[]) =>
  stages.filter((stage, i) => i > 0 && stage.from > stages[0].from).map((stage) => stage.from);

const jumps = (stages: readonly StageSummary[]) =>
  stages.filter(
    (stage) =>
      stage.switch === "hard" && stage.lossBefore > 0 && stage.lossStart > 0 && Number.isFinite(stage.lossStart),
  );

/** A prediction may show this many times more, or less, than was measured: enough to see that it fails. */
const ROOM = 10;

/** What a prediction says of the steps that were taken; undefined where it is far out of the range of what was measured. */
function predicted(
  { step, loss }: PredictedCurve,
  steps: readonly [number, number],
  [low, high]: readonly [number, number],
  limit: number,
): { readonly step: number; readonly value: number | undefined }[] {
  const within = Array.from({ length: step.length }, (_, i) => i).filter(
    (i) => step[i] >= steps[0] && step[i] <= steps[1],
  );
  const values = within.map((i) => loss[i]);
  const [least, most] = low > 0 ? [low / ROOM, high * ROOM] : padded([low, high], ROOM);
  return Array.from(thinCurve([values], limit), (i) => ({
    step: step[within[i]],
    value: values[i] >= least && values[i] <= most ? values[i] : undefined,
  }));
}

/**
 * Training loss against steps on a logarithmic axis (linear, if a loss is negative), with the stages of the relaxation; over it what was
 * predicted; below it, on the same steps, s and the learning rate where they change.
 */
export function historyFigure(
  {
    history,
    stages,
    prediction,
  }: { readonly history: History; readonly stages: readonly StageSummary[]; readonly prediction?: Prediction },
  { document, width }: FigureOptions,
): HTMLElement {
  const limit = Math.min(2000, 2 * width);
  const [first, last] = extent(history.step);
  const x: [number, number] = last > first ? [first, last] : [0, last > 0 ? last : 1];
  const logarithmic = !(extent(history.loss)[0] < 0);
  const loss = points(history.step, history.loss, limit, logarithmic);
  const validation = history.validation ? points(history.step, history.validation, limit, logarithmic) : [];
  const panels = [
    { column: history.s, label: "s", colour: colours.green, from: undefined },
    { column: history.rate, label: "learning rate", colour: colours.purple, from: 0 },
  ].filter((panel) => !isConstant(panel.column));

  const common = { document, width, marginLeft: MARGIN.left, marginRight: MARGIN.right };
  const stageMarks = (bounds: readonly [number, number]): Markish[] => [
    rect(ramps(stages), {
      x1: "from",
      x2: "to",
      y1: bounds[0],
      y2: bounds[1],
      fill: colours.green,
      fillOpacity: SHADE,
    }),
    ruleX(switches(stages), { stroke: colours.muted, strokeDasharray: "4 3" }),
  ];
  const ticksX = linearTicks(x[0], x[1], width < 500 ? 3 : 6).filter((step) => Number.isInteger(step));
  const xAxis = (shown: boolean) =>
    axisX(ticksX, {
      tickFormat: (step: number) => (shown ? formatNumber(step) : ""),
      tickSize: 4,
      label: shown ? "step" : null,
      labelArrow: "none",
      labelAnchor: "center",
    });

  const measured = extent([...loss, ...validation].map((p) => p.value));
  const foretold = prediction ? predicted(prediction, x, measured, limit) : [];
  const dashed = prediction?.dashed ? predicted(prediction.dashed, x, measured, limit) : [];
  const dashedColour = validation.length > 0 ? colours.purple : colours.orange;
  const range = extent(
    measured,
    [...foretold, ...dashed].map((p) => p.value ?? Number.NaN),
  );
  const bounds: [number, number] = !(range[0] <= range[1])
    ? [0.1, 1]
    : logarithmic
      ? [range[0] * 0.85, range[1] * 1.18]
      : padded(range);
  const lossTicks = logarithmic ? logTicks(bounds[0], bounds[1]) : linearTicks(bounds[0], bounds[1], 6);
  const box = document.createElement("div");
  const entries: LegendEntry[] = [{ shape: "line", colour: colours.blue, text: "training loss" }];
  if (validation.length > 0) entries.push({ shape: "line", colour: colours.orange, text: "validation loss" });
  if (prediction) entries.push({ shape: "thin", colour: "currentColor", text: shortName(prediction.label, 60) });
  if (prediction?.dashed)
    entries.push({ shape: "dashed", colour: dashedColour, text: shortName(prediction.dashed.label, 60) });
  if (ramps(stages).length > 0) entries.push({ shape: "patch", colour: colours.green, text: "ramp of s" });
  if (switches(stages).length > 0) entries.push({ shape: "dashed", colour: colours.muted, text: "next stage" });
  if (jumps(stages).length > 0)
    entries.push({ shape: "ring", colour: colours.orange, text: "loss just after a hard switch" });
  if (entries.length > 1) box.append(legend(document, entries));

  box.append(
    draw({
      ...common,
      label: "Loss against steps",
      height: (width < 500 ? 240 : 300) + (panels.length === 0 ? 20 : 0),
      marginTop: 26,
      marginBottom: panels.length === 0 ? 40 : 10,
      x: { domain: x },
      y: { type: logarithmic ? "log" : "linear", domain: bounds },
      marks: [
        ...stageMarks(bounds),
        gridY(lossTicks, { strokeOpacity: 0.13 }),
        axisY(lossTicks, {
          text: (value: number) => formatTick(value), // given as a tickFormat, some would be left out on a log scale
          tickSize: 0,
          label: lossLabel(history, logarithmic, width),
          labelArrow: "none",
          labelAnchor: "top",
        }),
        xAxis(panels.length === 0),
        ...curveMarks(validation, colours.orange),
        prediction
          ? line(loss, { x: "step", y: "value", stroke: colours.blue, strokeWidth: 4.5, strokeOpacity: 0.6 })
          : curveMarks(loss, colours.blue),
        line(dashed, { x: "step", y: "value", stroke: dashedColour, strokeWidth: 1.5, strokeDasharray: "5 4" }),
        line(foretold, { x: "step", y: "value", stroke: "currentColor", strokeWidth: 1 }),
        dot(jumps(stages), { x: "from", y: "lossStart", r: 4, stroke: colours.orange, strokeWidth: 1.5 }),
      ],
    }),
  );
  panels.forEach((panel, i) => {
    const bottom = i === panels.length - 1;
    const stepped = panel.label === "s" && stages.length > 0 && ramps(stages).length === 0;
    const curve = stepped ? changes(history.step, panel.column) : points(history.step, panel.column, 600);
    const [low, high] = extent(curve.map((p) => p.value));
    const domain = padded([Math.min(low, panel.from ?? low), high], 0.1);
    box.append(
      draw({
        ...common,
        label: `${panel.label} against steps`,
        height: bottom ? 128 : 100,
        marginTop: 24,
        marginBottom: bottom ? 40 : 8,
        x: { domain: x },
        y: { domain },
        marks: [
          ...stageMarks(domain),
          gridY(panelTicks(panel.label, stages, domain), { strokeOpacity: 0.13 }),
          axisY(panelTicks(panel.label, stages, domain), {
            tickFormat: formatTick,
            tickSize: 0,
            label: panel.label,
            labelArrow: "none",
            labelAnchor: "top",
          }),
          xAxis(bottom),
          ...curveMarks(curve, panel.colour, stepped),
        ],
      }),
    );
  });
  return box;
}

/** A curve; dots mark its points where they are few. */
const curveMarks = (curve: readonly Point[], stroke: string, stepped = false): Markish[] => [
  line(curve, { x: "step", y: "value", stroke, strokeWidth: 1.75, curve: stepped ? "step-after" : "linear" }),
  dot(curve.length <= 30 && !stepped ? curve : [], { x: "step", y: "value", fill: stroke, r: 3 }),
];

const lossLabel = (history: History, logarithmic: boolean, width: number): string => {
  const name = history.lossName ? `loss: ${shortName(history.lossName, width < 500 ? 34 : 80)}` : "loss";
  return `${name}${logarithmic ? " (log scale)" : ""}`;
};

/** For s its own values where they are few and far enough apart to be written, else round numbers. */
function panelTicks(
  label: string,
  stages: readonly StageSummary[],
  domain: readonly [number, number],
): readonly number[] {
  const values = [...new Set(stages.flatMap((stage) => stage.s))].sort((a, b) => a - b);
  const apart = values.every((value, i) => i === 0 || value - values[i - 1] > 0.19 * (domain[1] - domain[0]));
  const inside = values.every((value) => value >= domain[0] && value <= domain[1]);
  return label === "s" && values.length > 1 && apart && inside ? values : linearTicks(domain[0], domain[1], 2);
}
