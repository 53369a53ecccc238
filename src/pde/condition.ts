import { type Place, type Quantity, quantity } from "./quantity.js";
import type { Term } from "./term.js";

/** Faces by name, or all of them. */
export type Faces = readonly string[] | "all";

/** A number, or a function of the point (and the scalars and the normal) that gives one. */
export type Given = number | ((at: Place) => number);

/** What is known of u on a part of the boundary. */
export type Condition =
  /** u = value. */
  | { readonly kind: "dirichlet"; readonly on: Faces; readonly value: Given }
  /** du/dnu = value, nu the outer normal. */
  | { readonly kind: "neumann"; readonly on: Faces; readonly value: Given }
  /** du/dnu + coefficient u = value. */
  | { readonly kind: "robin"; readonly on: Faces; readonly coefficient: Given; readonly value: Given }
  /** u, and du/dx across, are the same on two faces of a box that lie opposite. */
  | { readonly kind: "periodic"; readonly on: readonly [string, string] };

const given = (value: Given, at: Place): number => (typeof value === "number" ? value : value(at));

/** What a condition asks to be 0. */
function missOf(condition: Condition): Quantity {
  switch (condition.kind) {
    case "dirichlet":
      return quantity(0, (u, at) => u.value - given(condition.value, at));
    case "neumann":
      return quantity(1, (u, at) => across(u.gradient, at) - given(condition.value, at));
    case "robin":
      return quantity(
        1,
        (u, at) => across(u.gradient, at) + given(condition.coefficient, at) * u.value - given(condition.value, at),
      );
    case "periodic":
      return {
        order: 1,
        components: 2,
        evaluate(u, at, out) {
          out[0] = u.value - (at.other?.value ?? 0);
          out[1] = across(u.gradient, at) - across(at.other?.gradient ?? [], at);
        },
      };
  }
}

/** The derivative along the outer normal. */
function across(gradient: ArrayLike<number>, { normal }: Place): number {
  let sum = 0;
  for (let j = 0; j < normal.length; j++) sum += normal[j] * gradient[j];
  return sum;
}

/** The term of a loss that a condition is kept by: weight / (2n) times the sum of its squared misses. */
export function conditionTerm(condition: Condition, faces: readonly string[], weight: number): Term {
  const on = condition.kind === "periodic" ? condition.on : condition.on === "all" ? faces : condition.on;
  return {
    name: `${condition.kind} on ${condition.on === "all" ? "all of the boundary" : on.join(", ")}`,
    where: condition.kind === "periodic" ? { kind: "pair", faces: condition.on } : { kind: "boundary", faces: on },
    kind: "squares",
    weight,
    quantity: missOf(condition),
  };
}
