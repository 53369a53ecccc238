import { z } from "zod";
import { sin } from "../../../numerics/elementary.js";
import { random } from "../../../numerics/random.js";
import { waveRisk } from "../../../problems/index.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";

const paramsSchema = z.strictObject({
  /** L. */
  frequency: z.number().positive(),
  /** n for the empirical risk; none for that of the population. */
  samples: z.int().positive().optional(),
  /** Whether the surface comes with the result. */
  surface: z.boolean(),
});

/** What one cell gives. */
export const landscapeResult = z.strictObject({
  frequency: z.number(),
  /** R at w*. */
  bottom: z.number(),
  /** R at w = 0. */
  origin: z.number(),
  /** max |R - 1| over grid points at least 1/2 away from w*, -w* and 0. */
  unevenness: z.number(),
  /** The same over points at least 1/2 away from w* alone. */
  unevennessBeyondWell: z.number(),
  /** Local minima of the grid with R >= 0.1. */
  badMinima: z.number(),
  /** Grid points looked at. */
  points: z.number(),
  /** w_1 and w_2 of the surface, and z[j][i] at (x[i], x[j]). */
  x: z.array(z.number()).optional(),
  z: z.array(z.array(z.number())).optional(),
});

/** w is looked at in [-SIDE, SIDE]^2. */
const SIDE = 1.5;
/** Grid points for each 1/L: a wave of sin(L w.x), |x| about 1, has some 75. */
const FINENESS = 12;
const SURFACE = 45;
const BAD = 0.1;
const AWAY = 0.5;

/**
 * R_L(w) = E (sin(L w.x) - sin(L w*.x))^2 in two dimensions, x ~ N(0, I), w* = (1, 0): of the population in closed form, or the mean over n
 * samples, on a grid.
 * @paper Wu, "An illustration of the landscape of cosine neuron"
 */
export const landscapeExperiment: Experiment = {
  name: "wu.landscape",
  version: 1,
  async run(params, seed) {
    const { frequency: L, samples, surface } = parseParams(paramsSchema, params, "wu.landscape");
    const risk = samples === undefined ? population(L) : empirical(L, samples, seed);
    const half = Math.ceil(SIDE * L * FINENESS);
    const at = (i: number) => (SIDE * (i - half)) / half;
    const side = 2 * half + 1;
    const values = new Float64Array(side * side);
    for (let j = 0; j < side; j++) for (let i = 0; i < side; i++) values[j * side + i] = risk(at(i), at(j));
    let unevenness = 0;
    let unevennessBeyondWell = 0;
    for (let j = 0; j < side; j++)
      for (let i = 0; i < side; i++) {
        const away = (x: number) => Math.sqrt((at(i) - x) * (at(i) - x) + at(j) * at(j)) >= AWAY;
        const height = Math.abs(values[j * side + i] - 1);
        if (!away(1)) continue;
        unevennessBeyondWell = Math.max(unevennessBeyondWell, height);
        if (away(0) && away(-1)) unevenness = Math.max(unevenness, height);
      }
    const grid = Array.from({ length: SURFACE }, (_, i) => (SIDE * (2 * i - SURFACE + 1)) / (SURFACE - 1));
    return toJson({
      frequency: L,
      bottom: risk(1, 0),
      origin: risk(0, 0),
      unevenness,
      unevennessBeyondWell,
      badMinima: minima(values, side),
      points: side * side,
      ...(surface
        ? {
            x: grid.map((value) => Number(value.toFixed(4))),
            z: grid.map((w2) => grid.map((w1) => Number(risk(w1, w2).toPrecision(4)))),
          }
        : {}),
    } satisfies z.infer<typeof landscapeResult>);
  },
  cost: (params) => {
    const { frequency, samples } = parseParams(paramsSchema, params, "wu.landscape");
    const side = 2 * SIDE * frequency * FINENESS;
    return 0.02 + side * side * (samples === undefined ? 3e-7 : 4e-8 * samples);
  },
};

type Risk = (w1: number, w2: number) => number;

const population =
  (L: number): Risk =>
  (w1, w2) =>
    waveRisk("sin", [L * w1, L * w2], [L, 0]);

function empirical(L: number, samples: number, seed: number): Risk {
  const draw = random(seed, "samples");
  const x = new Float64Array(2 * samples);
  draw.fillNormal(x);
  const y = Float64Array.from({ length: samples }, (_, i) => sin(L * x[2 * i]));
  return (w1, w2) => {
    let sum = 0;
    for (let i = 0; i < samples; i++) {
      const e = sin(L * (w1 * x[2 * i] + w2 * x[2 * i + 1])) - y[i];
      sum += e * e;
    }
    return sum / samples;
  };
}

/** Inner grid points of at least 0.1 that lie below all eight neighbours. */
function minima(values: Float64Array, side: number): number {
  let count = 0;
  for (let j = 1; j < side - 1; j++)
    for (let i = 1; i < side - 1; i++) {
      const here = values[j * side + i];
      if (here < BAD) continue;
      let lowest = true;
      for (let b = -1; b <= 1 && lowest; b++)
        for (let a = -1; a <= 1; a++)
          // Differences of rounding on the flat part are no minima.
          if ((a !== 0 || b !== 0) && values[(j + b) * side + i + a] <= here + 1e-12) lowest = false;
      if (lowest) count++;
    }
  return count;
}
