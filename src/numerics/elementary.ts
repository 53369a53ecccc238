import { instantiate, singleModule } from "../engine/module.js";

/**
 * Elementary functions whose bits are the same on every host. `Math.exp` and its like differ by a unit in the last place
 * between engines, and a training run amplifies that; these run in WebAssembly, from additions and products only.
 */
interface ElementaryFunctions {
  readonly exp: (x: number) => number;
  readonly expm1: (x: number) => number;
  readonly log: (x: number) => number;
  readonly log1p: (x: number) => number;
  readonly pow: (x: number, y: number) => number;
  readonly sin: (x: number) => number;
  readonly cos: (x: number) => number;
  readonly tanh: (x: number) => number;
  readonly acos: (x: number) => number;
  readonly asin: (x: number) => number;
  readonly atan2: (y: number, x: number) => number;
  readonly erf: (x: number) => number;
  readonly erfc: (x: number) => number;
}

// The functions keep their tables in the first pages (256 KiB, as scripts/build.mjs declares) and allocate nothing.
const memory = new WebAssembly.Memory({ initial: 4 });
const functions = instantiate(singleModule(), memory).exports as unknown as ElementaryFunctions;

/** e^x, within 1 unit in the last place. */
export const exp = functions.exp;

/** e^x - 1, without cancellation near 0. */
export const expm1 = functions.expm1;

/** The natural logarithm; NaN for x < 0 and -Infinity at 0. */
export const log = functions.log;

/** log(1 + x), without cancellation near 0. */
export const log1p = functions.log1p;

/** x^y. */
export const pow = functions.pow;

/** sin(x), x in radians. */
export const sin = functions.sin;

/** cos(x), x in radians. */
export const cos = functions.cos;

/** tanh(x) = (e^x - e^-x) / (e^x + e^-x). */
export const tanh = functions.tanh;

/** The angle in [0, pi] whose cosine is x, within 1 unit in the last place; NaN outside [-1, 1]. See `angle` in special.ts. */
export const acos = functions.acos;

/** The angle in [-pi/2, pi/2] whose sine is x, within 1 unit in the last place; NaN outside [-1, 1]. */
export const asin = functions.asin;

/** The angle in [-pi, pi] of the point (x, y), within 2 units in the last place. */
export const atan2 = functions.atan2;

/** erf(x) = 2/sqrt(pi) int_0^x exp(-t^2) dt, within 1 unit in the last place. */
export const erf = functions.erf;

/** erfc(x) = 1 - erf(x), within 4 units in the last place for every x. */
export const erfc = functions.erfc;
