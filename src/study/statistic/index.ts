export { incompleteBeta } from "./beta.js";
export {
  type BootstrapOptions,
  bootstrap,
  bootstrapMean,
  bootstrapMedian,
  pairedDifferences,
} from "./bootstrap.js";
export { normalCdf, normalQuantile, studentCdf, studentQuantile } from "./distribution.js";
export { hodgesLehmann } from "./hodges-lehmann.js";
export { holm } from "./holm.js";
export type { Interval, OrderInterval } from "./interval.js";
export { type Line, leastSquaresLine, powerLaw } from "./line.js";
export { decades, type PairedEffect, pairedEffect, reduction } from "./paired-effect.js";
export { proportion } from "./proportion.js";
export { mean, median, quantile } from "./quantile.js";
export { medianInterval, type SignTest, signTest } from "./sign-test.js";
export { type Alternative, type SignedRank, type SignedRankOptions, signedRank } from "./signed-rank.js";
export { theilSen } from "./theil-sen.js";
