import type { Session } from "../engine/program.js";
import { type Block, blockLength, type Network } from "../model/network.js";
import type { MomentaRule, Rule } from "./optimizer/optimizer.js";

/** A stretch of the parameter vector, and whether an update moves it or only its moments. */
interface Range {
  readonly start: number;
  end: number;
  readonly moves: boolean;
}

/** One range per stretch of neighbouring blocks that are treated alike; links that wait for a lossless switch keep their moments. */
function updateRanges(network: Network, takesPart: (b: Block) => boolean): readonly Range[] {
  const ranges: Range[] = [];
  for (const b of network.blocks) {
    if ((!b.trainable && b.kind !== "link") || !takesPart(b)) continue;
    const previous = ranges[ranges.length - 1];
    if (previous && previous.end === b.offset && previous.moves === b.trainable) previous.end += blockLength(b);
    else ranges.push({ start: b.offset, end: b.offset + blockLength(b), moves: b.trainable });
  }
  return ranges;
}

/** A function that applies an optimiser's rule to the trainable parts of the session's parameters, or to some of their blocks. */
export function updater(
  network: Network,
  session: Session,
  takesPart: (b: Block) => boolean = () => true,
): (rule: Rule) => void {
  const ranges = updateRanges(network, takesPart);
  return (rule) => {
    for (const { start, end, moves } of ranges) applyRule(session, moves ? rule : { ...rule, rate: 0 }, start, end);
  };
}

/** Applies one rule to the session's parameters in [start, end): by the engine, or here if no engine knows it. */
export function applyRule(session: Session, rule: Rule, start: number, end: number): void {
  if (rule.kind === "momenta") updateMomenta(session, rule, start, end);
  else session.update(rule, start, end);
}

function updateMomenta(
  { parameters, gradient, moments }: Session,
  rule: MomentaRule,
  start: number,
  end: number,
): void {
  const { rate, betas, step } = rule;
  const J = betas.length;
  const at = step % J;
  const current = moments[at];
  // p_{k-J}, which lies where p_k goes, is multiplied before it is written over.
  for (let i = start; i < end; i++) current[i] = betas[J - 1] * current[i] + gradient[i];
  for (let j = 1; j < J; j++) {
    const past = moments[(at - j + J) % J];
    const beta = betas[j - 1];
    for (let i = start; i < end; i++) current[i] += beta * past[i];
  }
  for (let i = start; i < end; i++) parameters[i] -= rate * current[i];
}
