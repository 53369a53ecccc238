import { useRef, useState } from "preact/hooks";
import { added, type Corner, drawnPath, moved, pathSpec, removed } from "../../lab/experiment/corners.js";
import { buildRelaxation, type RelaxationSpec } from "../../training/spec.js";
import type { SeedView } from "../view/context.js";
import { sText } from "../view/word.js";
import { Choice } from "./fields.js";

/** The drawing, in units of its own. */
const box = { width: 320, height: 150, left: 26, right: 8, top: 8, bottom: 22 } as const;
const across = box.width - box.left - box.right;
const up = box.height - box.top - box.bottom;
const px = (at: number) => box.left + at * across;
const py = (s: number) => box.top + (1 - s / 2) * up;

/** Where a lossless switch scales by s, 0 is left out. */
const leastS = (kind: "hard" | "lossless") => (kind === "lossless" ? 0.05 : 0);

/** s over the run as a line whose corners are dragged, or moved with the arrow keys. */
export function PathEditor({
  relaxation,
  run,
  steps,
  colour,
  sigma,
  onChange,
}: {
  readonly relaxation: RelaxationSpec;
  readonly run?: SeedView;
  readonly steps: number;
  readonly colour: string;
  /** What s = 1 is. */
  readonly sigma: string;
  readonly onChange: (relaxation: RelaxationSpec) => void;
}) {
  const svg = useRef<SVGSVGElement>(null);
  const [held, hold] = useState<number>();
  const { corners, openFrom } = drawnPath(relaxation);
  const { switch: kind } = buildRelaxation(relaxation);
  const give = (next: readonly Corner[]) => onChange(pathSpec(next, kind));
  /** Where the pointer is, as a fraction of the run and an s. */
  const place = (event: PointerEvent | MouseEvent): Corner => {
    const bounds = svg.current?.getBoundingClientRect();
    if (!bounds) return { at: 0, s: 0 };
    const x = ((event.clientX - bounds.left) / bounds.width) * box.width;
    const y = ((event.clientY - bounds.top) / bounds.height) * box.height;
    return { at: (x - box.left) / across, s: 2 * (1 - (y - box.top) / up) };
  };
  const onKey = (event: KeyboardEvent, index: number) => {
    const { at, s } = corners[index];
    const fine = event.shiftKey ? 0.01 : 0.05;
    const to: Readonly<Record<string, Corner>> = {
      ArrowUp: { at, s: s + fine },
      ArrowDown: { at, s: s - fine },
      ArrowLeft: { at: at - fine, s },
      ArrowRight: { at: at + fine, s },
      Home: { at, s: 0 },
      End: { at, s: 2 },
    };
    if (event.key in to) give(moved(corners, index, to[event.key], leastS(kind)));
    else if (event.key === "Delete" || event.key === "Backspace") give(removed(corners, index));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="path-editor">
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing cannot be a fieldset; its corners are sliders */}
      <svg
        ref={svg}
        viewBox={`0 0 ${box.width} ${box.height}`}
        role="group"
        aria-label="Path of s over the run"
        onPointerMove={(event) => {
          if (held !== undefined) give(moved(corners, held, place(event), leastS(kind)));
        }}
        onPointerUp={() => hold(undefined)}
        onDblClick={(event) => give(added(corners, place(event).at))}
      >
        <Grid sigma={sigma} />
        {openFrom !== undefined && openFrom < 1 && (
          <g>
            <rect class="open" x={px(openFrom)} y={py(2)} width={px(1) - px(openFrom)} height={up} />
            <text class="tick" x={(px(openFrom) + px(1)) / 2} y={py(1.72)} text-anchor="middle">
              the loss decides
            </text>
          </g>
        )}
        <polyline class={`plan ${colour}`} points={corners.map(({ at, s }) => `${px(at)},${py(s)}`).join(" ")} />
        {run && run.step > 0 && <Past run={run} steps={steps} />}
        {corners.map(({ at, s }, index) => (
          <circle
            key={index}
            class={`corner ${colour}`}
            cx={px(at)}
            cy={py(s)}
            r={6}
            tabindex={0}
            role="slider"
            aria-label={`Corner ${index + 1} of ${corners.length}`}
            aria-valuemin={0}
            aria-valuemax={2}
            aria-valuenow={s}
            aria-valuetext={`at ${Math.round(100 * at)} % of the run, s = ${sText(s)}`}
            onKeyDown={(event) => onKey(event, index)}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              hold(index);
            }}
          />
        ))}
      </svg>
      <div class="row">
        <button type="button" class="quiet" id="add-corner" onClick={() => give(added(corners, widest(corners)))}>
          + corner
        </button>
        <span class="hint">Drag the corners; arrow keys move, Delete removes, a double click adds.</span>
      </div>
      <Choice
        id="switch"
        label="Where s jumps"
        value={kind}
        options={[
          ["hard", "hard: the loss jumps with it"],
          ["lossless", "lossless: the function stays"],
        ]}
        onChange={(next) => onChange(withSwitch(relaxation, corners, next))}
      />
    </div>
  );
}

/** The middle of the longest piece. */
function widest(corners: readonly Corner[]): number {
  let [best, middle] = [0, 0.5];
  for (let i = 1; i < corners.length; i++) {
    const length = corners[i].at - corners[i - 1].at;
    if (length > best) [best, middle] = [length, (corners[i].at + corners[i - 1].at) / 2];
  }
  return middle;
}

/** The same path, with another kind of switch; a lossless one keeps away from 0. */
function withSwitch(relaxation: RelaxationSpec, corners: readonly Corner[], kind: "hard" | "lossless"): RelaxationSpec {
  const lifted = corners.map(({ at, s }) => ({ at, s: Math.max(s, leastS(kind)) }));
  if (relaxation.name === "constant" || corners.some(({ s }) => s < leastS(kind))) return pathSpec(lifted, kind);
  const { switch: _, ...rest } = { switch: undefined, ...relaxation };
  return kind === "hard"
    ? (rest as RelaxationSpec)
    : { ...(rest as Exclude<RelaxationSpec, { name: "constant" }>), switch: kind };
}

function Grid({ sigma }: { readonly sigma: string }) {
  return (
    <g>
      {[0, 0.5, 1, 1.5, 2].map((s) => (
        <g key={s}>
          <line class="grid" x1={px(0)} x2={px(1)} y1={py(s)} y2={py(s)} />
          <text class="tick" x={px(0) - 8} y={py(s) + 4} text-anchor="end">
            {s}
          </text>
        </g>
      ))}
      <text class="tick" x={px(0)} y={box.height - 5}>
        start
      </text>
      <text class="tick" x={px(1)} y={box.height - 5} text-anchor="end">
        end of the run
      </text>
      <text class="tick" x={px(1) - 12} y={py(1) - 6} text-anchor="end">
        {sigma}
      </text>
      <text class="tick" x={px(1) - 12} y={py(0) - 6} text-anchor="end">
        linear
      </text>
    </g>
  );
}

/** What s really was so far, and where the run stands. */
function Past({ run, steps }: { readonly run: SeedView; readonly steps: number }) {
  const count = Math.min(run.step, 160);
  const points = Array.from({ length: count }, (_, i) => {
    const step = Math.floor((i * (run.step - 1)) / Math.max(count - 1, 1));
    return `${px(step / steps).toFixed(1)},${py(run.path[step]).toFixed(1)}`;
  });
  const now = px(run.step / steps);
  return (
    <g>
      <polyline class="past" points={points.join(" ")} />
      <line class="now" x1={now} x2={now} y1={py(2)} y2={py(0)} />
    </g>
  );
}
