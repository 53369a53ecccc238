import type { ClaimFigure } from "../../../study/claim/claim.js";
import type { Markup } from "../../html.js";
import { responsive } from "../../page.js";
import { drawClaimFigure } from "./draw.js";
import { asHtml, type Drawing } from "./panel.js";
import { svgFile } from "./svg-file.js";

/** A figure as the page and the picture file need it. */
export interface RenderedFigure {
  readonly figure: ClaimFigure;
  /** In two widths. */
  readonly body: Markup;
  /** How to read it, as the data have it. */
  readonly note: string;
  readonly svg: string;
}

/** A title that is the number of a paper's figure, which on a page of numbered figures has to say whose. */
const titled = (title: string): string => title.replace(/^Figure \d+(?=$|,)/, "The paper's $&");

/** Draws a figure once in each width; the picture file is the wider one. */
export function renderFigure(plain: ClaimFigure, document: Document): RenderedFigure {
  const figure = { ...plain, title: titled(plain.title) };
  const drawings: { readonly width: number; readonly drawing: Drawing }[] = [];
  const body = responsive(document, (options) => {
    const drawing = drawClaimFigure(figure, options);
    drawings.push({ width: options.width, drawing });
    return asHtml(drawing, options);
  });
  const [{ width, drawing }] = drawings.sort((a, b) => b.width - a.width);
  const { title, caption } = figure;
  return { figure, body, note: drawing.note, svg: svgFile(drawing, { title, caption, document, width }) };
}
