import { powerLaw } from "../../statistic/index.js";
import { boundRule, type Mode, type Part, slopeRule } from "../../verdict/index.js";
import type { Claim, ClaimFiles } from "../claim.js";
import { belowWidth, boundAlong, type Flow, gaps } from "./bounds.js";
import { lower } from "./compare.js";
import { lossCurves, series } from "./figures.js";
import { lyapunovPart } from "./lyapunov.js";
import { gather, inBoth, noImages, type Runs, row, values, whole } from "./runs.js";
import {
  descents,
  flowSetting,
  flows,
  notebook,
  notebookRate,
  notebookSetting,
  theoremSetting,
  widthOf,
} from "./setting.js";

const GAMMA = 7;
/** The exponent is fitted where sqrt(lambda_0) t has passed some swings of the slowest mode and the envelope does not yet feel the end. */
const WINDOW = [20, 70] as const;
/** 5 % of gamma. */
const TOLERANCE = 0.35;
const gammas = [2, 3, 6, 8];

const EARLY = 30;
const LATE = 300;

const flow = (mode: Mode) => flows("nesterov", mode);
/** Under H_inf, lambda_0 eta is about 0.06: L falls like exp(-0.12 k) and, in the end, like k^-3 exp(-0.06 k). */
const duel = (steps: number, mode: Mode) => ({
  nesterov: descents({ name: "nesterov", rate: 0.3, gamma: 3 }, steps, mode),
  gradient: descents({ name: "gradient", rate: 0.3 }, steps, mode),
});
const onImages = (mode: Mode, files: ClaimFiles) => ({
  gradient: notebook({ name: "gd", rate: notebookRate }, mode, files),
  all: gammas.map((gamma) => notebook({ name: "nesterov", rate: notebookRate, gamma }, mode, files)),
});

/** The exponent of the loss's envelope in t. */
function exponent({ curve: { time, envelope } }: Flow): number {
  const kept = time.map((t, i) => [t, envelope[i] ?? Number.NaN]).filter(([t]) => t >= WINDOW[0] && t <= WINDOW[1]);
  return powerLaw(
    kept.map(([t]) => t),
    kept.map(([, loss]) => loss),
  ).slope.estimate;
}

const slopes = (runs: Runs<Flow>, what: string) => {
  const kept = (runs.runs[0]?.value.curve.time ?? []).filter((t) => t >= WINDOW[0] && t <= WINDOW[1]);
  return { what, slopes: values(runs, exponent), points: kept.length, from: WINDOW[0], to: WINDOW[1] };
};

/** Nesterov's method decays like a power of t, and gradient descent overtakes it. */
export const nag: Claim = {
  id: "bxc.nag",
  paper: "BXC",
  where: "Theorem 3, Figure 2",
  statement:
    "Nesterov's method has L(t) <= A t^-alpha L(0), 4 < alpha <= 2 gamma/3, gamma > 6: a power of t and no more; it is faster than gradient descent at first and is overtaken by it later. Its Lyapunov function does not grow.",
  setting: `${theoremSetting} m = ${widthOf("full")}; (4.2) with gamma = ${GAMMA} to t = 100/sqrt(lambda_0), the exponent of the envelope fitted from ${WINDOW[0]} to ${WINDOW[1]}; a fixed kernel gives Bessel functions, whose exponent is -gamma. The paper leaves A open: the exponent is tested, and the bound (gamma-1)^2 L(0) / (lambda_0/2 t^2) that its Lyapunov function gives with alpha = 2, below the width that the theorem asks for. ${flowSetting} Against gradient descent: gamma = 3, both at the rate 0.3/lambda_max, after ${EARLY} and after ${LATE} steps (with gamma = 7 gradient descent would overtake at a loss of 1e-24). ${notebookSetting} gamma = ${gammas.join(", ")} against gradient descent at the same rate, 1000 of its 5000 epochs.`,
  cells: (mode, files) => {
    const { gradient, all } = onImages(mode, files);
    return [
      ...flow(mode).cells,
      ...[EARLY, LATE].flatMap((steps) => {
        const { nesterov, gradient } = duel(steps, mode);
        return [...nesterov.cells, ...gradient.cells];
      }),
      ...[gradient, ...all].flatMap((one) => one?.cells ?? []),
    ];
  },
  judge(results, mode, files) {
    const wide = gather(results, flow(mode));
    const [early, late] = [EARLY, LATE].map((steps) => {
      const { nesterov, gradient } = duel(steps, mode);
      return { nesterov: gather(results, nesterov), gradient: gather(results, gradient) };
    });
    const { gradient, all } = onImages(mode, files);
    const base = gradient && gather(results, gradient);
    const own = all.flatMap((one, i) => (one ? [{ gamma: gammas[i], runs: gather(results, one) }] : []));
    const ahead = { candidate: "Nesterov's method", baseline: "gradient descent" };
    const inTheory: Part[] = [
      {
        name: "at least like t^-(2 gamma/3)",
        decision: whole([wide], () =>
          slopeRule(slopes(wide, "The loss's envelope along (4.2) against t"), {
            mode,
            claimed: (-2 * GAMMA) / 3,
            relation: "at most",
          }),
        ),
      },
      {
        name: "like a power of t: t^-gamma and no faster",
        decision: whole([wide], () =>
          slopeRule(slopes(wide, "The loss's envelope along (4.2) against t"), {
            mode,
            claimed: -GAMMA,
            relation: "at least",
            tolerance: TOLERANCE,
          }),
        ),
      },
      {
        name: "faster than gradient descent at first",
        decision: lower([{ name: `${EARLY} steps`, candidate: early.nesterov, baseline: early.gradient }], mode, ahead),
      },
      {
        name: "overtaken by gradient descent later",
        decision: lower([{ name: `${LATE} steps`, candidate: late.gradient, baseline: late.nesterov }], mode, {
          candidate: "gradient descent",
          baseline: "Nesterov's method",
        }),
      },
      lyapunovPart(wide, mode, "V (alpha = 2) never grows"),
      {
        name: "the energy L + 1/2 |w'|^2 never grows",
        decision: whole([wide], () =>
          boundRule(
            {
              what: "The energy does not grow over a step",
              // The steps of the integration are exact to a share of about 1e-6.
              runs: wide.runs.map(({ seed, value }) => ({
                seed,
                margins: [-(value.energyGrowth ?? Number.NaN)],
                error: 1e-6,
              })),
            },
            { mode },
          ),
        ),
      },
    ];
    const tenPoints: Part[] = [
      {
        name: "ten points, the bound of the Lyapunov function",
        decision: belowWidth(boundAlong(wide, mode, "L(t) <= (gamma-1)^2 L(0) / (lambda_0/2 t^2) along (4.2)"), mode),
      },
    ];
    const inNotebook: Part[] = [
      {
        name: `notebook, gamma = ${gammas.join(", ")}: faster than gradient descent`,
        decision: base
          ? lower(
              own.map(({ gamma, runs }) => ({ name: `gamma = ${gamma}`, candidate: runs, baseline: base })),
              mode,
              ahead,
            )
          : noImages,
      },
    ];
    const curve = (label: string, of: (typeof early)["nesterov"]) =>
      series({ label, of, x: ({ curve }) => curve.step, y: ({ curve }) => curve.loss });
    return {
      decision: inBoth(
        inTheory,
        { name: `under its bound at ten points, m = ${widthOf(mode)}`, parts: tenPoints },
        { name: "in the setting of the notebook", parts: inNotebook },
      ),
      parts: [...inTheory, ...tenPoints, ...inNotebook],
      numbers: [
        row("exponent of the envelope in t", values(wide, exponent), {
          paper: "at most -2 gamma/3 = -4.67",
          note: `a fixed kernel gives -gamma = -${GAMMA} (PAPERS.md BXC 1)`,
        }),
        row("L at the end over the Bessel form under H(0), decades", gaps(wide)),
        row(
          "smallest margin of the Lyapunov bound, decades",
          values(wide, ({ bound }) => bound.margin),
        ),
        row(
          "lambda_min(H(t)) over lambda_0, least along the flow",
          values(wide, ({ smallest, lambda0 }) => smallest / lambda0),
        ),
      ],
      figures: [
        lossCurves(
          {
            title: "Nesterov's flow, gamma = 7",
            caption:
              "A straight line on these axes is a power of t; dashed: the Bessel form under the kernel at the start.",
            x: "t sqrt(lambda_0)",
            xScale: "log",
          },
          [
            series({
              label: "Nesterov (4.2)",
              of: wide,
              x: ({ curve }) => curve.time.slice(1),
              y: ({ curve }) => curve.loss.slice(1),
            }),
            series({
              label: "Bessel form",
              of: wide,
              x: ({ curve }) => curve.time.slice(1),
              y: ({ curve }) => curve.predicted.slice(1),
              theory: true,
            }),
          ],
        ),
        lossCurves(
          {
            title: "Steps at the rate 0.3/lambda_max",
            caption: `Which of the two lies lower after ${EARLY} steps, and which after ${LATE}.`,
            x: "step",
          },
          [curve("Nesterov, gamma = 3", late.nesterov), curve("gradient descent", late.gradient)],
        ),
        ...(base
          ? [
              lossCurves(
                {
                  title: "Figure 2, notebook",
                  caption: "Which gamma lies lower than gradient descent at the same rate, and until when.",
                  x: "epoch",
                  y: "mean squared error",
                },
                [
                  { label: "gradient descent", runs: base },
                  ...own.map(({ gamma, runs }) => ({ label: `gamma = ${gamma}`, runs })),
                ].map(({ label, runs }) =>
                  series({ label, of: runs, x: ({ curve }) => curve.step, y: ({ curve }) => curve.loss }),
                ),
              ),
            ]
          : []),
      ],
    };
  },
};
