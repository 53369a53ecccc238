import type { Real } from "../../engine/program.js";
import type { Dataset } from "../../model/dataset.js";
import type { Table } from "../../model/table.js";
import { eigenvalues } from "../../numerics/linear/eigen.js";
import { gram } from "../../tangent/gram.js";
import { drawnPath } from "../corners.js";
import { firstRows, planOf, type StageStart } from "../run.js";
import type { LabState, Lane } from "../state.js";
import { type KernelAt, type KernelCurve, kernelAt } from "./curve.js";
import { forecastObstacle, forecastStage, type StageForecast } from "./forecast.js";
import { type Landscape, openSurveyor } from "./landscape.js";
import { descending, type ModeBin, modeBins } from "./modes.js";

/** Rows that kernels are made of while one looks; more training rows are represented by the first of them. */
const KERNEL_ROWS = 200;

/** What theory says of one lane before it runs. */
export interface TheoryStart {
  readonly curve?: KernelCurve;
  /** Why there is no kernel of infinite width. */
  readonly reason?: string;
  readonly rows: number;
  /** Why the loss is not foretold. */
  readonly obstacle?: string;
}

/** What is asked about a moment of a run. */
export interface TheoryQuestion {
  readonly s: number;
  readonly parameters: Real;
  /** f at the first training rows, at least `TheoryStart.rows` of them. */
  readonly outputs: Float64Array;
  readonly start: Real;
  readonly want: { readonly modes: boolean; readonly gram: boolean; readonly landscape: boolean };
}

export interface TheoryAnswer {
  readonly modes?: readonly ModeBin[];
  /** Eigenvalues of G(theta), descending, of the first `gramRows` rows. */
  readonly gram?: Float64Array;
  readonly gramRows?: number;
  readonly landscape?: Landscape;
}

/** The kernel's side of one lane at its first seed. */
export interface Theory {
  readonly start: TheoryStart;
  answer(question: TheoryQuestion): TheoryAnswer;
  /** The loss over each stage, up to the next or to the end. */
  forecast(stages: readonly StageStart[], steps: number): readonly StageForecast[];
  close(): void;
}

/** Stages of one s are foretold one by one; a path that slopes has none. */
function slopeObstacle({ relaxation }: Lane): string | undefined {
  const { corners } = drawnPath(relaxation);
  const slopes = corners.some((corner, i) => i > 0 && corner.s !== corners[i - 1].s && corner.at !== corners[i - 1].at);
  return slopes ? "s moves at every step, and with it the kernel" : undefined;
}

/** @throws InputError or RangeError for a lane that cannot be trained. */
export async function openTheory(state: LabState, lane: Lane, table?: Table): Promise<Theory> {
  const { planned, prepared } = planOf(state, lane, state.seed, table);
  const all: Dataset = prepared.data.train;
  const data = firstRows(all, KERNEL_ROWS);
  const { network } = planned;
  const gramData = firstRows(data, Math.max(2, Math.floor(KERNEL_ROWS / network.outputs)));
  let kernel: KernelAt | undefined;
  let reason: string | undefined;
  try {
    kernel = kernelAt(network.spec, data);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reason = error.message;
  }
  const surveyor = await openSurveyor(planned, data);
  const obstacle = forecastObstacle(planned, all) ?? slopeObstacle(lane);
  return {
    start: { curve: kernel?.curve(), reason, rows: data.rows, obstacle },
    answer({ s, parameters, outputs, start, want }) {
      const model = { network, parameters, s: network.spec.hidden.map(() => s) };
      const entries = data.rows * data.outputs;
      return {
        modes: want.modes && kernel ? modeBins(kernel.spectrum(s), data.y, outputs.subarray(0, entries)) : undefined,
        gram: want.gram
          ? descending(eigenvalues(gram(model, gramData, undefined, { blocks: false }).total))
          : undefined,
        gramRows: gramData.rows,
        landscape: want.landscape ? surveyor.survey(parameters, start, s) : undefined,
      };
    },
    forecast(stages, steps) {
      if (obstacle !== undefined) return [];
      return stages.flatMap((stage, i) => forecastStage(planned, all, stage, stages[i + 1]?.step ?? steps) ?? []);
    },
    close: () => surveyor.close(),
  };
}
