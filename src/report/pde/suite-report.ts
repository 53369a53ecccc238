import { dot, gridX, ruleY, text } from "@observablehq/plot";
import { parseHTML } from "linkedom/worker";
import { horizontalAxis } from "../figure/axis.js";
import { colours, draw, extent, type LegendEntry, legend } from "../figure/frame.js";
import type { FigureOptions } from "../figure/options.js";
import { html, type Markup } from "../html.js";
import { formatDate, formatDigits, formatNumber, formatSeconds, formatTick, logTicks } from "../number.js";
import { captioned, origin, page, responsive } from "../page.js";
import { plural } from "../sentence.js";
import { pairs, pairsStyle } from "./pairs.js";
import type { PdeSuiteRecord } from "./suite-record.js";

/** Methods in the order of the table, each with a colour of its own and full or open dots. */
const shades: Readonly<Record<string, readonly [colour: string, open: boolean]>> = {
  "Gauss-Newton": [colours.blue, false],
  "Gauss-Newton, scalars at rest": [colours.blue, true],
  "L-BFGS": [colours.green, false],
  Adam: [colours.orange, false],
  "Adam, s from 1 to 1.5": [colours.orange, true],
  "Deep Ritz, Adam": [colours.purple, false],
};
const shadeOf = (label: string) => shades[label] ?? ([colours.muted, false] as const);

/** Relative errors of all methods, a row a problem, on a logarithmic axis. */
export function pdeSuiteFigure(
  { problems }: Pick<PdeSuiteRecord, "problems">,
  { document, width }: FigureOptions,
): HTMLElement {
  const narrow = width < 500;
  const rows = problems.map(({ name }, y) => ({ name, y }));
  const seen = problems.flatMap(({ standings }, y) =>
    standings.flatMap(({ label, l2 }) => {
      const [colour, open] = shadeOf(label);
      return l2 && l2.middle > 0 ? [{ y, label, colour, open, x: l2.middle, x1: l2.low, x2: l2.high }] : [];
    }),
  );
  const [low, high] = extent(
    seen.map(({ x1 }) => x1),
    seen.map(({ x2 }) => x2),
  );
  const domain: [number, number] = [low / 1.5, high * 1.5];
  const ticks = logTicks(domain[0], domain[1], narrow ? 4 : 8);
  const used = Object.keys(shades).filter((label) => seen.some((one) => one.label === label));
  const box = document.createElement("div");
  box.append(
    legend(
      document,
      used.map((label): LegendEntry => {
        const [colour, open] = shadeOf(label);
        return { shape: open ? "ring" : "dot", colour, text: label };
      }),
    ),
    draw({
      ...{ document, label: "Relative errors of all methods", width, height: 44 * rows.length + 60 },
      ...{ marginLeft: narrow ? 116 : 140, marginRight: 16, marginTop: 4, marginBottom: 40 },
      x: { type: "log", domain },
      y: { axis: null, domain: [-0.6, rows.length - 0.4], reverse: true },
      marks: [
        gridX(ticks, { strokeOpacity: 0.13 }),
        horizontalAxis(ticks, "relative L² error (log scale)", formatTick),
        ruleY(seen, { y: "y", x1: "x1", x2: "x2", stroke: "colour", strokeWidth: 1.5, strokeOpacity: 0.5 }),
        dot(
          seen.filter(({ open }) => !open),
          { y: "y", x: "x", fill: "colour", r: 5 },
        ),
        dot(
          seen.filter(({ open }) => open),
          { y: "y", x: "x", stroke: "colour", fill: colours.page, strokeWidth: 2, r: 4.5 },
        ),
        text(rows, { y: "y", text: "name", frameAnchor: "left", textAnchor: "end", dx: -10 }),
      ],
    }),
  );
  return box;
}

function problemTable({ name, title, equation, against, standings }: PdeSuiteRecord["problems"][number]): Markup {
  const best = Math.min(...standings.flatMap(({ l2 }) => (l2 ? [l2.middle] : [])));
  return html`<h3>${title}</h3>
<p class="muted">${name}: ${equation}; errors against the ${against} solution.</p>
<div class="scroll"><table><thead><tr><th class="text">method</th><th>relative L² error</th><th>least</th><th>largest</th><th>steps</th><th>time</th></tr></thead><tbody>${standings.map(
    ({ label, l2, steps, seconds, diverged }) => {
      const error = l2 ? formatDigits(l2.middle, 2) : "–";
      return html`<tr><td class="text">${label}${diverged > 0 ? ` (${diverged} without a number)` : ""}</td><td>${l2?.middle === best ? html`<b>${error}</b>` : error}</td><td>${formatDigits(l2?.low, 2)}</td><td>${formatDigits(l2?.high, 2)}</td><td>${formatNumber(steps)}</td><td>${seconds ? formatSeconds(seconds.middle) : "–"}</td></tr>`;
    },
  )}</tbody></table></div>`;
}

/** The problem that two methods tell most apart, in words. */
function sentence({ problems, time }: PdeSuiteRecord): string {
  const wins = new Map<string, number>();
  for (const { standings } of problems) {
    const known = standings.filter(({ l2 }) => l2 !== null);
    if (known.length === 0) continue;
    const { label } = known.reduce((a, b) => ((b.l2?.middle ?? Infinity) < (a.l2?.middle ?? Infinity) ? b : a));
    wins.set(label, (wins.get(label) ?? 0) + 1);
  }
  const list = [...wins].sort(([, a], [, b]) => b - a).map(([label, count]) => `${label} on ${count}`);
  return `With ${formatSeconds(time)} a run, the least error on ${plural(problems.length, "problem")} is that of ${list.join(", ")}.`;
}

/** The suite of boundary value problems as one self-contained HTML page. */
export function renderPdeSuite(record: PdeSuiteRecord): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const { problems, seeds, time, work, created, machine, versions } = record;
  const body = html`<h1>Boundary value problems: which method?</h1>
<p class="lead">${sentence(record)}</p>
${captioned(
  1,
  responsive(document, (options) => pdeSuiteFigure(record, options)),
  `Medians over ${seeds} seeds with the least and the largest; further left is better. All errors are on grids that training does not see.`,
)}
${problems.map(problemTable)}
<h2>How it was compared</h2>
<p>Every method has ${formatSeconds(time)} a run, measured once with nothing beside and frozen as steps. All of a problem’s methods have its own network (tanh) and points; Deep Ritz draws its points anew at every step. Adam’s rate is 0.01 with cosine decay on every problem, none is tuned. All compute in float64. Residual and energy losses only: none is fed the solution.</p>
${origin(
  record.command,
  pairs([
    ["on", formatDate(created)],
    ["core time", formatSeconds(work)],
    ["machine", machine],
    ...Object.entries(versions),
  ]),
)}`;
  return page("Boundary value problems", body, { style: pairsStyle });
}
