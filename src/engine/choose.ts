import { activationNames, type Engine, type Program, type Session } from "./program.js";
import { referenceEngine } from "./reference.js";
import { wasmEngine } from "./wasm.js";

/** "auto" takes the fast engine, and the reference for activations that the fast one has no kernel for. */
export type EngineChoice = "auto" | "wasm" | "reference";

/**
 * The engine that will run the program.
 * @throws RangeError if the engine asked for cannot run it, or if "auto" finds a program too large, or threads that the host
 *   lacks: the reference would be slower still, so it steps in for unknown activations only.
 */
export function chooseEngine(program: Program, preferred: EngineChoice = "auto"): Engine {
  const known: readonly string[] = activationNames;
  const engine =
    preferred === "reference" || (preferred === "auto" && !known.includes(program.activation.name))
      ? referenceEngine
      : wasmEngine;
  const reason = engine.unsupported(program);
  if (reason !== undefined) throw new RangeError(`engine: "${engine.name}" cannot run this network (${reason})`);
  return engine;
}

/** Opens the program on the engine that `chooseEngine` takes. */
export const openSession = async (program: Program, preferred: EngineChoice = "auto"): Promise<Session> =>
  chooseEngine(program, preferred).open(program);
