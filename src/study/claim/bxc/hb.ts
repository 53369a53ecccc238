import { exp, log } from "../../../numerics/elementary.js";
import type { Mode, Part } from "../../verdict/index.js";
import type { Claim, ClaimFiles } from "../claim.js";
import { belowWidth, boundAlong, boundAtWidth, type Flow, gaps, lateMargin, stepsUnderBound } from "./bounds.js";
import { lower } from "./compare.js";
import { lossCurves, series } from "./figures.js";
import { jumpingUp, lyapunovPart } from "./lyapunov.js";
import { gather, inBoth, noImages, row, values } from "./runs.js";
import {
  descents,
  flowSetting,
  flows,
  notebook,
  notebookRate,
  notebookSetting,
  pairFlows,
  pairWidth,
  theoremSetting,
  widthOf,
} from "./setting.js";

/** A width of few neurons, where V grows (PAPERS.md BXC 8). */
const NARROW = 50;
const betas = [0.2, 0.5, 0.8];

const flow = (mode: Mode) => flows("heavyBall", mode);
const narrow = (mode: Mode) => flows("heavyBall", mode, { width: NARROW });
/** At a small rate the clocks of the paper are far apart; at their best rates each method is itself. Two settings: 20 seeds. */
const pairs = (mode: Mode) => [
  {
    name: "same rate 0.1/lambda_max, 100 steps",
    ball: descents({ name: "heavyBall", rate: 0.1, momentum: "theorem" }, 100, mode),
    gradient: descents({ name: "gradient", rate: 0.1 }, 100, mode),
  },
  {
    name: "each at its best rate, 12 steps",
    ball: descents({ name: "bestHeavyBall" }, 12, mode),
    gradient: descents({ name: "bestGradient" }, 12, mode),
  },
];
const onImages = (mode: Mode, files: ClaimFiles) => {
  const gradient = notebook({ name: "gd", rate: notebookRate }, mode, files);
  const balls = betas.map((momentum) => notebook({ name: "heavyBall", rate: notebookRate, momentum }, mode, files));
  return { gradient, balls };
};

/** The heavy ball decays like exp(-sqrt(lambda_0/2) t), faster than gradient descent. */
export const hb: Claim = {
  id: "bxc.hb",
  paper: "BXC",
  where: "Theorem 2, Figure 1",
  statement:
    "The heavy ball at b = sqrt(2 lambda_0) has L(t) <= 4/lambda_0 exp(-sqrt(lambda_0/2) t) L^(0), L^ = 1/2 Delta.H Delta, and is faster than gradient descent; its Lyapunov function V = L^ + 1/2 |sqrt(lambda_0/2) Delta + Delta'|^2 never grows.",
  setting: `${theoremSetting} m = ${widthOf("full")}; (3.3) to t = 20/sqrt(lambda_0); two points at m = ${pairWidth} for the theorem's width with delta = 1/2; at ten points, below that width, the flow and the steps (3.1) at t = k sqrt(eta), eta = 0.1/lambda_max, under the bound. ${flowSetting} Faster than gradient descent: equal numbers of steps, once at one small rate with beta = 1 - b sqrt(eta) (3.1), once each method at the rate and momentum that are best for H_inf. V: steps of the flow in which no neuron flips, and the jumps of V at single flips (H and Delta' = J w' jump there; the proof takes H' = 0). ${notebookSetting} beta = 0.2, 0.5, 0.8 against gradient descent at the same rate, 1000 of its 5000 epochs.`,
  cells: (mode, files) => {
    const { gradient, balls } = onImages(mode, files);
    return [
      ...flow(mode).cells,
      ...pairFlows("heavyBall", mode).cells,
      ...narrow(mode).cells,
      ...pairs(mode).flatMap(({ ball, gradient }) => [...ball.cells, ...gradient.cells]),
      ...[gradient, ...balls].flatMap((one) => one?.cells ?? []),
    ];
  },
  judge(results, mode, files) {
    const wide = gather(results, flow(mode));
    const two = gather(results, pairFlows("heavyBall", mode));
    const thin = gather(results, narrow(mode));
    const what = "L(t) <= 4/lambda_0 exp(-sqrt(lambda_0/2) t) L^(0)";
    const against = pairs(mode).map(({ name, ball, gradient }) => ({
      name,
      ball: gather(results, ball),
      gradient: gather(results, gradient),
    }));
    const words = { candidate: "heavy ball", baseline: "gradient descent" };
    const faster = lower(
      against.map(({ name, ball, gradient }) => ({ name, candidate: ball, baseline: gradient })),
      mode,
      words,
    );
    const inTheory: Part[] = [
      boundAtWidth(two, mode, what),
      { name: "faster than gradient descent", decision: faster },
      lyapunovPart(wide, mode, "V never grows"),
    ];
    const tenPoints: Part[] = [
      {
        name: "ten points, the flow (3.3)",
        decision: belowWidth(boundAlong(wide, mode, `${what} along (3.3)`), mode),
      },
      {
        name: "ten points, the steps (3.1)",
        decision: belowWidth(stepsUnderBound(against[0].ball, wide, mode, `${what} at t = k sqrt(eta)`), mode),
      },
    ];
    const { gradient, balls } = onImages(mode, files);
    const base = gradient && gather(results, gradient);
    const own = balls.flatMap((one, i) => (one ? [{ beta: betas[i], runs: gather(results, one) }] : []));
    const inNotebook: Part[] = [
      {
        name: "notebook, beta = 0.2, 0.5, 0.8 at the same rate",
        decision: base
          ? lower(
              own.map(({ beta, runs }) => ({ name: `beta = ${beta}`, candidate: runs, baseline: base })),
              mode,
              words,
            )
          : noImages,
      },
    ];
    const lambdas = values(wide, ({ lambda0 }) => lambda0);
    return {
      decision: inBoth(
        inTheory,
        { name: `at ten points, m = ${widthOf(mode)}`, parts: tenPoints },
        { name: "in the setting of the notebook", parts: inNotebook },
      ),
      parts: [...inTheory, ...tenPoints, ...inNotebook],
      numbers: [
        row("smallest margin of the bound from t = 1/sqrt(lambda_0) on, decades", values(wide, nearest), {
          note: "at t = 0 it is what 4 L^(0) / (lambda_0 L(0)) gives",
        }),
        row(
          "smallest margin of V(t) <= exp(-sqrt(lambda_0/2) t) V(0) from t = 1/sqrt(lambda_0) on, decades",
          values(wide, (flow) =>
            lateMargin(flow, flow.curve.lyapunov, (t) => decay(t) * (flow.curve.lyapunov[0] ?? Number.NaN)),
          ),
          { note: "the proof's inequality, flips and all" },
        ),
        row("exponent of the loss in t, in sqrt(lambda_0/2)", values(wide, exponent), {
          paper: "1",
          note: "a fixed kernel gives 2: the theorem is not sharp (PAPERS.md BXC 1)",
        }),
        row("L at t = 20/sqrt(lambda_0) over what H(0) foretells, decades", gaps(wide)),
        row(
          "sqrt(lambda_0/2) / lambda_0",
          lambdas.map((lambda) => Math.sqrt(lambda / 2) / lambda),
          { paper: "> 1", note: "needs lambda_0 < 1/2: given for |x| = 1, not in general (PAPERS.md BXC 2)" },
        ),
        ...[
          { width: widthOf(mode), runs: wide },
          { width: NARROW, runs: thin },
        ].map(({ width, runs }) =>
          row(`share of single flips at which V jumps up, m = ${width}`, values(runs, jumpingUp)),
        ),
        row(
          `clearest jump of V up at a single flip, share of V, m = ${widthOf(mode)}`,
          values(wide, ({ jumps }) => jumps?.largest ?? null),
        ),
      ],
      figures: [
        lossCurves(
          {
            title: "The heavy ball's flow at b = sqrt(2 lambda_0)",
            caption:
              "How steep the loss is, beside what the kernel at the start foretells and beside V, which the proof has fall like the bound.",
            x: "t sqrt(lambda_0)",
          },
          [
            series({ label: "heavy ball", of: wide, x: ({ curve }) => curve.time, y: ({ curve }) => curve.loss }),
            series({
              label: "foretold by H(0)",
              of: wide,
              x: ({ curve }) => curve.time,
              y: ({ curve }) => curve.predicted,
              theory: true,
            }),
            series({
              label: "Lyapunov function V",
              of: wide,
              x: ({ curve }) => curve.time,
              y: ({ curve }) => curve.lyapunov,
            }),
          ],
        ),
        ...against.map(({ name, ball, gradient }) =>
          lossCurves({ title: `Steps: ${name}`, caption: "Which of the two lies lower at the last step.", x: "step" }, [
            series({ label: "heavy ball", of: ball, x: ({ curve }) => curve.step, y: ({ curve }) => curve.loss }),
            series({
              label: "gradient descent",
              of: gradient,
              x: ({ curve }) => curve.step,
              y: ({ curve }) => curve.loss,
            }),
          ]),
        ),
        ...(base
          ? [
              lossCurves(
                {
                  title: "Figure 1, notebook",
                  caption:
                    "Which beta lies lowest; a fixed beta is gradient descent at the rate eta/(1 - beta) (PAPERS.md BXC 6).",
                  x: "epoch",
                  y: "mean squared error",
                },
                [
                  series({
                    label: "gradient descent",
                    of: base,
                    x: ({ curve }) => curve.step,
                    y: ({ curve }) => curve.loss,
                  }),
                  ...own.map(({ beta, runs }) =>
                    series({
                      label: `beta = ${beta}`,
                      of: runs,
                      x: ({ curve }) => curve.step,
                      y: ({ curve }) => curve.loss,
                    }),
                  ),
                ],
              ),
            ]
          : []),
      ],
    };
  },
};

/** exp(-sqrt(lambda_0/2) t) in the flow's own time. */
const decay = (t: number): number => exp(-t / Math.SQRT2);

/** How far the bound lies above the loss where it is nearest. */
const nearest = (flow: Flow) => lateMargin(flow, flow.curve.loss, (t) => (4 / flow.lambda0) * decay(t) * flow.pseudo);

/** From the middle to the end of the envelope, in units of sqrt(lambda_0/2). */
function exponent({ curve: { time, envelope } }: Flow): number | null {
  const middle = Math.floor(time.length / 2);
  const end = Math.floor(0.9 * time.length);
  const [a, b] = [envelope[middle], envelope[end]];
  return a === null || b === null ? null : (Math.SQRT2 * log(a / b)) / (time[end] - time[middle]);
}
