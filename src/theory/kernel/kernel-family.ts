import type { Points } from "../../model/dataset.js";
import type { NetworkSpec } from "../../model/network.js";
import { type Matrix, zeros } from "../../numerics/linear/matrix.js";
import { infiniteKernel } from "./infinite-kernel.js";
import type { KernelMatrix } from "./kernel-matrix.js";
import { type KernelPair, shallowKernels } from "./shallow-kernels.js";

/**
 * The kernels of a network for every s: `a`, the part of the output weights, `omega`, that of all other trained parameters, and their sum.
 * Two layers as `shallowKernels`, where a new s costs a pass over the matrices; deeper networks need their recursion afresh for each s.
 * @throws as `infiniteKernel`.
 * @paper HRTA eq. (8), (9)
 */
export function kernelFamily(spec: NetworkSpec, points: Points): { at(s: number): KernelPair } {
  const plain = spec.hidden.length === 1 && spec.bias !== "layers" && spec.freeze.length === 0 && !spec.skip;
  if (plain && spec.scaling === "ntk" && !spec.trainSlope && spec.deviation === undefined)
    return shallowKernels(points, {
      sigma: spec.activation.sigma,
      bias: spec.bias === "input" ? "input" : false,
      inputInit: spec.inputInit,
      outputInit: spec.outputInit,
    });
  return {
    at(s) {
      const { ntk, blocks } = infiniteKernel(spec, points, { s });
      return {
        a: added(
          blocks.filter(({ name }) => name === "output.weight").map(({ kernel }) => kernel),
          ntk,
        ),
        omega: added(
          blocks.filter(({ name }) => name !== "output.weight").map(({ kernel }) => kernel),
          ntk,
        ),
        sum: ntk,
      };
    },
  };
}

/** The sum of some blocks' kernels; zero where all of them are frozen. */
function added(parts: readonly KernelMatrix[], { rows, columns }: Matrix): KernelMatrix {
  const sum = zeros(rows, columns);
  let error = 0;
  for (const part of parts) {
    for (let i = 0; i < sum.data.length; i++) sum.data[i] += part.data[i];
    // The sum of sizes bounds what each addition may round: twice the error of the parts covers it for fewer than 2^10 of them.
    error += 2 * part.error;
  }
  return { ...sum, error };
}
