import { cos, sin } from "../../numerics/elementary.js";
import { box } from "../domain/box.js";
import { polygon } from "../domain/polygon.js";
import type { PdeProblem } from "../problem.js";
import { bubble } from "./bubble.js";
import { known, square } from "./known.js";
import { poissonOnL } from "./l-shape.js";

const PI = Math.PI;

/**
 * The paper's: -Delta u = pi^2 (cos(pi x1) + cos(pi x2)) on the unit square, du/dnu = 0, with the solution cos(pi x1) + cos(pi x2). Its energy,
 * 1/2 |grad u|^2 - f u and half the square of u's integral, is least at -pi^2/2.
 * @paper HRTA eq. (42), Example 3
 */
export function poissonNeumann(): PdeProblem {
  const source = (x: ArrayLike<number>) => PI * PI * (cos(PI * x[0]) + cos(PI * x[1]));
  return {
    name: "poisson-neumann",
    title: "Poisson's equation with Neumann conditions, the paper's",
    equation: "−Δu = π² (cos πx₁ + cos πx₂) on the unit square, ∂u/∂ν = 0, ∫u = 0",
    domain: box([0, 0], [1, 1]),
    residual: { order: 2, of: (u, { x }) => -u.laplacian - source(x) },
    energy: {
      of: (u, { x }) => 0.5 * (square(u.gradient[0]) + square(u.gradient[1])) - source(x) * u.value,
      least: -0.5 * PI * PI,
    },
    conditions: [{ kind: "neumann", on: "all", value: 0 }],
    meanFree: true,
    exact: (x) =>
      known(
        cos(PI * x[0]) + cos(PI * x[1]),
        [-PI * sin(PI * x[0]), -PI * sin(PI * x[1])],
        [
          [-PI * PI * cos(PI * x[0]), 0],
          [0, -PI * PI * cos(PI * x[1])],
        ],
      ),
  };
}

/** -Delta u = 2 pi^2 sin(pi x1) sin(pi x2) on the unit square, u = 0, with the solution sin(pi x1) sin(pi x2) and least energy -pi^2/4. */
export function poissonSquare(): PdeProblem {
  const product = (x: ArrayLike<number>) => sin(PI * x[0]) * sin(PI * x[1]);
  const domain = box([0, 0], [1, 1]);
  return {
    name: "poisson-square",
    title: "Poisson's equation on the square",
    equation: "−Δu = 2π² sin πx₁ sin πx₂ on the unit square, u = 0 on its boundary",
    domain,
    residual: { order: 2, of: (u, { x }) => -u.laplacian - 2 * PI * PI * product(x) },
    energy: {
      of: (u, { x }) => 0.5 * (square(u.gradient[0]) + square(u.gradient[1])) - 2 * PI * PI * product(x) * u.value,
      least: -0.25 * PI * PI,
    },
    conditions: [{ kind: "dirichlet", on: "all", value: 0 }],
    ansatz: { factor: bubble(domain) },
    exact: (x) => {
      const [s, t] = [sin(PI * x[0]), sin(PI * x[1])];
      const [c, e] = [PI * cos(PI * x[0]), PI * cos(PI * x[1])];
      return known(
        s * t,
        [c * t, s * e],
        [
          [-PI * PI * s * t, c * e],
          [c * e, -PI * PI * s * t],
        ],
      );
    },
  };
}

/** -Delta u = 1 on the L-shaped domain [-1, 1]^2 without (0, 1) x (-1, 0), u = 0: a corner singularity, and no formula; finite differences instead. */
export function poissonL(): PdeProblem {
  return {
    name: "poisson-l",
    title: "Poisson's equation on the L-shaped domain",
    equation: "−Δu = 1 on [−1, 1]² without its lower right quarter, u = 0 on its boundary",
    domain: polygon([
      [-1, -1],
      [0, -1],
      [0, 0],
      [1, 0],
      [1, 1],
      [-1, 1],
    ]),
    residual: { order: 2, of: (u) => -u.laplacian - 1 },
    energy: { of: (u) => 0.5 * (square(u.gradient[0]) + square(u.gradient[1])) - u.value },
    conditions: [{ kind: "dirichlet", on: "all", value: 0 }],
    suggested: { network: { hidden: [30, 30], bias: "layers" }, points: 800, boundary: 200, boundaryWeight: 100 },
    reference: () => poissonOnL(),
  };
}
