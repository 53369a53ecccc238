import type { PaperName } from "./claim.js";

/** Something a paper has wrong or leaves out, and what was done. */
export interface Erratum {
  readonly paper: PaperName;
  /** As the code and PAPERS.md refer to it: "PAPERS.md HRTA 3". */
  readonly number: number;
  readonly text: string;
}

/** The slips of the papers, in our own words; PAPERS.md has the same text. */
export const errata: readonly Erratum[] = [
  {
    paper: "HRTA",
    number: 1,
    text: "sigma_s(z) = (1 - s/2) z + (s/2)|z|, an odd and an even part. So in two layers K_s = (1-s) X X^T + s^2 K_relu exactly, for the a-kernel and the omega-kernel: one pair of matrices gives every s (`shallowKernels`). Other activations, networks of finite width and deeper ones have a cross term.",
  },
  {
    paper: "HRTA",
    number: 2,
    text: "Assumption 1 cannot hold: H_ii = k(-x_i, x_i) = 0, so H and M have trace zero. What rows without parallel pairs do give is that K and T are positive definite.",
  },
  {
    paper: "HRTA",
    number: 3,
    text: "Theorem 1 (lambda_min grows with s) is false. A single point of length 1 has K_s = 1 - s + s^2/2, which is 1, 1/2, 1 at s = 0, 1, 2; further counterexamples are in test/theory/spectrum-curve.test.ts. For more than D + 1 random points in the cube it usually holds; on the sphere lambda_min often falls.",
  },
  {
    paper: "HRTA",
    number: 4,
    text: 'No bias is stated. Without one Example 1 is linear in x, and its loss cannot fall below 0.2105 (`lossFloor`). Here a constant 1 is added by default (`bias: "input"`).',
  },
  {
    paper: "HRTA",
    number: 5,
    text: "Learning rate, seeds, repeats and the constant C_0 are not stated. Each is an option here; C_0 defaults to a value that is valid (`boundInputs`).",
  },
  {
    paper: "HRTA",
    number: 6,
    text: "Budgets: Example 1's two stages have 3000 + 13000 steps, its baseline 16000. Example 3's have 16000 + 13000, and the steps of its baseline are not stated: a fair one has 29000. Its text and (51) say s = 1/2 where the experiment is s = 3/2, and (52) prints the activation without s.",
  },
  {
    paper: "HRTA",
    number: 7,
    text: 'What the schedules do: a hard switch upwards loses, 0.5 to 1 is on par, a ramp or a constant s > 1 lowers the training loss a little and the test error hardly. "Consistently outperforms" is tested by `hrta reproduce hrta.robust`.',
  },
  {
    paper: "HRTA",
    number: 8,
    text: "A hard switch of s makes the loss jump. Scaling the output weights by s/s' and adding a linear term keeps the function; `losslessSwitch` does so for any depth, optimiser state included.",
  },
  {
    paper: "HRTA",
    number: 9,
    text: "Training loss is a weak measure: one linear solve for the output layer of a wide enough random network reaches 1e-27 in one dimension (`randomFeatures`).",
  },
  {
    paper: "HRTA",
    number: 10,
    text: "Remark 1's 2m neurons are more than are needed: m neurons and one linear function, so m + 2, give the same network (`toRelu`).",
  },
  {
    paper: "HRTA",
    number: 11,
    text: "Corollary 1's infimum of an empty set is taken to be 2. The paper's zeta has two meanings: `increment` in `algorithm1`, `lossRatio` in `corollary1`.",
  },
  {
    paper: "HRTA",
    number: 12,
    text: "On the paper's own data the theorems say nothing: on Example 1 with bias lambda_a + lambda_omega is 8e-4, and the width that Proposition 1 as printed asks for is 4.0e25, while a width of 65,536 is seen to do (`widthBounds`, `widthNeeded`).",
  },
  {
    paper: "HRTA",
    number: 13,
    text: "Slips: C_psi should be squared in Proposition 1; Proposition 3 defines psi twice, the second time without 1/sqrt(m); m stands on both sides of Proposition 4 and its second condition should be n^4 (...)^2; (22) prints G_2 for G_1; (28) and (29) drop factors of d; (33) needs 64 in place of 16. `widthBounds` has them as printed, corrected and derived.",
  },
  {
    paper: "BXC",
    number: 1,
    text: "The exponents of Theorem 2 are half of what a constant kernel gives: at b = sqrt(2 lambda_0) the loss decays as exp(-sqrt(2 lambda_0) t).",
  },
  {
    paper: "BXC",
    number: 2,
    text: "sqrt(lambda_0/2) > lambda_0 needs lambda_0 < 1/2: true for inputs of length 1 only.",
  },
  {
    paper: "BXC",
    number: 3,
    text: "The matrices that section 5.2 inverts are singular for neurons with few active samples: `neuronNewton` takes the pseudo-inverse and a step of order 1/m.",
  },
  {
    paper: "BXC",
    number: 4,
    text: "The authors' public notebook does not follow the theorem's setting: MNIST images with raw labels 0 to 9 regressed, both layers trained, a first-layer bias, w ~ N(0, 1/m^2), a ~ U(-1, 1), no 1/sqrt(m). Both settings are tested.",
  },
  {
    paper: "BXC",
    number: 5,
    text: "C(alpha, gamma) of Theorem 3 is not given, and the width of Theorem 2 does not follow from its R': `widthBounds` has both.",
  },
  {
    paper: "BXC",
    number: 6,
    text: "The clocks differ: t = k eta for gradient descent, k sqrt(eta) with momentum, b = (1-beta)/sqrt(eta) (`timeOfStep`, `frictionOf`).",
  },
  {
    paper: "BXC",
    number: 7,
    text: "With two momenta the equation of section 5.1 is unstable unless b_1 b_2 exceeds the largest eigenvalue (`momentaFlowLargestEigenvalue`).",
  },
  {
    paper: "BXC",
    number: 8,
    text: "(3.6), second derivatives that vanish almost surely, leaves out neurons that flip: at m = 50 the Lyapunov function of the heavy ball grows now and then, at large m hardly. In deep networks second derivatives across layers do not vanish, so section 5.3 is exact for gradient descent only.",
  },
  {
    paper: "Wu",
    number: 1,
    text: "With R = 1/(2n) sum, (0.20) to (0.23), (0.28) and Lemma 12 lack a factor 1/n.",
  },
  {
    paper: "Wu",
    number: 2,
    text: "Learning rates, scales, steps and some widths of the figures are not stated; each choice is ours and is said on the claim's page.",
  },
  {
    paper: "Wu",
    number: 3,
    text: "The PL condition of Theorem 3 is printed with the gradient norm not squared (`plConstant` has it squared).",
  },
  {
    paper: "Wu",
    number: 4,
    text: "Theorem 7 lacks a factor of up to 4: the gradient of (h - f)^2 is 2 (h - f) grad h.",
  },
  {
    paper: "Wu",
    number: 5,
    text: "Theorem 8 and Corollary 9 average over f at a point that depends on f. h = sum_v 0.4 sin^2(theta_v) f_v from theta_0 = 2^(-d/2) moves by 0.5 within a time that is linear in d, not exponential.",
  },
  {
    paper: "Wu",
    number: 6,
    text: "Lemma 11's proof needs 2 n^2 log(2 n^2/delta) / lambda^2 neurons (`widthBounds`).",
  },
  {
    paper: "Wu",
    number: 7,
    text: "The explicit network for intersections of half-spaces exceeds its printed path norm by up to 30 %.",
  },
];
