import type { z } from "zod";
import { newtonResult } from "../../experiment/bxc/results.js";
import { boundRule, combine, type Mode, type Part } from "../../verdict/index.js";
import type { Claim } from "../claim.js";
import { type Ended, lower } from "./compare.js";
import { lossCurves, series } from "./figures.js";
import { bySeed, gather, group, inEither, type Runs, row, seedsOf, values, whole } from "./runs.js";
import { theoremSetting } from "./setting.js";

type Newton = z.infer<typeof newtonResult>;

const STEPS = 10;
const WIDTH = 400;

/** Few active samples a neuron, so that its matrix is singular; and many. */
const settings = [
  { name: "n = 10, d = 10", problem: { inputs: 10, train: 10 } },
  { name: "n = 20, d = 5", problem: { inputs: 5, train: 20 } },
];

const groups = (mode: Mode) =>
  settings.map(({ problem }) =>
    group("bxc.newton", { problem, width: WIDTH, steps: STEPS }, seedsOf(mode, 20), newtonResult),
  );

type Route = "heavyBall" | "neuronNewton" | "gaussNewton";
type Flowing = Route | "gradient";

/** The loss after all steps. */
const ended = (runs: Runs<Newton>, route: Route) => ({
  ...runs,
  runs: runs.runs.map(({ seed, value }) => ({ seed, value: { final: value.losses[route][STEPS] ?? null } })),
});

/** The loss at the first time of the flows after 0, about 0.1/lambda_0. */
const flowed = (runs: Runs<Newton>, route: Flowing) => ({
  ...runs,
  runs: runs.runs.map(({ seed, value }) => ({ seed, value: { final: value.flow[route][1] ?? null } })),
});

/** Newton's method neuron by neuron. */
export const newton: Claim = {
  id: "bxc.newton",
  paper: "BXC",
  where: "Section 5.2",
  statement:
    "Newton's method, which inverts each neuron's own second derivative, has the convergence factor lambda_0 m/n: significantly faster than the heavy ball (sqrt(lambda_0/2)) and gradient descent (lambda_0).",
  setting: `${theoremSetting} Also 20 points in 5 dimensions. m = ${WIDTH}. The matrix of a neuron with fewer active samples than inputs is singular: the pseudo-inverse stands in its place. The factor is lambda_min of N = sum_r J_r (J_r^T J_r)^+ J_r^T. Faster than the heavy ball and than gradient descent: at equal times (0.1/lambda_0) of the flows under the operators at the start; than the heavy ball also after ${STEPS} steps of real training, Newton at the best step 2/(lambda_min + lambda_max) of N, the heavy ball at the best rate and momentum for H(0); Gauss-Newton with all weights in one block beside them.`,
  cells: (mode) => groups(mode).flatMap(({ cells }) => cells),
  judge(results, mode) {
    const all = groups(mode).map((one) => gather(results, one));
    const bound = whole(all, () =>
      boundRule(
        {
          what: "lambda_min(N) >= lambda_min(H) m/n",
          runs: bySeed(all).map(({ seed, values }) => ({
            seed,
            margins: values.map(({ newton: [least], rateOfBound }) => least - rateOfBound),
            // Eigenvalues of a sum of projections, each to rounding of the largest.
            error: 1e-10 * Math.max(...values.map(({ newton: [, most] }) => most)),
          })),
        },
        { mode },
      ),
    );
    const against = <R extends Flowing>(
      of: (runs: Runs<Newton>, route: R) => Runs<Ended>,
      [route, candidate]: readonly [R, string],
      [other, baseline]: readonly [R, string],
    ) =>
      lower(
        all.map((runs, i) => ({ name: settings[i].name, candidate: of(runs, route), baseline: of(runs, other) })),
        mode,
        { candidate, baseline },
      );
    const ball = ["heavyBall", "the heavy ball"] as const;
    const flow = ["neuronNewton", "Newton's flow"] as const;
    const factor: Part = { name: "the factor is at least lambda_0 m/n", decision: bound };
    const faster: Part[] = [
      {
        name: "at equal times of the flows, neuron by neuron",
        decision: against(flowed, flow, ball),
      },
      {
        name: "at equal steps, neuron by neuron",
        decision: against(ended, ["neuronNewton", "Newton's method"], ball),
      },
      {
        name: "at equal steps, all weights in one block",
        decision: against(ended, ["gaussNewton", "Gauss-Newton"], ball),
      },
    ];
    const descent: Part = {
      name: "faster than gradient descent, at equal times of the flows",
      decision: against(flowed, flow, ["gradient", "gradient flow"]),
    };
    const parts = [
      factor,
      ...faster.map(({ name, decision }) => ({ name: `faster than the heavy ball, ${name}`, decision })),
      descent,
    ];
    const decision = combine([factor, { name: "faster than the heavy ball", decision: inEither(faster) }, descent]);
    const curves = (runs: Runs<Newton>, labels: Readonly<Record<Route, string>>) =>
      (["heavyBall", "neuronNewton", "gaussNewton"] as const).map((route) =>
        series({
          label: labels[route],
          of: runs,
          x: ({ losses }) => losses[route].map((_, k) => k),
          y: ({ losses }) => losses[route],
        }),
      );
    const labels = { heavyBall: "heavy ball", neuronNewton: "Newton, neuron by neuron", gaussNewton: "Gauss-Newton" };
    return {
      decision,
      parts,
      numbers: all.flatMap((runs, i) => [
        row(
          `lambda_min(N) over lambda_min(H) m/n, ${settings[i].name}`,
          values(runs, ({ newton: [least], rateOfBound }) => least / rateOfBound),
          { paper: "1", note: "the paper's factor is a lower bound" },
        ),
        row(
          `lambda_max(N), ${settings[i].name}`,
          values(runs, ({ newton: [, most] }) => most),
          { note: `a step of length 1, Newton's own, needs at most 2: the step has to be O(1/m) (PAPERS.md BXC 3)` },
        ),
        row(
          `condition number of N, ${settings[i].name}`,
          values(runs, ({ newton: [least, most] }) => most / least),
          { note: "what counts in steps" },
        ),
        row(
          `condition number of H, ${settings[i].name}`,
          values(runs, ({ h: [least, most] }) => most / least),
        ),
        row(
          `share of neurons with a singular matrix, ${settings[i].name}`,
          values(runs, ({ singular }) => singular),
        ),
      ]),
      figures: all.map((runs, i) =>
        lossCurves(
          {
            title: `Steps, ${settings[i].name}`,
            caption: "How fast each falls in steps, at the step that its operator at the start makes best.",
            x: "step",
          },
          curves(runs, labels),
        ),
      ),
    };
  },
};
