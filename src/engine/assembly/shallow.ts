import { packRows } from "./pack";
import { forwardPlane, pullPlane } from "./plane";
import { tile } from "./tile";
import { bytes, columns, lanes, ROWS, share, total } from "./vector";

/**
 * Networks with one hidden relu layer, no bias in it and one output: f(x) = c2 sum_j a_j sigma_s(c1 w_j . x). Neurons lie in
 * the lanes, nothing of size rows x neurons is stored. sigma_s is linear plus s relu, so the forward pass is
 * (1-s) (sum_j a_j c1 w_j) . x + s sum_j a_j relu(c1 w_j . x); and homogeneous, so G_j = sum_i e_i sigma_s'(z_ij) x_i gives
 * both gradients, dR/dw_j = c1 c2 a_j G_j and dR/da_j = c2 c1 w_j . G_j. As sigma_s' is 1 or 1-s, a sum over the active
 * samples and one over all samples make G_j.
 */
@unmanaged
export class Shallow {
  inputs: i32;
  neurons: i32;
  x: usize;
  w: usize;
  a: usize;
  output: usize;
  cotangent: usize;
  /** Gradients of w and a, or 0 where none is wanted. */
  gradientW: usize;
  gradientA: usize;
  /** For every two vectors of neurons: c1 w (`inputs` rows), then a. */
  panels: usize;
  /** For every two vectors of neurons: sum over active samples of e x (`inputs` rows, rounded up to a tile's). */
  sums: usize;
  /** sum_j a_j c1 w_j, one number an input. */
  linear: usize;
  /** Where s is. */
  s: usize;
  /** Inputs by which the derivatives go along, the first ones; 0 here. Where not, panels and sums are those of shallow-jet.ts. */
  directions: i32;
  /** Whether the last input is 1 in every row, which saves a product. */
  unit: i32;
  inputScale: f64;
  outputScale: f64;
}

/** Samples whose masks are made before they are summed: they stay in the first-level cache. */
const CHUNK: i32 = 240;

// @ts-ignore: decorator
@inline
function paddedInputs(inputs: i32): i32 {
  return ((inputs + ROWS - 1) / ROWS) * ROWS;
}

/** Lays the weights out in panels and sums their linear part; work of one thread, small beside the passes. */
export function prepareShallow<T>(net: Shallow, rows: i32): void {
  const inputs = net.inputs;
  const neurons = net.neurons;
  const panels = net.panels;
  const linear = net.linear;
  const scale = v128.splat<T>(<T>net.inputScale);
  const line = bytes<T>(neurons);
  const panelBytes = (<usize>(inputs + 1)) << 5;
  const full = neurons / columns<T>();
  for (let d = 0; d < inputs; d++) {
    let sum0 = v128.splat<T>(<T>0);
    let sum1 = v128.splat<T>(<T>0);
    let w = net.w + (<usize>d) * line;
    let a = net.a;
    let to = panels + ((<usize>d) << 5);
    const last = panelBytes - 32 - ((<usize>d) << 5);
    for (let p = 0; p < full; p++) {
      const w0 = v128.mul<T>(v128.load(w), scale);
      const w1 = v128.mul<T>(v128.load(w, 16), scale);
      const a0 = v128.load(a);
      const a1 = v128.load(a, 16);
      v128.store(to, w0);
      v128.store(to, w1, 16);
      if (d == 0) {
        v128.store(to + last, a0);
        v128.store(to + last, a1, 16);
      }
      sum0 = v128.add<T>(sum0, v128.mul<T>(w0, a0));
      sum1 = v128.add<T>(sum1, v128.mul<T>(w1, a1));
      w += 32;
      a += 32;
      to += panelBytes;
    }
    let sum = total<T>(v128.add<T>(sum0, sum1));
    const rest = neurons - full * columns<T>();
    if (rest > 0)
      for (let j = 0; j < columns<T>(); j++) {
        const inside = j < rest;
        const wj: T = inside ? <T>(load<T>(w + bytes<T>(j)) * <T>net.inputScale) : <T>0;
        const aj: T = inside ? load<T>(a + bytes<T>(j)) : <T>0;
        store<T>(to + bytes<T>(j), wj);
        if (d == 0) store<T>(to + last + bytes<T>(j), aj);
        sum = <T>(sum + wj * aj);
      }
    store<T>(linear + bytes<T>(d), sum);
  }
  let unit = 1;
  const x = net.x + bytes<T>(inputs - 1);
  for (let i = 0; i < rows; i++)
    if (load<T>(x + bytes<T>(inputs) * (<usize>i)) != <T>1) {
      unit = 0;
      break;
    }
  net.unit = unit;
}

/** Outputs of this thread's rows. */
export function forwardShallow<T>(net: Shallow, rows: i32, scratch: usize, thread: i32, threads: i32): void {
  const first = share(rows, 20, thread, threads);
  const end = share(rows, 20, thread + 1, threads);
  const count = (net.neurons + columns<T>() - 1) / columns<T>();
  const sums = scratch;
  if (net.inputs == 2) {
    for (let i = first; i < end; i += 4) {
      const height = min(4, end - i);
      forwardPlane<T>(sums, net.x + bytes<T>(2 * i), height, net.panels, count, net.unit != 0);
      for (let r = 0; r < height; r++) finish<T>(net, i + r, load<T>(sums + bytes<T>(r)));
    }
    return;
  }
  const inputs = net.inputs;
  const packed = scratch + 64;
  const z = packed + ((bytes<T>(ROWS * inputs) + 63) & ~63);
  const panelBytes = (<usize>(inputs + 1)) << 5;
  for (let i = first; i < end; i += ROWS) {
    const height = min(ROWS, end - i);
    const line = bytes<T>(inputs);
    packRows<T>(packed, net.x + line * (<usize>i), line, sizeof<T>(), height, inputs, <T>1);
    let s0 = v128.splat<T>(<T>0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let s4 = s0;
    let panel = net.panels;
    for (let p = 0; p < count; p++) {
      clearTile(z);
      tile<T>(z, 32, packed, panel, inputs);
      const a = panel + panelBytes - 32;
      s0 = weigh<T>(s0, z, a);
      s1 = weigh<T>(s1, z + 32, a);
      s2 = weigh<T>(s2, z + 64, a);
      s3 = weigh<T>(s3, z + 96, a);
      s4 = weigh<T>(s4, z + 128, a);
      panel += panelBytes;
    }
    finish<T>(net, i, total<T>(s0));
    if (height > 1) finish<T>(net, i + 1, total<T>(s1));
    if (height > 2) finish<T>(net, i + 2, total<T>(s2));
    if (height > 3) finish<T>(net, i + 3, total<T>(s3));
    if (height > 4) finish<T>(net, i + 4, total<T>(s4));
  }
}

/** sum + a relu(z) over two vectors. */
// @ts-ignore: decorator
@inline
function weigh<T>(sum: v128, z: usize, a: usize): v128 {
  const zero = v128.splat<T>(<T>0);
  sum = v128.add<T>(sum, v128.mul<T>(v128.pmax<T>(v128.load(z), zero), v128.load(a)));
  return v128.add<T>(sum, v128.mul<T>(v128.pmax<T>(v128.load(z, 16), zero), v128.load(a, 16)));
}

// @ts-ignore: decorator
@inline
function clearTile(z: usize): void {
  const zero = i32x4.splat(0);
  for (let i: usize = 0; i < 160; i += 16) v128.store(z + i, zero);
}

/** f(x_i) from sum_j a_j relu(c1 w_j . x_i). */
function finish<T>(net: Shallow, i: i32, active: T): void {
  const s = load<f64>(net.s);
  const x = net.x + bytes<T>(net.inputs) * (<usize>i);
  let straight: T = <T>0;
  for (let d = 0; d < net.inputs; d++) straight = <T>(straight + load<T>(net.linear + bytes<T>(d)) * load<T>(x + bytes<T>(d)));
  store<T>(net.output + bytes<T>(i), <T>(<T>net.outputScale * (<T>(1 - s) * straight + <T>s * active)));
}

/** Gradients of this thread's neurons. */
export function pullShallow<T>(net: Shallow, rows: i32, scratch: usize, thread: i32, threads: i32): void {
  const inputs = net.inputs;
  const neurons = net.neurons;
  const x = net.x;
  const cotangent = net.cotangent;
  const count = (neurons + columns<T>() - 1) / columns<T>();
  const first = share(count, 1, thread, threads);
  const end = share(count, 1, thread + 1, threads);
  const line = bytes<T>(inputs);
  const padded = paddedInputs(inputs);
  const panelBytes = (<usize>(inputs + 1)) << 5;
  const sumBytes = (<usize>padded) << 5;
  const all = scratch;
  const masks = scratch + 512;
  const packed = masks + 32 * CHUNK;
  const turned = packed + bytes<T>(CHUNK * inputs);
  memory.fill(all, 0, bytes<T>(inputs));
  memory.fill(net.sums + sumBytes * (<usize>first), 0, sumBytes * (<usize>(end - first)));

  for (let i0 = 0; i0 < rows; i0 += CHUNK) {
    const height = min(CHUNK, rows - i0);
    const from = x + line * (<usize>i0);
    const e = cotangent + bytes<T>(i0);
    for (let i = 0; i < height; i++)
      for (let d = 0; d < inputs; d++) {
        const at = all + bytes<T>(d);
        store<T>(at, <T>(load<T>(at) + load<T>(e + bytes<T>(i)) * load<T>(from + line * (<usize>i) + bytes<T>(d))));
      }
    if (inputs == 2) {
      for (let i = 0; i < height; i++) {
        const to = packed + bytes<T>(4 * i);
        const ei = load<T>(e + bytes<T>(i));
        const x0 = load<T>(from + bytes<T>(2 * i));
        const x1 = load<T>(from + bytes<T>(2 * i + 1));
        store<T>(to, x0);
        store<T>(to, x1, sizeof<T>());
        store<T>(to, <T>(ei * x0), 2 * sizeof<T>());
        store<T>(to, <T>(ei * x1), 3 * sizeof<T>());
      }
      for (let p = first; p < end; p++)
        pullPlane<T>(net.sums + sumBytes * (<usize>p), packed, height, net.panels + panelBytes * (<usize>p), net.unit != 0);
      continue;
    }
    packRows<T>(packed, from, line, sizeof<T>(), height, inputs, <T>1);
    packRows<T>(turned, from, sizeof<T>(), line, inputs, height, <T>1);
    for (let p = first; p < end; p++) {
      const panel = net.panels + panelBytes * (<usize>p);
      for (let i = 0; i < height; i += ROWS) {
        const z = masks + ((<usize>i) << 5);
        clearTile(z);
        tile<T>(z, 32, packed + bytes<T>(i * inputs), panel, inputs);
      }
      mask<T>(masks, e, height);
      const sums = net.sums + sumBytes * (<usize>p);
      for (let d = 0; d < inputs; d += ROWS)
        tile<T>(sums + ((<usize>d) << 5), 32, turned + bytes<T>(d * height), masks, height);
    }
  }
  for (let p = first; p < end; p++) {
    const width = min(columns<T>(), neurons - p * columns<T>());
    combine<T>(net, p, width, net.sums + sumBytes * (<usize>p), all);
  }
}

/** z becomes e where z > 0, else 0, for two vectors of neurons and `height` samples. */
function mask<T>(z: usize, e: usize, height: i32): void {
  const zero = v128.splat<T>(<T>0);
  for (let i = 0; i < height; i++) {
    const ei = v128.load_splat<T>(e);
    v128.store(z, v128.and(ei, v128.gt<T>(v128.load(z), zero)));
    v128.store(z, v128.and(ei, v128.gt<T>(v128.load(z, 16), zero)), 16);
    z += 32;
    e += sizeof<T>();
  }
}

/** Adds the gradients of one panel's neurons from their active sums and the sum over all samples. */
function combine<T>(net: Shallow, p: i32, width: i32, sums: usize, all: usize): void {
  const inputs = net.inputs;
  const s = load<f64>(net.s);
  const panel = net.panels + ((<usize>((inputs + 1) * p)) << 5);
  const a = panel + ((<usize>inputs) << 5);
  const line = bytes<T>(net.neurons);
  const at = (<usize>p) << 5;
  const intoW = net.gradientW != 0;
  for (let half = 0; half < 2; half++) {
    const shift = (<usize>half) << 4;
    const present = width - half * lanes<T>();
    if (present <= 0) return;
    const outer = v128.splat<T>(<T>net.outputScale);
    const inner = v128.mul<T>(v128.mul<T>(v128.splat<T>(<T>net.inputScale), outer), v128.load(a + shift));
    let alongW = v128.splat<T>(<T>0);
    for (let d = 0; d < inputs; d++) {
      const row = ((<usize>d) << 5) + shift;
      const rest = v128.splat<T>(<T>(<T>(1 - s) * load<T>(all + bytes<T>(d))));
      const g = v128.add<T>(rest, v128.mul<T>(v128.splat<T>(<T>s), v128.load(sums + row)));
      alongW = v128.add<T>(alongW, v128.mul<T>(g, v128.load(panel + row)));
      if (intoW) addTo<T>(net.gradientW + line * (<usize>d) + at + shift, v128.mul<T>(inner, g), present, all + 256);
    }
    if (net.gradientA) addTo<T>(net.gradientA + at + shift, v128.mul<T>(outer, alongW), present, all + 256);
  }
}

/** Adds the first `present` lanes to memory; the others may belong to another vector. */
// @ts-ignore: decorator
@inline
export function addTo<T>(to: usize, v: v128, present: i32, scratch: usize): void {
  if (present >= lanes<T>()) {
    v128.store(to, v128.add<T>(v128.load(to), v));
    return;
  }
  v128.store(scratch, v);
  for (let j = 0; j < present; j++) store<T>(to + bytes<T>(j), <T>(load<T>(to + bytes<T>(j)) + load<T>(scratch + bytes<T>(j))));
}
