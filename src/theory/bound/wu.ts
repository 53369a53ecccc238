import { log } from "../../numerics/elementary.js";
import type { Bound } from "./bound.js";

const paper = "Wu";
const setting =
  "K has weights uniform on the sphere: lambda_n(K) = lambda_a / d at s = 1, for sigma_s is positively homogeneous";

/** The width bounds of Wu's lecture: a = 0, b uniform on the unit sphere, s = 1. */
export const wuBounds: readonly Bound[] = [
  {
    id: "wu.theorem10.printed",
    paper,
    statement: "Theorem 10",
    variant: "printed",
    claim: "R(t) <= exp(-m lambda_n t) R(0)",
    formula: "10 n log(2 n^2 / delta) / lambda_n^2",
    notes: [
      setting,
      "the rate lacks a factor 1/n and is twice what Lemma 12 proves: measured is exp(-m lambda_n t / n)",
    ],
    width: ({ rows: n, sphere, delta }) => ((10 * n) / (sphere * sphere)) * log((2 * n * n) / delta),
  },
  {
    id: "wu.lemma11.printed",
    paper,
    statement: "Lemmas 11 and 12",
    variant: "printed",
    claim: "lambda_n(G) >= m lambda_n / 2, and R(t) <= exp(-m lambda_n t / 2) R(0) while G stays near",
    formula: "log(n^2 / delta) / (2 lambda_n^2)",
    notes: [setting, "the rate of Lemma 12 lacks a factor 1/n"],
    width: ({ rows: n, sphere, delta }) => log((n * n) / delta) / (2 * sphere * sphere),
  },
  {
    id: "wu.lemma11.corrected",
    paper,
    statement: "Lemmas 11 and 12",
    variant: "corrected",
    claim: "lambda_n(G) >= m lambda_n / 2, and R(t) <= exp(-m lambda_n t / (2 n)) R(0) while G stays near",
    formula: "2 n^2 log(2 n^2 / delta) / lambda_n^2",
    notes: [setting, "each of n^2 entries may be off by lambda_n / (2 n) only, to either side"],
    width({ rows: n, sphere, delta }) {
      const scale = n / sphere;
      return 2 * scale * scale * log((2 * n * n) / delta);
    },
  },
  {
    id: "wu.theorem13.printed",
    paper,
    statement: "Theorem 13",
    variant: "printed",
    claim: "network and random features stay within (1 + sqrt(log(1 / delta))) / (lambda_n sqrt(m)) at all times",
    formula: "n^4 / lambda_n^2 log(n^2 / delta)",
    notes: [setting, 'the lecture gives no constant for "m >~ ..."; the factor is the option `constant`'],
    width({ rows: n, sphere, delta, constant }) {
      const scale = (n * n) / sphere;
      return constant * scale * scale * log((n * n) / delta);
    },
  },
];
