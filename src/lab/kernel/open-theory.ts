import type { Dataset } from "../../model/dataset.js";
import type { Table } from "../../model/table.js";
import { eigenvalues } from "../../numerics/linear/eigen.js";
import { gram } from "../../tangent/gram.js";
import { drawnPath } from "../experiment/corners.js";
import type { LabState, Lane } from "../experiment/state.js";
import { planOf } from "../run/course.js";
import { firstRows } from "../run/run.js";
import { type KernelAt, kernelAt } from "./curve.js";
import { forecastObstacle, forecastStage } from "./forecast.js";
import { sampleGround, surveyor } from "./landscape.js";
import { descending, modeBins } from "./modes.js";
import { kernelTable } from "./table.js";
import type { Theory } from "./theory.js";

/** Rows that kernels are made of while one looks; more training rows are represented by the first of them. */
const KERNEL_ROWS = 200;

/** Stages of one s are foretold one by one; a path that slopes has none. */
function slopeObstacle({ relaxation }: Lane): string | undefined {
  const { corners } = drawnPath(relaxation);
  const slopes = corners.some((corner, i) => i > 0 && corner.s !== corners[i - 1].s && corner.at !== corners[i - 1].at);
  return slopes ? "s moves at every step, and with it the kernel" : undefined;
}

/** @throws InputError or RangeError for a lane that cannot be trained. */
export async function openTheory(state: LabState, lane: Lane, table?: Table): Promise<Theory> {
  const { data: asked } = state;
  if (asked.kind === "pde") {
    const { openPdeTheory } = await import("./pde-theory.js");
    return openPdeTheory(state, asked, lane);
  }
  const { planned, prepared } = planOf(state, asked, lane, state.seed, [], table);
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
  const land = surveyor(network, await sampleGround(planned, data));
  const obstacle = forecastObstacle(planned, all) ?? slopeObstacle(lane);
  return {
    start: { curve: kernel?.curve(), reason, rows: data.rows, obstacle },
    answer({ s, parameters, outputs, start, want }) {
      const model = { network, parameters, s: network.spec.hidden.map(() => s) };
      const entries = data.rows * data.outputs;
      return {
        modes: want.modes && kernel ? modeBins(kernel.spectrum(s), data.y, outputs.subarray(0, entries)) : undefined,
        table: want.table && kernel ? kernelTable(kernel.matrix(s), kernel.spectrum(s), data) : undefined,
        gram: want.gram
          ? descending(eigenvalues(gram(model, gramData, undefined, { blocks: false }).total))
          : undefined,
        gramRows: gramData.rows,
        landscape: want.landscape ? land.survey(parameters, start, s) : undefined,
      };
    },
    forecast(stages, steps) {
      if (obstacle !== undefined) return [];
      return stages.flatMap((stage, i) => forecastStage(planned, all, stage, stages[i + 1]?.step ?? steps) ?? []);
    },
    close: () => land.close(),
  };
}
