import { InputError } from "../model/errors.js";
import type { Ansatz, KnownFunction } from "./ansatz.js";
import { type Condition, conditionTerm } from "./condition.js";
import type { Domain } from "./domain/domain.js";
import { type LocalFunction, type Quantity, quantity } from "./quantity.js";
import type { Suggestion } from "./suggestion.js";
import type { Term } from "./term.js";

/** A boundary value problem; time, where there is one, is the last coordinate. */
export interface PdeProblem {
  /** Short, as the command line has it. */
  readonly name: string;
  readonly title: string;
  /** Equation and conditions, for people. */
  readonly equation: string;
  readonly domain: Domain;
  /** Numbers in the problem that a run may move, such as a viscosity, with their own values. */
  readonly scalars?: Readonly<Record<string, number>>;
  /** The strong form: what is 0 where the equation holds. */
  readonly residual?: { readonly order: 1 | 2; readonly of: LocalFunction };
  /** The density of an energy that the solution makes least, with its value there where that is known. */
  readonly energy?: { readonly of: LocalFunction; readonly least?: number };
  readonly conditions: readonly Condition[];
  /** Whether solutions differ by constants (pure Neumann conditions): then the mean of u is asked to be 0. */
  readonly meanFree?: boolean;
  /** Conditions that hold by construction, for `hard`; the Dirichlet conditions are then left out of the loss. */
  readonly ansatz?: Ansatz;
  /** The solution. */
  readonly exact?: KnownFunction;
  /** Measurements u(x) = value that the solution should meet as well. */
  readonly data?: readonly { readonly x: readonly number[]; readonly value: number }[];
  readonly suggested?: Suggestion;
  /** Another way to the solution where there is no formula for it, such as finite differences; may take a moment. */
  readonly reference?: (scalars: Readonly<Record<string, number>>) => (x: ArrayLike<number>) => number;
}

/** What a network is trained on: the strong form, the energy (Deep Ritz), or the exact solution and its gradient (Sobolev training). */
export const pdeLosses = ["residual", "energy", "sobolev"] as const;
export type PdeLoss = (typeof pdeLosses)[number];

export interface TermOptions {
  readonly loss: PdeLoss;
  /** Factor of the conditions' terms. Default 1. */
  readonly boundaryWeight?: number;
  /** Whether the problem's ansatz keeps the Dirichlet conditions. */
  readonly hard?: boolean;
}

/**
 * The terms of a loss for a problem.
 * - "residual": 1/(2n) sum r(x_i)^2, and the conditions.
 * - "energy": |Omega|/n sum e(x_i), the Deep Ritz method; natural (Neumann) conditions without a value are left to the energy.
 * - "sobolev": 1/(2n) sum |u - u*|^2 + |grad u - grad u*|^2. It is fed the solution: regression, not a solve.
 * Where u is free up to a constant, (1/2) (integral of u)^2 is added to the first two.
 * @throws InputError if the problem lacks what the loss needs.
 * @paper HRTA eq. (42), (51) and the energy after (42); E and Yu, The Deep Ritz method, 2018
 */
export function pdeTerms(problem: PdeProblem, { loss, boundaryWeight = 1, hard = false }: TermOptions): Term[] {
  const { residual, energy, exact, ansatz, conditions, meanFree, data } = problem;
  if (!(boundaryWeight > 0 && Number.isFinite(boundaryWeight)))
    throw new InputError(`boundary weight: expected a positive number, got ${boundaryWeight}`);
  if (hard && !ansatz)
    throw new InputError(`${problem.name}: no ansatz that keeps the conditions is given; leave "hard" out`);
  const interior = (name: string, kind: Term["kind"], of: Quantity): Term => ({
    ...{ name, where: { kind: "interior" }, kind, weight: 1, quantity: of },
  });
  if (loss === "sobolev") {
    if (!exact) throw new InputError(`${problem.name}: Sobolev training needs the exact solution; use loss residual`);
    return [interior("u - u* and its gradient", "squares", sobolev(exact, problem.domain.dimensions))];
  }
  const terms: Term[] = [];
  if (loss === "residual") {
    if (!residual) throw new InputError(`${problem.name}: has no strong form; use loss energy`);
    terms.push(interior("residual", "squares", quantity(residual.order, residual.of)));
  } else {
    if (!energy) throw new InputError(`${problem.name}: has no energy; use loss residual`);
    terms.push(interior("energy", "integral", quantity(1, energy.of)));
  }
  if (meanFree)
    terms.push(
      interior(
        "mean",
        "squared integral",
        quantity(0, (u) => u.value),
      ),
    );
  const faces = problem.domain.faces.map(({ name }) => name);
  for (const condition of conditions) {
    if (hard && condition.kind === "dirichlet") continue;
    const natural = condition.kind === "neumann" && condition.value === 0;
    if (loss === "energy" && natural) continue;
    if (loss === "energy" && (condition.kind === "neumann" || condition.kind === "robin"))
      throw new InputError(
        `${problem.name}: an energy over the domain alone has du/dnu = 0 as its natural condition, which a ${condition.kind} condition contradicts; use loss residual`,
      );
    terms.push(conditionTerm(condition, faces, boundaryWeight));
  }
  if (data && data.length > 0) {
    terms.push({
      ...{ name: "data", kind: "squares", weight: boundaryWeight },
      where: { kind: "given", x: data.map(({ x }) => x) },
      quantity: quantity(0, (u, { index = Number.NaN }) => u.value - (data[index]?.value ?? Number.NaN)),
    });
  }
  return terms;
}

/** u - u* and the entries of grad u - grad u*. */
function sobolev(exact: KnownFunction, d: number): Quantity {
  return {
    order: 1,
    components: 1 + d,
    evaluate(u, { x }, out) {
      const known = exact(x);
      out[0] = u.value - known.value;
      for (let j = 0; j < d; j++) out[1 + j] = u.gradient[j] - known.gradient[j];
    },
    differentiate(_u, _at, out, planes) {
      for (let c = 0; c <= d; c++) out[c * planes + c] = 1;
    },
  };
}
