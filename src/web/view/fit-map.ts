import { predictedClasses } from "../../lab/run/classes.js";
import type { RunStart } from "../../lab/run/run.js";
import { inputUnit, inUnit, outputUnit } from "../../lab/run/unit.js";
import type { ColourScale, Mark, Panel } from "../plot/scene.js";
import { extent } from "./extent.js";
import { memo } from "./memo.js";
import type { OpenLane } from "./open-lane.js";

type Range = readonly [number, number];

/** What a map shows at a place, and how. */
interface Shade {
  readonly name: string;
  readonly scale: ColourScale;
  /** Of outputs (rows x k), one number a row. */
  values(outputs: Float64Array): ArrayLike<number>;
  readonly levels: readonly number[];
}

const frameOf = memo((start: RunStart) => {
  const { shown, grid, encoding } = start;
  const units = [inputUnit(encoding, 0), inputUnit(encoding, 1)];
  const columns = grid?.columns ?? 2;
  const rows = (grid?.rows ?? 4) / columns;
  // The grid's points are the middles of cells.
  const ranges = units.map(({ mean, deviation }, j): Range => {
    const [low, high] = grid?.range[j] ?? [0, 1];
    const half = (high - low) / (2 * ((j === 0 ? columns : rows) - 1));
    return [mean + deviation * (low - half), mean + deviation * (high + half)];
  });
  const shade = shadeOf(start);
  const lengths = ranges.map(([low, high]) => high - low);
  return {
    names: units.map(({ name }) => name),
    ranges,
    columns,
    rows,
    shade,
    // Where both inputs are as they were given, one unit is as long across as up, unless the picture would be a strip.
    square: units.every(({ deviation }) => deviation === 1) && Math.max(...lengths) < 2 * Math.min(...lengths),
    dots: {
      kind: "dots",
      x: inUnit(shown.x, units[0], { step: 2 }),
      y: inUnit(shown.x, units[1], { first: 1, step: 2 }),
      values: shade.values(shown.y),
      scale: shade.scale,
      colour: "ink",
      halo: true,
      radius: 3,
      name: "data",
    } satisfies Mark,
  };
});

/** The function of two inputs: a map for each lane, the data on it. */
export function mapPanels(lanes: readonly OpenLane[]): readonly Panel[] {
  return lanes.map(({ name, start, frame }) => {
    const { names, ranges, columns, rows, shade, square, dots } = frameOf(start);
    const [x, y] = ranges;
    const values = frame?.fit && shade.values(frame.fit);
    const map = { columns, rows, x, y };
    return {
      title: name,
      x: { type: "linear", domain: x, label: names[0] },
      y: { type: "linear", domain: y, label: names[1] },
      square,
      marks: [
        ...(values
          ? ([
              { kind: "cells", ...map, values, scale: shade.scale, name: shade.name },
              { kind: "contours", ...map, values, levels: shade.levels, colour: "ink" },
            ] satisfies Mark[])
          : []),
        dots,
      ],
      legend: [values ? shade.name : "data"],
    };
  });
}

function shadeOf({ encoding, shown: { outputs: k, y } }: RunStart): Shade {
  const { target } = encoding;
  if (target.kind === "classes" && k > 1)
    return {
      name: `predicted class (${target.classes.map((name, i) => `${i}: ${name}`).join(", ")})`,
      // Class 0 is not of the page's colour.
      scale: { kind: "sequential", domain: [-1, k - 1] },
      values: (outputs) => predictedClasses(outputs, encoding, outputs.length / k),
      levels: Array.from({ length: k - 1 }, (_, i) => i + 0.5),
    };
  if (target.kind === "classes")
    return {
      name: `output (below 0: ${target.classes[0]}, above: ${target.classes[1]})`,
      scale: { kind: "diverging", domain: [-1, 1] },
      values: (outputs) => outputs,
      levels: [0],
    };
  // The middle of the colours is the target's mean.
  const { name, mean, deviation } = outputUnit(encoding, 0);
  const unit = { name, mean: 0, deviation };
  const values = (outputs: Float64Array) => (k === 1 && deviation === 1 ? outputs : inUnit(outputs, unit, { step: k }));
  const [low, high] = extent(values(y));
  const reach = Math.max(Math.abs(low), Math.abs(high));
  return {
    name: `${name}${mean === 0 ? "" : " less its mean"}${k > 1 ? `, the first of ${k} outputs` : ""}`,
    scale: { kind: "diverging", domain: reach > 0 && Number.isFinite(reach) ? [-reach, reach] : [-1, 1] },
    values,
    levels: [],
  };
}
