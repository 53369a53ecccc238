import { InputError } from "../../model/errors.js";
import { didYouMean } from "../../model/nearest.js";
import { type Cell, cellId, type Experiment } from "../cell.js";
import { bxcExperiments } from "./bxc/index.js";
import { calibrateExperiment } from "./calibrate.js";
import { hrtaExperiments } from "./hrta/index.js";
import { hrtaRunExperiments } from "./hrta-runs/index.js";
import { pdeExperiment } from "./pde.js";
import { pdeCalibrateExperiment } from "./pde-calibrate.js";
import { trainExperiment } from "./train.js";
import { tunedExperiment } from "./tuned.js";
import { wuExperiments } from "./wu/index.js";

/** Experiments by name: what a cell can be. */
export type Experiments = Readonly<Record<string, Experiment>>;

const table = (list: readonly Experiment[]): Experiments => Object.fromEntries(list.map((one) => [one.name, one]));

/** Every experiment of this package. */
export const experiments: Experiments = table([
  trainExperiment,
  calibrateExperiment,
  tunedExperiment,
  pdeExperiment,
  pdeCalibrateExperiment,
  ...bxcExperiments,
  ...hrtaExperiments,
  ...hrtaRunExperiments,
  ...wuExperiments,
]);

/**
 * The experiment of that name.
 * @throws InputError naming near ones if there is none.
 */
export function findExperiment(name: string, among: Experiments = experiments): Experiment {
  if (Object.hasOwn(among, name)) return among[name];
  const names = Object.keys(among);
  throw new InputError(
    `experiment: no "${name}"${didYouMean(name, names) || `; the experiments are ${names.join(", ")}`}`,
  );
}

/** The identity of a cell of one of these experiments. */
export const identify = (cell: Cell, among: Experiments = experiments): string =>
  cellId(cell, findExperiment(cell.experiment, among).version);
