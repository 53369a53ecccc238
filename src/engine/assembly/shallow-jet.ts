import { addTo, Shallow } from "./shallow";
import { addActive, samplesAtOnce, triangle, weighSquares } from "./squared-relu";
import { bytes, lanes, share, total } from "./vector";

/**
 * Values and first derivatives by the inputs of networks with one hidden layer of squared relus, no bias in it and one output:
 * u(x) = c2 sum_k a_k sigma_s(z_k), z = v . x, v = c1 w, sigma_s(z) = (1-s) z + s/2 p^2 with p = max(z, 0). Neurons lie in the
 * lanes, nothing of size rows x neurons is stored. Forward
 *   u = c2 ((1-s) sum_k a v . x + s/2 sum_k a p^2),  du/dx_j = c2 ((1-s) sum_k a v_j + s sum_k a v_j p).
 * Let x_0 = 1 be the constant input, c a sample's cotangent of u and g the vector of those of du/dx_j (0 where there is none).
 * The sample's R is c u + g . grad u, so that, where z > 0,
 *   dR/dv = c2 a ((1-s) (c x + g) + s M v),  M = c x x^T + g x^T + x g^T, which no neuron enters.
 * Sums over the samples, A = sum M over the active ones and L = sum (c x + g) over all, make both gradients:
 *   dR/dv = c2 a ((1-s) L + s A v),  dR/da = c2 ((1-s) L . v + s/2 v . A v).
 * As g_0 = 0, c x + g is row 0 of M. A costs one `and` and one addition an entry of M, for any number of directions.
 */

/** Samples whose moments are made before they are summed: they stay in the first-level cache. */
const CHUNK: i32 = 240;

/** Inputs that vary: all but a constant last one. Without a constant, v_0 is 0. */
// @ts-ignore: decorator
@inline
function varyingInputs(net: Shallow): i32 {
  return net.inputs - net.unit;
}

/** Vectors of neurons. */
// @ts-ignore: decorator
@inline
function vectors<T>(net: Shallow): i32 {
  return (net.neurons + lanes<T>() - 1) / lanes<T>();
}

/** Lays the weights out in panels (v_0, ..., v_N, a) and sums a v; work of one thread, small beside the passes. */
export function prepareShallowJet<T>(net: Shallow, rows: i32, scratch: usize): void {
  net.unit = net.inputs > net.directions && isConstant<T>(net, rows) ? 1 : 0;
  const varying = varyingInputs(net);
  const count = vectors<T>(net);
  const line = bytes<T>(net.neurons);
  const step = (<usize>(varying + 2)) << 4;
  const scale = v128.splat<T>(<T>net.inputScale);
  for (let d = 0; d <= varying; d++) {
    const absent = d == 0 && net.unit == 0;
    const w = net.w + line * (<usize>(d == 0 ? varying : d - 1));
    let to = net.panels + ((<usize>d) << 4);
    let sum = v128.splat<T>(<T>0);
    for (let p = 0; p < count; p++, to += step) {
      const at = (<usize>p) << 4;
      const present = net.neurons - p * lanes<T>();
      const a = firstLanes<T>(net.a + at, present, scratch);
      const v = absent ? v128.splat<T>(<T>0) : v128.mul<T>(firstLanes<T>(w + at, present, scratch), scale);
      v128.store(to, v);
      if (d == 0) v128.store(to + step - 16, a);
      sum = v128.add<T>(sum, v128.mul<T>(a, v));
    }
    store<T>(net.linear + bytes<T>(d), total<T>(sum));
  }
}

/** Whether the last input is 1 in every row. */
function isConstant<T>(net: Shallow, rows: i32): bool {
  const line = bytes<T>(net.inputs);
  let x = net.x + line - sizeof<T>();
  for (let i = 0; i < rows; i++, x += line) if (load<T>(x) != <T>1) return false;
  return true;
}

/** The first `present` lanes from memory, zero in the others. */
// @ts-ignore: decorator
@inline
function firstLanes<T>(from: usize, present: i32, scratch: usize): v128 {
  if (present >= lanes<T>()) return v128.load(from);
  v128.store(scratch, v128.splat<T>(<T>0));
  for (let j = 0; j < present; j++) store<T>(scratch + bytes<T>(j), load<T>(from + bytes<T>(j)));
  return v128.load(scratch);
}

/** Jets of this thread's rows: u, then du/dx_j a plane further on each. */
export function forwardShallowJet<T>(net: Shallow, rows: i32, scratch: usize, thread: i32, threads: i32): void {
  const varying = varyingInputs(net);
  const count = vectors<T>(net);
  const line = bytes<T>(net.inputs);
  const block = samplesAtOnce(varying);
  const first = share(rows, block, thread, threads);
  const end = share(rows, block, thread + 1, threads);
  const c2 = <T>net.outputScale;
  const s = load<f64>(net.s);
  for (let i = first; i < end; i += block) {
    const height = min(block, end - i);
    const x = net.x + line * (<usize>i);
    weighSquares<T>(scratch, x, line, height, net.panels, count, varying);
    for (let r = 0; r < height; r++) {
      const sums = scratch + bytes<T>((varying + 1) * r);
      const xr = x + line * (<usize>r);
      let straight = load<T>(net.linear);
      for (let d = 1; d <= varying; d++)
        straight = <T>(straight + load<T>(net.linear + bytes<T>(d)) * load<T>(xr + bytes<T>(d - 1)));
      let to = net.output + bytes<T>(i + r);
      store<T>(to, <T>(c2 * (<T>(1 - s) * straight + <T>(0.5 * s) * load<T>(sums))));
      for (let j = 1; j <= net.directions; j++) {
        to += bytes<T>(rows);
        const at = bytes<T>(j);
        store<T>(to, <T>(c2 * (<T>(1 - s) * load<T>(net.linear + at) + <T>s * load<T>(sums + at))));
      }
    }
  }
}

/** Gradients of this thread's neurons. */
export function pullShallowJet<T>(net: Shallow, rows: i32, scratch: usize, thread: i32, threads: i32): void {
  const varying = varyingInputs(net);
  const count = vectors<T>(net);
  const first = share(count, 1, thread, threads);
  const end = share(count, 1, thread + 1, threads);
  const line = bytes<T>(net.inputs);
  const step = (<usize>(varying + 2)) << 4;
  const sumBytes = (<usize>triangle(varying)) << 4;
  const all = scratch;
  const moments = scratch + 128;
  memory.fill(all, 0, 64);
  memory.fill(net.sums + sumBytes * (<usize>first), 0, sumBytes * (<usize>(end - first)));
  for (let i = 0; i < rows; i += CHUNK) {
    const height = min(CHUNK, rows - i);
    makeMoments<T>(moments, all, net, i, height, rows);
    const x = net.x + line * (<usize>i);
    for (let p = first; p < end; p++)
      addActive<T>(net.sums + sumBytes * (<usize>p), moments, x, line, height, net.panels + step * (<usize>p), varying);
  }
  for (let p = first; p < end; p++)
    combine<T>(net, p, net.panels + step * (<usize>p), net.sums + sumBytes * (<usize>p), all, scratch + 64);
}

/** Lower triangle of M = (c x + g) x^T + x g^T, row by row, for `height` samples from `first`; adds their rows 0 to `all`. */
function makeMoments<T>(to: usize, all: usize, net: Shallow, first: i32, height: i32, rows: i32): void {
  const varying = varyingInputs(net);
  const plane = bytes<T>(rows);
  for (let i = first; i < first + height; i++) {
    const x = net.x + bytes<T>(net.inputs) * (<usize>i) - sizeof<T>();
    const cotangent = net.cotangent + bytes<T>(i);
    const c = load<T>(cotangent);
    for (let d = 0; d <= varying; d++) {
      const xd: T = d == 0 ? <T>1 : load<T>(x + bytes<T>(d));
      const gd: T = d == 0 || d > net.directions ? <T>0 : load<T>(cotangent + plane * (<usize>d));
      const along: T = <T>(c * xd + gd);
      store<T>(to, along);
      to += sizeof<T>();
      const total = all + bytes<T>(d);
      store<T>(total, <T>(load<T>(total) + along));
      for (let e = 1; e <= d; e++, to += sizeof<T>()) {
        const ge: T = e > net.directions ? <T>0 : load<T>(cotangent + plane * (<usize>e));
        store<T>(to, <T>(along * load<T>(x + bytes<T>(e)) + xd * ge));
      }
    }
  }
}

/** Adds the gradients of one vector of neurons: of v_d, c2 a G_d with G = (1-s) L + s A v, and c2 (G - s/2 A v) . v of a. */
function combine<T>(net: Shallow, p: i32, panel: usize, sums: usize, all: usize, scratch: usize): void {
  const varying = varyingInputs(net);
  const s = load<f64>(net.s);
  const present = net.neurons - p * lanes<T>();
  const line = bytes<T>(net.neurons);
  const at = (<usize>p) << 4;
  const outer = v128.splat<T>(<T>net.outputScale);
  const a = v128.load(panel + ((<usize>(varying + 1)) << 4));
  const inner = v128.mul<T>(v128.mul<T>(v128.splat<T>(<T>net.inputScale), outer), a);
  let alongA = v128.splat<T>(<T>0);
  for (let d = 0; d <= varying; d++) {
    let bent = v128.splat<T>(<T>0);
    for (let e = 0; e <= varying; e++) {
      const entry = d > e ? (d * (d + 1)) / 2 + e : (e * (e + 1)) / 2 + d;
      const moment = v128.load(sums + ((<usize>entry) << 4));
      bent = v128.add<T>(bent, v128.mul<T>(moment, v128.load(panel + ((<usize>e) << 4))));
    }
    const straight = v128.splat<T>(<T>(<T>(1 - s) * load<T>(all + bytes<T>(d))));
    const half = v128.add<T>(straight, v128.mul<T>(v128.splat<T>(<T>(0.5 * s)), bent));
    alongA = v128.add<T>(alongA, v128.mul<T>(half, v128.load(panel + ((<usize>d) << 4))));
    if (net.gradientW == 0 || (d == 0 && net.unit == 0)) continue;
    const gradient = v128.mul<T>(inner, v128.add<T>(straight, v128.mul<T>(v128.splat<T>(<T>s), bent)));
    addTo<T>(net.gradientW + line * (<usize>(d == 0 ? varying : d - 1)) + at, gradient, present, scratch);
  }
  if (net.gradientA) addTo<T>(net.gradientA + at, v128.mul<T>(outer, alongA), present, scratch);
}
