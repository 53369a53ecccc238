export { chooseEngine, type EngineChoice, openSession } from "./choose.js";
export {
  type ActivationName,
  activationNames,
  type Bias,
  type Connection,
  type Dtype,
  type ElementwiseFunction,
  type Engine,
  type Program,
  type Real,
  type Session,
  type UpdateRule,
} from "./program.js";
export { referenceEngine } from "./reference.js";
export { wasmEngine } from "./wasm.js";
