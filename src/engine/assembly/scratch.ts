import { productScratch } from "./product";

/** Bytes of scratch that one thread needs, in float32 or (wide) float64. */
export function scratchBytes(wide: bool): usize {
  return wide ? productScratch<f64>() : productScratch<f32>();
}
