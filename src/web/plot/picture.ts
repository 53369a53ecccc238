import { canvasPainter } from "./canvas.js";
import { pictureHeight } from "./grid.js";
import type { Layout } from "./layout.js";
import type { Palette } from "./palette.js";
import { type Place, placeAt, placeIn, readoutAt } from "./readout.js";
import type { Scene } from "./scene.js";

/** A press, a move while pressed, or a release, in data units of the panel where it began. */
export interface PickEvent extends Place {
  readonly phase: "down" | "move" | "up";
}

interface Shown {
  readonly scene: Scene;
  readonly palette: Palette;
  readonly height: number;
}

interface Listeners {
  readonly onPointer?: (place: Place | undefined) => void;
  readonly onPick?: (pick: PickEvent) => void;
}

/** A canvas that shows scenes. */
export interface Picture {
  show(shown: Shown): void;
  listen(listeners: Listeners): void;
  remove(): void;
}

const BESIDE = 14;

/**
 * Keeps a canvas as wide as its parent, and draws what it is told to show: at most once a frame, and only after the scene, the palette or the
 * size has changed. Beside the pointer, `readout` says what can be read there, and `cursor`, a thin upright line, where.
 */
export function picture({
  canvas,
  readout,
  cursor,
}: {
  readonly canvas: HTMLCanvasElement;
  readonly readout: HTMLElement;
  readonly cursor: HTMLElement;
}): Picture {
  const draw = canvasPainter(canvas);
  const parent = canvas.parentElement ?? document.body;
  const ending = new AbortController();
  let width = Math.floor(parent.clientWidth);
  let shown: Shown | undefined;
  let placed: Layout | undefined;
  let listeners: Listeners = {};
  let pointer: { readonly x: number; readonly y: number } | undefined;
  let pressed: number | undefined;
  let frame = 0;

  const height = () => (shown ? pictureHeight(shown.scene, width, shown.height) : 0);
  const request = () => {
    // The height at once, so that nothing under the picture moves when it is drawn.
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height()}px`;
    frame ||= requestAnimationFrame(render);
  };
  const render = () => {
    frame = 0;
    if (!shown || width < 1) return;
    const { scene, palette } = shown;
    placed = draw(scene, { width, height: height(), palette, resolution: devicePixelRatio });
    read();
  };
  const read = () => {
    const found = placed && pointer && readoutAt(placed, pointer.x, pointer.y);
    for (const element of [readout, cursor]) element.style.visibility = found ? "visible" : "hidden";
    if (!found || !placed || !pointer || !shown) return;
    const { colours } = shown.palette;
    const text = found.lines.join("\n");
    if (readout.textContent !== text) readout.textContent = text;
    readout.style.background = colours.page;
    readout.style.borderColor = colours.line;
    readout.style.color = colours.ink;
    const right = found.px + BESIDE;
    const left = right + readout.offsetWidth <= width ? right : Math.max(0, found.px - BESIDE - readout.offsetWidth);
    const top = Math.max(0, Math.min(placed.height - readout.offsetHeight, pointer.y - readout.offsetHeight - 6));
    readout.style.transform = `translate(${left}px, ${top}px)`;
    const panel = placed.panels[found.panel];
    cursor.style.background = colours.muted;
    cursor.style.height = `${panel.height}px`;
    cursor.style.transform = `translate(${Math.round(found.px)}px, ${panel.top}px)`;
  };

  const pick = (phase: PickEvent["phase"]) => {
    if (pressed !== undefined && pointer && placed?.panels[pressed])
      listeners.onPick?.({ ...placeIn(placed, pressed, pointer.x, pointer.y), phase });
  };
  const on = <Type extends keyof HTMLElementEventMap>(type: Type, react: (event: HTMLElementEventMap[Type]) => void) =>
    canvas.addEventListener(type, react, { signal: ending.signal });
  const follow = ({ clientX, clientY }: PointerEvent) => {
    const { left, top } = canvas.getBoundingClientRect();
    pointer = { x: clientX - left, y: clientY - top };
    read();
    listeners.onPointer?.(placed && placeAt(placed, pointer.x, pointer.y));
  };
  on("pointerdown", (event) => {
    follow(event);
    const place = placed && pointer && placeAt(placed, pointer.x, pointer.y);
    if (!place || !listeners.onPick || event.button !== 0) return;
    pressed = place.panel;
    canvas.setPointerCapture(event.pointerId);
    pick("down");
  });
  on("pointermove", (event) => {
    follow(event);
    pick("move");
  });
  for (const type of ["pointerup", "pointercancel"] as const)
    on(type, () => {
      pick("up");
      pressed = undefined;
    });
  on("pointerleave", () => {
    pointer = undefined;
    read();
    listeners.onPointer?.(undefined);
  });

  const observer = new ResizeObserver(([entry]) => {
    const now = Math.floor(entry.contentRect.width);
    if (now === width) return;
    width = now;
    request();
  });
  observer.observe(parent);
  // A window moved to another screen, or zoomed: each ratio needs a query of its own.
  const watchRatio = () => {
    if (ending.signal.aborted) return;
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      "change",
      () => {
        request();
        watchRatio();
      },
      { once: true, signal: ending.signal },
    );
  };
  watchRatio();

  return {
    show(next) {
      shown = next;
      request();
    },
    listen(next) {
      listeners = next;
      canvas.style.touchAction = next.onPick ? "none" : "";
      canvas.style.cursor = next.onPick ? "crosshair" : "";
    },
    remove() {
      ending.abort();
      observer.disconnect();
      cancelAnimationFrame(frame);
    },
  };
}
