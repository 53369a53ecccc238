import { log } from "../../numerics/elementary.js";
import type { Paper } from "./bound.js";
import { chiSquareNorm, movedChiSquareNorm } from "./chi-square.js";
import type { BoundInputs } from "./inputs.js";
import { psi } from "./psi.js";
import { quantities } from "./width-bounds.js";

/** A constant, rate or radius of a theorem, for the user's data and width. */
export interface BoundConstant {
  readonly id: string;
  readonly paper: Paper;
  readonly statement: string;
  readonly formula: string;
  readonly value: number;
  readonly note?: string;
}

/**
 * The constants of the theorems at width m: psi(m), C_{psi,d}, C_{psi,d,2}, radii, rates, and the distance to random features.
 * Eigenvalues enter by their estimates.
 * @throws RangeError if m is not a positive integer.
 * @paper HRTA (22), (23), (25), (35), Proposition 3; BXC Theorems 1 to 3, Lemmas 3.2, 3.3; Wu Theorems 10, 13, Lemma 12
 */
export function boundConstants(inputs: BoundInputs, m: number): readonly BoundConstant[] {
  if (!Number.isInteger(m) || m < 1) throw new RangeError(`m: expected a positive integer, got ${m}`);
  const { rows: n, dimension: d, delta, loss, pseudoLoss, c0, radius } = inputs;
  const { a1, omega1, a2, omega2, lambda0, sphere } = quantities(inputs);
  const movement = { rows: n, dimension: d, delta, loss, lambda: a1 + omega1 };
  const moved = psi(m, movement);
  const alpha = Math.sqrt(Math.max(lambda0, 0) / 2);
  const travel = (squared: number) => Math.sqrt((squared * n * pseudoLoss) / (9 * m)) / (alpha * alpha * alpha);
  const HRTA = (id: string, statement: string, formula: string, value: number, note?: string): BoundConstant => ({
    id: `hrta.${id}`,
    paper: "HRTA",
    statement,
    formula,
    value,
    note,
  });
  const BXC = (...parts: Parameters<typeof HRTA>) =>
    ({ ...HRTA(...parts), id: `bxc.${parts[0]}`, paper: "BXC" }) as const;
  const Wu = (...parts: Parameters<typeof HRTA>) => ({ ...HRTA(...parts), id: `wu.${parts[0]}`, paper: "Wu" }) as const;
  return [
    HRTA("c0", "Proposition 6", "C_0", c0, "the paper gives no value; 1/20 is proved, and the default"),
    HRTA("c-psi", "(24)", "C_{psi,d} = 2 / (1 - 2^(-2/d))", chiSquareNorm(d)),
    HRTA("c-psi-2", "(25)", "C_{psi,d,2} = 2 C_{psi,d} + 2 d psi(m)^2 / log 2", movedChiSquareNorm(d, moved)),
    HRTA(
      "psi",
      "Proposition 3",
      "8 sqrt(2) n d sqrt(R(0)) / (sqrt(m) (lambda_a1 + lambda_omega1)) sqrt(2 log(4 m (d+1) / delta))",
      moved,
    ),
    HRTA(
      "psi.printed",
      "Proposition 3",
      "psi(m) without 1/sqrt(m)",
      psi(m, movement, { printed: true }),
      "the paper's second definition, a slip: it grows with m",
    ),
    HRTA("loss", "(7)", "R(0)", loss),
    HRTA("rate.first", "Proposition 2", "(lambda_a1 + lambda_omega1) / n", (a1 + omega1) / n, "of the loss, up to t1*"),
    HRTA(
      "rate.second",
      "Proposition 5",
      "(lambda_a2 + lambda_omega2) / n",
      (a2 + omega2) / n,
      "of the loss, from t1* to t2*",
    ),
    HRTA(
      "exit.first",
      "(22)",
      "(lambda_a1 + lambda_omega1) / 4",
      (a1 + omega1) / 4,
      "t1* is when |G(t) - G(0)|_F exceeds it",
    ),
    HRTA(
      "exit.second",
      "(35)",
      "(lambda_a2 + lambda_omega2) / 4",
      (a2 + omega2) / 4,
      "t2* is when |G(t) - G(t1*)|_F exceeds it",
    ),
    BXC("rate.gd", "Theorem 1", "lambda_0", lambda0, "of the loss 1/2 sum; 2 lambda_0 is sharp for a constant H"),
    BXC(
      "rate.hb",
      "Theorem 2",
      "sqrt(lambda_0 / 2)",
      alpha,
      "of the loss; twice to four times that is sharp, mode by mode",
    ),
    BXC(
      "radius",
      "Lemma 3.2",
      "R = c delta lambda_0 / n^2",
      (radius * delta * lambda0) / (n * n),
      "the paper gives no c; sqrt(2 pi) / 16 is proved, and the default",
    ),
    BXC(
      "travel.printed",
      "Lemma 3.3",
      "R' = sqrt(32 n Lhat(0) / (9 m alpha^6)), alpha = sqrt(lambda_0 / 2)",
      travel(32),
    ),
    BXC(
      "travel.corrected",
      "Lemma 3.3",
      "R' = sqrt(64 n Lhat(0) / (9 m alpha^6))",
      travel(64),
      "|f - y| = sqrt(2 L), printed sqrt(L)",
    ),
    BXC(
      "exponent",
      "Theorem 3",
      "alpha",
      inputs.alpha,
      `of 1/t, for gamma = ${inputs.gamma}; gamma is sharp for a constant H`,
    ),
    Wu("rate.printed", "Theorem 10", "m lambda_n", m * sphere, "not so: it lacks 1/n"),
    Wu("rate.corrected", "Lemma 12", "m lambda_n / (2 n)", (m * sphere) / (2 * n)),
    Wu(
      "closeness",
      "Theorem 13",
      "(1 + sqrt(log(1 / delta))) / (lambda_n sqrt(m))",
      (1 + Math.sqrt(-log(delta))) / (sphere * Math.sqrt(m)),
      "largest distance to the random features' output",
    ),
  ];
}
