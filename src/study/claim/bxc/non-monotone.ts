import { combine, countRule, type Decision, type Mode, type Part } from "../../verdict/index.js";
import type { Claim, ClaimFiles } from "../claim.js";
import { lossCurves, series } from "./figures.js";
import { gather, inEither, noImages, present, type Runs, row, values } from "./runs.js";
import {
  descents,
  flowGroup,
  flowSetting,
  flows,
  notebook,
  notebookRate,
  notebookSetting,
  sphere,
  theoremSetting,
  widthOf,
} from "./setting.js";

/** b in units of sqrt(lambda_0): the theorem's, and one past 2 sqrt(lambda_max), where no mode swings. */
const frictions = [Math.SQRT2, 6] as const;
const gammas = [2, 3, 7, 20] as const;
const notebookMethods = {
  "gradient descent": { name: "gd", rate: notebookRate },
  "heavy ball, beta = 0.2": { name: "heavyBall", rate: notebookRate, momentum: 0.2 },
  "heavy ball, beta = 0.8": { name: "heavyBall", rate: notebookRate, momentum: 0.8 },
  "Nesterov, gamma = 3": { name: "nesterov", rate: notebookRate, gamma: 3 },
  "Nesterov, gamma = 8": { name: "nesterov", rate: notebookRate, gamma: 8 },
} as const;

const balls = (mode: Mode) =>
  frictions.map((friction) =>
    friction === Math.SQRT2
      ? flows("heavyBall", mode)
      : flowGroup(
          { problem: sphere, width: widthOf(mode), equation: { name: "heavyBall", friction }, span: 40, steps: 1200 },
          mode,
        ),
  );
const accelerated = (mode: Mode) =>
  gammas.map((gamma) =>
    flowGroup(
      { problem: sphere, width: widthOf(mode), equation: { name: "nesterov", gamma }, span: 40, steps: 3200 },
      mode,
    ),
  );
const descent = (mode: Mode) => descents({ name: "gradient", rate: 1 }, 150, mode);
const onImages = (mode: Mode, files: ClaimFiles) =>
  Object.entries(notebookMethods).flatMap(([label, method]) => {
    const found = notebook(method, mode, files);
    return found ? [{ label, group: found }] : [];
  });

interface Rising {
  readonly rises: { readonly count: number; readonly largest: number };
}

/** Inexact runs are cases that stay open. */
const casesOf = ({ runs, open }: Runs<Rising>) => ({
  cases: runs.length + open.length,
  seeds: runs.length,
  unresolved: open.length,
});

const never = (runs: Runs<Rising>, mode: Mode, what: string): Decision =>
  present([runs], () =>
    countRule(
      {
        what,
        ...casesOf(runs),
        violations: runs.runs
          .filter(({ value }) => value.rises.count > 0)
          // A rise within the share that counts as rounding leaves the case open.
          .map(({ seed, value }) => ({ where: `seed ${seed}`, by: value.rises.largest, error: 1e-6 })),
      },
      { mode },
    ),
  );

const always = (runs: Runs<Rising>, mode: Mode, what: string): Decision =>
  present([runs], () =>
    countRule(
      {
        what,
        ...casesOf(runs),
        violations: runs.runs
          .filter(({ value }) => value.rises.count === 0)
          .map(({ seed }) => ({ where: `seed ${seed}, whose loss never rises`, by: 1, error: 0 })),
      },
      { mode },
    ),
  );

/** Heavy ball and Nesterov oscillate, gradient descent does not. */
export const nonMonotone: Claim = {
  id: "bxc.non-monotone",
  paper: "BXC",
  where: "Section 4",
  statement:
    "The losses of the heavy ball and of Nesterov's method rise and fall; that of gradient descent only falls.",
  setting: `${theoremSetting} m = ${widthOf("full")}; gradient flow, and gradient descent at 1/lambda_max; the heavy ball's flow with b = sqrt(2 lambda_0), and with b = 6 sqrt(lambda_0), past 2 sqrt(lambda_max); Nesterov's flow with gamma = ${gammas.join(", ")}. ${flowSetting} Each counts as oscillating where the loss of every seed rises at least once over the step before: in flows by more than a share of 1e-6 of it; in steps and epochs by more than 1e-8, as long as the loss is above 1e-10 of the first. Rises that leave the loss within a share of 1e-6 of its least so far prove nothing against "never". ${notebookSetting} 1000 of its 5000 epochs.`,
  cells: (mode, files) => [
    ...flows("gradient", mode).cells,
    ...descent(mode).cells,
    ...[...balls(mode), ...accelerated(mode)].flatMap(({ cells }) => cells),
    ...onImages(mode, files).flatMap(({ group }) => group.cells),
  ],
  judge(results, mode, files) {
    const gradient = gather(results, flows("gradient", mode));
    const steps = gather(results, descent(mode));
    const own = new Map(onImages(mode, files).map(({ label, group }) => [label, gather(results, group)] as const));
    const onOwn = (label: keyof typeof notebookMethods, rule: typeof never, what: string): Part => {
      const runs = own.get(label);
      return { name: `notebook: ${label}`, decision: runs ? rule(runs, mode, what) : noImages };
    };
    const gd: Part[] = [
      { name: "gradient flow", decision: never(gradient, mode, "The loss of gradient flow never rises") },
      {
        name: "gradient descent at 1/lambda_max",
        decision: never(steps, mode, "The loss of gradient descent never rises"),
      },
      onOwn("gradient descent", never, "The loss of gradient descent never rises, notebook"),
    ];
    const ball = balls(mode).map((one) => gather(results, one));
    const ballNames = ["b = sqrt(2 lambda_0)", "b = 6 sqrt(lambda_0), past 2 sqrt(lambda_max)"];
    const hb: Part[] = [
      ...ball.map((runs, i) => ({
        name: ballNames[i],
        decision: always(runs, mode, `The heavy ball's loss rises, ${ballNames[i]}`),
      })),
      onOwn("heavy ball, beta = 0.2", always, "The heavy ball's loss rises, beta = 0.2, notebook"),
      onOwn("heavy ball, beta = 0.8", always, "The heavy ball's loss rises, beta = 0.8, notebook"),
    ];
    const nesterov = accelerated(mode).map((one) => gather(results, one));
    const nag: Part[] = [
      ...nesterov.map((runs, i) => ({
        name: `gamma = ${gammas[i]}`,
        decision: always(runs, mode, `Nesterov's loss rises, gamma = ${gammas[i]}`),
      })),
      onOwn("Nesterov, gamma = 3", always, "Nesterov's loss rises, gamma = 3, notebook"),
      onOwn("Nesterov, gamma = 8", always, "Nesterov's loss rises, gamma = 8, notebook"),
    ];
    const count = (runs: Runs<Rising>) => values(runs, ({ rises }) => rises.count);
    return {
      decision: combine([
        { name: "the loss of gradient descent never rises", decision: inEither(gd) },
        { name: "the heavy ball's loss rises and falls", decision: inEither(hb) },
        { name: "the loss of Nesterov's method rises and falls", decision: inEither(nag) },
      ]),
      parts: [...gd, ...hb, ...nag],
      numbers: [
        row("steps over which gradient flow rises", count(gradient)),
        ...ball.map((runs, i) => row(`steps over which the heavy ball rises, ${ballNames[i]}`, count(runs))),
        ...ball.map((runs, i) =>
          row(
            `largest rise over the least loss before, ${ballNames[i]}`,
            values(runs, ({ rises }) => rises.largest),
          ),
        ),
        ...nesterov.map((runs, i) => row(`steps over which Nesterov rises, gamma = ${gammas[i]}`, count(runs))),
        ...nesterov.map((runs, i) =>
          row(
            `largest rise over the least loss before, gamma = ${gammas[i]}`,
            values(runs, ({ rises }) => rises.largest),
          ),
        ),
        ...[...own].map(([label, runs]) => row(`epochs that rise, notebook: ${label}`, count(runs))),
      ],
      figures: [
        lossCurves(
          { title: "Heavy ball", caption: "Which of the two frictions lets the loss swing.", x: "t sqrt(lambda_0)" },
          [
            ...ball.map((runs, i) =>
              series({ label: ballNames[i], of: runs, x: ({ curve }) => curve.time, y: ({ curve }) => curve.loss }),
            ),
          ],
        ),
        lossCurves(
          { title: "Nesterov", caption: "How far the loss swings, gamma by gamma.", x: "t sqrt(lambda_0)" },
          nesterov.map((runs, i) =>
            series({
              label: `gamma = ${gammas[i]}`,
              of: runs,
              x: ({ curve }) => curve.time,
              y: ({ curve }) => curve.loss,
            }),
          ),
        ),
      ],
    };
  },
};
