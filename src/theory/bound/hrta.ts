import { log } from "../../numerics/elementary.js";
import type { Bound, Quantities } from "./bound.js";
import { chiSquareNorm, movedChiSquareNorm } from "./chi-square.js";
import { leastWidth } from "./implicit.js";
import { logUnion, psi } from "./psi.js";

/** 16 n^2 d^2 C / (C_0 lambda^2) log(4 n^2 / delta), C = C_psi as printed or its square as Bernstein's inequality has it. */
function concentration({ rows: n, dimension: d, delta, c0, a1, omega1 }: Quantities, power: 1 | 2): number {
  const norm = chiSquareNorm(d);
  const lambda = Math.min(a1, omega1);
  const scale = (4 * n * d) / lambda;
  return ((scale * scale * (power === 2 ? norm * norm : norm)) / c0) * log((4 * n * n) / delta);
}

/** 8 n^2 d^2 R / (lambda_a + lambda_omega)^2. */
function movement({ rows: n, dimension: d, loss, a1, omega1 }: Quantities): number {
  const scale = (n * d) / (a1 + omega1);
  return 8 * scale * scale * loss;
}

/** 256 sqrt(2) d^power sqrt(R) / ((lambda_a1 + lambda_omega1) min(lambda_a2, lambda_omega2)) log(4 m (d+1) / delta). */
function second(q: Quantities, m: number, power: 1 | 3): number {
  const { dimension: d, delta, loss, a1, omega1, a2, omega2 } = q;
  const scale = 256 * Math.SQRT2 * (power === 3 ? d * d * d : d) * Math.sqrt(loss);
  return (scale / ((a1 + omega1) * Math.min(a2, omega2))) * logUnion(m, d, delta);
}

/** 64 n^2 d^2 C_{psi,d,2}(m)^2 / (C_0 min(lambda_a2, lambda_omega2)^2) log(4 n^2 / delta). */
function movedConcentration(q: Quantities, m: number): number {
  const { rows: n, dimension: d, delta, c0, a1, omega1, a2, omega2 } = q;
  const norm = movedChiSquareNorm(d, psi(m, { ...q, lambda: a1 + omega1 }));
  const scale = (8 * n * d * norm) / Math.min(a2, omega2);
  return ((scale * scale) / c0) * log((4 * n * n) / delta);
}

const first = "16 n^2 d^2 C_psi / (C_0 lambda^2) log(4 n^2 / delta)";
const firstSquared = "16 n^2 d^2 C_psi^2 / (C_0 lambda^2) log(4 n^2 / delta)";
const least = "lambda is not defined in the paper; here min(lambda_a1, lambda_omega1), with which the proof works";
const squared = "Bernstein's inequality has the square of C_psi";
const later = "(lambda_a1 + lambda_omega1) min(lambda_a2, lambda_omega2)";
const bothSides = "m stands on both sides: the least m that satisfies the condition";

const start = { paper: "HRTA", statement: "Propositions 1 and 2" } as const;
const lazy = { paper: "HRTA", statement: "Proposition 3, Lemma 2" } as const;
const stages = { paper: "HRTA", statement: "Propositions 4 and 5, Theorem 2, Corollary 1" } as const;
const startClaim =
  "lambda_min(G(theta_0)) >= 3/4 (lambda_a1 + lambda_omega1), and R(t) <= R(0) exp(-(lambda_a1 + lambda_omega1) t / n) up to t1*";
const lazyClaim = "every weight moves by at most psi(m) up to t1*";
const stagesClaim =
  "lambda_min(G_2(theta(t1*))) >= 3/4 (lambda_a2 + lambda_omega2), and the second stage decays at that rate up to t2*";

/** The width bounds of HRTA. */
export const hrtaBounds: readonly Bound[] = [
  {
    ...start,
    id: "hrta.prop1.printed",
    variant: "printed",
    claim: startClaim,
    formula: first,
    notes: [least],
    width: (q) => concentration(q, 1),
  },
  {
    ...start,
    id: "hrta.prop1.corrected",
    variant: "corrected",
    claim: startClaim,
    formula: firstSquared,
    notes: [least, squared],
    width: (q) => concentration(q, 2),
  },
  {
    ...lazy,
    id: "hrta.prop3.printed",
    variant: "printed",
    claim: lazyClaim,
    formula: `max(${first}, 8 n^2 d^2 R(0) / (lambda_a1 + lambda_omega1)^2)`,
    notes: [least],
    width: (q) => Math.max(concentration(q, 1), movement(q)),
  },
  {
    ...lazy,
    id: "hrta.prop3.corrected",
    variant: "corrected",
    claim: lazyClaim,
    formula: `max(${firstSquared}, 8 n^2 d^2 R(0) / (lambda_a1 + lambda_omega1)^2)`,
    notes: [least, squared],
    width: (q) => Math.max(concentration(q, 2), movement(q)),
  },
  {
    ...stages,
    id: "hrta.theorem2.printed",
    variant: "printed",
    claim: stagesClaim,
    formula: `max(${first}, n^4 256 sqrt(2) d sqrt(R(0)) / (${later}) log(4 m (d+1) / delta))`,
    notes: [least, bothSides],
    width: (q) =>
      Math.max(
        concentration(q, 1),
        leastWidth((m) => fourth(q.rows) * second(q, m, 1)),
      ),
  },
  {
    ...stages,
    id: "hrta.theorem2.corrected",
    variant: "corrected",
    claim: stagesClaim,
    formula: `max(${firstSquared}, n^4 (256 sqrt(2) d sqrt(R(0)) / (${later}) log(4 m (d+1) / delta))^2)`,
    notes: [least, squared, bothSides, "the second condition is the square of the printed one"],
    width: (q) =>
      Math.max(
        concentration(q, 2),
        leastWidth((m) => fourth(q.rows) * square(second(q, m, 1))),
      ),
  },
  {
    ...stages,
    id: "hrta.theorem2.derived",
    variant: "derived",
    claim: stagesClaim,
    formula: `max(64 n^2 d^2 C_{psi,d,2}(m)^2 / (C_0 min(lambda_a2, lambda_omega2)^2) log(4 n^2 / delta), n^4 (256 sqrt(2) d^3 sqrt(R(0)) / (${later}) log(4 m (d+1) / delta))^2)`,
    notes: [
      bothSides,
      "what the printed proof gives: (28) and (29) drop factors d, (33) needs eps = lambda_2 / 8 and the C_{psi,d,2} of (25)",
      "Bernstein is applied to neurons that depend on each other after training, so this is no proof either",
    ],
    width: (q) => leastWidth((m) => Math.max(movedConcentration(q, m), fourth(q.rows) * square(second(q, m, 3)))),
  },
];

const square = (x: number) => x * x;
const fourth = (x: number) => square(x) * square(x);
