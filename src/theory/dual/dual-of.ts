import type { ElementwiseFunction } from "../../engine/program.js";
import { isBuiltIn } from "../../model/activation.js";
import { gegenbauerBasis, hermiteBasis } from "./basis.js";
import { closedForm, closedFormOnSphere } from "./closed-form.js";
import type { Dual, Formula } from "./dual.js";
import { erfFormula } from "./erf.js";
import { geluFormula } from "./gelu.js";
import { halfSquaredReluFormula } from "./half-squared-relu.js";
import { reluFormula } from "./relu.js";
import { seriesDual } from "./series.js";

const formulas: ReadonlyMap<string, Formula> = new Map([
  ["relu", reluFormula],
  ["halfSquaredRelu", halfSquaredReluFormula],
  ["erf", erfFormula],
  ["gelu", geluFormula],
]);

/** By name, as the engine chooses its kernels; a function of that name that is another has none. */
const formulaOf = (sigma: ElementwiseFunction) => (isBuiltIn(sigma) ? formulas.get(sigma.name) : undefined);

/** The dual of sigma_s for Gaussian variables: by a closed form for relu, halfSquaredRelu, erf and gelu, else by an Hermite series. */
export function dualOf(sigma: ElementwiseFunction): Dual {
  const formula = formulaOf(sigma);
  return formula ? closedForm(formula) : seriesDual(sigma, hermiteBasis);
}

/**
 * The dual of sigma_s for u = w . x, w uniform on the unit sphere of R^D: closed forms for the homogeneous relu and halfSquaredRelu, else a
 * series in Gegenbauer polynomials. |x|^2 stands for the variances, x . x' for the covariance.
 */
export function sphereDualOf(sigma: ElementwiseFunction, dimension: number): Dual {
  const formula = formulaOf(sigma);
  if (formula?.degree !== undefined) return closedFormOnSphere(formula, formula.degree, dimension);
  if (dimension < 2)
    throw new RangeError(
      `inputInit: on the unit sphere of R^1 ${sigma.name} has no continuous law; add the constant input (bias: "input") or take "normal"`,
    );
  return seriesDual(sigma, gegenbauerBasis(dimension));
}
