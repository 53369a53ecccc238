import { type Cell, canonicalJson } from "../../study/cell.js";

/** A cell that is at work. */
export interface RunningCell {
  readonly id: string;
  readonly cell: Cell;
  /** Of it done, in [0, 1]. */
  readonly share: number;
  readonly seconds: number;
}

/** Where a study stands. */
export interface Standing {
  readonly total: number;
  /** Cells with a result, those of earlier starts among them. */
  readonly done: number;
  /** Of these, found in the journal. */
  readonly reused: number;
  readonly failed: number;
  readonly running: readonly RunningCell[];
  readonly seconds: number;
  /** Seconds until the end, as far as can be told; NaN where nothing is known. */
  readonly left: number;
}

/** Counts cells and foretells the time that is left. */
export interface Tracker {
  started(id: string, cell: Cell): void;
  progress(id: string, share: number): void;
  ended(id: string, cell: Cell, outcome: { readonly seconds: number; readonly failed: boolean }): void;
  standing(): Standing;
}

interface Group {
  readonly cost: number;
  waiting: number;
  seconds: number;
  ended: number;
}

/**
 * Cells of the same experiment and parameters take about the same time: that of those that have ended; before the first has, the estimate
 * times how far estimates have been off so far.
 * @param found cells of the study that have a result already.
 */
export function tracker(
  pending: readonly Cell[],
  options: {
    readonly workers: number;
    readonly cost: (cell: Cell) => number;
    readonly found: readonly { readonly cell: Cell; readonly seconds: number }[];
  },
): Tracker {
  const { workers, cost, found } = options;
  const start = performance.now();
  const groups = new Map<string, Group>();
  const keys = new WeakMap<object, string>();
  const groupOf = (cell: Cell): Group => {
    const { experiment, params } = cell;
    // Cells of a group mostly share their parameters' object.
    let key = typeof params === "object" && params !== null ? keys.get(params) : undefined;
    key ??= canonicalJson([experiment, params]);
    if (typeof params === "object" && params !== null) keys.set(params, key);
    let group = groups.get(key);
    if (!group) {
      group = { cost: cost(cell), waiting: 0, seconds: 0, ended: 0 };
      groups.set(key, group);
    }
    return group;
  };
  for (const { cell, seconds } of found) {
    const group = groupOf(cell);
    group.seconds += seconds;
    group.ended++;
  }
  for (const cell of pending) groupOf(cell).waiting++;
  const running = new Map<string, { readonly cell: Cell; readonly start: number; share: number }>();
  let done = found.length;
  let failed = 0;

  /** How many times longer cells took than was estimated. */
  const offBy = (): number => {
    let seconds = 0;
    let estimated = 0;
    for (const group of groups.values()) {
      seconds += group.seconds;
      estimated += group.ended * group.cost;
    }
    return estimated > 0 && seconds > 0 ? seconds / estimated : 1;
  };

  function left(): number {
    const ratio = offBy();
    const each = ({ ended, seconds, cost: estimate }: Group) => (ended > 0 ? seconds / ended : estimate * ratio);
    let sum = 0;
    let longest = 0;
    for (const group of groups.values()) {
      sum += group.waiting * each(group);
      if (group.waiting > 0) longest = Math.max(longest, each(group));
    }
    const now = performance.now();
    for (const { cell, start: begun, share } of running.values()) {
      const spent = (now - begun) / 1000;
      // What a cell says of itself is better than what others took, once it has come some way.
      const rest = share > 0.05 ? (spent * (1 - share)) / share : Math.max(each(groupOf(cell)) - spent, 0);
      sum += rest;
      longest = Math.max(longest, rest);
    }
    return Math.max(sum / workers, longest);
  }

  return {
    started(id, cell) {
      groupOf(cell).waiting--;
      running.set(id, { cell, start: performance.now(), share: 0 });
    },
    progress(id, share) {
      const one = running.get(id);
      if (one) one.share = Math.max(one.share, Math.min(share, 1));
    },
    ended(id, cell, { seconds, failed: without }) {
      // A worker that could not start never began its cell.
      if (!running.delete(id)) groupOf(cell).waiting--;
      if (without) failed++;
      else {
        done++;
        const group = groupOf(cell);
        group.seconds += seconds;
        group.ended++;
      }
    },
    standing: () => ({
      total: pending.length + found.length,
      done,
      reused: found.length,
      failed,
      running: [...running].map(([id, { cell, share, start: begun }]) => ({
        id,
        cell,
        share,
        seconds: (performance.now() - begun) / 1000,
      })),
      seconds: (performance.now() - start) / 1000,
      left: left(),
    }),
  };
}
