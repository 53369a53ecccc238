import { useRef, useState } from "preact/hooks";
import { place, pointSize } from "../../lab/experiment/points.js";
import { MOST_POINTS, type Shape } from "../../lab/experiment/state.js";
import { numberText } from "../view/word.js";
import { TextField } from "./fields.js";

const SIZE = 280;
/** The pad shows [-2, 2] both ways: every place that an address can say. */
const REACH = 2;
const toPad = (value: number) => ((value + REACH) / (2 * REACH)) * SIZE;
const fromPad = (pixel: number) => place((pixel / SIZE) * 2 * REACH - REACH);

/** A sheet to put points on: a click adds one, a drag many, a click on a point takes it away. */
export function DrawingPad({
  shape,
  points,
  onChange,
}: {
  readonly shape: Shape;
  readonly points: readonly number[];
  readonly onChange: (points: readonly number[]) => void;
}) {
  const svg = useRef<SVGSVGElement>(null);
  const [label, setLabel] = useState<1 | -1>(1);
  const [drawing, setDrawing] = useState(false);
  const size = pointSize(shape);
  const count = points.length / size;
  const last = useRef<readonly [number, number] | undefined>(undefined);
  const at = (event: PointerEvent): readonly [number, number] | undefined => {
    const bounds = svg.current?.getBoundingClientRect();
    if (!bounds) return undefined;
    const x = ((event.clientX - bounds.left) / bounds.width) * SIZE;
    const y = SIZE - ((event.clientY - bounds.top) / bounds.height) * SIZE;
    return [fromPad(x), fromPad(y)];
  };
  const nearest = ([x, y]: readonly [number, number]) => {
    for (let i = 0; i < count; i++) if (Math.hypot(points[i * size] - x, points[i * size + 1] - y) < 0.06) return i;
    return -1;
  };
  const add = (spot: readonly [number, number]) => {
    if (count >= MOST_POINTS) return;
    onChange([...points, ...spot, ...(size === 3 ? [label] : [])]);
  };
  return (
    <div class="pad">
      {shape === "plane" && (
        <fieldset class="tabs">
          <legend class="hidden">Class of the next points</legend>
          {([1, -1] as const).map((value) => (
            <label key={value}>
              <input
                type="radio"
                name="class"
                id={value > 0 ? "class-plus" : "class-minus"}
                checked={label === value}
                onChange={() => setLabel(value)}
              />
              <span>{value > 0 ? "class +1 (●)" : "class −1 (■)"}</span>
            </label>
          ))}
        </fieldset>
      )}
      <svg
        ref={svg}
        id="pad"
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        role="img"
        aria-label={`Drawing pad with ${count} points; the text field below does the same from the keyboard`}
        onPointerDown={(event) => {
          const spot = at(event);
          if (!spot) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const hit = nearest(spot);
          if (hit >= 0) return onChange([...points.slice(0, hit * size), ...points.slice((hit + 1) * size)]);
          setDrawing(true);
          last.current = spot;
          add(spot);
        }}
        onPointerMove={(event) => {
          const spot = drawing ? at(event) : undefined;
          if (!spot || !last.current) return;
          if (Math.hypot(spot[0] - last.current[0], spot[1] - last.current[1]) < 0.12) return;
          last.current = spot;
          add(spot);
        }}
        onPointerUp={() => setDrawing(false)}
      >
        <rect class="sheet" width={SIZE} height={SIZE} />
        {[-1, 0, 1].map((value) => (
          <g key={value}>
            <line class="grid" x1={toPad(value)} x2={toPad(value)} y1={0} y2={SIZE} />
            <line class="grid" y1={toPad(value)} y2={toPad(value)} x1={0} x2={SIZE} />
            <text class="tick" x={toPad(value) + 3} y={SIZE - 4}>
              {numberText(value)}
            </text>
            <text class="tick" x={3} y={SIZE - toPad(value) - 3}>
              {shape === "line" ? numberText(value) : ""}
            </text>
          </g>
        ))}
        {Array.from({ length: count }, (_, i) => {
          const [x, y] = [toPad(points[i * size]), SIZE - toPad(points[i * size + 1])];
          return size === 3 && points[i * size + 2] < 0 ? (
            <rect key={i} class="point orange" x={x - 3.5} y={y - 3.5} width={7} height={7} />
          ) : (
            <circle key={i} class="point blue" cx={x} cy={y} r={4} />
          );
        })}
      </svg>
      <TextField
        id="points-text"
        label={`Points as text, ${shape === "line" ? "x y" : "x₁ x₂ class"}; …`}
        value={pointsText(shape, points)}
        read={(text) => readPoints(shape, text)}
        onChange={onChange}
      />
      <button type="button" class="quiet" id="clear-points" disabled={count === 0} onClick={() => onChange([])}>
        Clear
      </button>
    </div>
  );
}

/** "0.5 1; 0.75 -0.25". */
function pointsText(shape: Shape, points: readonly number[]): string {
  const size = pointSize(shape);
  return Array.from({ length: points.length / size }, (_, i) => points.slice(i * size, (i + 1) * size).join(" ")).join(
    "; ",
  );
}

/** Points from text, at the places an address can say; or what is wrong with the text. */
function readPoints(shape: Shape, text: string): readonly number[] | string {
  const size = pointSize(shape);
  const rows = text.split(";").filter((row) => row.trim() !== "");
  if (rows.length > MOST_POINTS) return `expected at most ${MOST_POINTS} points, got ${rows.length}`;
  const points: number[] = [];
  for (const row of rows) {
    const numbers = row
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    if (numbers.length !== size || numbers.some(Number.isNaN))
      return `expected ${size} numbers a point, got "${row.trim().slice(0, 30)}"`;
    const [x, y, label] = numbers;
    if (Math.max(Math.abs(x), Math.abs(y)) >= 2) return `expected coordinates between -2 and 2, got ${x} ${y}`;
    if (size === 3 && Math.abs(label) !== 1) return `expected class 1 or -1, got ${label}`;
    points.push(place(x), place(y), ...(size === 3 ? [label] : []));
  }
  return points;
}
