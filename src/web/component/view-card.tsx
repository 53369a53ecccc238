import { useEffect, useRef } from "preact/hooks";
import { equations } from "../content/equations.js";
import { Figure } from "../plot/figure.js";
import type { Scene } from "../plot/scene.js";
import { askKernel } from "../session/kernel.js";
import { lanes, state, visible } from "../session/store.js";
import { tourStep } from "../session/tour.js";
import { palette } from "../theme.js";
import type { View } from "../view/context.js";
import { EquationNote } from "./equation-note.js";
import { SaveView } from "./save-view.js";

/** Before a view has been on the screen there is nothing to draw. */
const unseen = { label: "Not on the screen yet", panels: [] };

/** A view with its title and what one sees, drawn anew at every frame while it is on the screen. */
export function ViewCard({ view }: { readonly view: View }) {
  const card = useRef<HTMLElement>(null);
  const context = { state: state.value, lanes: lanes.value };
  const last = useRef<{ readonly scene: Scene; readonly remark?: string }>({ scene: unseen });
  if (visible.value.has(view.id))
    last.current = {
      scene: view.scene(context),
      // In the tour the same is said beside the text.
      remark: tourStep.value === undefined ? view.remark?.(context) : undefined,
    };
  const { scene, remark } = last.current;

  useEffect(() => {
    const element = card.current;
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => {
      const next = new Set(visible.value);
      if (entry.isIntersecting) next.add(view.id);
      else next.delete(view.id);
      visible.value = next;
      askKernel();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [view.id]);

  return (
    <article ref={card} class={view.wide?.(context) ? "card wide" : "card"} id={`view-${view.id}`}>
      <h2>{view.title}</h2>
      <Figure scene={scene} palette={palette.value} height={view.height} />
      <p class="hint">{view.explanation}</p>
      {remark !== undefined && <p class="remark figures">{remark}</p>}
      <div class="foot">
        <details class="equations">
          <summary>Equations</summary>
          {view.equations.map((id) => (
            <EquationNote key={id} equation={equations[id]} />
          ))}
        </details>
        <SaveView view={view} scene={scene} width={() => card.current?.querySelector("canvas")?.clientWidth ?? 600} />
      </div>
    </article>
  );
}
