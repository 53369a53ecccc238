import type { Target } from "./target.js";

/** 1 / (1 + 25 mean_j x_j^2), smooth; Runge's function for d = 1. */
export const runge: Target = {
  title: "1 / (1 + 25 mean x^2)",
  low: -1,
  inputs: 1,
  draw: (inputs) => (x) => {
    let squares = 0;
    for (const value of x) squares += value * value;
    return 1 / (1 + (25 * squares) / inputs);
  },
};

/** mean_j |x_j|, with a kink in every coordinate plane. */
export const absolute: Target = {
  title: "mean |x|",
  low: -1,
  inputs: 1,
  draw: (inputs) => (x) => {
    let sum = 0;
    for (const value of x) sum += Math.abs(value);
    return sum / inputs;
  },
};

/** 1 where x_1 + ... + x_d >= 0, else -1: a jump across one hyperplane. */
export const step: Target = {
  title: "sign(x1 + ... + xd)",
  low: -1,
  inputs: 1,
  draw: () => (x) => {
    let sum = 0;
    for (const value of x) sum += value;
    return sum >= 0 ? 1 : -1;
  },
};
