import type { Model } from "../model/model.js";

/** Where a run stands, as an observer sees it. */
export interface ObserverView {
  /** Steps done: 0 before the first. */
  readonly step: number;
  /** The s of the last step; with trained slopes, that of the first hidden layer. */
  readonly s: number;
  /** A copy of the live network in the run's own precision: an observer may keep it and cannot change the run. */
  readonly model: Model;
  /** theta at step 0, drawn again when first asked for, so that a run that was resumed has it too. */
  readonly start: Model;
}

/** Something that looks at a run now and then and says a few numbers about it; it never changes the run. */
export interface Observer {
  /** Tells its measures from those of other observers of the run. */
  readonly name: string;
  /** What the numbers of a look are, in their order. */
  readonly measures: readonly string[];
  /** Steps between looks. Default steps / 100. It also looks before the first step and at the end. */
  readonly every?: number;
  /** The measures of the present model. What an observer remembers between looks a resumed run does not have: use `start`. */
  look(view: ObserverView): readonly number[];
}

/** What an observer saw: values[i][j] is measure j after step steps[i]; 0 is before the first step. */
export interface Observed {
  readonly name: string;
  readonly measures: readonly string[];
  readonly steps: readonly number[];
  readonly values: readonly (readonly number[])[];
}

/** The observers of one run, with what they saw so far. */
export interface Watch {
  /** Looks with every observer whose turn it is after `step` steps; a second call at the same step does nothing. */
  look(step: number): void;
  /** What was seen so far, copied. */
  seen(): Observed[];
  /** The same with a look at the end in every list; what was seen so far stays as it is, as a checkpoint may go on from here. */
  complete(step: number): Observed[];
}

interface Log extends Observed {
  readonly steps: number[];
  readonly values: (readonly number[])[];
}

/**
 * @throws RangeError for two observers of one name, no measures, or an `every` that is not a positive integer.
 */
export function checkObservers(observers: readonly Observer[]): void {
  const names = new Set<string>();
  for (const { name, measures, every } of observers) {
    if (names.has(name)) throw new RangeError(`observers: two are called "${name}"; give each a name of its own`);
    names.add(name);
    if (measures.length === 0) throw new RangeError(`observers: "${name}" names no measures; expected at least one`);
    if (every !== undefined && !(Number.isInteger(every) && every >= 1))
      throw new RangeError(`observers: every of "${name}": expected a positive integer, got ${every}`);
  }
}

/**
 * Opens the watch over a run of `steps` steps.
 * @param present where the run stands; its copy of the model is made only when an observer looks.
 * @param before what was seen before the run was resumed; observers that were not there then begin now.
 */
export function openWatch(
  observers: readonly Observer[],
  steps: number,
  present: () => ObserverView,
  before: readonly Observed[] = [],
): Watch {
  const logs = observers.map(({ name, measures }): Log => {
    const known = before.find((log) => log.name === name && String(log.measures) === String(measures));
    return { name, measures: [...measures], steps: [...(known?.steps ?? [])], values: [...(known?.values ?? [])] };
  });

  const has = (log: Log, step: number) => log.steps[log.steps.length - 1] === step;
  const everyOf = ({ every }: Observer) => every ?? Math.max(1, Math.round(steps / 100));
  const copy = (log: Log): Log => ({ ...log, steps: [...log.steps], values: [...log.values] });

  /** One view for all observers of a step, taken when the first of them looks. */
  function lookAll(step: number, into: readonly Log[], due: (observer: Observer) => boolean): void {
    let view: ObserverView | undefined;
    for (const [i, observer] of observers.entries()) {
      if (has(into[i], step) || !due(observer)) continue;
      view ??= present();
      const values = observer.look(view);
      if (values.length !== observer.measures.length)
        throw new RangeError(
          `observers: "${observer.name}" gave ${values.length} values at step ${step}; expected ${observer.measures.length} (${observer.measures.join(", ")})`,
        );
      into[i].steps.push(step);
      into[i].values.push([...values]);
    }
  }

  return {
    look: (step) => lookAll(step, logs, (observer) => step % everyOf(observer) === 0),
    seen: () => logs.map(copy),
    complete(step) {
      const all = logs.map(copy);
      lookAll(step, all, () => true);
      return all;
    },
  };
}
