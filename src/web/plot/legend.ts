import { formatNumber } from "../../report/number.js";
import type { ColourScale, Mark, Panel } from "./scene.js";
import { fitted, oneLine, textWidth } from "./text.js";

/** A name and the marks that have it, which together show how it looks. */
export interface LegendEntry {
  readonly name: string;
  readonly marks: readonly Mark[];
  /** Of cells and of dots with values: their colours, drawn as a bar between the ends of the domain. */
  readonly scale?: ColourScale;
}

/** An entry at its place: from `left` on; the sample starts at (x, y), the middle of its line, and is `sample` px wide. */
export interface PlacedEntry extends LegendEntry {
  readonly left: number;
  readonly x: number;
  readonly y: number;
  readonly sample: number;
  /** The texts before and behind the sample. */
  readonly before: string;
  readonly after: string;
}

const LEGEND_ROW = 18;
const SAMPLE = 20;
const BAR = 56;
const SPACE = 6;
const BETWEEN = 16;

/** The entries of a panel, in the order of `panel.legend` or of the marks. */
export function legendOf(panel: Panel): readonly LegendEntry[] {
  const byName = new Map<string, Mark[]>();
  for (const mark of panel.marks) {
    if (mark.kind === "text" || !mark.name) continue;
    if (!panel.legend && mark.kind === "rule" && mark.text) continue;
    byName.set(mark.name, [...(byName.get(mark.name) ?? []), mark]);
  }
  return [...(panel.legend ?? byName.keys())].flatMap((name) => {
    const marks = byName.get(name);
    if (!marks) return [];
    const coloured = marks.find((mark) => mark.kind === "cells" || (mark.kind === "dots" && mark.values && mark.scale));
    const scale = coloured && "scale" in coloured ? coloured.scale : undefined;
    return [{ name, marks, ...(scale && { scale }) }];
  });
}

/** How an entry looks, to see whether two names share a look or two looks a name. */
const look = ({ marks }: LegendEntry): string =>
  marks
    .map((mark) =>
      mark.kind === "cells"
        ? `cells ${mark.scale.kind} ${mark.scale.domain}`
        : `${mark.kind} ${mark.colour} ${"dash" in mark && mark.dash} ${"hollow" in mark && mark.hollow}`,
    )
    .join();

/**
 * One legend for all panels, or undefined where the same look has two names, or the same name two looks, so that each panel needs its own.
 */
export function sharedLegend(panels: readonly Panel[]): readonly LegendEntry[] | undefined {
  const byName = new Map<string, LegendEntry>();
  const nameOf = new Map<string, string>();
  for (const entry of panels.flatMap(legendOf)) {
    const known = byName.get(entry.name);
    if (known && look(known) !== look(entry)) return undefined;
    if ((nameOf.get(look(entry)) ?? entry.name) !== entry.name && panels.length > 1) return undefined;
    byName.set(entry.name, entry);
    nameOf.set(look(entry), entry.name);
  }
  return [...byName.values()];
}

/** Sets entries in lines of at most `width` px from (left, top) on; `height` is what they take. */
export function placeLegend(
  entries: readonly LegendEntry[],
  { left, top, width }: { readonly left: number; readonly top: number; readonly width: number },
): { readonly entries: readonly PlacedEntry[]; readonly height: number } {
  const placed: PlacedEntry[] = [];
  let x = left;
  let row = 0;
  for (const entry of entries) {
    const sample = entry.scale ? BAR : SAMPLE;
    const after = entry.scale
      ? formatNumber(entry.scale.domain[1], 3)
      : fitted(oneLine(entry.name), width - SAMPLE - SPACE);
    const low = entry.scale ? formatNumber(entry.scale.domain[0], 3) : "";
    const rest = sample + SPACE + textWidth(after) + (low ? SPACE : 0);
    const before = entry.scale ? `${fitted(oneLine(entry.name), width - rest - textWidth(low) - SPACE)}: ${low}` : "";
    const whole = rest + textWidth(before);
    if (x > left && x + whole > left + width) {
      x = left;
      row++;
    }
    const start = x + (before ? textWidth(before) + SPACE : 0);
    placed.push({ ...entry, left: x, x: start, y: top + (row + 0.5) * LEGEND_ROW, sample, before, after });
    x += whole + BETWEEN;
  }
  return { entries: placed, height: placed.length > 0 ? (row + 1) * LEGEND_ROW : 0 };
}
