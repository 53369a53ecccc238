import type { PlannedComparison } from "../node/compare/plan-comparison.js";
import { type ComparisonsOutcome, runComparisons } from "../node/compare/run-comparisons.js";
import type { StudyFolder } from "../node/study/folder.js";
import { onInterrupt } from "./interrupt.js";
import { studyDisplay } from "./study-progress.js";

/** Runs until the end or Ctrl-C, which abandons the cells at work. */
export async function driveComparisons(
  planned: readonly PlannedComparison[],
  folder: StudyFolder,
  { workers, silent }: { readonly workers: number; readonly silent: boolean },
): Promise<ComparisonsOutcome> {
  const stopping = new AbortController();
  let view = studyDisplay({ quiet: silent });
  const release = onInterrupt(() => {
    if (!silent) view.say("stopping; the runs at work are given up");
    stopping.abort();
  });
  const told = new Set<string>();
  try {
    return await runComparisons(planned, folder, {
      workers,
      signal: stopping.signal,
      onPhase(phase, cells) {
        view.stop();
        view = studyDisplay({ quiet: silent });
        if (phase === "calibrate" && !silent)
          view.say(`measuring the time of a step of ${cells} methods, one after the other`);
      },
      onChange: (standing, name) => view.update(standing, name),
      onFailure(what, { error }) {
        // What fails for one seed mostly fails for all.
        const kind = `${what.replace(/, seed -?\d+$/, "")}: ${error}`;
        if (!told.has(kind)) view.say(`failed: ${what}: ${error}`);
        told.add(kind);
      },
    });
  } finally {
    view.stop();
    release();
  }
}
