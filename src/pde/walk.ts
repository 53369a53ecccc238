import { type Jet, planesOf, type Session } from "../engine/index.js";
import { writeInputs } from "../model/inputs.js";
import type { Network } from "../model/network.js";
import { type Ansatz, type AnsatzRows, ansatzRows } from "./ansatz.js";
import type { Collocation, Part } from "./collocation.js";
import { type LocalView, localView } from "./local.js";
import { differentiate, type Place } from "./quantity.js";

/** A quantity at one of its points: its numbers and, where wanted, their derivatives by u there and at the partner. */
export type Visit = (part: Part, index: number, values: Float64Array, own: Float64Array, partner: Float64Array) => void;

/** The terms of a loss at their points, with u as a session and an ansatz have it. */
export interface TermWalk {
  readonly jet: Jet;
  readonly planes: number;
  /** The points that it is at. */
  readonly collocation: Collocation;
  /** Evaluates the network at all points. */
  forward(s: ArrayLike<number>): void;
  /** Goes through every term at every one of its points, after a forward pass. */
  each(derivatives: boolean, visit: Visit): void;
  /** Replaces derivatives by u's planes at a point by those by the network's. */
  toNetwork(row: number, derivatives: Float64Array): void;
  /** Leaves in the session's gradient that of a loss with these derivatives by u's planes, (rows x planes); changes them. */
  pull(derivatives: Float64Array): void;
  /** Goes on with other points, as many as before. */
  move(collocation: Collocation): void;
}

export interface WalkInput {
  readonly session: Session;
  readonly network: Network;
  readonly collocation: Collocation;
  readonly ansatz?: Ansatz;
  readonly scalars: () => Readonly<Record<string, number>>;
}

/** Binds terms at their points to a session whose jets have the terms' order. */
export function termWalk({ session, network, collocation, ansatz, scalars }: WalkInput): TermWalk {
  const d = network.inputs;
  const jet: Jet = { order: session.program.jet?.order ?? 0, directions: d };
  const planes = planesOf(jet);
  const most = Math.max(...collocation.parts.map(({ term }) => term.quantity.components));
  const [u, other] = [localView(jet), localView(jet)];
  const entries = new Float64Array(planes);
  const values = new Float64Array(most);
  const own = new Float64Array(most * planes);
  const partner = new Float64Array(most * planes);
  let at = collocation;
  let rows: AnsatzRows | undefined;

  function move(next: Collocation): void {
    at = next;
    writeInputs(session, network, at.x);
    rows = ansatz && ansatzRows(ansatz, at.x, jet);
  }
  move(collocation);

  function show(view: LocalView, row: number): void {
    for (let plane = 0; plane < planes; plane++) entries[plane] = session.output[plane * at.rows + row];
    rows?.apply(row, entries);
    view.load(entries);
  }

  return {
    jet,
    planes,
    get collocation() {
      return at;
    },
    forward: (s) => session.forward(at.rows, s),
    each(derivatives, visit) {
      const known = scalars();
      for (const part of at.parts) {
        const { first, other: second } = part;
        const { quantity } = part.term;
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
    },
    toNetwork: (row, derivatives) => rows?.pull(row, derivatives),
    pull(derivatives) {
      for (let row = 0; row < at.rows; row++) {
        rows?.pull(row, derivatives.subarray(row * planes, (row + 1) * planes));
        for (let plane = 0; plane < planes; plane++)
          session.cotangent[plane * at.rows + row] = derivatives[row * planes + plane];
      }
      session.clear();
      session.pull(at.rows);
    },
    move,
  };
}
