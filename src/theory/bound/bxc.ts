import { log, pow } from "../../numerics/elementary.js";
import type { Bound, Quantities } from "./bound.js";

const omegaNote = 'the paper gives no constant for "m = Omega(...)"; the factor is the option `constant`';
const sharpNote = "follows from R' < R; the printed n^6 / (lambda_0^4 delta^3) does not";

/** n^6 / (lambda_0^4 delta^3). */
function sixth({ rows: n, lambda0, delta, constant }: Quantities): number {
  const scale = n / lambda0;
  return (constant * scale * scale * scale * scale * n * n) / (delta * delta * delta);
}

/** factor n^5 Lhat(0) / (9 c^2 delta^2 lambda_0^5): R' < R, R' = sqrt(factor n Lhat / (72 m lambda_0^3)), R = c delta lambda_0 / n^2. */
function radii({ rows: n, lambda0, delta, radius, pseudoLoss }: Quantities, factor: number): number {
  const scale = n / lambda0;
  const fifth = scale * scale * scale * scale * scale;
  return (factor * fifth * pseudoLoss) / (9 * radius * radius * delta * delta);
}

const paper = "BXC";

/** The width bounds of BXC: trained hidden layer, output weights +-1, s = 1, lambda_0 = lambda_omega at s = 1. */
export const bxcBounds: readonly Bound[] = [
  {
    id: "bxc.theorem1.printed",
    paper,
    statement: "Theorem 1",
    variant: "printed",
    claim: "lambda_min(H(t)) > lambda_0 / 2 and L(t) <= exp(-lambda_0 t) L(0) under gradient descent",
    formula: "n^6 / (lambda_0^4 delta^3)",
    notes: [omegaNote],
    width: sixth,
  },
  {
    id: "bxc.lemma3.1.printed",
    paper,
    statement: "Lemma 3.1",
    variant: "printed",
    claim: "|H(0) - H_inf| <= lambda_0 / 4 and lambda_min(H(0)) >= 3/4 lambda_0",
    formula: "n^2 / lambda_0^2 log(n^2 / delta)",
    notes: [omegaNote],
    width({ rows: n, lambda0, delta, constant }) {
      const scale = n / lambda0;
      return constant * scale * scale * log((n * n) / delta);
    },
  },
  {
    id: "bxc.lemma3.1.derived",
    paper,
    statement: "Lemma 3.1",
    variant: "derived",
    claim: "|H(0) - H_inf| <= lambda_0 / 4 and lambda_min(H(0)) >= 3/4 lambda_0",
    formula: "8 n^2 / lambda_0^2 log(2 n^2 / delta)",
    notes: ["Hoeffding's inequality at lambda_0 / (4 n) for each of n^2 entries, with its constant"],
    width({ rows: n, lambda0, delta }) {
      const scale = n / lambda0;
      return 8 * scale * scale * log((2 * n * n) / delta);
    },
  },
  {
    id: "bxc.theorem2.printed",
    paper,
    statement: "Theorem 2",
    variant: "printed",
    claim: "L(t) <= 4 / lambda_0 exp(-sqrt(lambda_0 / 2) t) Lhat(0) under heavy ball with b = sqrt(2 lambda_0)",
    formula: "n^6 / (lambda_0^4 delta^3)",
    notes: [omegaNote],
    width: sixth,
  },
  {
    id: "bxc.theorem2.derived",
    paper,
    statement: "Theorem 2",
    variant: "derived",
    claim: "R' < R with the R' of Lemma 3.3 as printed",
    formula: "256 n^5 Lhat(0) / (9 c^2 delta^2 lambda_0^5)",
    notes: [sharpNote],
    width: (q) => radii(q, 256),
  },
  {
    id: "bxc.theorem2.corrected",
    paper,
    statement: "Theorem 2",
    variant: "corrected",
    claim: "R' < R with |f - y| = sqrt(2 L) in place of sqrt(L), so R' = sqrt(64 n Lhat(0) / (9 m alpha^6))",
    formula: "512 n^5 Lhat(0) / (9 c^2 delta^2 lambda_0^5)",
    notes: [sharpNote],
    width: (q) => radii(q, 512),
  },
  {
    id: "bxc.theorem3.printed",
    paper,
    statement: "Theorem 3",
    variant: "printed",
    claim: "L(t) <= A t^-alpha L(0) under Nesterov's method with gamma",
    formula: "n^(5 alpha/2 - 4) / (delta^(3 alpha/2 - 3) lambda_0^(3 alpha/2 - 2))",
    notes: [omegaNote, "C(alpha, gamma), and with it A, is not given"],
    width({ rows: n, lambda0, delta, constant, alpha }) {
      const power = (base: number, exponent: number) => pow(base, exponent);
      return (constant * power(n, 2.5 * alpha - 4)) / (power(delta, 1.5 * alpha - 3) * power(lambda0, 1.5 * alpha - 2));
    },
  },
];
