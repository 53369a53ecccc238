import { exp } from "../../numerics/elementary.js";
import { box } from "../domain/box.js";
import type { PdeProblem } from "../problem.js";
import { bubble } from "./bubble.js";
import { known, square } from "./known.js";

/**
 * -epsilon^2 u'' + u = 1 on (0, 1), u = 0 at its ends: layers of width epsilon. u = 1 - cosh((x - 1/2)/epsilon) / cosh(1/(2 epsilon)).
 * A path of epsilon from 1 down to its own value leads a network there.
 */
export function reactionDiffusion({ epsilon = 0.02 }: { readonly epsilon?: number } = {}): PdeProblem {
  const domain = box([0], [1]);
  // cosh(a)/cosh(b) with a <= b, without overflow.
  const tail = (x: number) => {
    const whole = 1 + exp(-1 / epsilon);
    return { near: exp(-x / epsilon) / whole, far: exp((x - 1) / epsilon) / whole };
  };
  return {
    name: "reaction-diffusion",
    title: "A singularly perturbed reaction and diffusion",
    equation: `−ε²u'' + u = 1 on (0, 1), u(0) = u(1) = 0, ε = ${epsilon}`,
    domain,
    scalars: { epsilon },
    residual: { order: 2, of: (u, { scalars }) => -square(scalars.epsilon) * u.laplacian + u.value - 1 },
    energy: {
      of: (u, { scalars }) => 0.5 * square(scalars.epsilon * u.gradient[0]) + 0.5 * square(u.value) - u.value,
    },
    conditions: [{ kind: "dirichlet", on: "all", value: 0 }],
    ansatz: { factor: bubble(domain) },
    suggested: {
      network: { hidden: [50] },
      points: 200,
      scalars: { epsilon: { from: 1, to: epsilon, over: 0.6 } },
    },
    exact: ({ 0: x }) => {
      const { near, far } = tail(x);
      const second = -(near + far) / square(epsilon);
      return known(1 - near - far, [(near - far) / epsilon], [[second]]);
    },
  };
}
