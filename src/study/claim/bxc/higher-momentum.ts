import { momentaFlow } from "../../../theory/index.js";
import type { Mode, Part } from "../../verdict/index.js";
import type { Claim, ClaimFiles } from "../claim.js";
import type { Descent } from "./bounds.js";
import { lower } from "./compare.js";
import { lossCurves, series } from "./figures.js";
import { gather, inEither, noImages, row, values } from "./runs.js";
import { descents, notebook, notebookRate, notebookSetting, theoremSetting, widthOf } from "./setting.js";

const RATE = 0.1;
const STEPS = 60;
const BEST_STEPS = 12;
const pairs: readonly (readonly [number, number])[] = [
  [0.2, 0.2],
  [0.2, 0.5],
];

const same = (mode: Mode) => ({
  gradient: descents({ name: "gradient", rate: RATE }, STEPS, mode),
  ball: descents({ name: "heavyBall", rate: RATE, momentum: 0.2 }, STEPS, mode),
  two: pairs.map((momenta) => descents({ name: "momenta", rate: RATE, momenta }, STEPS, mode)),
});
const best = (mode: Mode) => ({
  ball: descents({ name: "bestHeavyBall" }, BEST_STEPS, mode),
  two: descents({ name: "bestMomenta" }, BEST_STEPS, mode),
});
const onImages = (mode: Mode, files: ClaimFiles) => {
  const run = (method: Parameters<typeof notebook>[0]) => notebook(method, mode, files);
  const gradient = run({ name: "gd", rate: notebookRate });
  const ball = run({ name: "heavyBall", rate: notebookRate, momentum: 0.2 });
  const two = pairs.flatMap(
    (momenta) => run({ name: "higherMomentum", rate: notebookRate, momenta: [...momenta] }) ?? [],
  );
  return gradient && ball ? { gradient, ball, two } : undefined;
};

/** Frictions of the equation of third order: both 1, and both the theorem's b. */
const frictions: readonly { readonly name: string; readonly of: (value: Descent) => number }[] = [
  { name: "1", of: () => 1 },
  { name: "sqrt(2 lambda_0)", of: ({ lambda0 }) => Math.sqrt(2 * lambda0) },
];

/** Whether Delta^(3) + b Delta^(2) + b Delta' + lambda Delta = 0 dies out at both ends of the spectrum, and so between them. */
function stable(b: number, { lambda0, lambdaMax }: Descent): boolean {
  const flow = momentaFlow({ frictions: [b, b] });
  return flow.stable(lambda0) && flow.stable(lambdaMax);
}

const share = (all: readonly boolean[]): number => all.filter(Boolean).length / all.length;

/** A second momentum is faster than one, and than none. */
export const higherMomentum: Claim = {
  id: "bxc.higher-momentum",
  paper: "BXC",
  where: "Section 5.1, Figure 4",
  statement: "Gradient descent with a second momentum converges faster than the heavy ball and than gradient descent.",
  setting: `${theoremSetting} m = ${widthOf("full")}. As in the paper: (beta_1, beta_2) = (0.2, 0.2), (0.2, 0.5) against beta = 0.2 and against none, all at one rate, here ${RATE}/lambda_max, ${STEPS} steps. And each at its best: rate and momenta under which the slowest mode of H_inf falls fastest, by formula for one momentum, by a search of 4000 proposals for two, ${BEST_STEPS} steps. The equation of third order (5.1), for which the paper names no b_1 and b_2, by Routh and Hurwitz's condition on the eigenvalues of H_inf, without training. ${notebookSetting} The same momenta.`,
  cells: (mode, files) => {
    const { gradient, ball, two } = same(mode);
    const tuned = best(mode);
    const own = onImages(mode, files);
    return [gradient, ball, ...two, tuned.ball, tuned.two]
      .flatMap(({ cells }) => cells)
      .concat(own ? [own.gradient, own.ball, ...own.two].flatMap(({ cells }) => cells) : []);
  },
  judge(results, mode, files) {
    const name = ([a, b]: readonly [number, number]) => `(${a}, ${b})`;
    const words = { candidate: "two momenta", baseline: "fewer" };
    const [gradient, ball] = [same(mode).gradient, same(mode).ball].map((one) => gather(results, one));
    const two = same(mode).two.map((one) => gather(results, one));
    const tuned = { ball: gather(results, best(mode).ball), two: gather(results, best(mode).two) };
    const contests = <T extends Parameters<typeof lower>[0][number]["candidate"]>(
      candidates: readonly T[],
      baselines: readonly { readonly name: string; readonly runs: T }[],
    ) =>
      candidates.flatMap((candidate, i) =>
        baselines.map(({ name: other, runs }) => ({
          name: `${name(pairs[i])} against ${other}`,
          candidate,
          baseline: runs,
        })),
      );
    const added: Part = {
      name: "with momentum added at the same rate",
      decision: lower(
        contests(two, [
          { name: "beta = 0.2", runs: ball },
          { name: "gradient descent", runs: gradient },
        ]),
        mode,
        words,
      ),
    };
    const each: Part = {
      name: "with each at its best rate and momenta",
      decision: lower([{ name: "best", candidate: tuned.two, baseline: tuned.ball }], mode, {
        candidate: "two momenta",
        baseline: "the heavy ball",
      }),
    };
    const pictures = onImages(mode, files);
    const own = pictures && {
      gradient: gather(results, pictures.gradient),
      ball: gather(results, pictures.ball),
      two: pictures.two.map((one) => gather(results, one)),
    };
    const onOwn: Part = {
      name: "in the notebook, with momentum added at the same rate",
      decision: own
        ? lower(
            contests(own.two, [
              { name: "beta = 0.2", runs: own.ball },
              { name: "gradient descent", runs: own.gradient },
            ]),
            mode,
            words,
          )
        : noImages,
    };
    const parts = [added, each, onOwn];
    const second = values(tuned.two, ({ options }) =>
      Array.isArray(options.momenta) ? Number(options.momenta[1]) : null,
    );
    const lines = (all: readonly { readonly label: string; readonly runs: typeof ball }[]) =>
      all.map(({ label, runs }) =>
        series({ label, of: runs, x: ({ curve }) => curve.step, y: ({ curve }) => curve.loss }),
      );
    return {
      decision: inEither(parts),
      parts,
      numbers: [
        row("second momentum of the best two", second, {
          note: "0 is the heavy ball, which no stationary method beats on an interval of eigenvalues",
        }),
        row(
          "b_1 b_2 from which on the third-order equation is stable: lambda_max(H_inf)",
          values(gradient, ({ lambdaMax }) => lambdaMax),
          { note: "the paper names no condition (PAPERS.md BXC 7); one momentum has none" },
        ),
        ...frictions.map(({ name: which, of }) =>
          row(
            `share of seeds in which that equation is stable for all eigenvalues of H_inf at b_1 = b_2 = ${which}`,
            gradient.runs.length === 0 ? [] : [share(values(gradient, (value) => stable(of(value), value)))],
          ),
        ),
        ...two.map((runs, i) =>
          row(
            `loss of ${name(pairs[i])} over that of beta = 0.2 after ${STEPS} steps`,
            runs.runs.flatMap(({ seed, value: { final } }) => {
              const other = ball.runs.find((one) => one.seed === seed)?.value.final;
              return final !== null && other ? [final / other] : [];
            }),
            { note: "fixed momenta are gradient descent at the rate eta/(1 - sum of beta)" },
          ),
        ),
      ],
      figures: [
        lossCurves(
          {
            title: "Momentum added at one rate",
            caption: "Which lies lowest; fixed momenta amount to gradient descent at the rate eta/(1 - sum of beta).",
            x: "step",
          },
          lines([
            { label: "gradient descent", runs: gradient },
            { label: "beta = 0.2", runs: ball },
            ...two.map((runs, i) => ({ label: name(pairs[i]), runs })),
          ]),
        ),
        lossCurves(
          {
            title: "Each at its best",
            caption: "Whether the two curves part: they are one where the search finds a second momentum of 0.",
            x: "step",
          },
          lines([
            { label: "heavy ball", runs: tuned.ball },
            { label: "two momenta", runs: tuned.two },
          ]),
        ),
        ...(own
          ? [
              lossCurves(
                {
                  title: "Figure 4, notebook",
                  caption: "Which lies lowest at the same rate.",
                  x: "epoch",
                  y: "mean squared error",
                },
                [
                  { label: "gradient descent", runs: own.gradient },
                  { label: "beta = 0.2", runs: own.ball },
                  ...own.two.map((runs, i) => ({ label: name(pairs[i]), runs })),
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
