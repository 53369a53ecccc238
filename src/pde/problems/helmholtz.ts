import { cos, sin } from "../../numerics/elementary.js";
import { box } from "../domain/box.js";
import type { PdeProblem } from "../problem.js";
import { bubble } from "./bubble.js";
import { known } from "./known.js";

const PI = Math.PI;

/** Delta u + k^2 u = q on [-1, 1]^2, u = 0, with k = 1 and q so that u = sin(pi x1) sin(4 pi x2): an indefinite operator, and a fast oscillation. */
export function helmholtz(): PdeProblem {
  const domain = box([-1, -1], [1, 1]);
  const solution = (x: ArrayLike<number>) => sin(PI * x[0]) * sin(4 * PI * x[1]);
  return {
    name: "helmholtz",
    title: "Helmholtz' equation",
    equation: "Δu + u = (1 − 17π²) sin πx₁ sin 4πx₂ on [−1, 1]², u = 0 on the boundary",
    domain,
    residual: { order: 2, of: (u, { x }) => u.laplacian + u.value - (1 - 17 * PI * PI) * solution(x) },
    conditions: [{ kind: "dirichlet", on: "all", value: 0 }],
    ansatz: { factor: bubble(domain) },
    exact: (x) => {
      const [s, t] = [sin(PI * x[0]), sin(4 * PI * x[1])];
      const [c, e] = [PI * cos(PI * x[0]), 4 * PI * cos(4 * PI * x[1])];
      return known(
        s * t,
        [c * t, s * e],
        [
          [-PI * PI * s * t, c * e],
          [c * e, -16 * PI * PI * s * t],
        ],
      );
    },
  };
}
