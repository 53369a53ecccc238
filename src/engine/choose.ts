import type { Engine, Program, Session } from "./program.js";
import { referenceEngine } from "./reference.js";
import { wasmEngine } from "./wasm.js";

/** "auto" takes the fast engine where it can run the program, and the reference where it cannot. */
export type EngineChoice = "auto" | "wasm" | "reference";

/**
 * The engine that will run the program.
 * @throws RangeError if "wasm" is asked for by name and cannot run it, for instance an activation of the user's own.
 */
export function chooseEngine(program: Program, preferred: EngineChoice = "auto"): Engine {
  if (preferred === "reference") return referenceEngine;
  const reason = wasmEngine.unsupported(program);
  if (reason === undefined) return wasmEngine;
  if (preferred === "wasm")
    throw new RangeError(`engine: "wasm" cannot run this network (${reason}); use "auto" or "reference"`);
  return referenceEngine;
}

/** Opens the program on the engine that `chooseEngine` takes. */
export const openSession = (program: Program, preferred: EngineChoice = "auto"): Promise<Session> =>
  chooseEngine(program, preferred).open(program);
