import { combine, comparisonRules, type Decision, type Mode } from "../../verdict/index.js";
import { type Runs, values, whole } from "./runs.js";

/** Runs whose last loss counts; null where they diverged. */
export interface Ended {
  readonly final: number | null;
}

export interface Contest {
  readonly name: string;
  readonly candidate: Runs<Ended>;
  readonly baseline: Runs<Ended>;
}

/** Whether the candidate's last loss is lower than the baseline's in every contest; they make one family of tests. */
export const lower = (
  contests: readonly Contest[],
  mode: Mode,
  words: { readonly candidate: string; readonly baseline: string },
): Decision =>
  whole(
    contests.flatMap(({ candidate, baseline }) => [candidate, baseline]),
    () => {
      const cases = contests.map(({ name, candidate, baseline }) => ({
        name,
        candidate: values(candidate, ({ final }) => final),
        baseline: values(baseline, ({ final }) => final),
      }));
      return combine(
        comparisonRules(cases, { mode, quantity: "loss", ...words }).map(({ decision }, i) => ({
          name: cases[i].name,
          decision,
        })),
      );
    },
  );
