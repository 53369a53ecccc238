import { cos, exp, log, sin } from "../../numerics/elementary.js";
import { gaussHermite } from "../../numerics/quadrature.js";

/** Nodes of the quadrature: at nu = 0.01/pi the integrands are as sharp as exp(50 cos), and 200 nodes agree with 400 to 1e-12. */
const NODES = 240;

/**
 * The solution of Burgers' equation u_t + u u_x = nu u_xx with u = -sin(pi x) at t = 0: with f(y) = exp(-cos(pi y) / (2 pi nu)) and a standard
 * normal xi, u(x, t) = -E[sin(pi y) f(y)] / E[f(y)], y = x - sqrt(2 nu t) xi, by Gauss-Hermite quadrature.
 * @paper Cole, On a quasi-linear parabolic equation occurring in aerodynamics, 1951; Hopf, 1950
 */
export function coleHopf(viscosity: number): (x: ArrayLike<number>) => number {
  const { nodes, weights } = gaussHermite(NODES);
  const exponents = new Float64Array(NODES);
  return ({ 0: x, 1: t }) => {
    const width = Math.sqrt(2 * viscosity * Math.max(t, 0));
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < NODES; i++) {
      exponents[i] = -cos(Math.PI * (x - width * nodes[i])) / (2 * Math.PI * viscosity);
      // A weight that is 0 in double must not set the scale.
      if (weights[i] > 0) most = Math.max(most, exponents[i] + log(weights[i]));
    }
    let [above, below] = [0, 0];
    for (let i = 0; i < NODES; i++) {
      if (!(weights[i] > 0)) continue;
      const share = exp(exponents[i] + log(weights[i]) - most);
      above += share * sin(Math.PI * (x - width * nodes[i]));
      below += share;
    }
    return -above / below;
  };
}
