import type { Cell } from "../../cell.js";
import type { SampleSpec } from "../../experiment/hrta/data.js";
import { type GramStartResult, gramStartResult } from "../../experiment/hrta/gram-start.js";
import { median } from "../../statistic/index.js";
import { across, type Mode, type Part, proportionRule } from "../../verdict/index.js";
import type { Claim, ClaimFigure, ClaimResults, NumberRow } from "../claim.js";
import { cube, grid1, grid3, one } from "./points.js";
import { readAll, round, seeds } from "./read.js";
import { belowBound, delta, standIn } from "./runs.js";

interface Setting {
  readonly name: string;
  readonly data: SampleSpec;
  readonly bias: "input" | false;
  readonly s: number;
  readonly widths: readonly number[];
  /** The width that is judged; the others show where the bound is reached. */
  readonly judged: number;
}

const doubled = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384];
/** The paper's width, and on to where its grids may reach the bound. */
const onGrids = { widths: [250, 500, 1000, 2048, 4096, 8192, 16_384, 32_768, 65_536], judged: 1000 } as const;
const onPoints = { widths: doubled, judged: 16_384 } as const;
const five: SampleSpec = { name: "sphere", train: 5, ...one };

const settings: readonly Setting[] = [
  { name: "Example 1's grid", data: grid1, bias: "input", s: 1, ...onGrids },
  { name: "Example 2's grid", data: grid3, bias: "input", s: 1, ...onGrids },
  ...[0.5, 1, 1.5].map(
    (s): Setting => ({ name: `5 points of the sphere, d = 10, s = ${s}`, data: five, bias: false, s, ...onPoints }),
  ),
  {
    name: "10 points of the sphere, d = 10, with bias",
    ...{ data: { name: "sphere", ...one }, bias: "input", s: 1, ...onPoints },
  },
  {
    name: "10 points of the cube, d = 10, with bias",
    data: cube(10, 10),
    ...{ bias: "input", s: 1, ...onPoints },
  },
];

const cellsOf = ({ data, bias, s, widths }: Setting, mode: Mode): Cell[] =>
  seeds(mode === "full" ? 40 : 5).map((seed) => ({
    experiment: "hrta.gramStart",
    params: { data, dataSeed: 0, bias, s, widths: [...widths], delta },
    seed,
  }));

export const prop1: Claim = {
  id: "hrta.prop1",
  paper: "HRTA",
  where: "Proposition 1",
  statement:
    "For wide networks lambda_min(G(theta_0)) >= 3/4 (lambda_a + lambda_omega) with probability at least 1 - delta, where " +
    "m >= 16 n^2 d^2 C_psi / (C_0 lambda^2) log(4 n^2 / delta) is wide enough.",
  setting:
    "lambda_min of finite kernels within proven intervals, 40 draws of the weights at every width, on the papers' grids with a bias, judged at the paper's " +
    "m = 1000, and on points drawn by us, judged at m = 16384; other widths, up to 65536 on the grids, show where the bound is reached. Ours: delta = 0.1, C_0 = 1/20 (proven; the paper gives none), lambda the smaller of the two. Where the " +
    `network is narrower than the proposition asks, a conclusion that does not hold contradicts nothing: it is vacuous there. ${standIn}`,
  cells: (mode) => settings.flatMap((setting) => cellsOf(setting, mode)),
  judge(results, mode) {
    const parts = settings.map((setting) => partOf(setting, results, mode));
    return {
      decision: across(parts),
      parts,
      numbers: settings.flatMap((setting) => numbersOf(setting, results, mode)),
      figures: [fractionFigure(results, mode), ratioFigure(results, mode)],
    };
  },
};

const resultsOf = (setting: Setting, results: ClaimResults, mode: Mode): GramStartResult[] =>
  readAll(results, cellsOf(setting, mode), gramStartResult).map(({ result }) => result);

const wanted = ({ a, omega }: GramStartResult): number => 0.75 * (a[1] + omega[1]);

/** Draws at a width that reach the bound beyond numerical error. */
const reached = (all: readonly GramStartResult[], at: number): number =>
  all.filter((result) => result.least[at][0] >= wanted(result)).length;

/** At the width that is judged. */
function partOf(setting: Setting, results: ClaimResults, mode: Mode): Part {
  const all = resultsOf(setting, results, mode);
  const width = setting.judged;
  const decision = proportionRule(
    {
      what: `lambda_min(G(theta_0)) >= 3/4 (lambda_a + lambda_omega) at m = ${width}`,
      successes: reached(all, setting.widths.indexOf(width)),
      trials: all.length,
    },
    { mode, atLeast: 1 - delta },
  );
  return {
    name: `${setting.name}, m = ${width}`,
    decision: belowBound(decision, { width, bound: all[0]?.bounds["hrta.prop1.printed"], mode }),
  };
}

function numbersOf(setting: Setting, results: ClaimResults, mode: Mode): NumberRow[] {
  const all = resultsOf(setting, results, mode);
  if (all.length === 0) return [];
  const enough = setting.widths.find((_, at) => reached(all, at) >= (1 - delta) * all.length);
  const asked = all[0].bounds["hrta.prop1.printed"];
  const last = setting.widths.length - 1;
  return [
    {
      name: `${setting.name}: least width where ${100 * (1 - delta)} % of draws reach the bound`,
      paper: asked === null || asked === undefined ? "infinite" : `${asked.toPrecision(3)} is enough`,
      measured: enough ?? `above ${setting.widths[last]}`,
      note: `widths ${setting.widths.join(", ")}; ${all.length} draws`,
    },
    ...[...new Set([setting.judged, setting.widths[last]])].map((width) => {
      const at = setting.widths.indexOf(width);
      return {
        name: `${setting.name}: lambda_min(G(theta_0)) / (lambda_a + lambda_omega) at m = ${width}, median`,
        paper: ">= 0.75",
        measured: round(median(ratios(all, at))),
        note: `${reached(all, at)} of ${all.length} draws reach 3/4`,
      };
    }),
  ];
}

const ratios = (all: readonly GramStartResult[], at: number): number[] =>
  all.map(({ least, a, omega }) => least[at][1] / (a[1] + omega[1]));

const fractionFigure = (results: ClaimResults, mode: Mode): ClaimFigure => ({
  kind: "points",
  title: "How often the bound is reached",
  caption:
    "The share of draws with lambda_min(G(theta_0)) >= 3/4 (lambda_a + lambda_omega): look for the width where it comes to 90 %, and for the width that the proposition asks for among the numbers.",
  x: { label: "width m", scale: "log" },
  y: { label: "share of draws", scale: "linear" },
  series: settings.map((setting) => {
    const all = resultsOf(setting, results, mode);
    return {
      label: setting.name,
      points: all.length === 0 ? [] : setting.widths.map((x, at) => ({ x, y: round(reached(all, at) / all.length) })),
    };
  }),
});

const ratioFigure = (results: ClaimResults, mode: Mode): ClaimFigure => ({
  kind: "curves",
  title: "The smallest eigenvalue of finite networks",
  caption: "Its ratio to lambda_a + lambda_omega over the width; the proposition asks for 3/4.",
  x: { label: "width m", scale: "log" },
  y: { label: "lambda_min(G) / (lambda_a + lambda_omega)", scale: "linear" },
  series: settings.map((setting) => ({
    label: setting.name,
    x: setting.widths,
    runs: resultsOf(setting, results, mode).map((result) =>
      setting.widths.map((_, at) => round(ratios([result], at)[0])),
    ),
  })),
});
