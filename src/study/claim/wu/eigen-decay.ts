import { pow } from "../../../numerics/elementary.js";
import { eigenDecayResult } from "../../experiment/wu/eigen-decay.js";
import { powerLaw } from "../../statistic/line.js";
import { median } from "../../statistic/quantile.js";
import { across, type Mode, slopeRule } from "../../verdict/index.js";
import type { Claim } from "../claim.js";
import { gather, onAll, perSeed } from "./gather.js";

const DIMENSIONS = [3, 5, 8, 12];
const COUNTS = { full: [16, 32, 64, 128, 256, 512], quick: [16, 32, 64, 128] } as const;

/** What no fit can do: refute that some C_d exists. The unit vector (e_i - e_j)/sqrt(2) has the quotient k(0) - k(theta_ij). */
const PROOF =
  "No exponent fitted over finite n refutes that some C_d exists; the closest pair does, for every d >= 2: lambda_n <= k(0) - k(theta_min), about theta_min^2/(4d), " +
  "and the closest two of n random points lie theta_min of the order of n^(-2/(d-1)) apart, so that lambda_n falls at least as n^(-4/(d-1)), and 4/(d-1) > 1/d.";

const cellsOf = (mode: Mode, inputs: number) =>
  perSeed("wu.eigen-decay", { inputs, counts: COUNTS[mode] }, mode === "full" ? 20 : 3);

/** How fast the smallest eigenvalue of the kernel falls with the number of points. */
export const eigenDecayClaim: Claim = {
  id: "wu.eigen-decay",
  paper: "Wu",
  where: "Remarks on Lemma 11",
  statement:
    "For n points drawn uniformly on the unit sphere of R^d the kernel E relu(b . x) relu(b . x') has lambda_n(K) >= C_d / n^(1/d) with high probability.",
  setting:
    "n = 16 to 512 points, d = 3, 5, 8, 12, 20 seeds, the closed-form kernel, its smallest eigenvalue within proven bounds; the exponent is fitted for each seed. " +
    "Counts and dimensions are our choice. What theory expects: the kernel's operator has eigenvalues k^-(d+2) for spherical harmonics of degree k, of which " +
    "there are k^(d-2), so its n-th one falls as n^(-1 - 3/(d-1)), not n^(-1 - 1/d). " +
    PROOF,
  cells: (mode) => DIMENSIONS.flatMap((d) => cellsOf(mode, d)),
  judge(results, mode) {
    const counts = COUNTS[mode];
    const settings = DIMENSIONS.map((d) => {
      const set = gather(results, cellsOf(mode, d), eigenDecayResult);
      // An eigenvalue that rounding leaves open would make a slope of noise.
      const known = set.found.filter(({ value }) => value.lower.every((lower) => lower > 0));
      const slopes = known.map(({ value }) => powerLaw(value.counts, value.estimate).slope.estimate);
      const open = set.found.length - known.length;
      const what = `lambda_n(K) against n, d = ${d}`;
      const decision = onAll(set, () =>
        open > 0
          ? {
              verdict: "undecided",
              because: `${what}: rounding leaves open in ${open} of ${set.found.length} seeds whether an eigenvalue is above 0; compute them more precisely.`,
            }
          : slopeRule(
              { what, slopes, points: counts.length, from: counts[0], to: counts[counts.length - 1] },
              { mode, claimed: -1 / d, relation: "at least" },
            ),
      );
      return { d, set, slopes, part: { name: `d = ${d}`, decision } };
    });
    const parts = settings.map(({ part }) => part);
    const fitted = across(parts);
    return {
      decision: { ...fitted, because: `${fitted.because} ${PROOF}` },
      parts,
      numbers: settings.map(({ d, slopes }) => ({
        name: `exponent of lambda_n(K) against n, d = ${d} (median)`,
        paper: `at least ${(-1 / d).toFixed(3)}`,
        measured: slopes.length > 0 ? median(slopes) : null,
        note: `n times the operator's n-th eigenvalue: ${(-3 / (d - 1)).toFixed(3)}`,
      })),
      figures: [
        {
          kind: "points",
          title: "Smallest eigenvalue of the kernel",
          caption: "How steeply the eigenvalue falls beside n^(-1/d) (dashed), dimension by dimension.",
          x: { label: "n", scale: "log" },
          y: { label: "lambda_n(K)", scale: "log" },
          series: settings.flatMap(({ d, set }) => {
            const first = set.found.map(({ value }) => value.estimate[0]).filter((x) => x > 0);
            const start = first.length > 0 ? median(first) : Number.NaN;
            const fit =
              set.found.length > 0
                ? line(
                    set.found.map(({ value }) => value.estimate),
                    counts,
                  )
                : undefined;
            return [
              {
                label: `d = ${d}`,
                points: set.found.flatMap(({ value }) => value.counts.map((n, i) => ({ x: n, y: value.estimate[i] }))),
                ...(fit ? { fit } : {}),
              },
              ...(first.length > 0
                ? [
                    {
                      label: `n^(-1/${d})`,
                      theory: true,
                      points: counts.map((n) => ({ x: n, y: start * pow(n / counts[0], -1 / d) })),
                    },
                  ]
                : []),
            ];
          }),
        },
      ],
    };
  },
};

/** The line through the medians over seeds. */
function line(runs: readonly (readonly number[])[], counts: readonly number[]) {
  const middle = counts.map((_, i) => median(runs.map((run) => run[i])));
  if (!middle.every((y) => y > 0)) return undefined;
  const { slope, intercept } = powerLaw(counts, middle);
  return { exponent: slope.estimate, factor: pow(10, intercept.estimate) };
}
