import { lazyResult } from "../../experiment/wu/lazy.js";
import { median } from "../../statistic/quantile.js";
import { combine, slopeRule } from "../../verdict/index.js";
import type { Claim } from "../claim.js";
import { bySeed, gather, onAll } from "./gather.js";
import { againstWidth, exponents, type Lazy, lectureCell, ntkCell, seedsOf, WIDTHS, widthCells } from "./lazy-cells.js";

/** Wide networks train as their linearisation at the start. */
export const linearisedClaim: Claim = {
  id: "wu.linearised",
  paper: "Wu",
  where: '"Lazy training", (0.27)',
  statement:
    "A wide network trains as f(x; theta_0) + <theta - theta_0, grad f(x; theta_0)>: the entries of theta - theta_0 are O(1/m), |theta - theta_0| = O(1/sqrt(m)), and what is " +
    "left out vanishes with the width. The same is said of general starts.",
  setting:
    "Gradient descent on one neuron, d = 20, of network and linearisation at the same rate, the latter in closed form; the largest distance over samples, 500 other points " +
    "and 60 steps up to 4000; m = 250 to 4000. From the lecture's start (a = 0, b on the sphere; n = 50), and from N(0, 1) weights with 1/sqrt(m) (n = 20), " +
    "where the entries move by O(1/sqrt(m)) and the lecture's rates of movement are not claimed. " +
    "That the distance vanishes is taken as an exponent of at most -1/2, the rate of Theorem 13.",
  cells: (mode) => [...widthCells(mode, lectureCell), ...widthCells(mode, ntkCell)],
  judge(results, mode) {
    const widths = WIDTHS[mode];
    const read = (cell: typeof lectureCell) => ({
      set: gather(results, widthCells(mode, cell), lazyResult),
      rows: bySeed(results, lazyResult, { seeds: seedsOf(mode), x: widths, cell: cell(mode) }),
    });
    const lecture = read(lectureCell);
    const ntk = read(ntkCell);
    const slope = (
      { set, rows }: typeof lecture,
      what: string,
      claimed: number,
      of: (value: Lazy) => number | null,
    ) => {
      const slopes = exponents(rows, of);
      const decision = onAll(set, () =>
        slopeRule(
          { what, slopes, points: widths.length, from: widths[0], to: widths[widths.length - 1] },
          { mode, claimed, relation: "at most" },
        ),
      );
      return { part: { name: what, decision }, what, claimed, slopes };
    };
    const fits = [
      slope(lecture, "distance to the linearisation against m, lecture's start", -0.5, ({ largest }) => largest),
      slope(ntk, "distance to the linearisation against m, normal start", -0.5, ({ largest }) => largest),
      slope(lecture, "|theta - theta_0| against m, lecture's start", -0.5, ({ moved }) => moved),
      slope(lecture, "largest entry of theta - theta_0 against m, lecture's start", -1, ({ entry }) => entry),
    ];
    const parts = fits.map(({ part }) => part);
    return {
      decision: combine(parts),
      parts,
      numbers: fits.map(({ what, claimed, slopes }) => ({
        name: `exponent of ${what} (median)`,
        paper: `at most ${claimed}`,
        measured: slopes.length > 0 ? median(slopes) : null,
      })),
      figures: [
        {
          kind: "points",
          title: "Distance between network and linearisation",
          caption: "How the largest distance falls with the width; the verdict asks for a slope of -1/2 at most.",
          x: { label: "m", scale: "log" },
          y: { label: "max |f - f_lin|", scale: "log" },
          series: [
            againstWidth("a = 0, b on the sphere", lecture.rows, ({ largest }) => largest),
            againstWidth("N(0, 1), 1/sqrt(m)", ntk.rows, ({ largest }) => largest),
          ],
        },
        {
          kind: "points",
          title: "Movement of the parameters",
          caption: "From the lecture's start: claimed are slopes of -1/2 for the norm and -1 for the largest entry.",
          x: { label: "m", scale: "log" },
          y: { label: "theta - theta_0", scale: "log" },
          series: [
            againstWidth("norm", lecture.rows, ({ moved }) => moved),
            againstWidth("largest entry", lecture.rows, ({ entry }) => entry),
          ],
        },
      ],
    };
  },
};
