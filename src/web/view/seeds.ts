import { compareSeeds } from "../../lab/run/outcome.js";
import type { LaneView, SeedView } from "./context.js";
import { listed, numberText } from "./word.js";

/** Final losses; a run that diverged ends at infinity. */
const endOf = ({ losses, step, outcome }: SeedView): number =>
  outcome === "diverged" ? Number.POSITIVE_INFINITY : losses[step - 1];

const errorOf = ({ heldOut = Number.NaN, outcome }: SeedView): number =>
  outcome === "diverged" ? Number.POSITIVE_INFINITY : heldOut;

/** How every lane ended against the first, seed by seed, on new rows and on the data; with how often chance alone would part them so far. */
export function againstFirst(lanes: readonly LaneView[]): string | undefined {
  const through = lanes.filter(({ seeds }) => seeds.every(({ outcome }) => outcome !== undefined));
  const told = [
    compared("Error on new rows", through, errorOf),
    compared("Final loss on the data", through, endOf),
  ].filter((text) => text !== undefined);
  return told.length > 0 ? told.join(" ") : undefined;
}

function compared(what: string, lanes: readonly LaneView[], read: (seed: SeedView) => number): string | undefined {
  const [first, ...others] = lanes.map(({ name, seeds }) => ({ name, values: seeds.map(read) }));
  if (!first || first.values.length < 2 || others.length === 0) return undefined;
  if ([first, ...others].some(({ values }) => values.some(Number.isNaN))) return undefined;
  const against = others.map(({ name, values }) => ({ name, ...compareSeeds(first.values, values) }));
  const counts = against.map(
    ({ name, lower, seeds, p }) =>
      `${name} is below ${first.name} in ${lower} of ${seeds} seeds (p = ${numberText(p)})`,
  );
  const medians = [
    `${first.name} ${numberText(against[0].median)}`,
    ...against.map(({ name, otherMedian }) => `${name} ${numberText(otherMedian)}`),
  ];
  return `${what}: ${listed(counts)}; medians ${listed(medians)}.`;
}
