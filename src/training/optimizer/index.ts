export { type AdamOptions, type AdamWOptions, adam, adamW } from "./adam.js";
export { gd } from "./gd.js";
export { type HeavyBallOptions, heavyBall } from "./heavy-ball.js";
export { type LbfgsOptions, lbfgs } from "./lbfgs.js";
export { type NesterovOptions, nesterov } from "./nesterov.js";
export type { Moment, Optimizer, OptimizerState, Problem } from "./optimizer.js";
