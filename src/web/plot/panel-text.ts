import type { PanelLayout, PlacedText } from "./layout.js";
import { rulePlace } from "./paint-mark.js";
import type { RuleMark, TextMark } from "./scene.js";
import { FONT_SIZE, fitted, oneLine, textWidth } from "./text.js";

type Span = readonly [left: number, top: number, right: number, bottom: number];

const LINE = 15;
const EDGE = 4;

const spanOf = ({ text, x, y, anchor }: PlacedText): Span => {
  const width = textWidth(text);
  const left = x - (anchor === "start" ? 0 : anchor === "middle" ? width / 2 : width);
  return [left, y - FONT_SIZE + 1, left + width, y + 3];
};

const overlap = (a: Span, b: Span): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Where the text of a rule can be, the best place first. */
function rulePlaces(mark: RuleMark, panel: PanelLayout): readonly PlacedText[] {
  const { x, y } = rulePlace(mark, panel);
  const right = panel.left + panel.width;
  const bottom = panel.top + panel.height;
  const text = fitted(oneLine(mark.text ?? ""), panel.width - 2 * EDGE);
  const colour = mark.colour === "line" || mark.colour === "page" ? "muted" : mark.colour;
  const style = { text, colour, anchor: "start" } as const;
  if (x !== undefined) {
    const behind = x + EDGE + textWidth(text) <= right;
    const before = x - EDGE - textWidth(text) >= panel.left;
    // Where there is no room on either side, the text is moved to the panel's edge, over its line.
    const at = behind ? x + EDGE : before ? x - EDGE - textWidth(text) : right - EDGE - textWidth(text);
    const most = Math.max(1, Math.floor(panel.height / LINE) - 1);
    return Array.from({ length: most }, (_, k) => ({ ...style, x: at, y: panel.top + FONT_SIZE + 1 + k * LINE }));
  }
  if (y === undefined) return [];
  const over = y - EDGE;
  const under = y + FONT_SIZE + 2;
  const heights = [over, under].filter((at) => at - FONT_SIZE >= panel.top && at + 3 <= bottom);
  return [right - EDGE - textWidth(text), panel.left + EDGE].flatMap((at) =>
    (heights.length > 0 ? heights : [over]).map((height) => ({ ...style, x: at, y: height })),
  );
}

/** A text mark, moved into its panel, if its point is there. */
function textPlace(mark: TextMark, panel: PanelLayout): readonly PlacedText[] {
  const at = rulePlace(mark, panel);
  if (at.x === undefined || at.y === undefined) return [];
  const text = fitted(oneLine(mark.text), panel.width);
  const width = textWidth(text);
  const anchor = mark.anchor ?? "start";
  const share = anchor === "start" ? 0 : anchor === "middle" ? 0.5 : 1;
  const right = panel.left + panel.width;
  const bottom = panel.top + panel.height;
  const x = Math.max(panel.left + share * width, Math.min(right - (1 - share) * width, at.x + (mark.dx ?? 0)));
  const y = Math.max(panel.top + FONT_SIZE - 1, Math.min(bottom - EDGE, at.y + (mark.dy ?? 0) + EDGE));
  return [{ text, x, y, anchor, colour: mark.colour ?? "ink" }];
}

/** The texts of a panel's marks: those of text marks in their places, those of rules where they cover none. */
export function panelTexts(panel: PanelLayout): readonly PlacedText[] {
  const { marks } = panel.panel;
  const placed = marks.flatMap((mark) => (mark.kind === "text" ? textPlace(mark, panel) : []));
  for (const mark of marks) {
    if (mark.kind !== "rule" || !mark.text) continue;
    const places = rulePlaces(mark, panel);
    const taken = placed.map(spanOf);
    const free = places.find((place) => taken.every((span) => !overlap(span, spanOf(place))));
    const place = free ?? places[0];
    if (place) placed.push(place);
  }
  return placed.filter(({ text }) => text);
}
