import { type ProblemSpec, problemName, suite } from "../../../problems/index.js";
import { type Cell, toJson } from "../../cell.js";
import type { TrainedMethod } from "../../method.js";
import type { Mode } from "../../verdict/index.js";
import { relativeSteps } from "./robust-steps.js";
import { firstSeeds, paths, SWITCH } from "./run.js";

/** A method whose rate is tuned, without width. */
export interface Arm {
  readonly label: string;
  readonly side: "relaxation" | "baseline";
  readonly rates: readonly number[];
  readonly method: Pick<TrainedMethod, "optimizer" | "relaxation"> & { readonly network?: TrainedMethod["network"] };
}

const doubling = (least: number): number[] =>
  Array.from({ length: 9 }, (_, k) => Number((least * (1 << k)).toFixed(3)));
const adaptive = doubling(0.004);
const plain = doubling(0.064);

const adam = { name: "adam", decay: "cosine" } as const;
const nesterov = { name: "nesterov", momentum: 0.9, decay: "cosine" } as const;
const fixed = { name: "constant", s: 1 } as const;

const hardNesterov = (from: number, to: number, label: string): Arm => ({
  label: `Nesterov, ${label}`,
  side: "relaxation",
  rates: plain,
  method: {
    optimizer: nesterov,
    relaxation: { name: "stages", stages: [{ s: from, until: SWITCH }, { s: to }] },
  },
});

/** As many relaxations as baselines, each with nine rates to choose among. */
export const arms: readonly Arm[] = [
  ...[paths.homotopy, paths.relaxation, paths.ramp, paths.homotopyLossless].map(
    ({ label, relaxation }): Arm => ({
      label: `Adam, ${label}`,
      side: "relaxation",
      rates: adaptive,
      method: { optimizer: adam, relaxation },
    }),
  ),
  hardNesterov(0.5, 1, paths.homotopy.label),
  hardNesterov(1, 1.5, paths.relaxation.label),
  { label: "Adam", side: "baseline", rates: adaptive, method: { optimizer: adam, relaxation: fixed } },
  {
    label: "AdamW",
    side: "baseline",
    rates: adaptive,
    method: { optimizer: { name: "adamW", decay: "cosine" }, relaxation: fixed },
  },
  {
    label: "heavy ball",
    side: "baseline",
    rates: plain,
    method: { optimizer: { name: "heavyBall", momentum: 0.9, decay: "cosine" }, relaxation: fixed },
  },
  { label: "Nesterov", side: "baseline", rates: plain, method: { optimizer: nesterov, relaxation: fixed } },
  {
    label: "Adam, linear skip",
    side: "baseline",
    rates: adaptive,
    method: { optimizer: adam, relaxation: fixed, network: { skip: true } },
  },
  {
    label: "Adam, trained s",
    side: "baseline",
    rates: adaptive,
    method: { optimizer: adam, relaxation: fixed, network: { trainSlope: true } },
  },
];

/** A problem with a width and a budget. */
export interface Contest {
  readonly name: string;
  /** Its row of `relativeSteps`. */
  readonly measured: string;
  readonly problem: ProblemSpec;
  readonly width: number;
  /** Of plain Adam; the others have the steps that take the same time. */
  readonly steps: number;
}

const all = suite.map((problem): Contest => {
  const name = problemName(problem);
  return { name, measured: name, problem, width: 200, steps: 1000 };
});

/** In one dimension steps are cheap: on the paper's function, a wave of growing frequency and one with jumps width and budget change as well. */
const varied = all.filter(({ name }) => ["sine, d = 1", "doppler", "blocks"].includes(name));
const ofWidth = (width: number) =>
  varied.map((one): Contest => {
    const name = `${one.name}, width ${width}`;
    return { ...one, name, measured: name, width };
  });
const narrow = ofWidth(50);
const long = varied.map((one): Contest => ({ ...one, name: `${one.name}, 8000 steps`, steps: 8000 }));

export const contests = (mode: Mode): readonly Contest[] =>
  mode === "full" ? [...all, ...narrow, ...ofWidth(1000), ...long] : narrow;

/** A method as it is run in a contest. */
export const methodIn = ({ width }: Contest, { method }: Arm): TrainedMethod => ({
  ...method,
  network: { ...method.network, hidden: [width] },
});

/** The cells of one method on one problem, one a seed. */
export function armCells(contest: Contest, arm: Arm, mode: Mode): Cell[] {
  const { problem, measured } = contest;
  const tune = { option: "rate", values: arm.rates };
  const steps = Math.round(contest.steps * relativeSteps[measured][arms.indexOf(arm)]);
  const params = toJson({ problem, method: methodIn(contest, arm), tune, steps });
  return firstSeeds(mode === "full" ? 20 : 2).map((seed) => ({ experiment: "tuned", params, seed }));
}
