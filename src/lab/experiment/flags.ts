import { places, toCompact } from "../../training/compact.js";
import { movesText } from "../../training/move-text.js";
import type { OptimizerSpec } from "../../training/spec.js";
import type { Lane } from "./state.js";

/** The options of a lane as flags of `hrta train` and keys of an address: one list, so that the two cannot differ. */
export interface LaneFlags {
  readonly hidden: string;
  readonly activation: string;
  readonly scaling: string;
  readonly bias: string;
  readonly optimizer: string;
  readonly decay?: string;
  readonly relaxation: string;
  readonly moves?: string;
}

/** What the flags of a lane are, in compact form. */
export function laneFlags({ network, optimizer, relaxation, moves }: Lane): LaneFlags {
  const { hidden, activation = "relu", scaling = "ntk", bias = "input" } = network;
  const { decay, ...rest } = decayed(optimizer);
  return {
    hidden: hidden.join(","),
    activation,
    scaling,
    bias: bias === false ? "none" : bias,
    optimizer: toCompact(rest, places),
    ...(decay === undefined ? {} : { decay }),
    relaxation: toCompact(relaxation, places),
    ...(moves?.length ? { moves: movesText(moves) } : {}),
  };
}

/** A decay with options of its own is no choice of the lab. */
function decayed(optimizer: OptimizerSpec): Record<string, unknown> & { name: string; decay?: string } {
  if (!("decay" in optimizer)) return { ...optimizer, decay: undefined };
  const { decay, ...rest } = optimizer;
  return { ...rest, decay: typeof decay === "string" ? decay : undefined };
}
