import { compareSeeds } from "../../lab/run/outcome.js";
import type { LaneView } from "./context.js";
import { listed, numberText } from "./word.js";

/** Final losses, once every seed is through; a run that diverged ends at infinity. */
function endsOf({ seeds }: LaneView): readonly number[] | undefined {
  if (!seeds.every(({ outcome }) => outcome !== undefined)) return undefined;
  return seeds.map(({ losses, step, outcome }) =>
    outcome === "diverged" ? Number.POSITIVE_INFINITY : losses[step - 1],
  );
}

/** How every lane ended against the first, seed by seed, with how often chance alone would part them so far. */
export function againstFirst(lanes: readonly LaneView[]): string | undefined {
  const [first, ...others] = lanes;
  const reference = first && endsOf(first);
  if (!reference || reference.length < 2 || others.length === 0) return undefined;
  const told = others.flatMap((lane) => {
    const ends = endsOf(lane);
    if (ends?.length !== reference.length) return [];
    const { lower, seeds, p, median, otherMedian } = compareSeeds(reference, ends);
    return [
      `${lane.name} is below ${first.name} in ${lower} of ${seeds} (medians ${numberText(otherMedian)} and ${numberText(median)}; sign test: p = ${numberText(p)})`,
    ];
  });
  return told.length === 0 ? undefined : `Final losses, seed by seed: ${listed(told)}.`;
}
