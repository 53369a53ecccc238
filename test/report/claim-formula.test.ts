import { describe, expect, test } from "vitest";
import { excerpt, formula, formulaSvg, formulaText } from "../../src/report/claim/formula.js";

const set = (text: string) => formula(text).markup;

describe("a formula in plain text is set", () => {
  test.each([
    ["lambda_min(K_s) >= 0", "λ<sub>min</sub>(K<sub>s</sub>) ≥ 0"],
    ["lambda_a + lambda_omega2", "λ<sub>a</sub> + λ<sub>ω2</sub>"],
    ["theta0, sigma_s, σ_s", "θ<sub>0</sub>, σ<sub>s</sub>, σ<sub>s</sub>"],
    [
      "n^(-1/d), 2^d, t^-alpha, t_1^*, s^2/2",
      "n<sup>−1/d</sup>, 2<sup>d</sup>, t<sup>−α</sup>, t<sub>1</sub><sup>*</sup>, s<sup>2</sup>/2",
    ],
    ["||H(0) - H_inf||_2 <= lambda_0/4", "||H(0) − H<sub>∞</sub>||<sub>2</sub> ≤ λ<sub>0</sub>/4"],
    ["exp(-sqrt(2 lambda_0) t)", "exp(−√(2 λ<sub>0</sub>) t)"],
    ["sin(2 pi x), the omega-kernel", "sin(2 π x), the ω-kernel"],
    ["norm_F(G) in [-0.5, 1]", "norm<sub>F</sub>(G) in [−0.5, 1]"],
    ["1e-6, 2.02e-5, 4.05(2)e-9, 1e26", "10⁻⁶, 2.02\u202f×\u202f10⁻⁵, 4.05(2)\u202f×\u202f10⁻⁹, 10²⁶"],
    ["s = 0.5 -> 1, +-3, 95 % of 10", "s = 0.5 → 1, ±3, 95\u202f% of 10"],
    ["|w| = sum |a_j|, -(m/n) int e_i", "|w| = ∑ |a<sub>j</sub>|, −(m/n) ∫ e<sub>i</sub>"],
    ["grad f, sqrt m, L^(0) = 1", "∇f, √m, L̂(0) = 1"],
    ["t^-(2 gamma/3), R_{s_2}, t_(p-1)", "t<sup>−(2 γ/3)</sup>, R<sub>s₂</sub>, t<sub>p−1</sub>"],
    ["[0, infinity) and 0.0000129", "[0, ∞) and 1.29\u202f×\u202f10⁻⁵"],
  ])("%s", (text, markup) => {
    expect(set(text)).toBe(markup);
  });

  test.each([
    "Ten apples, a pint, the zetas; betas_x",
    "hrta.fig4-5, validation_loss, file_name.csv, L2 error",
    "1-Lipschitz, e5, 0x1e3",
    "the sum of squares, an interim print, off to infinity",
  ])("but words stay words: %s", (text) => {
    expect(set(text)).toBe(text);
  });

  test("and all else is escaped, also inside scripts", () => {
    expect(set("a < b & x^(<b>) y_{<i>}")).toBe("a &lt; b &amp; x<sup>&lt;b&gt;</sup> y<sub>&lt;i&gt;</sub>");
    expect(formulaSvg('x^(<b>) "')).toBe(
      'x<tspan dy="-0.5em" font-size="0.75em">&lt;b&gt;</tspan><tspan dy="0.375em"> &quot;</tspan>',
    );
  });

  test("in a title by letters of their own, where there are such", () => {
    expect(formulaText("lambda_min(K_s), lambda_omega, n^(-1/d), x^-2")).toBe("λₘᵢₙ(Kₛ), λ_ω, n^(−1/d), x⁻²");
  });

  test("in a picture by shifts that cancel out, so that the baseline comes back", () => {
    const shifts = Array.from(
      formulaSvg("lambda_0^2 + x_1 t").matchAll(/dy="(-?[\d.]+)em"( font-size="([\d.]+)em")?/g),
    );
    const total = shifts.reduce((sum, [, dy, , size]) => sum + Number(dy) * Number(size ?? 1), 0);
    // Each shift is written with three decimals.
    expect(Math.abs(total)).toBeLessThan(0.0005 * shifts.length);
  });
});

describe("an excerpt", () => {
  test("is whole sentences, as many as have room", () => {
    const text = "Of 3 parts: 1 fails. (m = 5) It rises by 0.5 at step 3. It is long.";
    expect(excerpt(text, 200)).toBe(text);
    expect(excerpt(text, 60)).toBe("Of 3 parts: 1 fails. (m = 5) It rises by 0.5 at step 3.");
    expect(excerpt(text, 30)).toBe("Of 3 parts: 1 fails.");
  });

  test("or is cut between words where the first sentence is too long", () => {
    expect(excerpt("one two three four", 12)).toBe("one two…");
    expect(excerpt("undivided", 5)).toBe("undi…");
  });
});
