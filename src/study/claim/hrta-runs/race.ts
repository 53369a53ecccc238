import type { Cell } from "../../cell.js";
import { across, combine, type Mode } from "../../verdict/index.js";
import type { Claim, ClaimFigure, ClaimResults, Judgement, NumberRow } from "../claim.js";
import { effectRow, judgeMatches, type Match, medianRow } from "./contest.js";
import { type FitResult, fitsOf } from "./fit-result.js";
import { lossFigure } from "./loss-figure.js";
import { firstSeeds, paths, type Rate, rates, runs, STEPS, SWITCH, type Task } from "./run.js";

/** Seeds of a full run (the settings make a family), and of a quick one. */
const SEEDS = 20;
const QUICK_SEEDS = 3;

type PathName = keyof typeof paths;

/** The paper's two paths, which the verdict is about. */
const hard = ["homotopy", "relaxation"] as const satisfies readonly PathName[];
/** What the paper does not have; shown beside, no part of the verdict. */
const ours = ["ramp", "homotopyLossless", "relaxationLossless"] as const satisfies readonly PathName[];

/** A task of a claim, with what the paper prints of it. */
export interface RaceTask extends Task {
  /** "width 200"; "" where the claim has one task only. */
  readonly name: string;
  /** The paper's own final losses, if it prints them. */
  readonly paper?: Readonly<Partial<Record<PathName, string>>>;
}

/** A figure of section 4.1 or Appendix B: HRTA against Adam with equally many steps. */
export interface Race extends Pick<Claim, "id" | "where" | "statement"> {
  /** What is particular about the setting; that of all races is added. */
  readonly setting: string;
  readonly tasks: readonly RaceTask[];
}

const setting = (precision: string): string =>
  "A constant 1 stands beside x (a bias; without it the network is linear along rays, PAPERS.md HRTA 4). 16000 full-batch steps of Adam, beta 0.9 and 0.999, " +
  `${precision}; HRTA changes s once, after 3000 steps, as Example 1 prints for s = 0.5; the same split for s = 1.5 is our choice, as are the ` +
  "learning rates (0.01 with cosine decay, and a constant 0.001) and that Adam keeps its moments at the change. 20 seeds, paired: " +
  "the same data and, at the same s, the same start. The verdict compares final training losses by the hard switch in all settings, which are one " +
  "family of tests; ramp and lossless switch, which the paper does not have, are shown beside.";

const precisionOf = (tasks: readonly Task[]): string =>
  tasks.every(({ dtype }) => dtype === "f64") ? "float64" : "float32";

interface Entry {
  readonly task: RaceTask;
  readonly rate: Rate;
  readonly path: PathName;
  readonly cells: readonly Cell[];
}

/** A full run has everything; a quick one the paper's paths with the decaying rate. */
function entries(tasks: readonly RaceTask[], mode: Mode): Entry[] {
  const seeds = firstSeeds(mode === "full" ? SEEDS : QUICK_SEEDS);
  const wanted: readonly (readonly [Rate, readonly PathName[]])[] =
    mode === "full"
      ? [
          [rates.cosine, ["adam", ...hard, ...ours]],
          [rates.constant, ["adam", ...hard]],
        ]
      : [[rates.cosine, ["adam", ...hard]]];
  return tasks.flatMap((task) =>
    wanted.flatMap(([rate, names]) =>
      names.map((path) => ({ task, rate, path, cells: runs(task, rate, paths[path], seeds) })),
    ),
  );
}

const named = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(", ");

/** The claim that HRTA ends lower than Adam on some tasks. */
export function race({ tasks, ...claim }: Race): Claim {
  return {
    ...claim,
    paper: "HRTA",
    setting: `${claim.setting} ${setting(precisionOf(tasks))}`,
    cells: (mode) => entries(tasks, mode).flatMap(({ cells }) => cells),
    judge: (results, mode) => judge(entries(tasks, mode), results, mode),
  };
}

function judge(all: readonly Entry[], results: ClaimResults, mode: Mode): Judgement {
  const fitted = all.map((entry) => ({ ...entry, fits: fitsOf(results, entry.cells) }));
  const against = ({ task, rate, path, fits }: (typeof fitted)[number]): Match => ({
    name: named(task.name, paths[path].label, rate.name),
    candidate: losses(fits),
    baseline: losses(fitted.find((f) => f.task === task && f.rate === rate && f.path === "adam")?.fits ?? []),
  });
  const isHard = ({ path }: Entry) => hard.some((name) => name === path);
  const plan = { mode, quantity: "loss", candidate: "HRTA", baseline: "Adam" } as const;
  const primary = fitted.filter(isHard);
  const judged = judgeMatches(primary.map(against), plan);
  const others = fitted.filter((f) => !isHard(f) && f.path !== "adam");
  const beside = others.length > 0 ? judgeMatches(others.map(against), plan) : [];
  const settings = [...new Set(primary.map(({ rate }) => rate))].map((rate) => ({
    name: rate.name,
    decision: combine(judged.filter((_, i) => primary[i].rate === rate)),
  }));
  const note = "ours, no part of the verdict";
  return {
    decision: across(settings),
    parts: judged.map(({ name, decision }) => ({ name, decision })),
    numbers: [
      ...fitted.flatMap(finals),
      ...judged.map((one) => effectRow(one)),
      ...beside.map((one) => effectRow(one, note)),
    ],
    figures: figures(fitted),
  };
}

const losses = (fits: readonly (FitResult | undefined)[]) => fits.map((fit) => fit?.loss);

function finals({ task, rate, path, fits }: Entry & { fits: readonly (FitResult | undefined)[] }): NumberRow[] {
  const name = named(task.name, paths[path].label, rate.name);
  return [
    medianRow(`final loss: ${name}`, losses(fits), { paper: task.paper?.[path] }),
    medianRow(
      `test rmse: ${name}`,
      fits.map((fit) => fit && (fit.test?.rmse ?? null)),
    ),
  ];
}

interface FigurePlan extends Pick<Entry, "task" | "rate"> {
  readonly title: string;
  readonly shown: readonly PathName[];
}

function figures(fitted: readonly (Entry & { fits: readonly (FitResult | undefined)[] })[]): ClaimFigure[] {
  const groups = [...new Set(fitted.map(({ task }) => task))].flatMap((task) =>
    [rates.cosine, rates.constant].flatMap((rate) =>
      (
        [
          ["Training loss", ["adam", ...hard]],
          ["Training loss, ramp and lossless switch", ["adam", ...ours]],
        ] as const
      ).map(([title, shown]): FigurePlan => ({ task, rate, title, shown })),
    ),
  );
  return groups.flatMap(({ task, rate, title, shown }) => {
    const lines = fitted
      .filter((f) => f.task === task && f.rate === rate && shown.includes(f.path))
      .map(({ path, fits }) => ({ label: paths[path].label, fits }));
    // Adam alone is in the figure before.
    if (lines.length < 2) return [];
    const figure = lossFigure(
      named(title, task.name, rate.name),
      "Median and band over the seeds; s changes at the mark (along a ramp it moves from the first step on), and whether HRTA gains is seen at the right end.",
      lines,
      [{ x: Math.round(SWITCH * (task.steps ?? STEPS)) + 1, label: "s changes" }],
    );
    return figure ? [figure] : [];
  });
}
