import type { Jet } from "../engine/index.js";
import type { Model } from "../model/model.js";
import { type Matrix, zeros } from "../numerics/linear/matrix.js";
import { jetJacobian } from "../tangent/index.js";
import type { Collocation, Part } from "./collocation.js";
import type { Term } from "./term.js";
import { type TermWalk, termWalk, type WalkInput } from "./walk.js";

/** The highest derivative that the terms need. */
export const orderOf = (terms: readonly Term[]): Jet["order"] =>
  Math.max(0, ...terms.map(({ quantity }) => quantity.order)) as Jet["order"];

/** Residuals of the terms that are squares. */
export const residualsOf = ({ parts }: Collocation): number =>
  parts.reduce((sum, part) => sum + residualCount(part), 0);

const residualCount = ({ term, rows }: Part): number =>
  term.kind === "squares" ? rows * term.quantity.components : term.kind === "squared integral" ? 1 : 0;

/** A loss of terms at the live parameters of a session. */
export interface PdeObjective {
  /** N: residuals of the terms that are squares. */
  readonly residuals: number;
  /** R, and the value of each term; fills the session's gradient where it is wanted. */
  evaluate(s: ArrayLike<number>, gradient: boolean): { readonly loss: number; readonly terms: readonly number[] };
  /** r with R = |r|^2 / 2, for losses of squares alone, and dr/dtheta (N x P) of a model at the live parameters. */
  residual(s: ArrayLike<number>): Float64Array;
  jacobian(model: Model): { readonly residual: Float64Array; readonly jacobian: Matrix };
  /** Goes on with other points, as many as before. */
  move(collocation: Collocation): void;
}

/** The loss of terms at their points. */
export function pdeObjective(input: WalkInput): PdeObjective {
  const walk = termWalk(input);
  const { planes } = walk;
  const residuals = residualsOf(walk.collocation);
  return {
    residuals,
    evaluate(s, gradient) {
      walk.forward(s);
      const { rows, parts } = walk.collocation;
      const derivatives = new Float64Array(gradient ? rows * planes : 0);
      const means = integrals(walk);
      const terms = new Map(parts.map((part) => [part, 0]));
      walk.each(gradient, (part, i, q, own, partner) => {
        let sum = terms.get(part) ?? 0;
        for (let c = 0; c < part.term.quantity.components; c++) {
          const { value, factor } = share(part, q[c], means);
          sum += value;
          if (!gradient) continue;
          addScaled(derivatives, (part.first + i) * planes, own, c * planes, planes, factor);
          if (part.other !== undefined)
            addScaled(derivatives, (part.other + i) * planes, partner, c * planes, planes, factor);
        }
        terms.set(part, sum);
      });
      if (gradient) walk.pull(derivatives);
      const each = [...terms.values()];
      return { loss: each.reduce((sum, value) => sum + value, 0), terms: each };
    },
    residual(s) {
      walk.forward(s);
      return residualsAt(walk, residuals);
    },
    jacobian(model) {
      walk.forward(model.s);
      const { rows, x, dimensions } = walk.collocation;
      const row: number[] = [];
      const point: number[] = [];
      const coefficients: number[] = [];
      const add = (to: number, at: number, from: Float64Array, component: number, scale: number) => {
        const part = from.slice(component * planes, (component + 1) * planes);
        for (let plane = 0; plane < planes; plane++) part[plane] *= scale;
        walk.toNetwork(at, part);
        row.push(to);
        point.push(at);
        coefficients.push(...part);
      };
      const residual = residualsAt(walk, residuals, ({ to, part, index, component, scale, own, partner }) => {
        add(to, part.first + index, own, component, scale);
        if (part.other !== undefined) add(to, part.other + index, partner, component, scale);
      });
      if (residuals === 0) return { residual, jacobian: zeros(0, model.network.parameters) };
      const functionals = {
        row: Int32Array.from(row),
        point: Int32Array.from(point),
        coefficients: Float64Array.from(coefficients),
      };
      const points = { rows, inputs: dimensions, x };
      return { residual, jacobian: jetJacobian(model, points, walk.jet.order, functionals, residuals) };
    },
    move: walk.move,
  };
}

/** What a number q at a point adds to its term, and the term's derivative by it. */
function share(part: Part, q: number, means: ReadonlyMap<Part, number>): { value: number; factor: number } {
  const { kind, weight } = part.term;
  const each = (kind === "squares" ? weight : weight * part.measure) / part.rows;
  if (kind === "integral") return { value: each * q, factor: each };
  const factor = each * (kind === "squares" ? q : (means.get(part) ?? 0));
  return { value: 0.5 * factor * q, factor };
}

/** |S| / n sum q, for terms that are squares of integrals. */
function integrals(walk: TermWalk): ReadonlyMap<Part, number> {
  const sums = new Map<Part, number>();
  for (const part of walk.collocation.parts) if (part.term.kind === "squared integral") sums.set(part, 0);
  if (sums.size > 0)
    walk.each(false, (part, _, [q]) => {
      const sum = sums.get(part);
      if (sum !== undefined) sums.set(part, sum + (part.measure / part.rows) * q);
    });
  return sums;
}

/** One summand of a residual: scale times a component of a quantity, with the derivatives of all of them. */
interface Summand {
  /** The residual that it is a part of. */
  readonly to: number;
  readonly part: Part;
  readonly index: number;
  readonly component: number;
  readonly scale: number;
  readonly own: Float64Array;
  readonly partner: Float64Array;
}

/** r, after a forward pass; `visit` is told of every summand, with derivatives. */
function residualsAt(walk: TermWalk, count: number, visit?: (summand: Summand) => void): Float64Array {
  const residual = new Float64Array(count);
  const starts = new Map<Part, number>();
  let next = 0;
  for (const part of walk.collocation.parts) {
    starts.set(part, next);
    next += residualCount(part);
  }
  walk.each(visit !== undefined, (part, index, q, own, partner) => {
    const { kind, weight, quantity } = part.term;
    const start = starts.get(part) ?? 0;
    const scale = Math.sqrt(weight) * (kind === "squares" ? Math.sqrt(1 / part.rows) : part.measure / part.rows);
    for (let component = 0; component < quantity.components; component++) {
      const to = kind === "squares" ? start + index * quantity.components + component : start;
      residual[to] += scale * q[component];
      visit?.({ to, part, index, component, scale, own, partner });
    }
  });
  return residual;
}

/** target[to ...] += factor source[from ...]. */
function addScaled(
  target: Float64Array,
  to: number,
  source: Float64Array,
  from: number,
  count: number,
  factor: number,
): void {
  for (let i = 0; i < count; i++) target[to + i] += factor * source[from + i];
}
