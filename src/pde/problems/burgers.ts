import { cos, sin } from "../../numerics/elementary.js";
import { box } from "../domain/box.js";
import type { PdeProblem } from "../problem.js";
import { coleHopf } from "./cole-hopf.js";
import { initial } from "./heat.js";

const PI = Math.PI;

/**
 * u_t + u u_x = nu u_xx on (-1, 1) for t in (0, 1), u = 0 at the ends, u = -sin(pi x) at t = 0; nu = 0.01/pi makes a front at x = 0. A path
 * of nu from 0.3 down to its own value leads a network there. The reference solution is Cole and Hopf's.
 * @param options.viscosity nu. Default 0.01 / pi.
 */
export function burgers({ viscosity = 0.01 / PI }: { readonly viscosity?: number } = {}): PdeProblem {
  const domain = box([-1, 0], [1, 1], { variables: ["x", "t"] });
  return {
    name: "burgers",
    title: "Burgers' equation",
    equation: `u_t + u u_x = ν u_xx on (−1, 1), 0 < t < 1, u(±1, t) = 0, u(x, 0) = −sin πx, ν = ${viscosity.toPrecision(3)}`,
    domain,
    scalars: { viscosity },
    residual: {
      order: 2,
      of: (u, { scalars }) => u.gradient[1] + u.value * u.gradient[0] - scalars.viscosity * u.hessian[0][0],
    },
    conditions: [
      { kind: "dirichlet", on: ["x = -1", "x = 1"], value: 0 },
      { kind: "dirichlet", on: ["t = 0"], value: ({ x }) => -sin(PI * x[0]) },
    ],
    ansatz: initial(domain, (x) => {
      const [s, c] = [sin(PI * x), PI * cos(PI * x)];
      return [-s, -c, PI * PI * s];
    }),
    suggested: {
      network: { hidden: [30, 30], bias: "layers" },
      ...{ points: 3000, boundary: 200, sampling: "halton" },
      scalars: { viscosity: { from: 0.3, to: viscosity } },
    },
    reference: ({ viscosity: nu }) => coleHopf(nu),
  };
}
