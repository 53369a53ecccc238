import { log } from "../../../numerics/elementary.js";
import { powerLaw } from "../../statistic/index.js";
import { combine, limits, type Mode, type Part, slopeRule } from "../../verdict/index.js";
import type { Claim } from "../claim.js";
import type { Descent, Flow } from "./bounds.js";
import { lossCurves, series } from "./figures.js";
import { gather, inEither, type Runs, row, seedsOf, values, whole } from "./runs.js";
import { descents, flowSetting, flows, theoremSetting, widthOf } from "./setting.js";

const STEPS = 300;
/** Windows of the decay end here: the first mark lets the start die out, behind the last one the curve goes on, so that no mark is its end. */
const marks = [50, 85, 120, 155, 190, 225];
/** Residuals of 1e-12 of the first are known to a few digits in float64: losses further down are rounding. */
const FLOOR = 1e-24;
/** Seeds begin behind this one. */
const FRESH = 1000;
const fresh = (mode: Mode) => seedsOf(mode, 30, FRESH);
const times = [10, 16, 25, 40, 63];

/** Footnote 2 at 0.1/lambda_max: exp(-60) in 300 steps under H_inf. */
const constant = (mode: Mode) => descents({ name: "footnote", rate: 0.1 }, STEPS, mode, fresh(mode));
/** gamma/t at a rate where the steps have left the flow behind. */
const varying = (mode: Mode) => descents({ name: "nesterov", rate: 0.3, gamma: 3 }, STEPS, mode, fresh(mode));
const flow = (mode: Mode) => flows("nesterov", mode);

/**
 * The exponent in t of the local rate -d log L / dt, from the falls over windows: 0 where the decay is linear (exponential), -1 where it is a
 * power of t. The envelope is taken, so that swings within a window do not count; windows that end beneath the floor are left out. null where too few
 * are left to fit through.
 */
function rateExponent(t: readonly number[], envelope: readonly number[], at: readonly number[]): number | null {
  const nearest = at.map((mark) => t.findIndex((time) => time >= mark));
  const middles: number[] = [];
  const rates: number[] = [];
  for (let i = 1; i < nearest.length; i++) {
    const [a, b] = [nearest[i - 1], nearest[i]];
    if (!(envelope[b] >= FLOOR * envelope[0])) break;
    middles.push(Math.sqrt(t[a] * t[b]));
    rates.push(log(envelope[a] / envelope[b]) / (t[b] - t[a]));
  }
  return rates.length < limits.fitPoints ? null : powerLaw(middles, rates).slope.estimate;
}

const known = (list: readonly (number | null)[]) => list.map((value) => value ?? Number.NaN);

/** A descent's curve keeps 200 of 301 steps: the largest loss from each on is the envelope's. */
function ahead(list: readonly (number | null)[]): number[] {
  const result = known(list);
  for (let i = result.length - 2; i >= 0; i--) result[i] = Math.max(result[i], result[i + 1]);
  return result;
}

const ofSteps = ({ curve }: Descent) => rateExponent(curve.step, ahead(curve.loss), marks);
const ofFlow = ({ curve }: Flow) => rateExponent(curve.time, known(curve.envelope), times);

/** With a constant momentum Nesterov's method is linear, with gamma/t it is not. */
export const constantMomentum: Claim = {
  id: "bxc.constant-momentum",
  paper: "BXC",
  where: "footnote 2, Section 4",
  statement:
    "Nesterov's method with the constant momentum (1 - sqrt(lambda_0 eta/2))/(1 + sqrt(lambda_0 eta/2)) decays linearly, unlike with (k-1)/(k+gamma-1), where it decays like a power of t.",
  setting: `${theoremSetting} m = ${widthOf("full")}. ${flowSetting} The exponent of the local rate -d log L/dt in t tells the two apart: 0 for linear decay, -1 for a power. Constant momentum: ${STEPS} steps at 0.1/lambda_max, windows between steps ${marks.join(", ")}, those left out that end below ${FLOOR} of the first loss, where float64 knows no more than rounding. gamma/t: its flow (4.2) with gamma = 7, windows between ${times.join(", ")} / sqrt(lambda_0); and ${STEPS} steps (4.1) with gamma = 3 at 0.3/lambda_max, where the rate is not small. The steps' floor, marks and seeds (${FRESH + 1} to ${FRESH + 30}) were changed after a reviewer had seen seeds 1 to 10 with marks to step 300, whose last losses are rounding. The notebook has no run with such a constant momentum.`,
  cells: (mode) => [...constant(mode).cells, ...flow(mode).cells, ...varying(mode).cells],
  judge(results, mode) {
    const steady = gather(results, constant(mode));
    const wide = gather(results, flow(mode));
    const late = gather(results, varying(mode));
    const slope = <T>(
      runs: Runs<T>,
      of: (value: T) => number | null,
      at: readonly number[],
      what: string,
      claimed: number,
    ) =>
      whole([runs], () => {
        const slopes = values(runs, of).filter((value) => value !== null);
        if (slopes.length < runs.runs.length)
          return {
            verdict: "undecided",
            because: `${what}: ${runs.runs.length - slopes.length} of ${runs.runs.length} seeds fall below ${FLOOR} of the first loss too early to fit through ${limits.fitPoints} windows.`,
          };
        return slopeRule(
          { what, slopes, points: at.length - 1, from: at[0], to: at[at.length - 1] },
          { mode, claimed, relation: "equal" },
        );
      });
    const linear: Part = {
      name: "constant momentum is linear",
      decision: slope(steady, ofSteps, marks, "The local rate against k, constant momentum", 0),
    };
    const power: Part = {
      name: "gamma/t, limit of small rates (4.2): a power of t",
      decision: slope(wide, ofFlow, times, "The local rate against t, gamma = 7", -1),
    };
    const fixed: Part = {
      name: "gamma/t, steps of a fixed rate (4.1): a power of t",
      decision: slope(late, ofSteps, marks, "The local rate against k, gamma = 3", -1),
    };
    const either = inEither([
      { name: "in the limit of small rates, (4.2)", decision: power.decision },
      { name: "in steps of a fixed rate, (4.1)", decision: fixed.decision },
    ]);
    const above = ({ curve }: Descent) =>
      curve.loss.map((loss) => (loss !== null && loss >= FLOOR * (curve.loss[0] ?? 0) ? loss : null));
    return {
      decision: combine([linear, { name: "with gamma/t the decay is a power of t", decision: either }]),
      parts: [linear, power, fixed],
      numbers: [
        row("exponent of the local rate, constant momentum", values(steady, ofSteps), { paper: "0 (linear)" }),
        row("exponent of the local rate, gamma/t, flow", values(wide, ofFlow), { paper: "-1 (a power of t)" }),
        row("exponent of the local rate, gamma/t, steps of 0.3/lambda_max", values(late, ofSteps), {
          note: "at a fixed rate (4.1) ends up linear, near exp(-eta lambda k) (PAPERS.md BXC 6)",
        }),
      ],
      figures: [
        lossCurves(
          {
            title: "Steps",
            caption: `Linear decay is a straight line on these axes, a power of the step bends upwards; losses below ${FLOOR} of the first are left out.`,
            x: "step",
          },
          [
            series({ label: "constant momentum, 0.1/lambda_max", of: steady, x: ({ curve }) => curve.step, y: above }),
            series({ label: "gamma = 3, 0.3/lambda_max", of: late, x: ({ curve }) => curve.step, y: above }),
          ],
        ),
        lossCurves(
          {
            title: "The flow of gamma/t",
            caption: "Linear decay would be a straight line on these axes, a power of t bends upwards.",
            x: "t sqrt(lambda_0)",
          },
          [series({ label: "gamma = 7", of: wide, x: ({ curve }) => curve.time, y: ({ curve }) => curve.envelope })],
        ),
      ],
    };
  },
};
