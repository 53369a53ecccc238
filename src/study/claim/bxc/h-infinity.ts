import type { z } from "zod";
import { log, pow } from "../../../numerics/elementary.js";
import { kernelStartResult } from "../../experiment/bxc/results.js";
import { hodgesLehmann, median, powerLaw } from "../../statistic/index.js";
import { type Mode, type Part, proportionRule, slopeRule } from "../../verdict/index.js";
import type { Claim, ClaimFiles } from "../claim.js";
import { logPoints } from "./figures.js";
import { four, gather, group, inBoth, noImages, type Runs, row, seedsOf, values, whole } from "./runs.js";
import { images, notebookSetting, sphere, theoremSetting } from "./setting.js";

type Start = z.infer<typeof kernelStartResult>;

const DELTA = 0.1;

const theorem = (mode: Mode) =>
  group(
    "bxc.kernel-start",
    mode === "full"
      ? {
          problem: sphere,
          widths: [64, 256, 1024, 4096, 16_384],
          draws: 8,
          // 40 networks: 36 without an exception are needed to show a probability of 0.9.
          proven: { delta: DELTA, draws: 4 },
        }
      : { problem: sphere, widths: [64, 128, 256, 512], draws: 2 },
    seedsOf(mode),
    kernelStartResult,
  );

const onImages = (mode: Mode, { mnist }: ClaimFiles) =>
  mnist === undefined
    ? undefined
    : group(
        "bxc.kernel-start",
        {
          problem: images(mnist),
          widths: mode === "full" ? [256, 512, 1024, 2048, 4096] : [64, 128, 256, 512],
          draws: mode === "full" ? 4 : 2,
        },
        seedsOf(mode),
        kernelStartResult,
      );

/** Root mean square of the distances at a width. */
const spread = ({ draws }: Start["points"][number]): number =>
  Math.sqrt(draws.reduce((sum, { distance }) => sum + distance * distance, 0) / draws.length);

const exponent = ({ points }: Start): number =>
  powerLaw(
    points.map(({ width }) => width),
    points.map(spread),
  ).slope.estimate;

const met = (lambda0: number, { distance, smallest }: Start["points"][number]["draws"][number]): boolean =>
  distance <= lambda0 / 4 && smallest >= 0.75 * lambda0;

function slopePart(runs: Runs<Start>, mode: Mode, what: string) {
  return whole([runs], () => {
    const [{ value }] = runs.runs;
    const widths = value.points.map(({ width }) => width);
    const slopes = values(runs, exponent);
    const range = { points: widths.length, from: widths[0], to: widths[widths.length - 1] };
    return slopeRule({ what, slopes, ...range }, { mode, claimed: -0.5, relation: "equal" });
  });
}

/** The kernel of a wide network at its start is that of infinite width. */
export const hInfinity: Claim = {
  id: "bxc.h-infinity",
  paper: "BXC",
  where: "Lemma 3.1",
  statement:
    "H(0) tends to H_inf as the width grows: |H(0) - H_inf|_2 <= lambda_0/4 and lambda_min(H(0)) >= 3/4 lambda_0 with probability 1 - delta for m = Omega(n^2/lambda_0^2 log(n^2/delta)).",
  setting: `${theoremSetting} Fresh networks at each width, the root mean square of their distances fitted against m (the entries of H(0) are means over m neurons: the exponent is -1/2); and ${DELTA} for delta at the width 8 n^2/lambda_0^2 log(2 n^2/delta) that the proof gives with its constants. ${notebookSetting} The notebook's kernel grows with m: it is divided by m.`,
  cells: (mode, files) => [...theorem(mode).cells, ...(onImages(mode, files)?.cells ?? [])],
  judge(results, mode, files) {
    const starts = gather(results, theorem(mode));
    const pictures = onImages(mode, files);
    const own = pictures && gather(results, pictures);
    const inTheory: Part[] = [
      { name: "distance against m", decision: slopePart(starts, mode, "|H(0) - H_inf| against m") },
      {
        name: "Lemma 3.1 at the width of its proof",
        decision: whole([starts], () => {
          const draws = starts.runs.flatMap(({ value }) =>
            (value.proven?.draws ?? []).map((draw) => met(value.lambda0, draw)),
          );
          return proportionRule(
            {
              what: `|H(0) - H_inf| <= lambda_0/4 and lambda_min(H(0)) >= 3/4 lambda_0 (${draws.length} networks on ${starts.runs.length} data sets)`,
              successes: draws.filter(Boolean).length,
              trials: draws.length,
            },
            { mode, atLeast: 1 - DELTA },
          );
        }),
      },
    ];
    const inNotebook: Part[] = [
      {
        name: "the notebook's kernel over m",
        decision: own ? slopePart(own, mode, "|G(0)/m - limit| against m, notebook") : noImages,
      },
    ];
    const { train: n } = sphere;
    const width = (lambda0: number) => ((n * n) / (lambda0 * lambda0)) * log((n * n) / DELTA);
    const points = (runs: Runs<Start>) =>
      (runs.runs[0]?.value.points ?? []).map(({ width }, i) => {
        const all = values(runs, (value) => spread(value.points[i]));
        return { x: width, y: median(all), low: Math.min(...all), high: Math.max(...all) };
      });
    const fitted = (runs: Runs<Start>) => {
      if (runs.runs.length === 0) return {};
      const slope = hodgesLehmann(values(runs, exponent)).estimate;
      const at = points(runs);
      const factor = median(at.map(({ x, y }) => y / pow(x, slope)));
      return { fit: { exponent: four(slope), factor: four(factor) } };
    };
    return {
      decision: inBoth(inTheory, { name: "in the setting of the notebook", parts: inNotebook }),
      parts: [...inTheory, ...inNotebook],
      numbers: [
        row(
          "lambda_0",
          values(starts, ({ lambda0 }) => lambda0),
        ),
        row("exponent of |H(0) - H_inf| in m", values(starts, exponent)),
        row(
          "width at which 8 of 8 networks meet the lemma",
          values(
            starts,
            ({ points, lambda0 }) =>
              points.find(({ draws }) => draws.every((draw) => met(lambda0, draw)))?.width ?? null,
          ),
        ),
        row(
          "width the lemma asks for, its constant taken for 1",
          values(starts, ({ lambda0 }) => width(lambda0)),
          { paper: "n^2/lambda_0^2 log(n^2/delta)" },
        ),
        row(
          "width its proof asks for",
          values(starts, ({ proven }) => proven?.width ?? null),
        ),
        ...(own
          ? [
              row("exponent, notebook's kernel over m", values(own, exponent), {
                note: "without the division it grows like m: there is no H_inf in the notebook's scaling",
              }),
            ]
          : []),
      ],
      figures: [
        logPoints(
          {
            title: "The kernel at the start against its limit",
            caption: "Median over seeds of the distance, its range, and the line fitted; 1/sqrt(m) is a slope of -1/2.",
            x: "width m",
            y: "|H(0) - H_inf|",
          },
          [
            { label: "theorem's setting", points: points(starts), ...fitted(starts) },
            ...(own ? [{ label: "notebook, over m", points: points(own), ...fitted(own) }] : []),
          ],
        ),
      ],
    };
  },
};
