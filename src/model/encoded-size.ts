import type { Encoding, Feature } from "./dataset.js";

/** Number d of network inputs: one a number, one a category. */
export const inputsOf = (encoding: Encoding): number =>
  encoding.features.reduce((sum, feature) => sum + widthOf(feature), 0);

/** Number k of network outputs: one a target; one for two classes, else one a class. */
export const outputsOf = ({ target }: Encoding): number =>
  target.kind === "regression" ? target.names.length : target.classes.length === 2 ? 1 : target.classes.length;

/** Number of network inputs of one feature. */
export const widthOf = (feature: Feature): number => (feature.kind === "number" ? 1 : feature.categories.length);

/** The names of the columns that an encoding predicts. */
export const targetNames = ({ target }: Encoding): readonly string[] =>
  target.kind === "regression" ? target.names : [target.name];
