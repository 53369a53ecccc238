import { InputError } from "../model/errors.js";
import type { Move } from "./relaxation/moved-by-hand.js";

/** What stands for s where it is given back to the path. */
const PATH = "path";

/** Moves of s by hand as they are written in a line: "1200:0.7,3000:path". */
export const movesText = (moves: readonly Move[]): string =>
  moves.map(({ step, s }) => `${step}:${s ?? PATH}`).join(",");

/**
 * Reads `movesText` back; an empty text is no moves.
 * @param origin what messages call it.
 * @throws InputError naming the first entry that is wrong.
 */
export function parseMoves(origin: string, text: string): Move[] {
  if (text.trim() === "") return [];
  const moves = text.split(",").map((entry) => parseMove(origin, entry.trim()));
  for (let i = 1; i < moves.length; i++)
    if (!(moves[i].step > moves[i - 1].step))
      throw new InputError(
        `${origin}: expected steps that ascend, got ${moves[i].step} after ${moves[i - 1].step} in "${text}"`,
      );
  return moves;
}

function parseMove(origin: string, entry: string): Move {
  const [first, second, ...more] = entry.split(":").map((part) => part.trim());
  if (!first || !second || more.length > 0)
    throw new InputError(`${origin}: expected STEP:S, for instance 1200:0.7, or 3000:${PATH}, got "${entry}"`);
  const step = Number(first);
  if (!Number.isSafeInteger(step) || step < 1)
    throw new InputError(`${origin}: expected a step, 1 or later, in front of the colon, got "${first}" in "${entry}"`);
  if (second === PATH) return { step, s: null };
  const s = Number(second);
  if (!(s >= 0 && s <= 2))
    throw new InputError(
      `${origin}: expected s in [0, 2], or ${PATH}, behind the colon, got "${second}" in "${entry}"`,
    );
  return { step, s };
}
