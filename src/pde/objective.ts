import type { Jet, Session } from "../engine/index.js";
import { planesOf } from "../engine/index.js";
import type { Model } from "../model/model.js";
import type { Network } from "../model/network.js";
import { type Matrix, zeros } from "../numerics/linear/matrix.js";
import { jetJacobian } from "../tangent/index.js";
import { type Ansatz, type AnsatzRows, ansatzRows } from "./ansatz.js";
import type { Collocation, Part } from "./collocation.js";
import { type LocalView, localView } from "./local.js";
import { differentiate, type Place } from "./quantity.js";
import type { Term } from "./term.js";

/** The highest derivative that the terms need. */
export const orderOf = (terms: readonly Term[]): Jet["order"] =>
  Math.max(0, ...terms.map(({ quantity }) => quantity.order)) as Jet["order"];

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

export interface ObjectiveInput {
  readonly session: Session;
  readonly network: Network;
  readonly collocation: Collocation;
  readonly ansatz?: Ansatz;
  readonly scalars: () => Readonly<Record<string, number>>;
}

/** A quantity at one of its points: its numbers and, where wanted, their derivatives by u there and at the partner. */
type Visit = (part: Part, index: number, values: Float64Array, own: Float64Array, partner: Float64Array) => void;

/** Binds terms at their points to a session whose jets have the terms' order. */
export function pdeObjective({ session, network, collocation, ansatz, scalars }: ObjectiveInput): PdeObjective {
  const { program } = session;
  const jet: Jet = program.jet ?? { order: 0, directions: network.inputs };
  const planes = planesOf({ ...jet });
  const width = network.widths[0];
  const d = network.inputs;
  let at = collocation;
  let rows: AnsatzRows | undefined;
  const most = Math.max(...at.parts.map(({ term }) => term.quantity.components));
  const [u, other] = [localView({ order: jet.order, directions: d }), localView({ order: jet.order, directions: d })];
  const entries = new Float64Array(planes);
  const values = new Float64Array(most);
  const own = new Float64Array(most * planes);
  const partner = new Float64Array(most * planes);
  let cotangent = new Float64Array(at.rows * planes);

  function fill(): void {
    for (let i = 0; i < at.rows; i++) {
      for (let j = 0; j < d; j++) session.input[i * width + j] = at.x[i * d + j];
      if (width > d) session.input[i * width + d] = 1;
    }
    rows = ansatz && ansatzRows(ansatz, at.x, { order: jet.order, directions: d });
  }
  fill();

  function show(view: LocalView, row: number): void {
    for (let plane = 0; plane < planes; plane++) entries[plane] = session.output[plane * at.rows + row];
    rows?.apply(row, entries);
    view.load(entries);
  }

  /** Goes through every term at every one of its points, after a forward pass. */
  function walk(derivatives: boolean, visit: Visit): void {
    const known = scalars();
    for (const part of at.parts) {
      const { term, first, other: second } = part;
      const { quantity } = term;
      for (let i = 0; i < part.rows; i++) {
        const row = first + i;
        show(u, row);
        if (second !== undefined) show(other, second + i);
        const place: Place = {
          x: at.x.subarray(row * d, (row + 1) * d),
          normal: at.normal.subarray(row * d, (row + 1) * d),
          scalars: known,
          index: i,
          ...(second === undefined ? {} : { other }),
        };
        quantity.evaluate(u, place, values);
        if (derivatives) {
          differentiate(quantity, u, place, own);
          if (second !== undefined) differentiate(quantity, u, place, partner, other);
        }
        visit(part, i, values, own, partner);
      }
    }
  }

  const forward = (s: ArrayLike<number>) => session.forward(at.rows, s);

  /** |S| / n sum q, for terms that are squares of integrals. */
  function integrals(): ReadonlyMap<Part, number> {
    const sums = new Map<Part, number>();
    for (const part of at.parts) if (part.term.kind === "squared integral") sums.set(part, 0);
    if (sums.size > 0)
      walk(false, (part, _, [q]) => {
        const sum = sums.get(part);
        if (sum !== undefined) sums.set(part, sum + (part.measure / part.rows) * q);
      });
    return sums;
  }

  function residualOf(visitor?: (row: number, part: Part, index: number, component: number, scale: number) => void) {
    const residual = new Float64Array(residuals);
    let next = 0;
    const starts = new Map<Part, number>();
    for (const part of at.parts) {
      starts.set(part, next);
      next += residualCount(part);
    }
    walk(visitor !== undefined, (part, i, q) => {
      const { kind, weight, quantity } = part.term;
      const start = starts.get(part) ?? 0;
      const scale = Math.sqrt(weight) * (kind === "squares" ? Math.sqrt(1 / part.rows) : part.measure / part.rows);
      for (let c = 0; c < quantity.components; c++) {
        const row = kind === "squares" ? start + i * quantity.components + c : start;
        residual[row] += scale * q[c];
        visitor?.(row, part, i, c, scale);
      }
    });
    return residual;
  }

  const residuals = residualsOf(at);

  return {
    residuals,
    evaluate(s, gradient) {
      forward(s);
      if (gradient) cotangent.fill(0);
      const means = integrals();
      const terms = new Map(at.parts.map((part) => [part, 0]));
      walk(gradient, (part, i, q, own, partner) => {
        const { kind, weight, quantity } = part.term;
        const { components } = quantity;
        let sum = terms.get(part) ?? 0;
        for (let c = 0; c < components; c++) {
          const share = kind === "squares" ? weight / part.rows : (weight * part.measure) / part.rows;
          const factor =
            kind === "squares" ? share * q[c] : kind === "integral" ? share : share * (means.get(part) ?? 0);
          sum += kind === "squares" ? 0.5 * factor * q[c] : kind === "integral" ? share * q[c] : 0.5 * factor * q[c];
          if (!gradient) continue;
          const to = (part.first + i) * planes;
          for (let plane = 0; plane < planes; plane++) cotangent[to + plane] += factor * own[c * planes + plane];
          if (part.other === undefined) continue;
          const beyond = (part.other + i) * planes;
          for (let plane = 0; plane < planes; plane++)
            cotangent[beyond + plane] += factor * partner[c * planes + plane];
        }
        terms.set(part, sum);
      });
      if (gradient) {
        for (let row = 0; row < at.rows; row++) {
          rows?.pull(row, cotangent.subarray(row * planes, (row + 1) * planes));
          for (let plane = 0; plane < planes; plane++)
            session.cotangent[plane * at.rows + row] = cotangent[row * planes + plane];
        }
        session.clear();
        session.pull(at.rows);
      }
      const each = [...terms.values()];
      return { loss: each.reduce((sum, value) => sum + value, 0), terms: each };
    },
    residual(s) {
      forward(s);
      return residualOf();
    },
    jacobian(model) {
      forward(model.s);
      const row: number[] = [];
      const point: number[] = [];
      const coefficients: number[] = [];
      const add = (to: number, at: number, from: Float64Array, c: number, scale: number) => {
        const part = from.slice(c * planes, (c + 1) * planes);
        for (let plane = 0; plane < planes; plane++) part[plane] *= scale;
        rows?.pull(at, part);
        row.push(to);
        point.push(at);
        coefficients.push(...part);
      };
      const residual = residualOf((to, part, i, c, scale) => {
        add(to, part.first + i, own, c, scale);
        if (part.other !== undefined) add(to, part.other + i, partner, c, scale);
      });
      const functionals = {
        row: Int32Array.from(row),
        point: Int32Array.from(point),
        coefficients: Float64Array.from(coefficients),
      };
      const points = { rows: at.rows, inputs: d, x: at.x };
      return {
        residual,
        jacobian:
          residuals === 0
            ? zeros(0, network.parameters)
            : jetJacobian(model, points, jet.order, functionals, residuals),
      };
    },
    move(next) {
      at = next;
      cotangent = new Float64Array(at.rows * planes);
      fill();
    },
  };
}

/** Residuals of the terms that are squares. */
export const residualsOf = ({ parts }: Collocation): number =>
  parts.reduce((sum, part) => sum + residualCount(part), 0);

const residualCount = ({ term, rows }: Part): number =>
  term.kind === "squares" ? rows * term.quantity.components : term.kind === "squared integral" ? 1 : 0;
