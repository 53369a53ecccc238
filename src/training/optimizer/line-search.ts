/** A function of the step length and its derivative. */
export type LineFunction = (alpha: number) => { readonly value: number; readonly slope: number };

interface Point {
  readonly alpha: number;
  readonly value: number;
  readonly slope: number;
}

/** Minimiser of the cubic through two points with slopes, kept inside the inner 80 % of the interval. */
function interpolate(a: Point, b: Point): number {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.alpha - b.alpha);
  const root = d1 * d1 - a.slope * b.slope;
  const low = Math.min(a.alpha, b.alpha);
  const high = Math.max(a.alpha, b.alpha);
  let alpha = 0.5 * (low + high);
  if (root >= 0) {
    const d2 = (b.alpha > a.alpha ? 1 : -1) * Math.sqrt(root);
    const candidate = b.alpha - ((b.alpha - a.alpha) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
    if (Number.isFinite(candidate)) alpha = candidate;
  }
  const margin = 0.1 * (high - low);
  return Math.min(Math.max(alpha, low + margin), high - margin);
}

export interface WolfeOptions {
  /** phi(0). */
  readonly loss: number;
  /** phi'(0) < 0. */
  readonly slope: number;
  /** First trial. */
  readonly first: number;
  /** The most evaluations. */
  readonly evaluations: number;
  /** Sufficient decrease, default 1e-4. */
  readonly c1?: number;
  /** Curvature, default 0.9. */
  readonly c2?: number;
}

/**
 * A step that meets the strong Wolfe conditions phi(alpha) <= phi(0) + c1 alpha phi'(0), |phi'(alpha)| <= c2 |phi'(0)|, or, when the
 * evaluations run out, the best one found that decreases phi; undefined if there is none. `line` was last called at the result.
 * @paper Nocedal and Wright, Numerical Optimization, Algorithms 3.5 and 3.6
 */
export function wolfe(line: LineFunction, options: WolfeOptions): number | undefined {
  const { loss, slope, first, evaluations, c1 = 1e-4, c2 = 0.9 } = options;
  let used = 0;
  let last = 0;
  const at = (alpha: number): Point => {
    used++;
    last = alpha;
    return { alpha, ...line(alpha) };
  };
  const enough = (p: Point) => p.value <= loss + c1 * p.alpha * slope;
  const settle = (p: Point): number | undefined => {
    if (!(p.alpha > 0 && p.value < loss)) return undefined;
    if (last !== p.alpha) line(p.alpha);
    return p.alpha;
  };
  const zoom = (low: Point, high: Point): number | undefined => {
    while (used < evaluations && Math.abs(high.alpha - low.alpha) > 1e-12 * Math.max(1, low.alpha)) {
      const middle = at(Number.isFinite(high.value) ? interpolate(low, high) : 0.5 * (low.alpha + high.alpha));
      if (!enough(middle) || !(middle.value < low.value)) high = middle;
      else {
        if (Math.abs(middle.slope) <= -c2 * slope) return middle.alpha;
        if (middle.slope * (high.alpha - low.alpha) >= 0) high = low;
        low = middle;
      }
    }
    return settle(low);
  };
  let previous: Point = { alpha: 0, value: loss, slope };
  let alpha = first;
  while (used < evaluations) {
    const point = at(alpha);
    if (!enough(point) || (previous.alpha > 0 && point.value >= previous.value)) return zoom(previous, point);
    if (Math.abs(point.slope) <= -c2 * slope) return point.alpha;
    if (point.slope >= 0) return zoom(point, previous);
    previous = point;
    alpha *= 2;
  }
  return settle(previous);
}
