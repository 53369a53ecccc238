import { gradientVarianceResult } from "../../experiment/wu/gradient-variance.js";
import { boundRule, type Mode, type Part } from "../../verdict/index.js";
import type { Claim } from "../claim.js";
import { gather, onAll, perSeed } from "./gather.js";
import { acrossForms } from "./mended.js";

/** d, neurons and seeds; d = 20 is a million corners. */
const SETTINGS = {
  full: [
    { inputs: 4, neurons: 20, seeds: 20 },
    { inputs: 8, neurons: 20, seeds: 20 },
    { inputs: 12, neurons: 20, seeds: 20 },
    { inputs: 16, neurons: 20, seeds: 20 },
    { inputs: 20, neurons: 8, seeds: 10 },
  ],
  quick: [
    { inputs: 4, neurons: 20, seeds: 3 },
    { inputs: 8, neurons: 20, seeds: 3 },
    { inputs: 12, neurons: 20, seeds: 3 },
  ],
} as const;

const cellsOf = (mode: Mode) =>
  SETTINGS[mode].flatMap(({ seeds, ...params }) => perSeed("wu.gradient-variance", params, seeds));

/** Sums of 2^d squares of transforms, relative to their total. */
const ROUNDING = 1e-9;

/** How little a gradient tells which parity it is of. */
export const gradientVarianceClaim: Claim = {
  id: "wu.gradient-variance",
  paper: "Wu",
  where: "Theorem 7",
  statement:
    "Over an orthonormal class F of functions f, the variance of the gradient of R^f = E (h - f)^2 is at most E |grad h|^2 / |F|, so exponentially small in d " +
    "for the 2^d parities.",
  setting:
    "h a relu network with bias and normal parameters, factor 1/sqrt(m), m = 20 (8 at d = 20), d = 4 to 20; F all parities, and those of more than d/2 bits; " +
    "every expectation exact, by Walsh-Hadamard transforms. The bound as printed, and with the factor 4 that the gradient 2 (h - f) grad h brings. " +
    "Networks and classes are our choice.",
  cells: cellsOf,
  judge(results, mode) {
    const set = gather(results, cellsOf(mode), gradientVarianceResult);
    const seeds = [...new Set(set.found.map(({ seed }) => seed))];
    const bound = (what: string, factor: number) =>
      onAll(set, () =>
        boundRule(
          {
            what,
            runs: seeds.map((seed) => {
              const values = set.found.filter((one) => one.seed === seed).map(({ value }) => value);
              return {
                seed,
                at: values.flatMap(({ inputs }) => [inputs, inputs]),
                margins: values.flatMap(({ all, many }) => [factor - all.ratio, factor - many.ratio]),
                error: ROUNDING,
              };
            }),
          },
          { mode },
        ),
      );
    const parts: Part[] = [
      {
        name: "the variance is at most E |grad h|^2 / |F|, as printed",
        decision: bound("The variance over E |grad h|^2 / |F| is at most 1", 1),
      },
      {
        name: "the variance is at most 4 E |grad h|^2 / |F|",
        decision: bound("The variance over E |grad h|^2 / |F| is at most 4", 4),
      },
    ];
    const ratios = set.found.map(({ value }) => value.all.ratio);
    const byClass = (name: "all" | "many") =>
      set.found.map(({ value }) => ({ x: value.inputs, y: value[name].variance }));
    return {
      decision: acrossForms(parts),
      parts,
      numbers: [
        {
          name: "variance over E |grad h|^2 / 2^d, all parities (smallest and largest)",
          paper: "at most 1",
          measured: ratios.length > 0 ? `${Math.min(...ratios).toFixed(4)} to ${Math.max(...ratios).toFixed(4)}` : null,
          note: "4 less 4 |grad h(1, ..., 1)|^2 / (2^d E |grad h|^2) from Parseval",
        },
      ],
      figures: [
        {
          kind: "points",
          title: "Variance of the gradient over parities",
          caption: "Whether the variance halves with every bit: a factor of 1000 over ten of them.",
          x: { label: "d", scale: "linear" },
          y: { label: "E_f |grad R^f - g|^2", scale: "log" },
          series: [
            { label: "all parities", points: byClass("all") },
            { label: "parities of more than d/2 bits", points: byClass("many") },
          ],
        },
      ],
    };
  },
};
