import { eigen, eigenvalues } from "../../../numerics/linear/eigen.js";
import { kernelDrift } from "../../../tangent/index.js";
import {
  type Dynamics,
  gradientFlow,
  heavyBallFlow,
  heavyBallLyapunov,
  nesterovFlow,
  nesterovLyapunov,
  predictLoss,
  pseudoLoss,
  totalEnergy,
} from "../../../theory/index.js";
import type { ExperimentContext } from "../../cell.js";
import { type Equation, frictionAt, integrate } from "./equation.js";
import { flips, type HiddenLayer, type Pattern } from "./hidden-layer.js";
import { halfSquares } from "./numbers.js";
import type { TheoremData } from "./sphere.js";

/** What a flow was at every step. */
export interface Track {
  readonly time: Float64Array;
  readonly loss: Float64Array;
  readonly smallest: Float64Array;
  readonly drift: Float64Array;
  readonly moved: Float64Array;
  /** V of the proof: L itself for gradient flow. */
  readonly lyapunov: Float64Array;
  /** L + 1/2 |w'|^2. */
  readonly energy: Float64Array;
  /** (neuron, sample) pairs that flipped in the step that led here. */
  readonly flipped: Int32Array;
  readonly jumps: Jumps;
  /** What the kernel at the start foretells. */
  readonly predicted: Float64Array;
  readonly pseudo: number;
}

/** What single flips did to V, which jumps with H. */
export interface Jumps {
  /** Steps in which one pair flipped. */
  count: number;
  up: number;
  /** The largest share of V by which it jumped up, and how far the error's own change in that step leaves it open. */
  largest: number;
  open: number;
  time: number;
}

/** How long, in how many steps. */
export interface Way {
  readonly time: number;
  readonly steps: number;
  readonly context: ExperimentContext;
}

/** The flow, with all that the proofs speak of at every step. */
export function follow(
  layer: HiddenLayer,
  equation: Equation,
  { lambda0 }: TheoremData,
  { time, steps, context }: Way,
): Track {
  const n = layer.rows;
  const array = () => new Float64Array(steps + 1);
  const track = {
    ...{ time: array(), loss: array(), smallest: array(), drift: array(), moved: array(), lyapunov: array() },
    energy: array(),
    flipped: new Int32Array(steps + 1),
    jumps: { count: 0, up: 0, largest: 0, open: 0, time: 0 },
  };
  const before = new Float64Array(n);
  const error = new Float64Array(n);
  const change = new Float64Array(n);
  const distance = new Float64Array(layer.network.widths[1]);
  let pattern: Pattern = layer.observe(layer.start, undefined, change);
  const start = layer.gram(pattern);
  layer.evaluate(layer.start, error);
  const predicted = foretold(equation, lambda0, start, error, time, steps);
  const pseudo = pseudoLoss(start, error);
  let gram = start;
  let smallest = eigenvalues(start)[0];
  let drift = 0;
  integrate(layer, equation, { lambda0, step: time / steps, steps }, ({ w, v }, t, k) => {
    if (k % 64 === 0) {
      context.signal?.throwIfAborted();
      context.onProgress?.((0.7 * k) / steps);
    }
    layer.evaluate(w, error);
    const now = layer.observe(w, v, change);
    track.flipped[k] = flips(now, pattern);
    pattern = now;
    const old = gram;
    if (track.flipped[k] > 0) {
      gram = layer.gram(now);
      smallest = eigenvalues(gram)[0];
      drift = kernelDrift(gram, start, { norm: "spectral" });
    }
    track.time[k] = t;
    track.loss[k] = halfSquares(error);
    track.smallest[k] = smallest;
    track.drift[k] = drift;
    track.moved[k] = movement(w, layer.start, distance);
    track.energy[k] = totalEnergy(track.loss[k], v ?? []);
    const moving = { operator: gram, error, velocity: change };
    track.lyapunov[k] =
      equation.name === "heavyBall"
        ? heavyBallLyapunov({ ...moving, friction: frictionAt(equation, lambda0, t) })
        : equation.name === "nesterov" && equation.gamma > 1
          ? nesterovLyapunov({ ...moving, time: t, alpha: 2, gamma: equation.gamma })
          : track.loss[k];
    if (track.flipped[k] === 1) {
      const weight = equation.name === "nesterov" ? t * t : 1;
      const jump = (e: Float64Array) => (weight * (pseudoLoss(gram, e) - pseudoLoss(old, e))) / track.lyapunov[k];
      note(track.jumps, jump(before), jump(error), t);
    }
    before.set(error);
  });
  return { ...track, predicted, pseudo };
}

/** Adds a single flip, whose jump lies about between what it is with the error before and after the step. */
function note(jumps: Jumps, before: number, after: number, time: number): void {
  jumps.count++;
  const least = Math.min(before, after);
  if (!(least > 0)) return;
  jumps.up++;
  if (least > jumps.largest) Object.assign(jumps, { largest: least, open: Math.abs(after - before), time });
}

/** The flow's loss alone, for its error at another resolution. */
export function lossOnly(
  layer: HiddenLayer,
  equation: Equation,
  { lambda0 }: TheoremData,
  { time, steps, context }: Way,
): Float64Array {
  const loss = new Float64Array(steps + 1);
  const error = new Float64Array(layer.rows);
  integrate(layer, equation, { lambda0, step: time / steps, steps }, ({ w }, _t, k) => {
    if (k % 64 === 0) {
      context.signal?.throwIfAborted();
      context.onProgress?.(0.7 + (0.3 * k) / steps);
    }
    layer.evaluate(w, error);
    loss[k] = halfSquares(error);
  });
  return loss;
}

/** The largest distance of a neuron from where it began; `squares` is room for one number a neuron. */
function movement(w: Float64Array, start: Float64Array, squares: Float64Array): number {
  squares.fill(0);
  const m = squares.length;
  for (let row = 0; row < w.length; row += m)
    for (let r = 0; r < m; r++) squares[r] += (w[row + r] - start[row + r]) * (w[row + r] - start[row + r]);
  let most = 0;
  for (let r = 0; r < m; r++) most = Math.max(most, squares[r]);
  return Math.sqrt(most);
}

function foretold(
  equation: Equation,
  lambda0: number,
  kernel: Parameters<typeof eigen>[0],
  error: Float64Array,
  time: number,
  steps: number,
): Float64Array {
  const times = Float64Array.from({ length: steps + 1 }, (_, k) => (k * time) / steps);
  return predictLoss({ ...eigen(kernel), curvature: 1, error, dynamics: dynamicsOf(equation, lambda0), times });
}

function dynamicsOf(equation: Equation, lambda0: number): Dynamics {
  if (equation.name === "gradient") return gradientFlow();
  if (equation.name === "heavyBall") return heavyBallFlow({ friction: equation.friction * Math.sqrt(lambda0) });
  return nesterovFlow({ gamma: equation.gamma });
}
