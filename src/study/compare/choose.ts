/** What the choice looks at: the error on the validation data, null where the run diverged. */
interface Validated {
  readonly validation: number | null;
}

/**
 * The best of several methods by the validation data, for each seed of which all of their runs are there; undefined for the others. Of
 * equals the first one.
 * @param outcomes one list a method, each with an entry a seed.
 */
export function bestBySeed<T extends Validated>(
  outcomes: readonly (readonly (T | undefined)[])[],
): ({ readonly at: number; readonly outcome: T } | undefined)[] {
  const key = ({ validation }: Validated) => validation ?? Number.POSITIVE_INFINITY;
  return (outcomes[0] ?? []).map((_, seed) => {
    let best: { at: number; outcome: T } | undefined;
    for (const [at, list] of outcomes.entries()) {
      const outcome = list[seed];
      if (outcome === undefined) return undefined;
      if (best === undefined || key(outcome) < key(best.outcome)) best = { at, outcome };
    }
    return best;
  });
}
