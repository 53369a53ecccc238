import type { Experiment } from "../../cell.js";
import { exitsExperiment } from "./exits.js";

/** Experiments of the claims about HRTA's training runs. */
export const hrtaRunExperiments: readonly Experiment[] = [exitsExperiment];
