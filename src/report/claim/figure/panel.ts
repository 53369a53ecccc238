import { type LegendEntry, legend, seriesColours } from "../../figure/frame.js";
import type { FigureOptions } from "../../figure/options.js";
import { formula, formulaSvg } from "../formula.js";

/** One pair of axes, with what stands above it; formulas in plain text. */
export interface Panel {
  readonly heading: string;
  readonly legend: readonly LegendEntry[];
  readonly plot: Element;
}

/** A figure of a claim in one width: panels in rows, a strip below all of them, and how to read it. */
export interface Drawing {
  readonly panels: readonly Panel[];
  readonly columns: number;
  readonly strip?: Panel;
  /** Sentences that follow from the data, such as how many seeds there are. */
  readonly note: string;
}

const GAP = 24;
/** More series than this in one pair of axes cannot be told apart. */
const MOST_SERIES = 6;
/** Series a panel where no words in their labels say how to group them: the colours of the palette. */
const CHUNK = 4;

/** Columns for `count` panels, and the width of each. */
export function columnsFor(
  count: number,
  width: number,
  most = 2,
): { readonly columns: number; readonly panel: number } {
  const columns = Math.min(count, width >= 640 ? most : 1);
  return { columns, panel: Math.floor((width - (columns - 1) * GAP) / columns) };
}

export interface Group<Series> {
  readonly heading: string;
  /** Neighbours that no words hold together: what they measure may be far from what the next ones do. */
  readonly apart?: true;
  readonly series: readonly (Series & { readonly name: string })[];
}

/** "m = 200, Adam" as its head and the rest. */
function split(label: string): readonly [head: string, rest: string] {
  const at = label.search(/[,:] /);
  return at < 0 ? [label, label] : [label.slice(0, at), label.slice(at + 2)];
}

/**
 * The series of each panel: all in one if they are few; else those whose labels begin alike ("m = 200, Adam", "m = 200, s = 0.5"), if that
 * makes panels of few; else a few neighbours each, and with them the predictions that speak of all.
 */
export function grouped<Series extends { readonly label: string; readonly theory?: boolean }>(
  series: readonly Series[],
): readonly Group<Series>[] {
  if (series.length <= MOST_SERIES)
    return [{ heading: "", series: series.map((one) => ({ ...one, name: one.label })) }];
  const heads = new Map<string, (Series & { readonly name: string })[]>();
  for (const one of series) {
    const [head, name] = split(one.label);
    heads.set(head, [...(heads.get(head) ?? []), { ...one, name }]);
  }
  const sizes = [...heads.values()].map((group) => group.length);
  if (Math.max(...sizes) <= MOST_SERIES && Math.min(...sizes) > 1)
    return [...heads].map(([heading, group]) => ({ heading, series: group }));
  const measured = series.filter(({ theory }) => !theory);
  const general = series.length < 2 * measured.length ? series.filter(({ theory }) => theory) : [];
  const parted = general.length > 0 ? measured : series;
  return Array.from({ length: Math.ceil(parted.length / CHUNK) }, (_, i) => ({
    heading: "",
    apart: true,
    series: [...parted.slice(CHUNK * i, CHUNK * (i + 1)), ...general].map((one) => ({ ...one, name: one.label })),
  }));
}

export interface Style {
  readonly colour: string;
  readonly dash?: string;
}

const DASHES = ["6 4", "13 5", "2 3", "8 3 2 3"];

/**
 * A colour for each series. Of as many predictions as measured series each has the colour of its own; otherwise they are of the text's
 * colour, with different dashes.
 */
export function stylesOf(series: readonly { readonly theory?: boolean }[]): readonly Style[] {
  const measured = series.filter(({ theory }) => !theory).length;
  const palette = seriesColours(measured);
  const paired = measured > 1 && series.length === 2 * measured;
  let plain = 0;
  let dashed = 0;
  return series.map(({ theory }) => {
    if (!theory) return { colour: palette[plain++] };
    const k = dashed++;
    return paired
      ? { colour: palette[k], dash: DASHES[0] }
      : { colour: "currentColor", dash: DASHES[k % DASHES.length] };
  });
}

/** The legend of series in their styles; a single one without a name of its own has none. */
export const legendOf = (
  series: readonly { readonly name: string; readonly theory?: boolean }[],
  styles: readonly Style[],
  shape: "line" | "dot",
): readonly LegendEntry[] =>
  series.map(({ name, theory }, i) => ({
    shape: theory ? "dashed" : shape,
    colour: styles[i].colour,
    text: name,
    ...(styles[i].dash ? { dash: styles[i].dash } : {}),
  }));

/** That panels differ in their axes has to be said. */
export const OWN_AXES = "The panels differ in their axes.";

/** The drawing as HTML. */
export function asHtml({ panels, columns, strip }: Drawing, { document }: FigureOptions): HTMLElement {
  const grid = document.createElement("div");
  grid.setAttribute("class", "panels");
  grid.setAttribute("style", `grid-template-columns: repeat(${columns}, minmax(0, 1fr))`);
  for (const panel of panels) grid.append(panelBox(panel, document));
  if (strip) {
    const box = panelBox(strip, document);
    box.setAttribute("style", "grid-column: 1 / -1");
    grid.append(box);
  }
  return grid;
}

function panelBox(panel: Panel, document: Document): HTMLElement {
  const box = document.createElement("div");
  if (panel.heading !== "") {
    const heading = document.createElement("div");
    heading.setAttribute("class", "heading");
    heading.innerHTML = formula(panel.heading).markup;
    box.append(heading);
  }
  if (panel.legend.length > 0) {
    const list = legend(document, panel.legend);
    Array.from(list.children).forEach((item, i) => {
      const name = document.createElement("span");
      name.innerHTML = formula(panel.legend[i].text).markup;
      item.replaceChildren(item.children[0], document.createTextNode(" "), name);
    });
    box.append(list);
  }
  box.append(panel.plot);
  return box;
}

/** A plot with its formulas set, and coordinates of paths to a tenth of a pixel: many seeds make many of them. */
export function finished(plot: Element): Element {
  for (const path of Array.from(plot.querySelectorAll("path"))) {
    const d = path.getAttribute("d");
    if (d)
      path.setAttribute(
        "d",
        d.replace(/\d+\.\d{2,}/g, (digits) => String(Math.round(Number(digits) * 10) / 10)),
      );
  }
  for (const text of Array.from(plot.querySelectorAll("text"))) {
    const plain = text.textContent ?? "";
    const set = formulaSvg(plain);
    if (text.children.length === 0 && set !== plain) text.innerHTML = set;
  }
  return plot;
}
