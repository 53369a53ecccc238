import { cos, exp, sin } from "../../numerics/elementary.js";
import { box } from "../domain/box.js";
import type { PdeProblem } from "../problem.js";
import { bubble } from "./bubble.js";
import { known } from "./known.js";

const PI = Math.PI;

/** u_t = u_xx / pi^2 on (0, 1) for t in (0, 1), u = 0 at the ends, u = sin(pi x) at t = 0: u = exp(-t) sin(pi x). Time is the second input. */
export function heat(): PdeProblem {
  const domain = box([0, 0], [1, 1], { variables: ["x", "t"] });
  return {
    name: "heat",
    title: "The heat equation",
    equation: "u_t = u_xx / π² on (0, 1), 0 < t < 1, u(0, t) = u(1, t) = 0, u(x, 0) = sin πx",
    domain,
    residual: { order: 2, of: (u) => u.gradient[1] - u.hessian[0][0] / (PI * PI) },
    conditions: [
      { kind: "dirichlet", on: ["x = 0", "x = 1"], value: 0 },
      { kind: "dirichlet", on: ["t = 0"], value: ({ x }) => sin(PI * x[0]) },
    ],
    ansatz: initial(domain, (x) => {
      const [s, c] = [sin(PI * x), PI * cos(PI * x)];
      return [s, c, -PI * PI * s];
    }),
    exact: (x) => {
      const e = exp(-x[1]);
      const [s, c] = [sin(PI * x[0]), PI * cos(PI * x[0])];
      return known(
        e * s,
        [e * c, -e * s],
        [
          [-PI * PI * e * s, -e * c],
          [-e * c, e * s],
        ],
      );
    },
  };
}

/** u = u_0(x) + t b(x) N with b the bubble in x: the initial values, and 0 at the ends, where u_0 is 0. */
export function initial(
  domain: ReturnType<typeof box>,
  start: (x: number) => readonly [value: number, first: number, second: number],
): NonNullable<PdeProblem["ansatz"]> {
  const side = bubble(domain, [0]);
  return {
    lift: ({ 0: x }) => {
      const [value, first, second] = start(x);
      return known(
        value,
        [first, 0],
        [
          [second, 0],
          [0, 0],
        ],
      );
    },
    factor: (x) => {
      const { value, gradient, hessian } = side(x);
      const t = x[1];
      return known(
        t * value,
        [t * gradient[0], value],
        [
          [t * hessian[0][0], gradient[0]],
          [gradient[0], 0],
        ],
      );
    },
  };
}
