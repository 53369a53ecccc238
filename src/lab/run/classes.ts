import type { Encoding } from "../../model/dataset.js";
import { decode } from "../../model/decode.js";

/** The class that outputs (rows x k) name at each row, by its place among the classes, as predictions have it. */
export function predictedClasses(outputs: Float64Array, encoding: Encoding, rows: number): Float64Array {
  const prediction = decode(encoding, outputs, rows);
  return prediction.kind === "classes" ? Float64Array.from(prediction.codes) : new Float64Array(rows);
}
