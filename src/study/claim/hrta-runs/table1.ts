import { combine, type Mode } from "../../verdict/index.js";
import type { Claim, ClaimFigure, ClaimResults, Judgement, NumberRow } from "../claim.js";
import { effectRow, judgeMatches, medianRow } from "./contest.js";
import { fitsOf } from "./fit-result.js";
import { lossFigure } from "./loss-figure.js";
import { firstSeeds, paths, rates, runs, STEPS, SWITCH, type Task } from "./run.js";

const SEEDS = 20;
const QUICK_SEEDS = { single: 3, multi: 1 };

type HrtaPath = "homotopy" | "relaxation";

/** A cell of Table 1: a network, the s that the paper found best there, and the two losses it prints. */
interface TableCell extends Task {
  readonly steps: number;
  readonly name: string;
  readonly depth: "single" | "multi";
  readonly best: HrtaPath;
  readonly paper: { readonly adam: string; readonly hrta: string };
}

const problem = { name: "sine" } as const;

const single = (width: number, best: HrtaPath, paper: TableCell["paper"]): TableCell => ({
  ...{ name: `single layer, width ${width}`, depth: "single", best, paper },
  ...{ problem, hidden: [width], steps: STEPS },
});

/** A step of width m costs about m^2, which sets these lengths, named wherever a result is. Looks at 1000 validation points would double the time. */
const multi = (width: number, steps: number, best: HrtaPath, paper: TableCell["paper"]): TableCell => ({
  ...{ name: `multi layer, width ${width}, ${steps} steps`, depth: "multi", best, paper },
  ...{ problem, hidden: [width, width], steps, validateEvery: steps },
});

const table: readonly TableCell[] = [
  single(200, "relaxation", { adam: "2.02e-5", hrta: "8.72e-7" }),
  single(400, "homotopy", { adam: "6.54e-6", hrta: "8.55e-7" }),
  single(1000, "homotopy", { adam: "1.55e-6", hrta: "1.88e-7" }),
  multi(200, 8000, "homotopy", { adam: "2.52e-7", hrta: "9.47e-8" }),
  multi(400, 4000, "relaxation", { adam: "4.83e-8", hrta: "1.8e-8" }),
  multi(1000, 1600, "relaxation", { adam: "2.20e-7", hrta: "3.52e-9" }),
];

const names = ["adam", "homotopy", "relaxation"] as const;

function cellsOf(entry: TableCell, mode: Mode) {
  const seeds = firstSeeds(mode === "full" ? SEEDS : QUICK_SEEDS[entry.depth]);
  return names.map((path) => ({ path, cells: runs(entry, rates.cosine, paths[path], seeds) }));
}

/** @paper HRTA Table 1 */
export const table1: Claim = {
  id: "hrta.table1",
  paper: "HRTA",
  where: "Table 1",
  statement:
    "With one and with two hidden layers of 200, 400 and 1000 neurons HRTA ends at a lower loss than Adam, in all six cells of the table (each with the s that the paper names there).",
  setting:
    "The paper names neither target nor steps of this table: sin(2 pi x) on 100 grid points, a constant 1 beside x, full-batch Adam at 0.01 with cosine decay, float32, " +
    "s changed by a hard switch after 3/16 of the steps, Adam's moments kept, 20 seeds, paired: our choices, the same for all methods of a cell. One hidden layer: " +
    "16000 steps. Two hidden layers, weights scaled by 1/sqrt(fan in): 8000, 4000 and 1600 steps at widths 200, 400 and 1000, since 16000 steps of 20 seeds would " +
    "take more than 4 hours of one core at width 1000 alone; the paper's losses there may stand for longer runs. The primary tests are the six cells with the paper's own s, one family; " +
    "the other s is shown beside.",
  cells: (mode) => table.flatMap((entry) => cellsOf(entry, mode).flatMap(({ cells }) => cells)),
  judge,
};

function judge(results: ClaimResults, mode: Mode): Judgement {
  const fitted = table.map((entry) => ({
    entry,
    lines: cellsOf(entry, mode).map(({ path, cells }) => ({ path, fits: fitsOf(results, cells) })),
  }));
  const match = ({ entry, lines }: (typeof fitted)[number], best: boolean) => {
    const other = entry.best === "homotopy" ? "relaxation" : "homotopy";
    const chosen = best ? entry.best : other;
    const of = (path: string) => lines.find((line) => line.path === path)?.fits.map((fit) => fit?.loss) ?? [];
    return { name: `${entry.name}, ${paths[chosen].label}`, candidate: of(chosen), baseline: of("adam") };
  };
  const plan = { mode, quantity: "loss", candidate: "HRTA", baseline: "Adam" } as const;
  const judged = judgeMatches(
    fitted.map((f) => match(f, true)),
    plan,
  );
  const beside = judgeMatches(
    fitted.map((f) => match(f, false)),
    plan,
  );
  const finals = fitted.flatMap(({ entry, lines }) =>
    lines.map(({ path, fits }): NumberRow => {
      const paper = path === "adam" ? entry.paper.adam : path === entry.best ? entry.paper.hrta : undefined;
      return medianRow(
        `final loss: ${entry.name}, ${paths[path].label}`,
        fits.map((fit) => fit?.loss),
        { paper },
      );
    }),
  );
  const parts = judged.map(({ name, decision }) => ({ name, decision }));
  return {
    decision: combine(parts),
    parts,
    numbers: [
      ...finals,
      ...judged.map((one) => effectRow(one)),
      ...beside.map((one) => effectRow(one, "the s that the paper does not name here; no part of the verdict")),
    ],
    figures: fitted.flatMap(({ entry, lines }): ClaimFigure[] => {
      const figure = lossFigure(
        `Training loss, ${entry.name}`,
        "Median and band over the seeds; HRTA changes s at the mark.",
        lines.map(({ path, fits }) => ({ label: paths[path].label, fits })),
        [{ x: Math.round(SWITCH * entry.steps) + 1, label: "s changes" }],
      );
      return figure ? [figure] : [];
    }),
  };
}
