import { dot, gridX, ruleX, ruleY, text } from "@observablehq/plot";
import type { Match } from "../../study/compare/index.js";
import { horizontalAxis } from "../figure/axis.js";
import { colours, draw, extent, legend, padded, shortName } from "../figure/frame.js";
import type { FigureOptions } from "../figure/options.js";
import { formatNumber, linearTicks } from "../number.js";
import type { SuiteRecord } from "./record.js";

const shades: Readonly<Record<Match["result"], string>> = {
  win: colours.blue,
  tie: colours.muted,
  loss: colours.orange,
  missing: colours.muted,
};

/** Changes above this, in percent, would press the others together; they are drawn at the edge, with their figure. */
const MOST = 150;

/** By how much the test error changes with relaxation, a row a problem. */
export function suiteFigure(
  { tally: { relaxation } }: Pick<SuiteRecord, "tally">,
  { document, width }: FigureOptions,
): HTMLElement {
  const narrow = width < 500;
  const within = (percent: number) => Math.max(-100, Math.min(MOST, percent));
  const rows = relaxation.matches.map(({ problem, result, gain }, y) => ({
    y,
    label: shortName(problem, narrow ? 22 : 32),
    colour: shades[result],
    gain,
  }));
  const seen = rows.flatMap(({ gain, ...row }) =>
    gain
      ? [
          {
            ...row,
            x: within(-100 * gain.estimate),
            x1: within(-100 * gain.upper),
            x2: within(-100 * gain.lower),
            beyond: -100 * gain.estimate > MOST ? `${formatNumber(-100 * gain.estimate, 3)} % →` : "",
          },
        ]
      : [],
  );
  const domain = padded(
    extent(
      seen.map(({ x1 }) => x1),
      seen.map(({ x2 }) => x2),
      [0],
    ),
  );
  const ticks = linearTicks(domain[0], domain[1], narrow ? 4 : 7);
  const box = document.createElement("div");
  box.append(
    legend(document, [
      { shape: "dot", colour: colours.blue, text: "lower with relaxation" },
      { shape: "dot", colour: colours.muted, text: "no difference shown" },
      { shape: "dot", colour: colours.orange, text: "higher with relaxation" },
    ]),
    draw({
      document,
      label: "Change of the test error with relaxation",
      width,
      height: 26 * rows.length + 60,
      marginLeft: narrow ? 150 : 232,
      marginRight: 16,
      marginTop: 4,
      marginBottom: 40,
      x: { domain },
      y: { axis: null, domain: [-0.6, rows.length - 0.4], reverse: true },
      marks: [
        gridX(ticks, { strokeOpacity: 0.13 }),
        horizontalAxis(ticks, "change of the test error, %", formatNumber),
        ruleX([0], { strokeOpacity: 0.6 }),
        ruleY(seen, { y: "y", x1: "x1", x2: "x2", stroke: "colour", strokeWidth: 2.5, strokeOpacity: 0.65 }),
        dot(seen, { y: "y", x: "x", fill: "colour", r: 4.5 }),
        text(seen, { y: "y", x: "x", text: "beyond", textAnchor: "end", dx: 6, dy: -12 }),
        text(rows, { y: "y", text: "label", frameAnchor: "left", textAnchor: "end", dx: -10 }),
      ],
    }),
  );
  return box;
}
