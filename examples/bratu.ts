/**
 * Bratu's problem u'' + lambda exp(u) = 0 on (0, 1), u = 0 at the ends: two solutions below lambda = 3.5138, none above. The lower one is
 * u = -2 log(cosh(theta (x - 1/2) / 2) / cosh(theta / 4)) with theta = sqrt(2 lambda) cosh(theta / 4).
 *
 *   hrta solve examples/bratu.ts --scalar lambda=0.5:3
 */
import { box, type PdeProblem } from "hrta";

const lambda = 3;
let theta = 1;
for (let i = 0; i < 500; i++) theta = Math.sqrt(2 * lambda) * Math.cosh(theta / 4);

export const problem: PdeProblem = {
  name: "bratu",
  title: "Bratu's problem",
  equation: `u'' + λ exp(u) = 0 on (0, 1), u(0) = u(1) = 0, λ = ${lambda}`,
  domain: box([0], [1]),
  scalars: { lambda },
  residual: { order: 2, of: (u, { scalars }) => u.laplacian + scalars.lambda * Math.exp(u.value) },
  conditions: [{ kind: "dirichlet", on: "all", value: 0 }],
  suggested: { network: { hidden: [30] }, points: 60, steps: 40 },
  exact: ({ 0: x }) => {
    const t = Math.tanh((theta * (x - 0.5)) / 2);
    const second = -(theta ** 2 / 2) * (1 - t * t);
    return {
      value: -2 * Math.log(Math.cosh((theta * (x - 0.5)) / 2) / Math.cosh(theta / 4)),
      gradient: [-theta * t],
      hessian: [[second]],
      laplacian: second,
    };
  },
};
