import type { Random } from "../../numerics/random.js";

/** A real function of d variables to be learnt, or a family of them from which a seed draws one. */
export interface Target {
  /** Its formula or its usual name, for titles. */
  readonly title: string;
  /** The cube that it is studied on: [0, 1]^d or [-1, 1]^d. */
  readonly low: 0 | -1;
  /** d where the specification names none. */
  readonly inputs: number;
  /** The dimensions that it is defined in. Default: 1 to any. */
  readonly least?: number;
  readonly most?: number;
  /** The function; its parameters, if it has any, come from the generator. */
  draw(inputs: number, random: Random): (x: Float64Array) => number;
}
