import type { Quantity } from "./quantity.js";

/** Where the points of a term lie: inside, on some faces, on two faces whose points are paired, or at given places. */
export type Where =
  | { readonly kind: "interior" }
  | { readonly kind: "boundary"; readonly faces: readonly string[] }
  | { readonly kind: "pair"; readonly faces: readonly [string, string] }
  | { readonly kind: "given"; readonly x: readonly ArrayLike<number>[] };

/**
 * A part of a loss, over n points x_i of a set of measure |S|:
 * - "squares": weight / (2n) sum_i |q(x_i)|^2;
 * - "integral": weight |S| / n sum_i q(x_i), an energy;
 * - "squared integral": weight / 2 (|S| / n sum_i q(x_i))^2.
 */
export interface Term {
  readonly name: string;
  readonly where: Where;
  readonly kind: "squares" | "integral" | "squared integral";
  readonly weight: number;
  readonly quantity: Quantity;
}
