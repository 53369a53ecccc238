import { z } from "zod";
import { type Interval, smallestEigenvalue } from "../../../numerics/linear/interval.js";
import type { KernelLike } from "../../../theory/index.js";

/** A proven interval as a cell keeps it: lower bound, estimate, upper bound. */
export const boundsSchema = z.tuple([z.number(), z.number(), z.number()]);
export type Bounds = z.infer<typeof boundsSchema>;

export const bounds = ({ lower, estimate, upper }: Interval): Bounds => [lower, estimate, upper];

/** lambda_min with its proven interval, the error of the entries included. */
export const leastBounds = (kernel: KernelLike): Bounds =>
  bounds(smallestEigenvalue(kernel, { entryError: kernel.error }));
