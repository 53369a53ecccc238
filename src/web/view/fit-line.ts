import { predictedClasses } from "../../lab/run/classes.js";
import type { RunStart } from "../../lab/run/run.js";
import { inputUnit, inUnit, outputUnit, type Unit } from "../../lab/run/unit.js";
import type { Mark, Panel } from "../plot/scene.js";
import { extent, padded } from "./extent.js";
import { memo } from "./memo.js";
import type { OpenLane } from "./open-lane.js";

/** No more outputs have a panel. */
const MOST_OUTPUTS = 4;
/** A score and its boundary, with room for what overshoots -1 and 1. */
const SCORES = [-1.75, 1.75] as const;

/** What does not change over a run: the data in their own units, and the axes. */
const frameOf = memo((start: RunStart) => {
  const { shown, grid, encoding } = start;
  const unit = inputUnit(encoding, 0);
  const range = grid?.range[0] ?? [0, 1];
  return {
    unit,
    x: inUnit(shown.x, unit),
    gridX: inUnit(grid?.x ?? [], unit),
    xDomain: [unit.mean + unit.deviation * range[0], unit.mean + unit.deviation * range[1]] as const,
    outputs: Array.from({ length: Math.min(shown.outputs, MOST_OUTPUTS) }, (_, p) => {
      const own = outputUnit(encoding, p);
      const y = inUnit(shown.y, own, { first: p, step: shown.outputs });
      return { unit: own, y, domain: padded(extent(y), 0.2) };
    }),
  };
});

/** The function of one input: the data as dots, a line for each lane. */
export function linePanels(lanes: readonly OpenLane[]): readonly Panel[] {
  const [{ start }] = lanes;
  const { target } = start.encoding;
  const { unit, x, xDomain, outputs } = frameOf(start);
  const axis = { type: "linear", domain: xDomain, label: unit.name } as const;
  if (target.kind === "classes")
    return [
      target.classes.length === 2 ? scorePanel(lanes, axis, target.classes) : classPanel(lanes, axis, target.classes),
    ];
  return outputs.map((output, p) => ({
    x: axis,
    y: { type: "linear", domain: output.domain, label: output.unit.name },
    marks: [dataDots(x, output.y), ...lanes.flatMap((lane) => lineOf(lane, output.unit, p))],
  }));
}

const dataDots = (x: Float64Array, y: ArrayLike<number>): Mark => ({
  kind: "dots",
  x,
  y,
  colour: "ink",
  opacity: 0.55,
  name: "data",
});

function lineOf({ name, colour, start, frame }: OpenLane, unit: Unit, p: number): readonly Mark[] {
  if (!frame?.fit) return [];
  const y = inUnit(frame.fit, unit, { first: p, step: start.shown.outputs });
  return [{ kind: "line", x: frameOf(start).gridX, y, colour, name }];
}

/** Two classes: the score, whose sign decides. */
function scorePanel(lanes: readonly OpenLane[], x: Panel["x"], [below, above]: readonly string[]): Panel {
  const { x: dots, outputs } = frameOf(lanes[0].start);
  return {
    x,
    y: { type: "linear", domain: SCORES, label: `output (above 0: ${above}, below: ${below})` },
    marks: [
      { kind: "rule", y: 0, colour: "muted", dash: true },
      dataDots(dots, outputs[0].y),
      ...lanes.flatMap((lane) => lineOf(lane, outputs[0].unit, 0)),
    ],
  };
}

const classesOfData = memo(({ shown: { rows, y }, encoding }: RunStart) => predictedClasses(y, encoding, rows));

/** More classes: which of them is predicted, as steps. */
function classPanel(lanes: readonly OpenLane[], x: Panel["x"], classes: readonly string[]): Panel {
  return {
    x,
    y: {
      type: "linear",
      domain: [-0.5, classes.length - 0.5],
      label: `class (${classes.map((name, i) => `${i}: ${name}`).join(", ")})`,
    },
    marks: [
      dataDots(frameOf(lanes[0].start).x, classesOfData(lanes[0].start)),
      ...lanes.flatMap(({ name, colour, start, frame }): Mark[] => {
        const fit = frame?.fit;
        if (!fit) return [];
        const { gridX } = frameOf(start);
        const y = predictedClasses(fit, start.encoding, gridX.length);
        return [{ kind: "line", x: gridX, y, colour, step: true, name }];
      }),
    ],
  };
}
