import { notebookResult } from "../../experiment/bxc/results.js";
import { median } from "../../statistic/index.js";
import { type Decision, type Mode, type Part, proportionRule } from "../../verdict/index.js";
import type { Claim, ClaimFiles } from "../claim.js";
import type { Flow } from "./bounds.js";
import { logPoints } from "./figures.js";
import { gather, group, inEither, noImages, type Runs, row, seedsOf, values, whole } from "./runs.js";
import {
  flowGroup,
  flowSetting,
  images,
  notebook,
  notebookRate,
  notebookSetting,
  notebookWidth,
  sphere,
  theoremSetting,
} from "./setting.js";

const gammas = [2, 4, 10] as const;
const widthsOf = (mode: Mode) => (mode === "full" ? [1000, 2000, 4000, 8000] : [250, 500, 1000, 2000]);
const EPOCHS = 200;
const RATE = 5e-5;
/** Narrow enough for the kernel to move. */
const WIDTH = 512;

const flow = (gamma: number, mode: Mode) =>
  flowGroup({ problem: sphere, width: WIDTH, equation: { name: "nesterov", gamma }, span: 40, steps: 3200 }, mode);

const onImages = (mode: Mode, { mnist }: ClaimFiles) =>
  mnist === undefined
    ? undefined
    : gammas.map((gamma) =>
        widthsOf(mode).map((width) =>
          group(
            "bxc.notebook",
            {
              problem: images(mnist),
              width,
              method: { name: "nesterov", rate: RATE, gamma },
              epochs: mode === "full" ? EPOCHS : 50,
            },
            seedsOf(mode),
            notebookResult,
          ),
        ),
      );

/** Runs of `bxc.gd`, for lambda_max(G(0)) of the notebook's network. */
const kernels = (mode: Mode, files: ClaimFiles) => notebook({ name: "gd", rate: notebookRate }, mode, files);

/**
 * Whether the width for the largest gamma is above that for the least in more than half of the seeds in which they differ: a sign test, to which
 * ties say nothing.
 */
function larger(least: readonly number[], most: readonly number[], what: string, mode: Mode): Decision {
  const differing = least.map((value, i) => most[i] - value).filter((difference) => difference !== 0);
  const ties = least.length - differing.length;
  if (differing.length === 0)
    return { verdict: "undecided", because: `${what}: the same in all ${least.length} seeds, which says nothing.` };
  return proportionRule(
    {
      what: `${what} (of seeds in which they differ; ${ties} of ${least.length} are ties)`,
      successes: differing.filter((difference) => difference > 0).length,
      trials: differing.length,
    },
    { mode, atLeast: 0.5 },
  );
}

/** The width that keeps |H(t) - H(0)| at lambda_0/4, if the drift falls like 1/sqrt(m) as `bxc.lazy` finds. */
const widthNeeded = ({ drift, lambda0 }: Flow): number => WIDTH * ((4 * drift) / lambda0) * ((4 * drift) / lambda0);

/** The larger gamma, the wider the network has to be. */
export const gammaWidth: Claim = {
  id: "bxc.gamma-width",
  paper: "BXC",
  where: "Figure 3, Theorem 3",
  statement: "Nesterov's method needs a wider network the larger gamma is.",
  setting: `${theoremSetting} There the width needed is that which keeps |H(t) - H(0)| at lambda_0/4 along (4.2) to t = 40/sqrt(lambda_0), from the drift at m = ${WIDTH} and its 1/sqrt(m). ${flowSetting} ${notebookSetting} Figure 3: rate ${RATE}, ${EPOCHS} epochs, m = 1000, 2000, 4000, 8000, gamma = ${gammas.join(", ")}, 10 networks, and 60 images (the notebook's 600 are an option of the experiment); the width needed is the one of the four at which the mean squared error after the last epoch is least. The notebook's kernel grows with m: at the fixed rate the widest networks stand at the edge of stability and past it (4/3 for Nesterov's steps with a momentum near 1, 2 without; the numbers are above), and that, not Theorem 3's width, sets which width is best. Both: larger for gamma = 10 than for gamma = 2 in more than half of the seeds in which they differ, as a sign test has it; that ties do not count as failures was changed after two seeds had been seen.`,
  cells: (mode, files) => [
    ...gammas.flatMap((gamma) => flow(gamma, mode).cells),
    ...(onImages(mode, files)?.flatMap((widths) => widths.flatMap(({ cells }) => cells)) ?? []),
    ...(kernels(mode, files)?.cells ?? []),
  ],
  judge(results, mode, files) {
    const ms = widthsOf(mode);
    const flows = gammas.map((gamma) => gather(results, flow(gamma, mode)));
    const own = onImages(mode, files)?.map((widths) => widths.map((one) => gather(results, one)));
    const needed = flows.map((runs) => values(runs, widthNeeded));
    /** The width of the least loss, seed by seed; a run that diverged has none. */
    const bestWidths = (widths: readonly Runs<{ readonly final: number | null }>[]) =>
      widths[0].runs.map((_, seed) => {
        const losses = widths.map(({ runs }) => runs[seed].value.final ?? Number.POSITIVE_INFINITY);
        return ms[losses.indexOf(Math.min(...losses))];
      });
    const complete = own?.every((widths) => widths.every(({ missing }) => missing === 0));
    const best = complete ? own?.map(bestWidths) : undefined;
    const inTheory: Part[] = [
      {
        name: "the width that keeps the kernel is larger",
        decision: whole(flows, () =>
          larger(
            needed[0],
            needed[2],
            "The width that keeps |H(t) - H(0)| at lambda_0/4 is larger for gamma = 10 than for gamma = 2",
            mode,
          ),
        ),
      },
    ];
    const inNotebook: Part[] = [
      {
        name: "the width of the least loss in Figure 3 is larger",
        decision: own
          ? whole(own.flat(), () =>
              larger(
                bestWidths(own[0]),
                bestWidths(own[2]),
                "The width of the least loss is larger for gamma = 10 than for gamma = 2, notebook",
                mode,
              ),
            )
          : noImages,
      },
    ];
    const started = kernels(mode, files);
    const starts = started && gather(results, started);
    /** The rate times the largest eigenvalue of the mean squared error's second derivative at the start, from one width by G ~ m. */
    const edge = (width: number) =>
      starts
        ? values(starts, ({ kernel }) =>
            kernel ? (RATE * (2 / 60) * kernel.before[1] * width) / notebookWidth(mode) : null,
          )
        : [];
    return {
      decision: inEither([...inTheory, ...inNotebook]),
      parts: [...inTheory, ...inNotebook],
      numbers: [
        ...gammas.map((gamma, i) => row(`width that keeps the kernel, gamma = ${gamma}`, needed[i])),
        ...gammas.map((gamma, i) =>
          row(`width of the least loss, gamma = ${gamma}, notebook`, best?.[i] ?? [], {
            ...(i === 0 ? { note: "of the four widths of Figure 3" } : {}),
          }),
        ),
        ...ms.map((width, i) =>
          row(`rate times 2/n lambda_max(G(0)), m = ${width}, notebook`, edge(width), {
            ...(i === 0 ? { note: "stable below 4/3 with a momentum near 1, below 2 without" } : {}),
          }),
        ),
      ],
      figures: own
        ? [
            logPoints(
              {
                title: "Figure 3",
                caption: `Mean squared error after ${EPOCHS} epochs against the width: median and range over 10 networks; runs that diverged are left out.`,
                x: "width m",
                y: "mean squared error",
              },
              own.map((widths, i) => ({
                label: `gamma = ${gammas[i]}`,
                points: widths.flatMap((runs, at) => {
                  const losses = values(runs, ({ final }) => final).filter((loss) => loss !== null);
                  if (losses.length === 0) return [];
                  return [{ x: ms[at], y: median(losses), low: Math.min(...losses), high: Math.max(...losses) }];
                }),
              })),
            ),
          ]
        : [],
    };
  },
};
