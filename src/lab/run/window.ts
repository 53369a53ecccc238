import { openSession } from "../../engine/choose.js";
import type { Dtype, Real } from "../../engine/program.js";
import type { Points } from "../../model/dataset.js";
import { writeInputs } from "../../model/inputs.js";
import { blockRows, type Network, program } from "../../model/network.js";

/** A network's outputs at fixed points, for parameters that change: what `predict` gives, without opening anything anew. */
export interface Window {
  /** Outputs (rows x k) at each of the point sets. */
  at(parameters: Real, s: number): Float64Array[];
  close(): void;
}

/** Opens a session of its own beside the run's, so that looking never disturbs it. */
export async function openWindow(network: Network, dtype: Dtype, sets: readonly Points[]): Promise<Window> {
  const most = Math.max(...sets.map(({ rows }) => rows));
  const session = await openSession(program(network, { rows: Math.min(most, blockRows(network, dtype)), dtype }));
  const { inputs, outputs, widths } = network;
  const capacity = session.program.rows;
  const slopes = new Float64Array(widths.length - 2);
  return {
    at(parameters, s) {
      session.parameters.set(parameters);
      slopes.fill(s);
      return sets.map(({ rows, x }) => {
        const result = new Float64Array(rows * outputs);
        for (let first = 0; first < rows; first += capacity) {
          const count = Math.min(capacity, rows - first);
          writeInputs(session, network, x.subarray(first * inputs, (first + count) * inputs));
          session.forward(count, slopes);
          result.set(session.output.subarray(0, count * outputs), first * outputs);
        }
        return result;
      });
    },
    close: () => session.close(),
  };
}
