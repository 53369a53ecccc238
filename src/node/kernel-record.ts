import { InputError } from "../model/errors.js";
import { mlp, type NetworkSpec } from "../model/network.js";
import type { Split } from "../model/split.js";
import type { KernelRecord } from "../report/kernel-record.js";
import { type Measurement, measureForecast } from "../study/measurement.js";
import { learntBy } from "../theory/forecast/learnt.js";
import { methodNames, methods } from "../theory/forecast/method.js";
import { logarithmicSteps } from "../theory/forecast/steps.js";
import { infiniteKernel } from "../theory/kernel/infinite-kernel.js";
import { kernelFamily } from "../theory/kernel/kernel-family.js";
import { modeEnergy, predictLoss } from "../theory/prediction/loss.js";
import { lambdaMin, lambdaMinCurve } from "../theory/spectrum/curve.js";
import { distinctRows } from "../theory/spectrum/distinct.js";
import { targetEnergy } from "../theory/spectrum/energy.js";
import { lossFloor } from "../theory/spectrum/floor.js";
import { requireMemory } from "../theory/spectrum/memory.js";
import { spectrum } from "../theory/spectrum/spectrum.js";
import type { Tie } from "../theory/spectrum/tie.js";
import type { Progress } from "../training/index.js";
import { version } from "../version.js";
import { flagsOf, type Run, settingsOf } from "./kernel-flags.js";
import { modelErrors } from "./kernel-models.js";
import { theoremWidths, widthSeen } from "./kernel-width.js";
import { machine } from "./machine.js";

export interface KernelRecordInput {
  readonly data: Split;
  /** The data's file, or the problem of the library, and what a reader sees of it. */
  readonly file: string;
  readonly problem?: boolean;
  readonly title: string;
  /** The infinitely wide network: its widths say how many hidden layers there are. */
  readonly network: NetworkSpec;
  /** Ascending. */
  readonly s: readonly number[];
  /** Steps of the forecast. */
  readonly steps: number;
  /** One rate a method of the forecast, in place of the recommended ones. */
  readonly rates?: readonly number[];
  /** Width of the network that is trained and compared; none is without it. */
  readonly measure?: number;
  readonly seed: number;
  readonly delta: number;
  /** Widest network tried; 0 for none. */
  readonly mostWidth: number;
  readonly command: string;
  readonly created: Date;
  readonly notes: readonly string[];
  /** Called with what is being done. */
  readonly onPhase?: (phase: string) => void;
  readonly onProgress?: (method: string, progress: Progress) => void;
}

/** Matrices of the training rows that are alive at once, as measured: kernels of three kinds, their parts, factors and eigenvectors. */
const MATRICES = 11;

/** Bytes that a record of so many training rows takes. */
export const kernelBytes = (rows: number): number => 8 * MATRICES * rows * rows;

/** Training rows that the memory allows, 4 GB in all. */
export const mostKernelRows = Math.floor(Math.sqrt(4e9 / kernelBytes(1)));

/** The s of everything that is told of one s alone: 1 where it is among them, else the last. */
export const detailedS = (list: readonly number[]): number => (list.includes(1) ? 1 : list[list.length - 1]);

/** Shares of the target whose time is told. */
const SHARES = [0.5, 0.9, 0.99, 0.999];
/** Spectra that are drawn. */
const SPECTRA = 5;

/**
 * Everything `hrta kernel` says of a data set: the spectrum, lambda_min(s), rows that cannot be told apart, where the target lies, forecasts,
 * learning rates, widths, and models that need no training.
 * @throws InputError for more than `mostKernelRows` training rows, or a kernel that underflows to 0.
 */
export async function kernelRecord(input: KernelRecordInput): Promise<KernelRecord> {
  const started = performance.now();
  const { data, network, s: list, steps, onPhase = () => {} } = input;
  const { train } = data;
  const s = detailedS(list);
  requireMemory(train.rows, MATRICES);

  onPhase("kernel");
  const family = kernelFamily(network, train);
  const curve = curveOf(family, list, (at) => onPhase(`smallest eigenvalue at s = ${at}`));
  onPhase("spectrum");
  const own = spectrum(family.at(s).sum);
  if (!(own.max.estimate > 0))
    throw new InputError(
      `network: at s = ${s} the kernel of ${network.hidden.length} hidden layer${network.hidden.length === 1 ? "" : "s"} is 0 in double precision; take fewer layers, another s, or a bias`,
    );
  const spectra = picked(list, s).map((at) => ({
    s: at,
    values: (at === s ? own : spectrum(family.at(at).sum)).values.slice().reverse(),
  }));
  const energy = targetEnergy(own, train.y);
  const floor = lossFloor(train, network, { s });
  const kept = distinctRows(train, floor.ties);
  const keptFamily = kept === train ? family : kernelFamily(network, kept);
  const again = (at: number) => onPhase(`smallest eigenvalue on the ${kept.rows} distinct rows at s = ${at}`);
  const distinct = kept === train ? undefined : { rows: kept.rows, ...curveOf(keptFamily, list, again) };

  onPhase("forecast");
  const { nngp } = infiniteKernel(network, train, { s, blocks: false });
  const modes = { values: own.values, vectors: own.vectors(), threshold: own.rankThreshold };
  const start = modeEnergy({ ...modes, error: train.y, covariance: nngp });
  const max = own.max.estimate / train.rows;
  const rate = methods.gradientDescent.recommendedRate(max);
  const learnt = learntBy({ values: own.values, energy: energy.fractions }, SHARES, { floor: own.rankThreshold }).map(
    (one) => ({ ...one, steps: one.time / rate }),
  );
  const grid = logarithmicSteps(steps);
  const runs = methodNames.map((method, i) => ({
    method,
    rate: input.rates?.[i] ?? methods[method].recommendedRate(max),
  }));

  onPhase("widths");
  const bounds = theoremWidths(kept, { ...input, first: s, family: keptFamily });
  const seen = widthSeen(kept, { ...input, s, family: keptFamily });

  onPhase("models without training");
  const untrained = await modelErrors(data, { network, s });

  const measured = input.measure === undefined ? [] : await measureAt(input, input.measure, { s, grid, runs });
  return {
    title: `${targetNames(data).join(", ")} from ${input.title}: what the kernel says`,
    command: input.command,
    created: input.created.toISOString(),
    seconds: (performance.now() - started) / 1000,
    versions: { hrta: version, node: process.versions.node },
    machine: machine(),
    notes: input.notes,
    data: {
      file: input.file,
      ...(input.problem ? { problem: true } : {}),
      rows: { train: train.rows, test: data.test?.rows ?? 0 },
      inputs: data.encoding.features.map(({ name }) => name),
      targets: targetNames(data),
    },
    network: { activation: network.activation.sigma.name, layers: network.hidden.length, bias: network.bias },
    parallel: parallelOf(data, floor),
    ...curve,
    distinct,
    spectra,
    s,
    spectrum: {
      size: own.size,
      min: own.min,
      max: own.max.estimate,
      condition: { value: own.condition.estimate, resolved: own.resolved },
      rank: own.rank,
      effectiveRank: own.effectiveRank.entropy,
    },
    energy: { values: own.values.slice().reverse(), shares: energy.fractions.slice().reverse() },
    learnt,
    forecasts: runs.map((run, i) => ({
      method: methods[run.method].title,
      settings: settingsOf(run),
      largestRate: methods[run.method].largestRate(max),
      recommendedRate: methods[run.method].recommendedRate(max),
      flags: flagsOf({ method: run.method, rate: methods[run.method].recommendedRate(max) }, { data, network, s }),
      step: grid,
      infinite: predictLoss({ ...modes, energy: start, dynamics: methods[run.method].dynamics(run.rate), times: grid }),
      measured: measured[i] && measuredOf(measured[i], input),
    })),
    widths: bounds,
    seen,
    untrained,
  };
}

type Family = ReturnType<typeof kernelFamily>;

function curveOf(
  family: Family,
  list: readonly number[],
  onPhase: (s: number) => void,
): Pick<KernelRecord, "curve" | "monotone"> {
  const curve = list.map((s) => {
    onPhase(s);
    const { a, omega, sum } = lambdaMinCurve(family, [s]);
    return { s, a: a.values[0], omega: omega.values[0], sum: sum.values[0] };
  });
  const sums = curve.map(({ sum }) => sum);
  const { stretches } = lambdaMin(Float64Array.from(list), sums);
  return {
    curve,
    monotone: stretches.map(({ from, to, direction }) => ({ from, to, direction: directions[direction] })),
  };
}

const directions = { rising: "grows", falling: "falls", unresolved: "unresolved" } as const;

const targetNames = ({ encoding: { target } }: Split): readonly string[] =>
  target.kind === "classes" ? [target.name] : target.names;

/** The value of the details, and a few others from end to end. */
function picked(list: readonly number[], s: number): number[] {
  if (list.length <= SPECTRA) return [...list];
  const spread = Array.from(
    { length: SPECTRA - 1 },
    (_, i) => list[Math.round((i * (list.length - 1)) / (SPECTRA - 2))],
  );
  return [...new Set([...spread, s])].sort((a, b) => a - b);
}

const isZero = ({ factors }: Tie) => factors.every((factor) => factor === 0);

/** Rows by their number in the file, the first data row being 1. */
function parallelOf({ rows }: Split, { floor, ties }: ReturnType<typeof lossFloor>): KernelRecord["parallel"] {
  const groups = ties.map((tie) => ({
    kind: tie.factors.every((factor) => factor === 1)
      ? ("duplicate" as const)
      : isZero(tie)
        ? ("zero" as const)
        : tie.factors.every((factor) => factor > 0)
          ? ("parallel" as const)
          : ("antiparallel" as const),
    rows: tie.rows.map((row) => rows.train[row] + 1),
  }));
  return {
    groups,
    surplus: groups.reduce((sum, { kind, rows: tied }) => sum + tied.length - (kind === "zero" ? 0 : 1), 0),
    lossFloor: floor,
  };
}

async function measureAt(
  { data, network, seed, onPhase = () => {}, onProgress }: KernelRecordInput,
  width: number,
  { s, grid, runs }: { readonly s: number; readonly grid: Float64Array; readonly runs: readonly Run[] },
): Promise<Measurement[]> {
  onPhase(`training networks of width ${width}`);
  return measureForecast({
    data: data.train,
    network: mlp({ ...network, hidden: network.hidden.map(() => width) }),
    s,
    seed,
    steps: grid,
    runs,
    onProgress: (method, progress) => onProgress?.(methods[method].title, progress),
  });
}

const measuredOf = (
  { loss, predicted, gap, agreesUntil, tolerance }: Measurement,
  { measure: width = 0, seed }: KernelRecordInput,
): KernelRecord["forecasts"][number]["measured"] => ({
  width,
  seed,
  loss,
  finite: predicted,
  gap,
  agreesUntil,
  tolerance,
});
