import type { KnownFunction } from "../ansatz.js";
import type { Domain } from "../domain/domain.js";
import { known, square } from "./known.js";

/**
 * The product over some coordinates of 4 (x_j - a_j)(b_j - x_j) / (b_j - a_j)^2: 0 on those faces of a box, 1 in its middle.
 * @param directions which coordinates; all by default.
 */
export function bubble({ lower, upper, dimensions: d }: Domain, directions?: readonly number[]): KnownFunction {
  const among = directions ?? lower.map((_, j) => j);
  return (x) => {
    const side = (j: number) => upper[j] - lower[j];
    const has = (j: number) => among.includes(j);
    const value = (j: number) => (has(j) ? (4 * (x[j] - lower[j]) * (upper[j] - x[j])) / square(side(j)) : 1);
    const first = (j: number) => (has(j) ? (4 * (lower[j] + upper[j] - 2 * x[j])) / square(side(j)) : 0);
    const second = (j: number) => (has(j) ? -8 / square(side(j)) : 0);
    // The product with the factors of j and l replaced by their derivatives.
    const product = (j?: number, l?: number) => {
      let result = 1;
      for (let i = 0; i < d; i++) result *= i === j && i === l ? second(i) : i === j || i === l ? first(i) : value(i);
      return result;
    };
    const range = Array.from({ length: d }, (_, j) => j);
    return known(
      product(),
      range.map((j) => product(j)),
      range.map((j) => range.map((l) => product(j, l))),
    );
  };
}
