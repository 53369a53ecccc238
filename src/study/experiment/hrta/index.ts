import type { Experiment } from "../../cell.js";
import { assumptionExperiment } from "./assumption.js";
import { floorExperiment } from "./floor.js";
import { gramStartExperiment } from "./gram-start.js";
import { lambdaMinExperiment } from "./lambda-min.js";
import { reluFormExperiment } from "./relu-form.js";
import { searchExperiment } from "./search.js";
import { stagesExperiment } from "./stages.js";
import { widthExperiment } from "./width.js";

/** Experiments of the claims on HRTA's theory. */
export const hrtaExperiments: readonly Experiment[] = [
  lambdaMinExperiment,
  searchExperiment,
  assumptionExperiment,
  reluFormExperiment,
  floorExperiment,
  gramStartExperiment,
  stagesExperiment,
  widthExperiment,
];
