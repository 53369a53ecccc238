import { sin } from "../../numerics/elementary.js";
import type { Target } from "./target.js";

/**
 * 10 sin(pi x1 x2) + 20 (x3 - 1/2)^2 + 10 x4 + 5 x5 on [0, 1]^d, d >= 5: smooth, the other inputs say nothing. The original has
 * d = 10 and noise 1.
 *
 * Friedman, "Multivariate adaptive regression splines", Annals of Statistics 19 (1991), section 4.3.
 */
export const friedman1: Target = {
  title: "Friedman 1",
  low: 0,
  inputs: 10,
  least: 5,
  draw:
    () =>
    ([x1, x2, x3, x4, x5]) =>
      10 * sin(Math.PI * x1 * x2) + 20 * (x3 - 0.5) * (x3 - 0.5) + 10 * x4 + 5 * x5,
};
