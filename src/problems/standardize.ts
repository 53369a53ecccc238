import type { Dataset } from "../model/dataset.js";
import { moments } from "../model/moments.js";

/**
 * The same data with (x_j - mean_j) / deviation_j for every input, mean and population deviation over the training rows; an input
 * that is constant there is only shifted. Targets are left alone.
 */
export function standardizeInputs<
  D extends { readonly train: Dataset; readonly validation: Dataset; readonly test: Dataset },
>(data: D): D {
  const { rows, inputs, x } = data.train;
  const columns = Array.from({ length: inputs }, (_, j) => {
    const { mean, deviation } = moments(
      x,
      Array.from({ length: rows }, (_, i) => i * inputs + j),
    );
    return { mean, scale: deviation === 0 ? 1 : deviation };
  });
  const scaled = (part: Dataset): Dataset => ({
    ...part,
    x: part.x.map((value, i) => (value - columns[i % inputs].mean) / columns[i % inputs].scale),
  });
  return { ...data, train: scaled(data.train), validation: scaled(data.validation), test: scaled(data.test) };
}
