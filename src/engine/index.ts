export { chooseEngine, type EngineChoice, openSession } from "./choose.js";
export { activateJet, deactivateJet, type JetLayer, pairsOf, planesOf, secondPlane } from "./jet.js";
export {
  type ActivationName,
  activationNames,
  type Bias,
  type Connection,
  type Dtype,
  type ElementwiseFunction,
  type Engine,
  type Jet,
  type Program,
  type Real,
  type Session,
  type UpdateRule,
} from "./program.js";
export { referenceEngine } from "./reference.js";
export { wasmEngine } from "./wasm.js";
