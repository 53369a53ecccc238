import { jetOf } from "./jet.js";
import type { Program } from "./program.js";

/** The most directions that the kernels of assembly/squared-relu.ts are written for. */
const mostDirections = 3;

/**
 * Whether the kernels of assembly/shallow-jet.ts run the program's one hidden layer: squared relu, first derivatives by all inputs, or by all
 * but a last one.
 */
export function isShallowJet({ widths: [inputs], activation, jet }: Program): boolean {
  const { order, directions } = jetOf({ jet });
  return (
    activation.name === "halfSquaredRelu" &&
    order === 1 &&
    directions <= mostDirections &&
    (inputs === directions || inputs === directions + 1)
  );
}

/**
 * Bytes of those kernels' panels, sums and linear parts. The inputs that vary may be all there are, and a constant comes to them; neurons
 * lie in vectors of 16 bytes.
 */
export function shallowJetBytes(inputs: number, neurons: number, size: number) {
  const vectors = Math.ceil(neurons / (16 / size));
  const rows = inputs + 1;
  return { panels: vectors * (rows + 1) * 16, sums: vectors * ((rows * (rows + 1)) / 2) * 16, linear: rows * size };
}
