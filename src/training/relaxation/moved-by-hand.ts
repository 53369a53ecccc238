import { checkCount, checkS, extent, isSmooth, type Move, type Relaxation, refuseZero } from "./relaxation.js";

export type { Move } from "./relaxation.js";

/**
 * A relaxation whose s is set by hand during the run: from a move's step on s is the move's, whatever the path says, until the next
 * move; null hands it back to the path, which has gone on meanwhile as if nothing had happened. Each move is a switch of the path's
 * kind. `moves` is looked at before every step, so it may grow while the run goes on: append a move of the next step or a later one,
 * or replace one that is still to come. The finished list gives the same run again, to the bit.
 * @throws RangeError for steps that do not ascend, a lossless move to 0, and, before the step in which it is noticed, for a list that
 *   no longer agrees with the steps already made.
 * @example movedByHand(ramp(), [{ step: 1200, s: 0.7 }, { step: 3000, s: null }])
 */
export function movedByHand(relaxation: Relaxation, moves: readonly Move[]): Relaxation {
  if (relaxation.moves)
    throw new RangeError(`moves: ${relaxation.name} is moved by hand already; give one list of moves`);
  for (let i = 0; i < moves.length; i++) checkMove(relaxation, moves, i);
  return {
    ...relaxation,
    moves,
    get range() {
      return extent([...relaxation.range, ...moves.flatMap(({ s }) => (s === null ? [] : [s]))]);
    },
    smooth: (step, steps) => !moves.some((move) => move.step === step) && isSmooth(relaxation, step, steps),
    next(context) {
      const { step, state } = context;
      const own = relaxation.next({ ...context, s: state.own ?? relaxation.initial });
      let made = state.made ?? 0;
      if (made > moves.length)
        throw new RangeError(`moves: ${made} were made up to step ${step - 1}, and the list has only ${moves.length}`);
      while (made < moves.length && moves[made].step <= step) {
        checkMove(relaxation, moves, made);
        if (moves[made].step < step)
          throw new RangeError(
            `moves[${made}].step: step ${moves[made].step} is over; expected step ${step} or a later one`,
          );
        made++;
      }
      state.own = own;
      state.made = made;
      return (made === 0 ? null : moves[made - 1].s) ?? own;
    },
  };
}

function checkMove(relaxation: Relaxation, moves: readonly Move[], i: number): void {
  const { step, s } = moves[i];
  checkCount(`moves[${i}].step`, step);
  if (i > 0 && !(step > moves[i - 1].step))
    throw new RangeError(
      `moves[${i}].step: expected a step after ${moves[i - 1].step}, that of the move before, got ${step}`,
    );
  if (s !== null) refuseZero(`moves[${i}].s`, [checkS(`moves[${i}].s`, s)], relaxation);
}
