import { useEffect, useRef } from "preact/hooks";
import { equations } from "../content/equations.js";
import { canvasPainter } from "../plot/canvas.js";
import { darkPalette, lightPalette } from "../plot/palette.js";
import { askKernel } from "../session/session.js";
import { lanes, state, visible } from "../session/store.js";
import type { View } from "../view/context.js";
import { EquationNote } from "./equation-note.js";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** A view with its title and what one sees, drawn anew at every frame while it is on the screen. */
export function ViewCard({ view }: { readonly view: View }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const context = { state: state.value, lanes: lanes.value };
  const shown = visible.value.has(view.id);
  const scene = shown ? view.scene(context) : undefined;
  const painter = useRef<ReturnType<typeof canvasPainter> | undefined>(undefined);

  useEffect(() => {
    const element = canvas.current;
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

  useEffect(() => {
    const element = canvas.current;
    if (!element || !scene) return;
    painter.current ??= canvasPainter(element);
    painter.current(scene, {
      width: element.clientWidth,
      height: view.height,
      palette: dark.matches ? darkPalette : lightPalette,
      resolution: devicePixelRatio,
    });
  });

  return (
    <article class="card" id={`view-${view.id}`}>
      <h2>{view.title}</h2>
      <canvas
        ref={canvas}
        role="img"
        aria-label={scene?.label ?? view.title}
        height={view.height}
        style={{ height: `${view.height}px` }}
      />
      <p class="hint">{view.explanation}</p>
      {view.equations.map((id) => (
        <EquationNote key={id} equation={equations[id]} />
      ))}
    </article>
  );
}
