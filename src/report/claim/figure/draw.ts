import type { ClaimFigure } from "../../../study/claim/claim.js";
import type { FigureOptions } from "../../figure/options.js";
import { drawCurves } from "./curve.js";
import type { Drawing } from "./panel.js";
import { drawPoints } from "./point.js";
import { drawSurfaces } from "./surface.js";

/** A figure of a claim in one width. */
export function drawClaimFigure(figure: ClaimFigure, options: FigureOptions): Drawing {
  switch (figure.kind) {
    case "curves":
      return drawCurves(figure, options);
    case "points":
      return drawPoints(figure, options);
    case "surface":
      return drawSurfaces(figure, options);
  }
}
