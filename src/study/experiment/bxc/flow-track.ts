import { eigen, eigenvalues } from "../../../numerics/linear/eigen.js";
import { kernelDrift } from "../../../tangent/index.js";
import {
  type Dynamics,
  gradientFlow,
  heavyBallFlow,
  heavyBallLyapunov,
  type Moving,
  nesterovFlow,
  nesterovLyapunov,
  predictLoss,
  pseudoLoss,
  totalEnergy,
} from "../../../theory/index.js";
import type { ExperimentContext } from "../../cell.js";
import { type Equation, frictionAt, integrate } from "./equation.js";
import { flips, type HiddenLayer, type Pattern } from "./hidden-layer.js";
import { type Jumps, watchJumps } from "./jumps.js";
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
  /** null where there is no V. */
  readonly jumps: Jumps | null;
  /** What the kernel at the start foretells. */
  readonly predicted: Float64Array;
  readonly pseudo: number;
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
  };
  const error = new Float64Array(n);
  const change = new Float64Array(n);
  const distance = new Float64Array(layer.network.widths[1]);
  let pattern: Pattern = layer.observe(layer.start, undefined, change);
  const start = layer.gram(pattern);
  layer.evaluate(layer.start, error);
  const predicted = foretold(equation, lambda0, start, error, time, steps);
  const pseudo = pseudoLoss(start, error);
  // V of the proof: L itself for gradient flow, and where gamma leaves none.
  const lyapunov =
    equation.name === "heavyBall"
      ? (moving: Moving, t: number) => heavyBallLyapunov({ ...moving, friction: frictionAt(equation, lambda0, t) })
      : equation.name === "nesterov" && equation.gamma > 1
        ? (moving: Moving, t: number) => nesterovLyapunov({ ...moving, time: t, alpha: 2, gamma: equation.gamma })
        : undefined;
  const watch = lyapunov && watchJumps(layer, lyapunov);
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
    track.lyapunov[k] = lyapunov ? lyapunov({ operator: gram, error, velocity: change }, t) : track.loss[k];
    if (v) watch?.step({ pattern: now, operator: gram, error, velocity: change, v, t }, track.flipped[k] === 1);
  });
  return { ...track, jumps: watch?.jumps ?? null, predicted, pseudo };
}

/** The flow's loss alone, at half the resolution of a flow of twice the steps: also in the first steps, which are shorter. */
export function lossOnly(
  layer: HiddenLayer,
  equation: Equation,
  { lambda0 }: TheoremData,
  { time, steps, context }: Way,
): Float64Array {
  const loss = new Float64Array(steps + 1);
  const error = new Float64Array(layer.rows);
  integrate(layer, equation, { lambda0, step: time / steps, steps, share: 2 }, ({ w }, _t, k) => {
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
