import type { Real } from "../engine/program.js";
import { type Block, blockLength, type Network } from "../model/network.js";
import type { Moment } from "./optimizer/optimizer.js";

/** A linear map between two layers, with its factor. */
type Map = Block;

/** out (rows x columns) += factor * A (rows x inner) B (inner x columns), each at an offset of its own flat array. */
function multiplyAdd(
  out: Real,
  outAt: number,
  a: (i: number, k: number) => number,
  b: (k: number, j: number) => number,
  shape: readonly [number, number, number],
  factor: number,
): void {
  const [rows, inner, columns] = shape;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += a(i, k) * b(k, j);
      out[outAt + i * columns + j] += factor * sum;
    }
}

const link = (network: Network, from: number, to: number): Map => {
  const found = network.blocks.find((b) => b.kind === "link" && b.from === from && b.layer === to);
  if (!found)
    throw new Error(
      `lossless switch: the network was built without the link ${from}-${to}; pass links: true to buildNetwork`,
    );
  return found;
};

/** How many moment vectors there are, and how each follows. */
interface Followers {
  readonly kinds: readonly Moment[];
  readonly vectors: readonly Real[];
}

/**
 * Changes s to s' without changing the function, in place. On each hidden layer, sigma_s = (1 - s/s') Id + (s/s') sigma_{s'}, so with
 * r = s'/s every map C out of the layer becomes C/r, and for every map P into it the link past it gains (1 - 1/r) P C (a bias b
 * into it adds (1 - 1/r) b C to the bias beyond). Two layers: a' = a/r, v += (1 - 1/r) sum_k a_k w_k / sqrt(m).
 * The optimiser's state follows: first moments as gradients do, g_C' = r g_C + (1-r) P^T g_link, g_P' = g_P - (1 - 1/r) g_link C^T;
 * second moments with the squares of these coefficients, cross terms dropped.
 * @throws RangeError if s or s' is 0.
 * @paper HRTA, completed: PAPERS.md HRTA 8
 */
export function losslessSwitch(
  network: Network,
  theta: Real,
  s: number,
  next: number,
  moments: Followers = { kinds: [], vectors: [] },
): void {
  if (s === 0 || next === 0) throw new RangeError(`lossless switch: s must not be 0, got ${s} -> ${next}`);
  const r = next / s;
  const last = network.widths.length - 1;
  const maps = network.blocks.filter((b) => b.kind === "weight" || b.kind === "link");
  const bias = (layer: number) => network.blocks.find((b) => b.kind === "bias" && b.layer === layer);
  for (let layer = 1; layer < last; layer++) {
    const into = maps.filter((b) => b.layer === layer);
    const outOf = maps.filter((b) => b.from === layer);
    const own = bias(layer);
    for (const [v, kind] of moments.kinds.entries())
      follow(network, theta, moments.vectors[v], kind, r, { into, outOf, own }, bias);
    for (const C of outOf) {
      const [width, columns] = C.shape;
      const c = (k: number, j: number) => C.scale * theta[C.offset + k * columns + j];
      for (const P of into) {
        const L = link(network, P.from, C.layer);
        multiplyAdd(
          theta,
          L.offset,
          (i, k) => P.scale * theta[P.offset + i * width + k],
          c,
          [P.shape[0], width, columns],
          (1 - 1 / r) / L.scale,
        );
      }
      const beyond = bias(C.layer);
      if (own && beyond)
        multiplyAdd(theta, beyond.offset, (_, k) => theta[own.offset + k], c, [1, width, columns], 1 - 1 / r);
    }
    for (const C of outOf) for (let i = C.offset; i < C.offset + blockLength(C); i++) theta[i] /= r;
  }
}

/** Moves one moment vector along with the switch of one layer; `theta` still holds the old parameters. */
function follow(
  network: Network,
  theta: Real,
  moment: Real,
  kind: Moment,
  r: number,
  { into, outOf, own }: { readonly into: readonly Map[]; readonly outOf: readonly Map[]; readonly own?: Block },
  bias: (layer: number) => Block | undefined,
): void {
  const power = (x: number) => (kind === "square" ? x * x : x);
  const before = moment.slice();
  for (const C of outOf) {
    const [width, columns] = C.shape;
    const beyond = bias(C.layer);
    for (let i = C.offset; i < C.offset + blockLength(C); i++) moment[i] = power(r) * before[i];
    const add = (P: Block, rows: number, g: Block, scale: number) => {
      // g_C' += (1-r) (c_P c_C / c_L) P^T g_L
      const factor = power(((1 - r) * scale * C.scale) / g.scale);
      multiplyAdd(
        moment,
        C.offset,
        (k, i) => power(theta[P.offset + i * width + k]),
        (i, j) => before[g.offset + i * columns + j],
        [width, rows, columns],
        factor,
      );
      // g_P' -= (1 - 1/r) (c_P c_C / c_L) g_L C^T
      const back = (kind === "square" ? 1 : -1) * power(((1 - 1 / r) * scale * C.scale) / g.scale);
      multiplyAdd(
        moment,
        P.offset,
        (i, j) => before[g.offset + i * columns + j],
        (j, k) => power(theta[C.offset + k * columns + j]),
        [rows, columns, width],
        back,
      );
    };
    for (const P of into) add(P, P.shape[0], link(network, P.from, C.layer), P.scale);
    if (own && beyond) add(own, 1, beyond, 1);
  }
}
