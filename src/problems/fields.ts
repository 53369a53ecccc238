import { z } from "zod";
import { InputError } from "../model/errors.js";

/** A whole number above 0. */
export const count = z.int().positive();

/** Fields that every problem with drawn points has. */
export const drawn = {
  /** Training points. */
  train: count.optional(),
  /** Points for choosing and early stopping. */
  validation: count.optional(),
  /** Points for judging. */
  test: count.optional(),
  /** Whether inputs are shifted and scaled to mean 0 and deviation 1 over the training points; targets stay. Default false. */
  standardize: z.boolean().optional(),
};

/** Standard deviation of Gaussian noise on the targets of all three parts. Default 0. */
export const noise = z.number().min(0).optional();

/** Probability that a label is flipped, in all three parts. Default 0. */
export const labelNoise = z.number().min(0).max(0.5).optional();

/** Points of each part. */
export interface Sizes {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** The sizes asked for, each with a default; 1000 points to choose by and 1000 to judge by where nothing is said. */
export const sizesOf = (
  asked: { readonly train?: number; readonly validation?: number; readonly test?: number },
  train: number,
): Sizes => ({ train: asked.train ?? train, validation: asked.validation ?? 1000, test: asked.test ?? 1000 });

/** What is wrong with a field of a specification, in one line. */
export const wrong = (name: string, field: string, message: string): InputError =>
  new InputError(`problem "${name}": ${field}: ${message}`);
