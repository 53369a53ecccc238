export { type Algorithm1Options, algorithm1 } from "./algorithm1.js";
export { constant } from "./constant.js";
export { type Corollary1Options, corollary1, firstExceeding } from "./corollary1.js";
export { type Move, movedByHand } from "./moved-by-hand.js";
export { type OnPlateauOptions, onPlateau } from "./on-plateau.js";
export { type PathPoint, path } from "./path.js";
export { type RampOptions, ramp } from "./ramp.js";
export {
  isSmooth,
  type Relaxation,
  type RelaxationContext,
  type RelaxationState,
  type SwitchOptions,
} from "./relaxation.js";
export { type Stage, stages } from "./stages.js";
