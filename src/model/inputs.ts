import type { Session } from "../engine/index.js";
import type { Network } from "./network.js";

/** Writes points (rows x d) into a session's input, each with the constant 1 behind it where the network has one. */
export function writeInputs({ input }: Pick<Session, "input">, { inputs: d, widths }: Network, x: Float64Array): void {
  const width = widths[0];
  for (let i = 0; i < x.length / d; i++) {
    for (let j = 0; j < d; j++) input[i * width + j] = x[i * d + j];
    if (width > d) input[i * width + d] = 1;
  }
}
