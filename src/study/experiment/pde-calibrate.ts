import { z } from "zod";
import { solveOptions, solvePde, withSolveDefaults } from "../../pde/index.js";
import type { Experiment } from "../cell.js";
import { parseParams } from "./params.js";
import { findPde, pdeParams } from "./pde.js";

const calibrateParams = pdeParams.extend({ seconds: z.number().positive() });

/** Looks at the clock, of which the fastest one counts: others that ran beside it can only slow it down. */
const TRIALS = 3;
/** Seconds of a trial at least, and its steps at least. */
const TRIAL = 0.5;
const LEAST = 6;
/** Steps that a trial is planned for; it never gets there. */
const HORIZON = 100_000;

/** How many steps of a method on a boundary value problem a time budget is, on this machine and at this moment: `{ steps }`. To be run alone. */
export const pdeCalibrateExperiment: Experiment = {
  name: "pde-calibrate",
  version: 1,
  async run(params, seed, { signal }) {
    const { problem: name, spec, seconds } = parseParams(calibrateParams, params, "pde-calibrate");
    const problem = findPde(name);
    const filled = { ...withSolveDefaults({ ...spec, seed }, problem), steps: HORIZON };
    let fastest = Number.POSITIVE_INFINITY;
    for (let trial = 0; trial < TRIALS; trial++) {
      const times: number[] = [];
      let before = 0;
      for await (const { seconds: now, step } of solvePde(solveOptions(filled, problem))) {
        signal?.throwIfAborted();
        times.push(now - before);
        before = now;
        if (step >= LEAST && now >= TRIAL) break;
      }
      // The mean of the later half: the first steps still warm the code up.
      const later = times.slice(Math.floor(times.length / 2));
      fastest = Math.min(fastest, later.reduce((sum, time) => sum + time, 0) / Math.max(1, later.length));
    }
    return { steps: Math.max(1, Math.round(seconds / Math.max(fastest, 1e-6))) };
  },
  cost: () => TRIALS * TRIAL * 1.5,
};
