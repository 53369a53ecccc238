import type { Dataset } from "../model/dataset.js";
import {
  type Dynamics,
  gradientDescent,
  heavyBallDescent,
  momentaDescent,
  nesterovDescent,
} from "../theory/dynamics/index.js";
import { infiniteKernel } from "../theory/kernel/infinite-kernel.js";
import { modeEnergy, predictLoss } from "../theory/prediction/index.js";
import { spectrum } from "../theory/spectrum/spectrum.js";
import type { Optimizer, TrainOptions } from "../training/index.js";
import { isStream, type Plan, plan } from "../training/plan.js";
import { startOf } from "./start.js";

/** What the kernel foretold of a run, or why it foretells nothing. */
export type Foretold =
  | {
      /** Loss by G(theta_0) at each of the steps. */
      readonly finite: Float64Array;
      /** Loss by the infinite-width kernel, the mean over random starts; absent where there is no such limit. */
      readonly infinite?: Float64Array;
    }
  | { readonly reason: string };

/** n k up to which G(theta_0) is decomposed: some seconds. */
const MOST_ENTRIES = 2000;

/**
 * The loss curve that a run's own tangent kernel at the start foretells, for methods that are linear in the gradient at a constant rate and s.
 * @param steps ascending; entry k is the loss after k steps.
 * @paper HRTA (10), Proposition 2; BXC (2.4), (3.7), (4.4), (5.1)
 */
export function foretell(options: TrainOptions, steps: ArrayLike<number>): Foretold {
  const planned = plan(options);
  const { network, loss, optimizer, relaxation, seed } = planned;
  const { data, initial } = options;
  if (isStream(data)) return { reason: "the samples are fresh at every step" };
  const reason = fixedKernelObstacle(planned, data);
  if (reason !== undefined) return { reason };
  if (relaxation.range[0] !== relaxation.range[1]) return { reason: "s moves during the run, and with it the kernel" };
  const dynamics = dynamicsOf(optimizer);
  if (typeof dynamics === "string") return { reason: dynamics };
  const s = relaxation.initial;
  const curvature = loss.name === "mse" ? 1 / data.rows : 1;
  const { modes, energy } = startOf(network, data, { s, seed, initial, curvature });
  const finite = predictLoss({ ...modes, energy, dynamics, times: steps });
  return { finite, infinite: initial ? undefined : infinite(network.spec, data, { s, curvature, dynamics, steps }) };
}

/**
 * Why a fixed kernel foretells nothing of a run as long as s is constant, or undefined where it does; the optimiser has its own say.
 * @param most n k up to which G is decomposed.
 */
export function fixedKernelObstacle(
  { network, loss, batch, options }: Plan,
  data: Dataset,
  most = MOST_ENTRIES,
): string | undefined {
  if (loss.name !== "mse" && loss.name !== "sum") return `it is for squared losses, not ${loss.name}`;
  if (network.spec.trainSlope) return "s is trained, and the kernel changes with it";
  if (network.spec.scaling === "mean-field") return "with mean-field scaling the kernel changes as much as the output";
  if (batch !== "full") return "the run takes mini-batches, and it is for full batches";
  if (options.penalties?.length) return "the loss has penalties, which the kernel does not know";
  if (data.weights) return "the rows have weights";
  const size = data.rows * data.outputs;
  return size > most ? `${size} rows and outputs are too many to decompose G(θ₀); the limit is ${most}` : undefined;
}

/** The dynamics of an optimiser under a fixed kernel, or why it has none. */
export function dynamicsOf({ name, options, schedule }: Optimizer): Dynamics | string {
  const rate = schedule.initial;
  const number = (key: string) => (typeof options[key] === "number" ? options[key] : undefined);
  const methods: Readonly<Record<string, () => Dynamics>> = {
    gd: () => gradientDescent({ rate }),
    heavyBall: () => heavyBallDescent({ rate, momentum: number("momentum") }),
    nesterov: () => nesterovDescent({ rate, gamma: number("gamma"), momentum: number("momentum") }),
    higherMomentum: () =>
      momentaDescent({ rate, momenta: Array.isArray(options.momenta) ? options.momenta.map(Number) : [] }),
  };
  if (!Object.hasOwn(methods, name))
    return `${name} is not linear in the gradient; ${Object.keys(methods).join(", ")} can be foretold`;
  if (schedule.name !== "constant") return "the learning rate decays; use --decay none";
  return methods[name]();
}

function infinite(
  spec: Parameters<typeof infiniteKernel>[0],
  data: Dataset,
  {
    s,
    curvature,
    dynamics,
    steps,
  }: { readonly s: number; readonly curvature: number; readonly dynamics: Dynamics; readonly steps: ArrayLike<number> },
): Float64Array | undefined {
  if (spec.scaling !== "ntk") return undefined;
  const { ntk, nngp } = infiniteKernel(spec, data, { s, blocks: false });
  const { values, vectors, rankThreshold } = spectrum(ntk);
  const modes = { values, vectors: vectors(), curvature, threshold: rankThreshold };
  return predictLoss({
    ...modes,
    energy: modeEnergy({ ...modes, error: data.y, covariance: nngp }),
    dynamics,
    times: steps,
  });
}
