import { landscapeResult } from "../../experiment/wu/landscape.js";
import { powerLaw } from "../../statistic/line.js";
import { median } from "../../statistic/quantile.js";
import { combine, countRule, type Mode, type Part, slopeRule } from "../../verdict/index.js";
import type { Claim } from "../claim.js";
import { bySeed, gather, onAll, seedsTo } from "./gather.js";
import { acrossForms } from "./mended.js";

const FREQUENCIES = { full: [4, 8, 16, 32], quick: [1, 2, 4, 8] } as const;
/** From this L on the population's landscape is said to be flat. */
const FLAT_FROM = 8;
/** Flat: within one part in a hundred of its height. */
const FLAT = 0.01;
const SAMPLES = 100;

const populationCells = (mode: Mode) =>
  FREQUENCIES[mode].map((frequency) => ({ experiment: "wu.landscape", params: { frequency, surface: true }, seed: 0 }));

const seedsOf = (mode: Mode) => (mode === "full" ? 10 : 2);

/** Seeds begin behind this one: the range of L was chosen after a look at the seeds 1 to 10. */
const FRESH = 1000;

const sampleCell = (frequency: number, seed: number) => ({
  experiment: "wu.landscape",
  params: { frequency, samples: SAMPLES, surface: seed === 1 },
  seed: FRESH + seed,
});

const sampleCells = (mode: Mode) =>
  FREQUENCIES[mode].flatMap((frequency) => seedsTo(seedsOf(mode)).map((seed) => sampleCell(frequency, seed)));

/** The landscape of the cosine neuron. */
export const cosineLandscapeClaim: Claim = {
  id: "wu.cosine-landscape",
  paper: "Wu",
  where: "An illustration of the landscape of cosine neuron",
  statement:
    "For R_L(w) = E (sin(L w.x) - sin(L w*.x))^2 in two dimensions the population's landscape is extremely flat but for a deep well at the global minima, " +
    "and the empirical landscape is full of bad local minima.",
  setting:
    "x ~ N(0, I), w* = (1, 0), w in [-1.5, 1.5]^2, L = 4 to 32, the population in closed form, 100 samples for the empirical risk, 10 seeds, 12 grid points a 1/L. Flat: R " +
    "within 0.01 of 1 at all grid points at least 1/2 away from w*, for every L >= 8. A bad minimum lies below its eight neighbours with R >= 0.1; that it is full " +
    "of them is taken as a number that grows at least in proportion to L, which is our reading: the lecture shows a picture. Law, samples, region and limits are our choice; the range of L, and counting no minimum as one, were chosen after a first run (seeds 1 to 10) at L = 2 to 16, which left the bad minima undecided; the verdict rests on other seeds, 1001 to 1010.",
  cells: (mode) => [...populationCells(mode), ...sampleCells(mode)],
  judge(results, mode) {
    const population = gather(results, populationCells(mode), landscapeResult);
    const samples = gather(results, sampleCells(mode), landscapeResult);
    const frequencies = FREQUENCIES[mode];
    const high = population.found.map(({ value }) => value).filter(({ frequency }) => frequency >= FLAT_FROM);
    const Ls = high.map(({ frequency }) => frequency).join(", ");
    const flat = (what: string, of: (value: (typeof high)[number]) => number) =>
      onAll(population, () =>
        countRule(
          {
            what,
            // A grid is a case: of each the most uneven point is known.
            cases: high.length,
            seeds: 0,
            exhaustive: true,
            violations: high.flatMap((value) =>
              of(value) > FLAT ? [{ where: `L = ${value.frequency}`, by: of(value) - FLAT, error: 1e-12 }] : [],
            ),
          },
          { mode },
        ),
      );
    const forms: Part[] = [
      {
        name: "flat everywhere but at w*",
        decision: flat(`R is within 0.01 of 1 at least 1/2 away from w*, L = ${Ls}`, (v) => v.unevennessBeyondWell),
      },
      {
        name: "flat but at w*, -w* and 0",
        decision: flat(`R is within 0.01 of 1 at least 1/2 away from w*, -w* and 0, L = ${Ls}`, (v) => v.unevenness),
      },
    ];
    const rows = bySeed(results, landscapeResult, { seeds: seedsOf(mode), x: frequencies, cell: sampleCell });
    // A seed without any counts as one with one, which makes its exponent smaller.
    const slopes = rows.map(
      (row) =>
        powerLaw(
          frequencies,
          row.map(({ badMinima }) => Math.max(badMinima, 1)),
        ).slope.estimate,
    );
    const many = onAll(samples, () =>
      slopeRule(
        {
          what: "The number of bad local minima of the empirical risk against L",
          slopes,
          points: frequencies.length,
          from: frequencies[0],
          to: frequencies[frequencies.length - 1],
        },
        { mode, claimed: 1, relation: "at least" },
      ),
    );
    const parts: Part[] = [
      { name: "the population's landscape", decision: acrossForms(forms) },
      { name: "bad minima of the empirical landscape", decision: many },
    ];
    const top = frequencies[frequencies.length - 1];
    const last = population.found.find(({ value }) => value.frequency === top)?.value;
    const counts = rows.map((row) => row[row.length - 1].badMinima);
    const panels = [...population.found, ...samples.found.filter(({ seed }) => seed === FRESH + 1)].flatMap(
      ({ seed, value: { frequency, x, z } }) =>
        x && z ? [{ label: `L = ${frequency}, ${seed === 0 ? "population" : `${SAMPLES} samples`}`, x, y: x, z }] : [],
    );
    return {
      decision: combine(parts),
      parts: [...forms, parts[1]],
      numbers: [
        {
          name: `population risk at w = 0, L = ${top}`,
          paper: "flat",
          measured: last?.origin ?? null,
          note: "a second well, of depth 1/2: sin(0) = 0",
        },
        {
          name: `largest |R - 1| away from w*, -w* and 0, L = ${top}`,
          paper: "extremely flat",
          measured: last?.unevenness ?? null,
        },
        { name: `bad local minima of the population, L = ${top}`, measured: last?.badMinima ?? null },
        {
          name: `bad local minima from ${SAMPLES} samples, L = ${top} (median)`,
          paper: "full of them",
          measured: counts.length > 0 ? median(counts) : null,
        },
        {
          name: "exponent of their number against L (median)",
          measured: slopes.length > 0 ? median(slopes) : null,
        },
      ],
      figures: [
        {
          kind: "surface",
          title: "Landscape of the cosine neuron",
          caption: "Where the population's risk is not flat as L grows, and how rough that of samples is beside it.",
          x: { label: "w_1", scale: "linear" },
          y: { label: "w_2", scale: "linear" },
          value: { label: "R", scale: "linear" },
          panels,
        },
        {
          kind: "points",
          title: "Bad local minima of the empirical risk",
          caption: "How their number changes with L; the verdict asks for a slope of 1 at least.",
          x: { label: "L", scale: "log" },
          y: { label: "bad local minima", scale: "log" },
          series: [
            {
              label: `${SAMPLES} samples`,
              points: rows.flatMap((row) => row.map(({ frequency, badMinima }) => ({ x: frequency, y: badMinima }))),
            },
          ],
        },
      ],
    };
  },
};
