import type { Dataset } from "../model/dataset.js";
import { type Random, random } from "../numerics/random.js";
import { type Sizes, wrong } from "./fields.js";
import type { Law } from "./law.js";
import type { Problem, SampleStream } from "./problem.js";
import { standardizeInputs } from "./standardize.js";

/** The parts of the data, and what an endless stream draws from. */
export type Part = "train" | "validation" | "test" | "stream";

/** Writes one sample: x (d numbers) and y (k numbers). */
export type Sampler = (random: Random, x: Float64Array, y: Float64Array, row: number) => void;

/** Writes the targets (k numbers) of the inputs x (d numbers). */
export type Rule = (x: Float64Array, y: Float64Array) => void;

/** How a problem draws its samples. */
export interface Recipe {
  readonly name: string;
  readonly title: string;
  readonly task: "regression" | "classification";
  readonly inputs: number;
  /** Default 1. */
  readonly outputs?: number;
  readonly sizes: Sizes;
  /** What each part draws from; what the problem itself has to draw, it draws once a seed. */
  readonly samplers: (seed: number) => (part: Part) => Sampler;
  /** Standard deviation of Gaussian noise added to every target. Default 0. */
  readonly noise?: number;
  /** Probability that a label (+-1, one output) changes its sign. Default 0. */
  readonly labelNoise?: number;
  /** See `Problem.floor`; default: that of targets which are a function of the inputs but for the noise. */
  readonly floor?: number | "unknown";
  readonly standardize?: boolean;
}

/** A point from a law, its targets by a rule. */
export const labelled =
  (law: Law, rule: Rule): Sampler =>
  (draws, x, y, row) => {
    law.draw(draws, x, row);
    rule(x, y);
  };

/** The rule of one output. */
export const scalar =
  (f: (x: Float64Array) => number): Rule =>
  (x, y) => {
    y[0] = f(x);
  };

/** Half a gibibyte of float64: data beyond it leave no room for training. */
const MOST_NUMBERS = 67_108_864;

/**
 * The problem that a recipe describes. Points come from the streams "name train", "name validation", "name test" of the seed and
 * noise from streams of its own, so that data without noise and with it have the same points.
 * @throws InputError if the data would not fit in memory.
 */
export function sampledProblem(recipe: Recipe): Problem {
  const { name, title, task, inputs, outputs = 1, sizes, samplers, noise = 0, labelNoise = 0 } = recipe;
  for (const part of ["train", "validation", "test"] as const)
    if (sizes[part] * (inputs + outputs) > MOST_NUMBERS)
      throw wrong(
        name,
        part,
        `${sizes[part]} points of ${inputs} inputs do not fit in memory; expected at most ${Math.floor(MOST_NUMBERS / (inputs + outputs))}`,
      );

  const disturb = (draws: Random, y: Float64Array) => {
    if (noise > 0) for (let i = 0; i < y.length; i++) y[i] += noise * draws.normal();
    if (labelNoise > 0) for (let i = 0; i < y.length; i++) if (draws.uniform() < labelNoise) y[i] = -y[i];
  };

  const fill = (sampler: Sampler, draws: Random, x: Float64Array, y: Float64Array) => {
    const rows = y.length / outputs;
    for (let i = 0; i < rows; i++)
      sampler(draws, x.subarray(i * inputs, (i + 1) * inputs), y.subarray(i * outputs, (i + 1) * outputs), i);
  };

  const dataset = (seed: number, part: keyof Sizes, sampler: Sampler): Dataset => {
    const rows = sizes[part];
    const x = new Float64Array(rows * inputs);
    const y = new Float64Array(rows * outputs);
    fill(sampler, random(seed, `${name} ${part}`), x, y);
    disturb(random(seed, `${name} ${part} noise`), y);
    return { rows, inputs, outputs, x, y };
  };

  const stream = ({ batch, seed = 0 }: { batch: number; seed?: number }): SampleStream => {
    if (!Number.isInteger(batch) || batch < 1) throw new RangeError(`batch: expected a positive integer, got ${batch}`);
    const sampler = samplers(seed)("stream");
    return {
      inputs,
      outputs,
      batch,
      sample(draws, x, y) {
        fill(sampler, draws, x, y);
        disturb(draws, y);
      },
    };
  };

  const floor = recipe.floor ?? (task === "regression" ? noise : labelNoise);
  return {
    name,
    title,
    task,
    inputs,
    outputs,
    ...(floor === "unknown" ? {} : { floor }),
    // Standardised inputs need the moments of a training set, which a stream lacks.
    ...(recipe.standardize ? {} : { stream }),
    data(seed) {
      const samplerOf = samplers(seed);
      const data = {
        train: dataset(seed, "train", samplerOf("train")),
        validation: dataset(seed, "validation", samplerOf("validation")),
        test: dataset(seed, "test", samplerOf("test")),
      };
      return recipe.standardize ? standardizeInputs(data) : data;
    },
  };
}
