import { dot, line } from "@observablehq/plot";
import type { BudgetResult, Comparison, Standing } from "../../study/compare/index.js";
import { countTicks, horizontalAxis, verticalAxis } from "../figure/axis.js";
import { colours, draw, extent, LEFT, type LegendEntry, legend, shortName } from "../figure/frame.js";
import type { FigureOptions } from "../figure/options.js";
import { logTicks } from "../number.js";
import { mostPicked, sharesLoss } from "./side.js";

/** Losses this many times below the largest are left out. */
const DEEPEST = 1e-12;

/** A curve of the figure, and how it is drawn. */
export interface Course {
  readonly standing: Standing;
  /** The side that chose it most often. */
  readonly as?: string;
  readonly colour: string;
  readonly dashed: boolean;
}

const beside: readonly (Pick<Course, "colour" | "dashed"> & { readonly label: string })[] = [
  { label: "Adam", colour: colours.blue, dashed: true },
  { label: "Gauss-Newton", colour: colours.purple, dashed: false },
  { label: "L-BFGS", colour: colours.muted, dashed: false },
];

/** The curves to draw: the two methods that were chosen most often, and those that others are usually held against. */
export function courses(
  { standings }: Pick<BudgetResult, "standings">,
  comparison: Pick<Comparison, "task">,
): Course[] {
  const all: Course[] = [];
  const add = (standing: Standing | undefined, style: Omit<Course, "standing">) => {
    if (!standing?.course || !sharesLoss(comparison, standing)) return;
    if (all.some((course) => course.standing === standing)) return;
    const { step, loss } = standing.course;
    if (loss.some((value, i) => value !== null && value > 0 && step[i] >= 1)) all.push({ standing, ...style });
  };
  add(mostPicked(standings, "baseline"), { as: "baseline", colour: colours.blue, dashed: false });
  add(mostPicked(standings, "relaxation"), { as: "relaxation", colour: colours.orange, dashed: false });
  for (const { label, ...style } of beside)
    add(
      standings.find((standing) => standing.label === label),
      style,
    );
  return all;
}

/** Training losses against steps on logarithmic axes, each over the steps that its method has. */
export function courseFigure(list: readonly Course[], { document, width }: FigureOptions): HTMLElement {
  const narrow = width < 500;
  const steps = extent(list.flatMap(({ standing }) => (standing.course?.step ?? []).filter((step) => step >= 1)));
  const x: [number, number] = [1, Math.max(2, steps[1])];
  const [least, most] = extent(
    list.flatMap(({ standing }) => (standing.course?.loss ?? []).flatMap((loss) => (loss ? [loss] : []))),
  );
  const low = Math.max(least, most * DEEPEST);
  const y: [number, number] = [low / 1.25, most * 1.25];
  const points = list.map(({ standing: { course } }) =>
    (course?.step ?? []).flatMap((step, i) => {
      const loss = course?.loss[i] ?? Number.NaN;
      return step < 1 ? [] : [{ step, loss: loss >= low ? loss : Number.NaN }];
    }),
  );
  const entries = list.map(
    ({ standing, as, colour, dashed }): LegendEntry => ({
      shape: dashed ? "dashed" : "line",
      colour,
      text: `${as ? `${as}: ` : ""}${shortName(standing.label, 36)}`,
    }),
  );
  const box = document.createElement("div");
  box.append(
    legend(document, entries),
    draw({
      document,
      label: "Training loss against steps",
      width,
      height: narrow ? 260 : 330,
      marginLeft: LEFT,
      marginRight: 24,
      marginTop: 26,
      marginBottom: 40,
      x: { type: "log", domain: x },
      y: { type: "log", domain: y },
      marks: [
        ...verticalAxis(logTicks(y[0], y[1]), "training loss (log scale)"),
        horizontalAxis(countTicks(x[0], x[1], narrow ? 4 : 7), "step (log scale)"),
        // The chosen ones last, over the others.
        ...list
          .map(({ colour, dashed, as }, i) =>
            line(points[i], {
              x: "step",
              y: "loss",
              stroke: colour,
              strokeWidth: as ? 2.25 : 1.5,
              strokeDasharray: dashed ? "5 4" : undefined,
            }),
          )
          .reverse(),
        // A run of few steps would hardly be seen as a line.
        ...list.map(({ colour }, i) =>
          dot(points[i].length <= 30 ? points[i] : [], { x: "step", y: "loss", fill: colour, r: 2.5 }),
        ),
      ],
    }),
  );
  return box;
}
