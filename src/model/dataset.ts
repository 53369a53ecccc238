/** Inputs of a network: rows x inputs numbers, row-major float64, standardised, without the constant column. */
export interface Points {
  readonly rows: number;
  readonly inputs: number;
  readonly x: Float64Array;
}

/** Samples ready for a network: standardised inputs x (n x d) and targets y (n x k), row-major float64. */
export interface Dataset extends Points {
  readonly outputs: number;
  readonly y: Float64Array;
  /** Sample weights, length n, mean 1 over the training set; none means all 1. */
  readonly weights?: Float64Array;
}

/** How one column becomes inputs: (value - mean) / deviation (missing -> mean), or one-hot over the categories (missing -> zeros). */
export type Feature =
  | { readonly name: string; readonly kind: "number"; readonly mean: number; readonly deviation: number }
  | { readonly name: string; readonly kind: "category"; readonly categories: readonly string[] };

/** How columns become targets: numbers (standardised), or one label column. Two classes: one output, y = -1 or 1; more: one-hot. */
export type Target =
  | {
      readonly kind: "regression";
      readonly names: readonly string[];
      readonly means: readonly number[];
      readonly deviations: readonly number[];
    }
  | { readonly kind: "classes"; readonly name: string; readonly classes: readonly string[] };

/** The map from a table to a data set and back; fitted on training rows only, saved with the model. */
export interface Encoding {
  readonly features: readonly Feature[];
  readonly target: Target;
}
