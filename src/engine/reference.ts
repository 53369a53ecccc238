import { activateJet, deactivateJet, type JetLayer, jetOf, jetUnsupported, planesOf } from "./jet.js";
import type { Bias, Connection, Engine, Program, Real, Session } from "./program.js";
import { applyUpdate } from "./reference-update.js";

/**
 * The engine that defines what is right: the formulas as loops, in the order of the paper, for any activation.
 * Layers are stored in the program's precision, sums are carried in double. It has one thread and ignores
 * `program.threads`, on which no result depends. Slow; meant for tests, for the user's own activations, and for reading.
 * @paper HRTA eq. (3), (6)
 */
export const referenceEngine: Engine = {
  name: "reference",
  unsupported,
  open: async (program) => {
    const reason = unsupported(program);
    if (reason) throw new RangeError(reason);
    return openReference(program);
  },
};

/** As much as WebAssembly has; a larger program would run the machine out of memory instead of ending with a word. */
const MOST_BYTES = 0x1_0000_0000;

function unsupported(program: Program): string | undefined {
  return jetUnsupported(program) ?? tooLarge(program);
}

function tooLarge({ widths, rows, parameters, moments, dtype, jet }: Program): string | undefined {
  const neurons = widths.reduce((sum, width) => sum + width, 0);
  const bytes =
    (dtype === "f32" ? 4 : 8) * (parameters * (2 + moments) + 3 * rows * planesOf(jetOf({ jet })) * neurons);
  if (bytes <= MOST_BYTES) return undefined;
  return (
    `rows, widths: ${rows} rows of widths ${widths.join(", ")} with ${parameters} parameters need ` +
    `${(bytes / 0x4000_0000).toFixed(1)} GiB, the limit is 4; use fewer rows a batch or narrower layers`
  );
}

function openReference(program: Program): Session {
  const { widths, rows: most, activation, slopes } = program;
  const last = widths.length - 1;
  const jet = jetOf(program);
  const { directions } = jet;
  const planes = planesOf(jet);
  const array = (length: number): Real =>
    program.dtype === "f32" ? new Float32Array(length) : new Float64Array(length);
  const parameters = array(program.parameters);
  const gradient = array(program.parameters);
  const moments = Array.from({ length: program.moments }, () => array(program.parameters));

  // Row-major (planes rows x n_l), for every layer l: z_l, h_l and dR/dz_l. h_0 is the input, z_L = h_L the output. Of the input only
  // the values are stored: d x / d x_j is the unit vector e_j in every row, the second derivatives are 0.
  const z = widths.map((width, l) => array((l === 0 ? 1 : planes) * most * width));
  const h = z.map((layer, l) => (l === last ? layer : array(layer.length)));
  const dz = widths.map((width) => array(planes * most * width));
  const s = new Float64Array(Math.max(last - 1, 0));
  let rowsForward = 0;
  const layer = (l: number, rows: number): JetLayer => ({
    jet,
    length: rows * widths[l],
    sigma: activation,
    s: s[l - 1],
  });

  function forward(rows: number, given: ArrayLike<number>): void {
    if (!Number.isInteger(rows) || rows < 1 || rows > most)
      throw new RangeError(`rows: expected an integer between 1 and the program's ${most}, got ${rows}`);
    if (!slopes && given.length < s.length)
      throw new RangeError(`s: expected ${s.length} values, one a hidden layer, got ${given.length}`);
    rowsForward = rows;
    for (let l = 0; l < s.length; l++) s[l] = slopes ? parameters[slopes.offset + l] : given[l];
    for (let l = 1; l <= last; l++) {
      const width = widths[l];
      const biases = program.biases.filter((bias) => bias.layer === l);
      const arriving = program.connections.filter((connection) => connection.to === l);
      for (let i = 0; i < planes * rows; i++)
        for (let k = 0; k < width; k++) {
          let sum = 0;
          if (i < rows) for (const bias of biases) sum += parameters[bias.offset + k];
          for (const connection of arriving) sum += connection.scale * product(connection, rows, i, k);
          z[l][i * width + k] = sum;
        }
      if (l === last) break;
      activateJet(z[l], h[l], layer(l, rows));
    }
  }

  /** (h_from W)_{ik}. */
  function product({ from, to, offset }: Connection, rows: number, i: number, k: number): number {
    if (from === 0 && i >= rows) {
      const plane = Math.floor(i / rows);
      return plane <= directions ? parameters[offset + (plane - 1) * widths[to] + k] : 0;
    }
    let sum = 0;
    for (let j = 0; j < widths[from]; j++)
      sum += h[from][i * widths[from] + j] * parameters[offset + j * widths[to] + k];
    return sum;
  }

  function pull(rows: number): void {
    if (rows !== rowsForward)
      throw new RangeError(`rows: expected the ${rowsForward} rows of the last forward, got ${rows}`);
    for (let l = last - 1; l >= 1; l--) {
      const width = widths[l];
      const leaving = program.connections.filter((connection) => connection.from === l);
      let slopeGradient = 0;
      for (let i = 0; i < planes * rows; i++)
        for (let j = 0; j < width; j++) {
          let dh = 0;
          for (const connection of leaving) dh += connection.scale * transposedProduct(connection, i, j);
          dz[l][i * width + j] = dh;
          const at = z[l][i * width + j];
          slopeGradient += dh * (activation.value(at) - at);
        }
      deactivateJet(z[l], dz[l], layer(l, rows));
      if (slopes?.gradient) gradient[slopes.offset + l - 1] += slopeGradient;
    }
    for (const connection of program.connections) if (connection.gradient) addWeightGradient(connection, rows);
    for (const bias of program.biases) if (bias.gradient) addBiasGradient(bias, rows);
  }

  /** (dz_to W^T)_{ij}. */
  function transposedProduct({ to, offset }: Connection, i: number, j: number): number {
    let sum = 0;
    for (let k = 0; k < widths[to]; k++) sum += dz[to][i * widths[to] + k] * parameters[offset + j * widths[to] + k];
    return sum;
  }

  /** dR/dW += scale h_from^T dz_to. */
  function addWeightGradient({ from, to, scale, offset }: Connection, rows: number): void {
    for (let j = 0; j < widths[from]; j++)
      for (let k = 0; k < widths[to]; k++) {
        let sum = 0;
        const stored = from === 0 ? rows : planes * rows;
        for (let i = 0; i < stored; i++) sum += h[from][i * widths[from] + j] * dz[to][i * widths[to] + k];
        if (from === 0 && jet.order > 0 && j < directions)
          for (let i = (1 + j) * rows; i < (2 + j) * rows; i++) sum += dz[to][i * widths[to] + k];
        gradient[offset + j * widths[to] + k] += scale * sum;
      }
  }

  /** dR/db += sum_i dz_i. */
  function addBiasGradient({ layer, offset }: Bias, rows: number): void {
    for (let k = 0; k < widths[layer]; k++) {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += dz[layer][i * widths[layer] + k];
      gradient[offset + k] += sum;
    }
  }

  return {
    program,
    parameters,
    gradient,
    moments,
    input: h[0],
    output: z[last],
    cotangent: dz[last],
    forward,
    pull,
    clear: () => void gradient.fill(0),
    update: (rule, start = 0, end = program.parameters) =>
      applyUpdate(rule, { parameters, gradient, moments }, start, end),
    close: () => undefined,
  };
}
