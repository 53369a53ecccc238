import { representerResult } from "../../experiment/wu/representer.js";
import { boundRule, combine, type Mode, type Part } from "../../verdict/index.js";
import type { Claim } from "../claim.js";
import { gather, onAll, perSeed } from "./gather.js";
import { acrossForms } from "./mended.js";

const SETTINGS = [
  { points: 50, inputs: 20, neurons: 20 },
  { points: 50, inputs: 20, neurons: 1000 },
  { points: 10, inputs: 3, neurons: 200 },
];

const cellsOf = (mode: Mode) =>
  SETTINGS.flatMap((setting) =>
    perSeed("wu.representer", { ...setting, steps: mode === "full" ? 2000 : 300 }, mode === "full" ? 20 : 3),
  );

/** What random features learn lies in the span of the kernel at the data. */
export const representerClaim: Claim = {
  id: "wu.representer",
  paper: "Wu",
  where: "Lemma 14",
  statement:
    "Random features trained by gradient descent from a = 0 are sum_i w_i(t) k_m(x_i, x) at every t, w_i(t) = -m int_0^t e_i, whatever m.",
  setting:
    "2000 steps of gradient descent on one neuron, (n, d, m) = (50, 20, 20), (50, 20, 1000), (10, 3, 200), 20 seeds; what of a is left after " +
    "1/m sum_i w_i phi(x_i) is taken off, against a bound on its rounding. The coefficients as printed, and with the 1/n of R = 1/(2n) sum e^2. " +
    "Sizes and steps are our choice.",
  cells: cellsOf,
  judge(results, mode) {
    const set = gather(results, cellsOf(mode), representerResult);
    const seeds = [...new Set(set.found.map(({ seed }) => seed))];
    const bound = (what: string, of: (value: (typeof set.found)[number]["value"]) => number) =>
      onAll(set, () =>
        boundRule(
          {
            what,
            runs: seeds.map((seed) => {
              const values = set.found.filter((one) => one.seed === seed).map(({ value }) => value);
              return {
                seed,
                margins: values.map((value) => -of(value)),
                error: Math.max(...values.map(({ error }) => error)),
              };
            }),
          },
          { mode },
        ),
      );
    const span = bound("Nothing of the features is left but rounding", ({ rest }) => rest);
    const forms: Part[] = [
      {
        name: "w_i = -m int e_i, as printed",
        decision: bound("The features are the kernel's combination with w_i = -m int e_i", (v) => v.printedRest),
      },
      {
        name: "w_i = -(m/n) int e_i",
        decision: bound("The features are the kernel's combination with w_i = -(m/n) int e_i", ({ rest }) => rest),
      },
    ];
    const parts: Part[] = [
      { name: "in the span of k_m(x_i, .)", decision: span },
      { name: "coefficients", decision: acrossForms(forms) },
    ];
    const largest = (of: (value: (typeof set.found)[number]["value"]) => number) =>
      set.found.length > 0 ? Math.max(...set.found.map(({ value }) => of(value))) : null;
    return {
      decision: combine(parts),
      parts: [parts[0], ...forms],
      numbers: [
        { name: "largest part of a outside the span, relative", paper: "0", measured: largest(({ rest }) => rest) },
        {
          name: "largest |f(x) - sum_i w_i k_m(x_i, x)| at 200 other points",
          paper: "0",
          measured: largest(({ gap }) => gap),
        },
        {
          name: "largest relative rest with the printed coefficients",
          paper: "0",
          measured: largest(({ printedRest }) => printedRest),
          note: "n - 1: they are n times too large",
        },
      ],
      figures: [
        {
          kind: "points",
          title: "What is left outside the span",
          caption: "Whether the part of the trained features outside the span lies below the bound on its rounding.",
          x: { label: "run", scale: "linear" },
          y: { label: "relative size", scale: "log" },
          series: [
            { label: "left", points: set.found.map(({ value }, i) => ({ x: i + 1, y: value.rest })) },
            { label: "bound on rounding", points: set.found.map(({ value }, i) => ({ x: i + 1, y: value.error })) },
          ],
        },
      ],
    };
  },
};
