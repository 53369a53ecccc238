import type { Session, UpdateRule } from "../engine/program.js";
import { blockLength, type Network } from "../model/network.js";

/** A stretch of the parameter vector, and whether an update moves it or only its moments. */
interface Range {
  readonly start: number;
  end: number;
  readonly moves: boolean;
}

/** One range per stretch of neighbouring blocks that are treated alike; links that wait for a lossless switch keep their moments. */
function updateRanges(network: Network): readonly Range[] {
  const ranges: Range[] = [];
  for (const b of network.blocks) {
    if (!b.trainable && b.kind !== "link") continue;
    const previous = ranges[ranges.length - 1];
    if (previous && previous.end === b.offset && previous.moves === b.trainable) previous.end += blockLength(b);
    else ranges.push({ start: b.offset, end: b.offset + blockLength(b), moves: b.trainable });
  }
  return ranges;
}

/** A function that applies an optimiser's rule to the trainable parts of the session's parameters. */
export function updater(network: Network, session: Session): (rule: UpdateRule) => void {
  const ranges = updateRanges(network);
  return (rule) => {
    for (const { start, end, moves } of ranges) session.update(moves ? rule : { ...rule, rate: 0 }, start, end);
  };
}
