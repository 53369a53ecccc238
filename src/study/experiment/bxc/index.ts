import type { Experiment } from "../../cell.js";
import { deepExperiment } from "./deep.js";
import { descentExperiment } from "./descent.js";
import { flowExperiment } from "./flow.js";
import { kernelStartExperiment } from "./kernel-start.js";
import { newtonExperiment } from "./newton.js";
import { notebookExperiment } from "./notebook.js";

/** The experiments behind the claims of BXC. */
export const bxcExperiments: readonly Experiment[] = [
  kernelStartExperiment,
  flowExperiment,
  descentExperiment,
  notebookExperiment,
  newtonExperiment,
  deepExperiment,
];
