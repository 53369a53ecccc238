import { median } from "../../statistic/index.js";
import {
  across,
  boundRule,
  combine,
  type Decision,
  existenceRule,
  limits,
  type Margins,
  type Mode,
  type Part,
  slopeRule,
} from "../../verdict/index.js";
import type { Claim, ClaimResults, Judgement, NumberRow } from "../claim.js";
import { effectRow, type Judged, judgeMatches, medianRow } from "./contest.js";
import { fitsOf } from "./fit-result.js";
import {
  exitJumps,
  exitMargins,
  exitsOf,
  exponents,
  lasting,
  type SeedExits,
  trainJumps,
  trainMargins,
} from "./stages-data.js";
import { stageFigures } from "./stages-figure.js";
import { counts, type ExitSetting, exitCells, exitSettings, LONGEST, trainCells } from "./stages-plan.js";

/** @paper HRTA section 3.5 */
export const stages: Claim = {
  id: "hrta.stages",
  paper: "HRTA",
  where: "Section 3.5",
  statement:
    "With more stages the time t_p* in which the theory covers a stage shrinks and every stage starts at a higher loss, so more stages are not always better.",
  setting:
    "Two layers of 1000 neurons, a constant 1 beside x, s = 1, 1.2, ... by hard switches. Exit times: gradient flow with error control (float64), a stage ends where " +
    "||G_p(theta(t)) - G_p(theta_p)||_F crosses (lambda_a + lambda_omega) / 4, at most 100 time units; six stages on 100 grid points of sin(2 pi x) and on 10 random points of the sphere in " +
    "10 dimensions with targets +-1. Equal budget: M = 1, ..., 6 equally long stages of together 16000 Adam steps (0.01, cosine decay) on sin(2 pi x). " +
    "20 seeds. All but the formulas is our choice. Shrinking: the exponent of t_p* in p, fitted for each seed, is at most 0. " +
    "A stage that has not ended after 100 time units counts as 100, a lower bound, and is the last of its seed; with fewer than 4 stages the exponent counts as infinite (at first such seeds were left out: changed after a review, " +
    "before the full run was looked at). More is not always better: for some M the M stages end " +
    "lower than M + 1, five paired tests in one family.",
  cells: (mode) => [
    ...counts.flatMap((m) => trainCells(m, mode)),
    ...exitSettings.flatMap((setting) => exitCells(setting, mode)),
  ],
  judge,
};

function judge(results: ClaimResults, mode: Mode): Judgement {
  const trained = counts.map((m) => ({ m, fits: fitsOf(results, trainCells(m, mode)) }));
  const exits = exitSettings.map((setting) => ({ setting, seeds: exitsOf(results, exitCells(setting, mode)) }));
  const steps = judgeMatches(
    counts.slice(0, -1).map((m) => ({
      name: `${m} against ${m + 1} stages`,
      candidate: trained[m - 1].fits.map((fit) => fit?.loss),
      baseline: trained[m].fits.map((fit) => fit?.loss),
    })),
    { mode, quantity: "loss", candidate: "fewer stages", baseline: "one stage more" },
  );
  const rises: Part[] = [
    { name: "the loss rises at a change of s, after stages of Adam", decision: rule(trainMargins(trained), mode) },
    ...exits.map(({ setting, seeds }) => ({
      name: `the loss rises at t_p*, ${setting.name}`,
      decision: rule(exitMargins(seeds), mode),
    })),
  ];
  const shrinks = exits.map(({ setting, seeds }) => ({
    name: `t_p* shrinks, ${setting.name}`,
    decision: shrinking(setting.name, seeds, mode),
  }));
  const better = { name: "more stages are not always better", decision: notAlways(steps, mode) };
  return {
    decision: combine([
      { name: "every stage starts higher", decision: across(rises) },
      { name: "t_p* shrinks", decision: across(shrinks) },
      better,
    ]),
    parts: [...rises, ...shrinks, better],
    numbers: [
      ...trained.map(({ m, fits }) =>
        medianRow(
          `final loss: M = ${m}`,
          fits.map((fit) => fit?.loss),
        ),
      ),
      ...steps.map((one) => effectRow(one, "positive: fewer stages end lower")),
      ...trained.slice(1).flatMap((runs) => jumpRow(`after stages of Adam, M = ${runs.m}`, trainJumps(runs))),
      ...exits.flatMap(({ setting, seeds }) => [
        ...jumpRow(`at t_p*, ${setting.name}`, exitJumps(seeds)),
        ...durationRows(setting, seeds),
      ]),
    ],
    figures: stageFigures(trained, exits),
  };
}

function shrinking(name: string, seeds: readonly SeedExits[], mode: Mode): Decision {
  const { slopes, least, most, censored, short, first } = exponents(seeds);
  const open = [
    `in ${censored} of ${seeds.length} seeds a stage has no end within ${LONGEST} and counts as ${LONGEST}`,
    ...(short === 0 ? [] : [`in ${short} of them it is one of the first ${limits.fitPoints - 1}: exponent infinity`]),
    ...(first === 0 ? [] : [`in ${first} of them it is the first, and there is nothing to fit`]),
  ].join("; ");
  return slopeRule(
    { what: `t_p* against p, ${name} (${open})`, slopes, points: least, from: 1, to: most },
    { mode, claimed: 0, relation: "at most", tolerance: 0 },
  );
}

function notAlways(steps: readonly Judged[], mode: Mode): Decision {
  const examples = steps.flatMap(({ name, decision, evidence }) =>
    decision.verdict === "holds" && evidence ? [{ where: name, by: evidence.effect.centre.estimate, error: 0 }] : [],
  );
  return existenceRule(
    { what: "fewer stages end lower (in decades, by a paired test)", cases: steps.length, examples },
    { mode },
  );
}

const rule = (seeds: readonly Margins[], mode: Mode): Decision =>
  boundRule(
    { what: "the loss just after a change of s is above that just before", runs: seeds },
    { mode, strict: true },
  );

/** The middle over seeds of the middle over the changes of a run. */
function jumpRow(name: string, jumps: readonly (readonly number[])[]): NumberRow[] {
  if (jumps.length === 0) return [];
  const all = jumps.flat();
  const note = `from ${round(Math.min(...all))} to ${round(Math.max(...all))} over seeds and changes`;
  return [medianRow(`decades the loss rises at a change of s: ${name}`, jumps.map(median), { note })];
}

const round = (x: number): number => Number(x.toPrecision(3));

function durationRows({ name }: ExitSetting, seeds: readonly SeedExits[]): NumberRow[] {
  if (seeds.length === 0) return [];
  const ended = seeds.filter(({ stages: list }) => list.every(({ duration }) => duration !== null)).length;
  return [
    { name: `seeds of which all stages end: ${name}`, measured: ended, note: `of ${seeds.length}` },
    ...counts.flatMap((p) => {
      const times = lasting(seeds, p);
      if (times.length === 0) return [];
      const open = seeds.filter(({ stages: list }) => list.at(p - 1)?.duration === null).length;
      const note = `${times.length} seeds come to this stage; where it has no end (${open} of them) it counts as ${LONGEST}`;
      return [medianRow(`duration of stage ${p}: ${name}`, times, { note })];
    }),
  ];
}
