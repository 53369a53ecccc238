import "./figure.css";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Palette } from "./palette.js";
import type { PickEvent } from "./picture.js";
import { type Picture, picture } from "./picture.js";
import type { Place } from "./readout.js";
import type { Scene } from "./scene.js";

export interface FigureProps {
  readonly scene: Scene;
  readonly palette: Palette;
  /** In px; a narrow picture whose panels need more rows may be higher. Default 340. */
  readonly height?: number;
  /** Called with the pointer's place in a panel, and with undefined when it leaves. */
  readonly onPointer?: (place: Place | undefined) => void;
  /** Called for presses and drags that begin in a panel. A touch on the picture does not scroll the page then. */
  readonly onPick?: (pick: PickEvent) => void;
}

/** A scene on a canvas as wide as its container, with what can be read beside the pointer. */
export function Figure({ scene, palette, height = 340, onPointer, onPick }: FigureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const readout = useRef<HTMLDivElement>(null);
  const cursor = useRef<HTMLDivElement>(null);
  const shown = useRef<Picture | null>(null);

  useLayoutEffect(() => {
    if (!canvas.current || !readout.current || !cursor.current) return;
    const made = picture({ canvas: canvas.current, readout: readout.current, cursor: cursor.current });
    shown.current = made;
    return made.remove;
  }, []);
  useLayoutEffect(() => shown.current?.show({ scene, palette, height }), [scene, palette, height]);
  useLayoutEffect(() => shown.current?.listen({ onPointer, onPick }), [onPointer, onPick]);

  return (
    <div class="figure">
      <canvas ref={canvas} role="img" aria-label={scene.label} />
      <div class="figure-cursor" ref={cursor} aria-hidden="true" />
      <div class="figure-readout" ref={readout} aria-hidden="true" />
    </div>
  );
}
