import type { z } from "zod";
import type { Cell } from "../../cell.js";
import { reluFormResult } from "../../experiment/hrta/relu-form.js";
import { combine, countRule, type Mode, type Part } from "../../verdict/index.js";
import type { Claim, ClaimResults, NumberRow } from "../claim.js";
import { readAll, round, seeds } from "./read.js";

type Entry = z.infer<typeof reluFormResult>[number];

const shapes: readonly {
  readonly inputs: number;
  readonly hidden: number[];
  readonly bias: "input" | "layers" | false;
}[] = [
  { inputs: 1, hidden: [200], bias: "input" },
  { inputs: 3, hidden: [1000], bias: false },
  { inputs: 3, hidden: [50], bias: "layers" },
  { inputs: 2, hidden: [30, 20], bias: "input" },
  { inputs: 4, hidden: [20, 20, 20], bias: "layers" },
];
const list = [0, 0.25, 0.5, 1, 1.5, 2];

const cellsOf = (shape: (typeof shapes)[number], mode: Mode): Cell[] =>
  seeds(mode === "full" ? 10 : 2).map((seed) => ({
    experiment: "hrta.reluForm",
    params: { ...shape, s: list, points: 32 },
    seed,
  }));

export const reluForm: Claim = {
  id: "hrta.relu-form",
  paper: "HRTA",
  where: "Remark 1",
  statement:
    "A network of sigma_s (tested for s in [0, 2]) equals a pure ReLU network: sigma_s(z) = relu(z) - (1-s) relu(-z), with 2m neurons in two layers.",
  setting:
    "Random networks in float64, one to three hidden layers, s from 0 to 2; outputs at 32 points N(0, I) differ by no more than a proven bound " +
    "on rounding. Two forms: the paper's with 2m neurons, and ours with m + 2, since (1-s) z sums up to one linear function. Each form also " +
    "as the safetensors file that it is saved to; that the exported ONNX gives these outputs in onnxruntime is tested with the package.",
  cells: (mode) => shapes.flatMap((shape) => cellsOf(shape, mode)),
  judge(results, mode) {
    const parts = (["paper", "compact"] as const).flatMap((form) => [
      equalPart(form, results, mode),
      widthPart(form, results, mode),
    ]);
    return { decision: combine(parts), parts, numbers: numbersOf(results, mode), figures: [] };
  },
};

const called = {
  paper: "the paper's form",
  compact: "our form with m + 2 neurons, which the paper does not have,",
} as const;

interface Found extends Entry {
  readonly where: string;
  readonly seed: number;
  readonly shape: (typeof shapes)[number];
}

const entries = (form: Entry["form"], results: ClaimResults, mode: Mode): Found[] =>
  shapes.flatMap((shape) =>
    readAll(results, cellsOf(shape, mode), reluFormResult).flatMap(({ cell, result }) =>
      result
        .filter((entry) => entry.form === form)
        .map((entry) => ({
          ...entry,
          shape,
          seed: cell.seed,
          where: `widths ${shape.hidden.join(", ")}, s = ${entry.s}, seed ${cell.seed}`,
        })),
    ),
  );

const seedsOf = (found: readonly Found[]): number => new Set(found.map(({ seed }) => seed)).size;

/** Equal up to rounding, and from its file to the bit. */
function equalPart(form: Entry["form"], results: ClaimResults, mode: Mode): Part {
  const found = entries(form, results, mode);
  const what = `${called[form]} gives the same outputs, and the same bits from its file`;
  const violations = found
    .filter(({ difference, bound, file }) => difference > bound || !file)
    .map(({ where, difference, bound, file }) => ({ where, by: file ? difference : 1, error: file ? bound : 0 }));
  return {
    name: what,
    decision: countRule({ what, cases: found.length, seeds: seedsOf(found), violations }, { mode }),
  };
}

/** In two layers the widths are as promised. */
function widthPart(form: Entry["form"], results: ClaimResults, mode: Mode): Part {
  const found = entries(form, results, mode).filter(({ shape }) => shape.hidden.length === 1);
  const what = `${called[form]} has ${form === "paper" ? "at most 2m" : "at most m + 2"} neurons in two layers`;
  const allowed = ({ shape: { hidden } }: Found) => (form === "paper" ? 2 * hidden[0] : hidden[0] + 2);
  const violations = found
    .filter((entry) => entry.hidden[0] > allowed(entry))
    .map((entry) => ({ where: entry.where, by: entry.hidden[0] - allowed(entry), error: 0 }));
  return {
    name: what,
    decision: countRule({ what, cases: found.length, seeds: seedsOf(found), violations }, { mode }),
  };
}

const numbersOf = (results: ClaimResults, mode: Mode): NumberRow[] =>
  (["paper", "compact"] as const).flatMap((form) =>
    shapes.flatMap((shape) => {
      const found = entries(form, results, mode).filter((entry) => entry.shape === shape && entry.s === 0.5);
      if (found.length === 0) return [];
      const largest = found.reduce((most, { difference, size }) => Math.max(most, difference / size), 0);
      return [
        {
          name: `${called[form]}, widths ${shape.hidden.join(", ")}, s = 1/2: hidden neurons`,
          ...(form === "paper" && shape.hidden.length === 1 ? { paper: `${2 * shape.hidden[0]}` } : {}),
          measured: found[0].hidden.reduce((total, width) => total + width, 0),
          note: `outputs differ by at most ${round(largest)} of the largest one`,
        },
      ];
    }),
  );
