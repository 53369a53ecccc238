import { InputError } from "../../model/errors.js";
import { type Domain, type Face, ROUNDING } from "./domain.js";

export interface PolygonOptions {
  /** Default x1, x2. */
  readonly variables?: readonly [string, string];
}

type Vertex = readonly [number, number];

/**
 * A plane polygon without holes, its vertices in either sense. Its faces are "edge 1" (from the first vertex to the second), "edge 2", ...
 * @throws InputError if it has no area, or an edge no length, or edges cross.
 * @example polygon([[0, 0], [1, 0], [1, 1], [0, 1]])
 */
export function polygon(vertices: readonly Vertex[], { variables = ["x1", "x2"] }: PolygonOptions = {}): Domain {
  if (variables[0] === variables[1])
    throw new InputError(`domain: expected 2 different names of variables, got ${variables.join(", ")}`);
  if (vertices.length < 3) throw new InputError(`domain: a polygon has at least 3 vertices, got ${vertices.length}`);
  if (!vertices.flat().every(Number.isFinite)) throw new InputError("domain: a vertex is not a pair of finite numbers");
  const edges = vertices.map((from, i) => [from, vertices[(i + 1) % vertices.length]] as const);
  const twice = edges.reduce((sum, [[x, y], [nextX, nextY]]) => sum + (x * nextY - nextX * y), 0);
  const lower = [0, 1].map((j) => Math.min(...vertices.map((v) => v[j])));
  const upper = [0, 1].map((j) => Math.max(...vertices.map((v) => v[j])));
  const size = Math.max(upper[0] - lower[0], upper[1] - lower[1]);
  if (!(Math.abs(twice) > ROUNDING * size * size))
    throw new InputError("domain: the polygon has no area; give vertices that go round it");
  for (const [i, [a, b]] of edges.entries())
    if (!(hypotenuse(b[0] - a[0], b[1] - a[1]) > ROUNDING * size))
      throw new InputError(`domain: edge ${i + 1} of the polygon has no length; leave one of its vertices out`);
  for (const [i, one] of edges.entries())
    for (let k = i + 1; k < edges.length; k++) {
      const other = edges[k];
      const last = i === 0 && k === edges.length - 1;
      if (k === i + 1 ? foldsBack(one, other) : last ? foldsBack(other, one) : cross(one, other))
        throw new InputError(
          `domain: edges ${i + 1} and ${k + 1} of the polygon cross; give vertices that go round it`,
        );
    }
  const sense = Math.sign(twice);
  return {
    dimensions: 2,
    variables,
    lower,
    upper,
    volume: 0.5 * Math.abs(twice),
    faces: edges.map(([a, b], i): Face => {
      const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
      const length = hypotenuse(dx, dy);
      return {
        name: `edge ${i + 1}`,
        measure: length,
        normal: [(sense * dy) / length, (-sense * dx) / length],
        point(at, x) {
          x[0] = a[0] + dx * at[0];
          x[1] = a[1] + dy * at[0];
        },
      };
    }),
    contains: ({ 0: x, 1: y }) => {
      let inside = false;
      for (const [[ax, ay], [bx, by]] of edges) {
        if (distance(x, y, ax, ay, bx, by) <= ROUNDING * size) return true;
        if (ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) inside = !inside;
      }
      return inside;
    },
  };
}

type Edge = readonly [Vertex, Vertex];

/** On which side of the line from p to q the point r lies. */
const side = (p: Vertex, q: Vertex, r: Vertex): number =>
  Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));

/** Whether an edge goes back along the one before it. */
const foldsBack = ([a, b]: Edge, [, c]: Edge): boolean =>
  side(a, b, c) === 0 && (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) < 0;

/** Whether two edges without a common vertex meet. */
function cross([a, b]: Edge, [c, d]: Edge): boolean {
  const apart = (j: number) =>
    Math.max(a[j], b[j]) < Math.min(c[j], d[j]) || Math.max(c[j], d[j]) < Math.min(a[j], b[j]);
  // Edges on one line are on no side of each other; their boxes then tell.
  if (apart(0) || apart(1)) return false;
  return side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0;
}

function distance(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return hypotenuse(x - ax - t * dx, y - ay - t * dy);
}

/** Math.hypot differs between hosts. */
const hypotenuse = (x: number, y: number): number => Math.sqrt(x * x + y * y);
