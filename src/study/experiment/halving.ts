/** Trials of which one goes on to the next round, which is as many times longer. */
const FACTOR = 3;

/** What is made small, and what decides between equals. */
export type Score = readonly [number, number];

/** Worse than any other. */
export const worst: Score = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];

export interface Halving<Trial> {
  /** One trial of a value, from the start. */
  readonly trial: (value: number, steps: number) => Promise<Trial>;
  readonly score: (trial: Trial) => Promise<Score>;
  /** Told after every round which share of the work is done. */
  readonly onProgress?: (share: number) => void;
}

/** Rounds before the last one. */
export function roundsOf(values: number): number {
  let rounds = 0;
  for (let n = values; n > 1; n = Math.ceil(n / FACTOR)) rounds++;
  return rounds;
}

/**
 * Successive halving (here by thirds): of the values tried over steps/9 steps the best third is tried over steps/3, and so on; the one
 * that is left is run over all steps. Every round starts afresh and costs as much as the last one.
 * @paper Jamieson and Talwalkar, Non-stochastic best arm identification, 2016
 */
export async function halving<Trial>(
  values: readonly number[],
  steps: number,
  { trial, score, onProgress }: Halving<Trial>,
): Promise<Trial> {
  let left = [...values];
  const of = roundsOf(values.length);
  for (let round = of; round > 0; round--) {
    let length = steps;
    for (let i = 0; i < round; i++) length /= FACTOR;
    const trials: { value: number; score: Score }[] = [];
    for (const value of left)
      trials.push({ value, score: await score(await trial(value, Math.max(1, Math.round(length)))) });
    // A stable order: of equals the smaller value, which comes first.
    trials.sort((a, b) => compare(a.score, b.score));
    left = trials.slice(0, Math.ceil(left.length / FACTOR)).map(({ value }) => value);
    onProgress?.((of - round + 1) / (of + 1));
  }
  return trial(left[0], steps);
}

/** Differences of infinities would be no numbers. */
const compare = ([a, c]: Score, [b, d]: Score): number => (a < b ? -1 : a > b ? 1 : c < d ? -1 : c > d ? 1 : 0);
