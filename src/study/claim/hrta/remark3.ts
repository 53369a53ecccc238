import type { Cell } from "../../cell.js";
import type { SampleSpec } from "../../experiment/hrta/data.js";
import { type WidthResult, widthResult } from "../../experiment/hrta/width.js";
import { hodgesLehmann, median, powerLaw } from "../../statistic/index.js";
import { across, limits, type Mode, type Part, slopeRule } from "../../verdict/index.js";
import type { Claim, ClaimFigure, ClaimResults, NumberRow } from "../claim.js";
import { cube, one } from "./points.js";
import { readAll, round, seeds } from "./read.js";
import { delta, standIn } from "./runs.js";

interface Setting {
  readonly name: string;
  readonly data: SampleSpec;
  readonly bias: "input" | false;
}

const settings: readonly Setting[] = [
  { name: "5 points of the sphere, d = 10", data: { name: "sphere", train: 5, ...one }, bias: false },
  { name: "10 points of the sphere, d = 10, with bias", data: { name: "sphere", ...one }, bias: "input" },
  {
    name: "8 points of the cube, d = 3, with bias",
    data: cube(8),
    bias: "input",
  },
];

const list = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
/** The widest networks that are tried. */
const MOST = 8192;

const cellsOf = ({ data, bias }: Setting, mode: Mode): Cell[] =>
  seeds(mode === "full" ? 20 : 2).map((seed) => ({
    experiment: "hrta.width",
    // First widths a fourth of an octave apart; 20 networks each.
    params: { data, bias, s: list, share: 0.75, delta, networks: 20, from: [8, 10, 11, 13], most: MOST },
    seed,
  }));

export const remark3: Claim = {
  id: "hrta.remark3",
  paper: "HRTA",
  where: "Remark 3",
  statement:
    "Where s, and with it lambda_min of the infinite-width kernels, is larger, a smaller width is enough for lambda_min(G(theta_0)) to come near its limit.",
  setting:
    "The least width at which lambda_min(G(theta_0)) >= 3/4 (lambda_a + lambda_omega) in 90 % of 20 networks, for s = 1/4, ..., 2 on the same points; " +
    "the exponent of that width against lambda_a + lambda_omega, one fit for each of 20 data sets. Ours: the data sets, delta = 0.1, and " +
    "the share 3/4 of Propositions 1 and 4 for what the remark calls positive (any network with as many parameters as points is). The criterion is " +
    "relative, a share of lambda_a + lambda_omega, which itself grows with s: a fixed level would be reached earlier at a larger s for that reason alone. " +
    "Not judged: the rate that the remark names, m like log(1/delta) / lambda_min, and a smaller delta at the same m. A data set of which some s needs more than 8192 " +
    `neurons is not fitted, and is counted among the numbers. ${standIn}`,
  cells: (mode) => settings.flatMap((setting) => cellsOf(setting, mode)),
  judge(results, mode) {
    const parts = settings.map((setting) => partOf(setting, results, mode));
    return {
      decision: across(parts),
      parts,
      numbers: settings.flatMap((setting) => numbersOf(setting, results, mode)),
      figures: [widthFigure(results, mode)],
    };
  },
};

interface Known {
  readonly lambda: number[];
  readonly width: number[];
}

/** Where a width was found. */
function known({ a, omega, width }: WidthResult): Known {
  const lambda: number[] = [];
  const found: number[] = [];
  width.forEach((value, i) => {
    if (value === null) return;
    lambda.push(a[i][1] + omega[i][1]);
    found.push(value);
  });
  return { lambda, width: found };
}

const resultsOf = (setting: Setting, results: ClaimResults, mode: Mode): WidthResult[] =>
  readAll(results, cellsOf(setting, mode), widthResult).map(({ result }) => result);

const slopesOf = (setting: Setting, results: ClaimResults, mode: Mode): number[] =>
  resultsOf(setting, results, mode)
    .map(known)
    .filter(({ lambda }) => lambda.length === list.length)
    .map(({ lambda, width }) => powerLaw(lambda, width).slope.estimate);

/** The width falls as lambda_min grows: an exponent under 0 by what counts as a difference, or more. */
function partOf(setting: Setting, results: ClaimResults, mode: Mode): Part {
  const all = resultsOf(setting, results, mode).map(known);
  const lambda = all.flatMap((result) => result.lambda);
  const slopes = slopesOf(setting, results, mode);
  const left = all.length - slopes.length;
  return {
    name: setting.name,
    decision: slopeRule(
      {
        what: `The width needed against lambda_a + lambda_omega, over s${left === 0 ? "" : ` (${left} of ${all.length} data sets left out: above ${MOST} at some s)`}`,
        slopes,
        points: list.length,
        from: lambda.length === 0 ? 0 : Math.min(...lambda),
        to: lambda.length === 0 ? 0 : Math.max(...lambda),
      },
      { mode, claimed: -limits.exponent, relation: "at most", tolerance: 0 },
    ),
  };
}

function numbersOf(setting: Setting, results: ClaimResults, mode: Mode): NumberRow[] {
  const all = resultsOf(setting, results, mode);
  if (all.length === 0) return [];
  const slopes = slopesOf(setting, results, mode);
  const at = (s: number) => all.map(({ width }) => width[list.indexOf(s)] ?? Number.POSITIVE_INFINITY);
  const exponent = slopes.length === 0 ? undefined : hodgesLehmann(slopes, 0.95);
  const left = all.length - slopes.length;
  return [
    {
      name: `${setting.name}: data sets left out of the fit`,
      measured: `${left} of ${all.length}`,
      note: `more than ${MOST} neurons are needed at some s`,
    },
    ...[0.5, 1, 2].map((s) => ({
      name: `${setting.name}: width needed at s = ${s}, median`,
      measured: finite(median(at(s))),
    })),
    ...(exponent
      ? [
          {
            name: `${setting.name}: exponent of the width against lambda_a + lambda_omega`,
            paper: "-1",
            note: "judged is only that it is below -0.1; the paper's rate is against the smaller of the two at s_2",
            measured: round(exponent.estimate),
            ...(Number.isFinite(exponent.lower) ? { interval: [exponent.lower, exponent.upper] as const } : {}),
          },
        ]
      : []),
  ];
}

const finite = (x: number): number | string => (Number.isFinite(x) ? round(x) : `above ${MOST}`);

const widthFigure = (results: ClaimResults, mode: Mode): ClaimFigure => ({
  kind: "curves",
  title: "The width needed over s",
  caption:
    "The least width whose lambda_min(G) reaches 3/4 of the kernel's in 90 % of the draws; the remark expects it to fall with s.",
  x: { label: "s", scale: "linear" },
  y: { label: "width m", scale: "log" },
  series: settings.map((setting) => ({
    label: setting.name,
    x: list,
    runs: resultsOf(setting, results, mode).map(({ width }) => width),
  })),
});
