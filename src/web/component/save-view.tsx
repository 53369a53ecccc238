import { pictureHeight } from "../plot/grid.js";
import { scenePng } from "../plot/png.js";
import type { Scene } from "../plot/scene.js";
import { sceneSvg } from "../plot/svg.js";
import { sceneCsv } from "../plot/table.js";
import { save } from "../save.js";
import type { View } from "../view/context.js";

/** A view to take away: its picture as on the page, on white, and its numbers. */
export function SaveView({
  view: { id, title, height },
  scene,
  width,
}: {
  readonly view: View;
  readonly scene: Scene;
  /** Of the picture on the page, in px. */
  readonly width: () => number;
}) {
  const size = () => ({ width: width(), height: pictureHeight(scene, width(), height) });
  const forms = {
    PNG: async () => save(`${id}.png`, "image/png", await scenePng(scene, size())),
    SVG: () => save(`${id}.svg`, "image/svg+xml", sceneSvg(scene, size())),
    CSV: () => save(`${id}.csv`, "text/csv", sceneCsv(scene)),
  };
  return (
    <p class="save">
      {Object.entries(forms).map(([form, give]) => (
        <button key={form} type="button" class="quiet" aria-label={`${title} as ${form}`} onClick={() => void give()}>
          {form}
        </button>
      ))}
    </p>
  );
}
