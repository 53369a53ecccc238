import { pow } from "../../../numerics/elementary.js";
import { hodgesLehmann, median, powerLaw } from "../../statistic/index.js";
import { boundRule, type Mode, type Part, proportionRule, slopeRule } from "../../verdict/index.js";
import type { Claim, ClaimFiles } from "../claim.js";
import { belowWidth, type Flow } from "./bounds.js";
import { logPoints, lossCurves, series } from "./figures.js";
import { four, gather, inBoth, noImages, type Runs, row, values, whole } from "./runs.js";
import {
  flowSetting,
  flows,
  notebook,
  notebookRate,
  notebookSetting,
  pairDelta,
  pairFlows,
  pairWidth,
  theoremSetting,
  theoremWidth,
} from "./setting.js";

const widthsOf = (mode: Mode) => (mode === "full" ? [128, 512, 2048, 8192] : [32, 64, 128, 256]);
const widths = (mode: Mode) => widthsOf(mode).map((width) => flows("gradient", mode, { width }));
/** Wide enough, one would think: the same in a quick run, where a narrower one would break the claim without speaking of it. */
const PRACTICE = 8192;
const practice = (mode: Mode) => flows("gradient", mode, { width: PRACTICE });
const onImages = (mode: Mode, files: ClaimFiles) => notebook({ name: "gd", rate: notebookRate }, mode, files);

/** Rounding of an eigenvalue, relative to the largest, with room. */
const ROUNDING = 1e-12;

/** H moves little while a wide network trains. */
export const lazy: Claim = {
  id: "bxc.lazy",
  paper: "BXC",
  where: "Lemma 3.2, Theorem 1",
  statement:
    "While a wide network trains no neuron moves further than R' = O(1/sqrt(m)), |H(t) - H(0)|_2 < lambda_0/4 and lambda_min(H(t)) > lambda_0/2 at all times.",
  setting: `${theoremSetting} Gradient flow to t = 12/lambda_0 at four widths. The theorem's width n^6/(lambda_0^4 delta^3) (constant 1, the paper gives none) is met at n = 2, m = ${pairWidth}, delta = ${pairDelta} only; the widest network at n = 10 shows what holds in practice. ${flowSetting} ${notebookSetting} There G(0) takes the place of H_inf, before and after 1000 epochs of gradient descent.`,
  cells: (mode, files) => [
    ...pairFlows("gradient", mode).cells,
    ...widths(mode).flatMap(({ cells }) => cells),
    ...(mode === "quick" ? practice(mode).cells : []),
    ...(onImages(mode, files)?.cells ?? []),
  ],
  judge(results, mode, files) {
    const two = gather(results, pairFlows("gradient", mode));
    const all = widths(mode).map((one) => gather(results, one));
    const ms = widthsOf(mode);
    const widest = gather(results, practice(mode));
    const first = all[0];
    const pictures = onImages(mode, files);
    const own = pictures && gather(results, pictures);
    const stays = ({ smallest, drift, lambda0 }: Flow) => smallest > lambda0 / 2 && drift < lambda0 / 4;
    /** The exponent of a quantity in m, seed by seed. */
    const slopes = (of: (flow: Flow) => number) =>
      first.runs.map(
        (_, i) =>
          powerLaw(
            ms,
            all.map(({ runs }) => of(runs[i].value)),
          ).slope.estimate,
      );
    const complete = all.every(({ missing, open }) => missing + open.length === 0) && first.runs.length > 0;
    const inTheory: Part[] = [
      {
        name: `two points, m = ${pairWidth}: the theorem's width`,
        decision: whole([two], () => {
          const wide = two.runs.filter(({ value }) => pairWidth >= theoremWidth(2, value.lambda0, pairDelta));
          return proportionRule(
            {
              what: "|H(t) - H(0)| < lambda_0/4 and lambda_min(H(t)) > lambda_0/2 throughout (of seeds with m >= n^6/(lambda_0^4 delta^3))",
              successes: wide.filter(({ value }) => stays(value)).length,
              trials: wide.length,
            },
            { mode, atLeast: 1 - pairDelta },
          );
        }),
      },
      {
        name: "movement like 1/sqrt(m)",
        decision: whole(all, () =>
          slopeRule(
            {
              what: "The largest movement of a neuron against m",
              slopes: slopes(({ moved }) => moved),
              points: ms.length,
              from: ms[0],
              to: ms[ms.length - 1],
            },
            { mode, claimed: -0.5, relation: "at most" },
          ),
        ),
      },
    ];
    const inPractice = whole([widest], () =>
      boundRule(
        {
          what: "|H(t) - H(0)| < lambda_0/4 and lambda_min(H(t)) > lambda_0/2 at every step",
          runs: widest.runs.map(({ seed, value: { smallest, drift, lambda0, lambdaMax } }) => ({
            seed,
            margins: [smallest - lambda0 / 2, lambda0 / 4 - drift],
            error: ROUNDING * lambdaMax,
          })),
        },
        { mode, strict: true },
      ),
    );
    const tenPoints: Part[] = [{ name: `ten points, m = ${PRACTICE}`, decision: belowWidth(inPractice, mode) }];
    const inNotebook: Part[] = [
      {
        name: "notebook",
        decision: own
          ? whole([own], () =>
              boundRule(
                {
                  what: "lambda_min(G) after training > lambda_min(G(0))/2, and |G - G(0)| < lambda_min(G(0))/4, notebook",
                  runs: own.runs.map(({ seed, value: { kernel } }) => ({
                    seed,
                    margins: kernel
                      ? [kernel.after[0] - kernel.before[0] / 2, kernel.before[0] / 4 - kernel.drift]
                      : [null],
                    error: kernel ? ROUNDING * kernel.before[1] : 0,
                  })),
                },
                { mode, strict: true },
              ),
            )
          : noImages,
      },
    ];
    const points = (of: (flow: Flow) => number) =>
      all.flatMap((runs, i) => {
        const numbers = values(runs, of);
        return numbers.length === 0
          ? []
          : [{ x: ms[i], y: median(numbers), low: Math.min(...numbers), high: Math.max(...numbers) }];
      });
    const fitted = (of: (flow: Flow) => number) => {
      if (!complete) return {};
      const exponent = hodgesLehmann(slopes(of)).estimate;
      return {
        fit: { exponent: four(exponent), factor: four(median(points(of).map(({ x, y }) => y / pow(x, exponent)))) },
      };
    };
    const share = (runs: Runs<Flow>) =>
      runs.runs.length === 0 ? [] : [values(runs, stays).filter(Boolean).length / runs.runs.length];
    return {
      decision: inBoth(
        inTheory,
        { name: `at ten points, m = ${PRACTICE}`, parts: tenPoints },
        { name: "in the setting of the notebook", parts: inNotebook },
      ),
      parts: [...inTheory, ...tenPoints, ...inNotebook],
      numbers: [
        ...(complete
          ? [
              row(
                "exponent of the largest movement in m",
                slopes(({ moved }) => moved),
                { paper: "-1/2 (R')" },
              ),
              row(
                "exponent of the largest |H(t) - H(0)| in m",
                slopes(({ drift }) => drift),
              ),
            ]
          : []),
        ...all.map((runs, i) =>
          row(`share of seeds in which H stays, m = ${ms[i]}`, share(runs), {
            note: "|H(t) - H(0)| < lambda_0/4 and lambda_min(H(t)) > lambda_0/2",
          }),
        ),
        row(
          "lambda_min(H(t)) over lambda_0, least along the widest flow",
          values(widest, ({ smallest, lambda0 }) => smallest / lambda0),
          { paper: "> 1/2" },
        ),
        row(
          "width the theorem asks for at n = 10, delta = 0.1",
          values(widest, ({ lambda0 }) => theoremWidth(10, lambda0, 0.1)),
          { paper: "n^6 / (lambda_0^4 delta^3)", note: "with constant 1" },
        ),
        ...(own
          ? [
              row(
                "lambda_min(G) after training over lambda_min(G(0)), notebook",
                values(own, ({ kernel }) => (kernel ? kernel.after[0] / kernel.before[0] : null)),
              ),
              row(
                "|G - G(0)| / |G(0)| after training, notebook",
                values(own, ({ kernel }) => (kernel ? kernel.drift / kernel.before[1] : null)),
                { note: "the notebook trains features: it is not in the lazy regime that the paper explains it by" },
              ),
            ]
          : []),
      ],
      figures: [
        logPoints(
          {
            title: "How far neurons and kernel move, against the width",
            caption: "Largest along gradient flow; median and range over seeds, with the fitted power laws.",
            x: "width m",
            y: "largest distance",
          },
          [
            { label: "|w_r(t) - w_r(0)|", points: points(({ moved }) => moved), ...fitted(({ moved }) => moved) },
            { label: "|H(t) - H(0)|", points: points(({ drift }) => drift), ...fitted(({ drift }) => drift) },
          ],
        ),
        lossCurves(
          {
            title: "The smallest eigenvalue along the flow",
            caption: "lambda_min(H(t)) over lambda_0; the theorem keeps it above 1/2.",
            x: "t lambda_0",
            y: "lambda_min(H(t)) / lambda_0",
          },
          all.map((runs, i) =>
            series({
              label: `m = ${ms[i]}`,
              of: runs,
              x: ({ curve }) => curve.time,
              y: ({ curve, lambda0 }) => curve.smallest.map((value) => (value === null ? null : four(value / lambda0))),
            }),
          ),
        ),
      ],
    };
  },
};
