import type { Real } from "../engine/program.js";
import { type Block, blockLength, type Network } from "./network.js";

/** A term added to the loss that depends on the parameters alone. */
export interface Penalty {
  readonly name: "l2" | "pathNorm";
  readonly strength: number;
  /** Options other than the strength, for the record. */
  readonly options: Readonly<Record<string, string>>;
  /** strength times the norm; adds its (sub)gradient to `gradient`, if given. */
  evaluate(network: Network, theta: Real, gradient?: Real): number;
}

function checkStrength(name: string, strength: number): void {
  if (!(strength >= 0 && strength < Number.POSITIVE_INFINITY))
    throw new RangeError(`${name}: expected a finite strength >= 0, got ${strength}`);
}

/** l2 penalty lambda/2 sum W_ij^2 over the trained weight matrices (biases and slopes are left alone). */
export function l2(strength: number): Penalty {
  checkStrength("l2", strength);
  return {
    name: "l2",
    strength,
    options: {},
    evaluate(network, theta, gradient) {
      let sum = 0;
      for (const b of network.blocks) {
        if (!b.trainable || b.kind === "bias" || b.kind === "slope") continue;
        const end = b.offset + blockLength(b);
        for (let i = b.offset; i < end; i++) {
          sum += theta[i] * theta[i];
          if (gradient) gradient[i] += strength * theta[i];
        }
      }
      return 0.5 * strength * sum;
    },
  };
}

/**
 * Path norm, the sum over all paths from an input to an output of the product of the absolute weights on it, scaling factors
 * included: for two layers sum_k |a_k| ||w_k||_1 / sqrt(m). With `first: "l2"` the first layer counts by ||w_k||_2 (Wu, Figure 3).
 * A constant input and linear links are paths like any other; biases inside layers are not.
 * @paper Wu, section on path norm
 */
export function pathNorm(strength: number, { first = "l1" }: { first?: "l1" | "l2" } = {}): Penalty {
  checkStrength("pathNorm", strength);
  return {
    name: "pathNorm",
    strength,
    options: { first },
    evaluate(network, theta, gradient) {
      const maps = network.blocks.filter((b) => b.kind === "weight" || b.kind === "link");
      const { widths } = network;
      const last = widths.length - 1;
      // into[l][j]: sum over paths from the input to unit j of layer l; a first layer under "l2" is the norm of its column.
      const into = widths.map((width) => new Float64Array(width));
      into[0].fill(1);
      const euclidean = (b: Block) => first === "l2" && b.from === 0 && b.kind === "weight";
      const columnNorms = new Float64Array(widths[1]);
      for (let layer = 1; layer <= last; layer++)
        for (const b of maps) {
          if (b.layer !== layer) continue;
          const [rows, columns] = b.shape;
          const scale = Math.abs(b.scale);
          for (let i = 0; i < rows; i++)
            for (let j = 0; j < columns; j++) {
              const w = theta[b.offset + i * columns + j];
              if (euclidean(b)) columnNorms[j] += w * w;
              else into[layer][j] += into[b.from][i] * Math.abs(w) * scale;
            }
          if (euclidean(b))
            for (let j = 0; j < columns; j++) {
              columnNorms[j] = Math.sqrt(columnNorms[j]);
              into[layer][j] += columnNorms[j] * scale;
            }
        }
      let sum = 0;
      for (const value of into[last]) sum += value;
      if (!gradient) return strength * sum;
      // out[l][j]: sum over paths from unit j of layer l to any output.
      const out = widths.map((width) => new Float64Array(width));
      out[last].fill(1);
      for (let layer = last; layer >= 1; layer--)
        for (const b of maps) {
          if (b.layer !== layer) continue;
          const [rows, columns] = b.shape;
          const scale = Math.abs(b.scale);
          for (let i = 0; i < rows; i++)
            for (let j = 0; j < columns; j++) {
              const at = b.offset + i * columns + j;
              const w = theta[at];
              out[b.from][i] += out[layer][j] * Math.abs(w) * scale;
              if (euclidean(b)) {
                if (columnNorms[j] > 0) gradient[at] += (strength * scale * out[layer][j] * w) / columnNorms[j];
              } else gradient[at] += strength * scale * into[b.from][i] * out[layer][j] * Math.sign(w);
            }
        }
      return strength * sum;
    },
  };
}
