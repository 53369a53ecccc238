import type { ComparisonRecord } from "../../src/report/compare/record.js";
import type { BudgetResult, Comparison, Middle, Side, Standing } from "../../src/study/compare/index.js";
import { uniform } from "./samples.js";

const paths = [
  "s = 0.5, then 1",
  "s = 1, then 1.5",
  "ramp 1 to 1.5",
  "1 to 1.5 on a plateau",
  "Algorithm 1, s = 0.5, 1",
  "Corollary 1 from s = 1",
];

/** A method, its test error as a share of the best one's, its steps as a share of Adam's, and the option that is tuned. */
type Method = readonly [label: string, side: Side, error: number, pace?: number, option?: string];

const methods: readonly Method[] = [
  ["Adam", "baseline", 1.03, 1, "rate"],
  ["AdamW", "baseline", 1.05, 1, "rate"],
  ["gradient descent", "baseline", 2.4, 1.2, "rate"],
  ["heavy ball", "baseline", 1.5, 1.2, "rate"],
  ["Nesterov", "baseline", 1.45, 1.2, "rate"],
  ["L-BFGS", "baseline", 1.3, 0.4, "rate"],
  ["Adam, linear skip", "baseline", 1, 0.9, "rate"],
  ["Adam, trained s", "baseline", 1.08, 0.9, "rate"],
  ["Gauss-Newton", "baseline", 1.6, 0.004, "damping"],
  ["s = 1.5", "relaxation", 1.12, 1, "rate"],
  ...paths.flatMap((path, i): Method[] => [
    [path, "relaxation", 0.93 + 0.04 * ((i * 5 + 2) % 6), 1, "rate"],
    [`${path}, lossless`, "relaxation", 1.01 + 0.03 * ((i * 7) % 6), 0.98, "rate"],
  ]),
  ["random features", "untrained", 1.9, undefined, "strength"],
  ["infinite-width kernel", "untrained", 1.35, undefined, "ridge"],
  ["infinite-width kernel, last layer", "untrained", 1.42, undefined, "ridge"],
];

const about = (estimate: number, share: number): Middle => ({
  estimate,
  lower: estimate * (1 - share),
  upper: estimate * (1 + 1.3 * share),
});

/** A loss that falls by a power of the step, towards `last` after `steps` of them. */
function courseOf(steps: number, last: number, next: () => number): Standing["course"] {
  const step = [...new Set(Array.from({ length: 60 }, (_, i) => Math.max(1, Math.round(steps ** (i / 59)))))];
  return {
    step,
    loss: step.map((at) =>
      Number((last + (0.5 * (0.9 + 0.2 * next()) * (1 - at / steps)) / (1 + at / 4)).toPrecision(5)),
    ),
  };
}

interface Setting {
  /** The least test error. */
  readonly error: number;
  /** Steps of Adam in the time. */
  readonly steps: number;
  readonly seeds: number;
  readonly seconds: number;
  /** How often each was chosen; 0 where it is not named. */
  readonly picked: Readonly<Record<string, number>>;
}

function standingsOf({ error, steps, seeds, seconds, picked }: Setting, budget: "time" | "steps"): Standing[] {
  const next = uniform(budget === "time" ? 3 : 4);
  return methods
    .filter(([, , , pace]) => budget === "time" || pace === undefined || pace >= 0.1)
    .map(([label, side, factor, pace, option]): Standing => {
      const own = pace === undefined ? undefined : Math.round(budget === "time" ? pace * steps : steps);
      const test = error * factor * (0.98 + 0.04 * next());
      const loss = 0.02 * error * error * factor * (0.5 + next());
      return {
        label,
        side,
        ...(own === undefined ? {} : { steps: own }),
        runs: seeds,
        diverged: 0,
        test: about(test, 0.05 + 0.04 * next()),
        tests: Array.from({ length: seeds }, () => test),
        validation: about(0.97 * test, 0.05),
        train: about(0.4 * test, 0.08),
        loss: about(loss, 0.1),
        seconds: about(own === undefined ? 0.08 * seconds : seconds * (0.97 + 0.06 * next()), 0.03),
        ...(option === undefined
          ? {}
          : {
              tuned: {
                option,
                value: option === "rate" ? [0.005, 0.01, 0.02][Math.floor(3 * next())] : 1e-6,
                atEnd: side === "untrained" ? 0 : 1,
              },
            }),
        picked: picked[label] ?? 0,
        ...(own === undefined ? {} : { course: courseOf(own, loss, next) }),
      };
    });
}

const versions = { hrta: "0.1.0", node: "20.20.0" };
const machine = "AMD EPYC, 2 cores";

/** Relaxation lowers the test error of a regression; one grid ends too early. */
export function gainRecord(): ComparisonRecord {
  const setting: Setting = {
    error: 4.1,
    steps: 21_300,
    seeds: 10,
    seconds: 1,
    picked: {
      "Adam, linear skip": 6,
      Adam: 3,
      AdamW: 1,
      "ramp 1 to 1.5": 7,
      "s = 1, then 1.5": 3,
      "infinite-width kernel": 10,
    },
  };
  const ends: Readonly<Record<string, number>> = { "gradient descent": 9, "heavy ball": 6 };
  const time: BudgetResult = {
    budget: "time",
    standings: standingsOf(setting, "time").map((standing) =>
      standing.tuned && ends[standing.label]
        ? { ...standing, tuned: { ...standing.tuned, value: 5, atEnd: ends[standing.label] } }
        : standing,
    ),
    decision: {
      verdict: "holds",
      because:
        "against the chosen baseline the error of the chosen relaxation changes by -7.31 % [-10.2, -3.94] (95 % interval; 10 seeds: 9 lower, 0 equal, 1 higher; p = 0.00391); of interest: 5 %.",
    },
    pairs: [],
    gain: { estimate: 0.0731, lower: 0.0394, upper: 0.102 },
    sentence: "On this data relaxation lowers the test error by 7.3 % [3.9, 10] against the best baseline.",
  };
  const steps: BudgetResult = {
    budget: "steps",
    standings: standingsOf(setting, "steps"),
    decision: {
      verdict: "undecided",
      because:
        "against the chosen baseline the error of the chosen relaxation changes by -4.2 % [-8.1, 0.35] (95 % interval; 10 seeds: 8 lower, 0 equal, 2 higher; p = 0.0645); of interest: 5 %. That shows neither; at this spread over 1000 seeds would.",
    },
    pairs: [],
    gain: { estimate: 0.042, lower: -0.0035, upper: 0.081 },
    sentence:
      "With equally many steps relaxation makes no difference that 10 seeds can show: its test error is 4.2 % [-0.35, 8.1] lower than that of the best baseline.",
  };
  const comparison: Comparison = {
    title: "compressive_strength from concrete.csv",
    task: "regression",
    measure: "RMSE",
    rows: { train: 618, validation: 206, test: 206 },
    inputs: 8,
    hidden: [200],
    seconds: 1,
    seeds: 10,
    trials: 9,
    budgets: [time, steps],
    route: {
      label: "ramp 1 to 1.5",
      side: "relaxation",
      sentence:
        "Of all routes the validation data prefer ramp 1 to 1.5 (a network trained with relaxation): test error 4.06 (random features (random features) 7.8; the infinite-width kernel (infinite-width kernel) 5.53).",
    },
    left: [],
  };
  return {
    title: "concrete.csv: does relaxation help?",
    comparison,
    command: "hrta compare concrete.csv --target compressive_strength",
    route:
      "hrta train concrete.csv --target compressive_strength --test 0.2 --validation 0.2 --hidden 200 --steps 21300 --optimizer adam,decay=cosine --rate 0.01 --relaxation ramp,from=1,to=1.5,over=0.7",
    created: "2026-11-21T00:33:12.000Z",
    versions,
    machine,
    seconds: 1421,
    failed: 0,
  };
}

/** Classes, and no difference; methods too large for the data are left out. */
export function classesRecord(): ComparisonRecord {
  const setting: Setting = {
    error: 0.031,
    steps: 9450,
    seeds: 20,
    seconds: 5,
    picked: {
      Adam: 12,
      "Adam, trained s": 8,
      "s = 0.5, then 1": 11,
      "Corollary 1 from s = 1, lossless": 9,
      "random features": 20,
    },
  };
  const here = ({ label }: Standing) => !label.startsWith("infinite-width");
  const gain = { estimate: -0.011, lower: -0.043, upper: 0.022 };
  const decision = {
    verdict: "fails",
    because:
      "against the chosen baseline the error of the chosen relaxation changes by 1.1 % [-2.2, 4.3] (95 % interval; 20 seeds: 9 lower, 2 equal, 9 higher; p = 0.812); of interest: 5 %.",
  } as const;
  const sentence =
    "On this data relaxation gains nothing that matters: its test error is 1.1 % [-2.2, 4.3] higher than that of the best baseline.";
  const comparison: Comparison = {
    title: "digits.csv",
    task: "classification",
    measure: "share of errors",
    rows: { train: 5200, validation: 1733, test: 1733 },
    inputs: 64,
    hidden: [64, 64],
    seconds: 5,
    seeds: 20,
    trials: 9,
    budgets: (["time", "steps"] as const).map((budget) => ({
      budget,
      standings: standingsOf(setting, budget).filter(here),
      decision,
      pairs: [],
      gain,
      sentence: budget === "time" ? sentence : sentence.replace("On this data", "With equally many steps"),
    })),
    route: {
      label: "Adam",
      side: "baseline",
      sentence:
        "Of all routes the validation data prefer Adam (a network trained at s = 1): test error 0.0316 (random features (random features) 0.0589).",
    },
    left: ["The infinite-width kernels are left out: 5200 training rows; they take at most 4000."],
  };
  return {
    ...gainRecord(),
    title: "digits.csv: does relaxation help?",
    comparison,
    command: "hrta compare digits.csv --target digit --seconds 5 --seeds 20 --hidden 64,64",
    route:
      "hrta train digits.csv --target digit --hidden 64,64 --steps 9450 --optimizer adam,decay=cosine --rate 0.01 --s 1",
    seconds: 30_800,
  };
}

/** The gain's data, with a method that diverged, one whose upper end has no number, one far off, and one whose runs failed in part. */
export function divergedRecord(): ComparisonRecord {
  const record = gainRecord();
  const change = (standing: Standing): Standing => {
    const { label, test } = standing;
    if (label === "gradient descent") {
      const { course, ...rest } = standing;
      return { ...rest, diverged: 10, test: null, validation: null, train: null, loss: null, seconds: null };
    }
    if (label === "Nesterov" && test)
      return { ...standing, diverged: 4, test: { ...test, upper: Number.POSITIVE_INFINITY } };
    if (label === "heavy ball") return { ...standing, test: about(8.2e5, 0.4) };
    if (label === "L-BFGS") return { ...standing, runs: 7, test: about(97, 0.3) };
    return standing;
  };
  const { comparison } = record;
  return {
    ...record,
    failed: 3,
    comparison: {
      ...comparison,
      budgets: comparison.budgets.map((budget) => ({ ...budget, standings: budget.standings.map(change) })),
    },
  };
}

/** Two seeds that were stopped halfway: no method has all of its runs, nothing was chosen, and nothing can be said. */
export function unfinishedRecord(): ComparisonRecord {
  const { route: _, ...record } = gainRecord();
  const { route: __, ...comparison } = record.comparison;
  const bare = ({ label, side, steps }: Standing, runs: number): Standing => ({
    label,
    side,
    ...(steps === undefined ? {} : { steps }),
    runs,
    diverged: 0,
    test: runs > 0 ? about(5, 0) : null,
    tests: [],
    validation: runs > 0 ? about(5, 0) : null,
    train: null,
    loss: null,
    seconds: null,
    picked: 0,
  });
  return {
    ...record,
    failed: 41,
    comparison: {
      ...comparison,
      seeds: 2,
      budgets: comparison.budgets.map(({ budget, standings }) => ({
        budget,
        standings: standings.map((standing, i) => bare(standing, i % 2)),
        decision: {
          verdict: "undecided",
          because: "No seed has all of its runs; start the comparison again.",
        },
        pairs: [],
        gain: null,
        sentence: `${budget === "time" ? "On this data" : "With equally many steps"} the comparison says nothing: No seed has all of its runs; start the comparison again.`,
      })),
    },
  };
}
