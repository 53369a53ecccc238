import type { Metrics } from "../model/metrics.js";

/** Everything a report says about one training run: plain data, filled by whoever ran it. */
export interface RunRecord {
  readonly title: string;
  /** The command that gives the same run again. */
  readonly command?: string;
  readonly outcome: Outcome;
  /** When the run began, as an ISO 8601 date and time. */
  readonly created: string;
  /** Wall-clock time of the training. */
  readonly seconds: number;
  readonly steps: number;
  readonly seed: number;
  /** Versions of what took part: hrta, node, engine, ... */
  readonly versions: Readonly<Record<string, string>>;
  /** Processor, cores and system in one line. */
  readonly machine: string;
  readonly settings: readonly SettingGroup[];
  /** Training loss of the model itself, where that is not the last of the history (early stopping). */
  readonly loss?: number;
  /** Warnings, one sentence each. */
  readonly notes: readonly string[];
  readonly data: DataSummary;
  readonly model: ModelSummary;
  readonly history: History;
  /** The loss that theory foretells, drawn over the measured one. */
  readonly prediction?: Prediction;
  /** What observers measured on the way, one entry an observer. */
  readonly observed?: readonly ObservedMeasures[];
  readonly stages: readonly StageSummary[];
  readonly metrics: MetricSet;
  readonly predictions?: Predictions;
  /** For problems with one numeric input: the data and the curve that was learnt. */
  readonly fit?: Fit;
  /** What the run wrote. */
  readonly files: readonly { readonly name: string; readonly path: string }[];
}

/**
 * How a run ended: all steps done, stopped by hand, the loss became infinite or NaN, the loss target was reached,
 * validation stopped improving, or the time was up.
 */
export type Outcome = "finished" | "stopped" | "diverged" | "target" | "early" | "time";

/** A heading, and the options under it with their values as text. */
export type SettingGroup = readonly [group: string, settings: readonly (readonly [name: string, value: string])[]];

export interface DataSummary {
  /** The data's file, or the problem of the library. */
  readonly file: string;
  readonly problem?: boolean;
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
  readonly task: "regression" | "classification";
}

export interface ModelSummary {
  /** Name of sigma in sigma_s(z) = (1-s) z + s sigma(z). */
  readonly activation: string;
  /** The s that the model ended at, one a hidden layer. */
  readonly s: readonly number[];
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  readonly parameters: number;
}

/** Columns of one length, a row a record. An absent entry is NaN (or null, as JSON writes it). */
export interface History {
  readonly step: ArrayLike<number>;
  readonly loss: ArrayLike<number>;
  readonly s: ArrayLike<number>;
  /** Learning rate. */
  readonly rate: ArrayLike<number>;
  readonly validation?: ArrayLike<number>;
  readonly seconds?: ArrayLike<number>;
  /** What the loss is, for the axis: "1/(2n) sum of squares, standardised". */
  readonly lossName?: string;
}

/** A predicted curve of the loss; steps ascend and count as those of the history do. */
export interface PredictedCurve {
  /** What it is from, for the legend: "prediction from G(θ₀)". */
  readonly label: string;
  readonly step: ArrayLike<number>;
  readonly loss: ArrayLike<number>;
}

/** The predicted loss, and a second prediction (that of infinite width, say) to be drawn dashed. */
export interface Prediction extends PredictedCurve {
  readonly dashed?: PredictedCurve;
}

/** One observer's measures along training; an entry that was not measured or has no value is NaN (or null, as JSON writes it). */
export interface ObservedMeasures {
  /** Name of the observer. */
  readonly name: string;
  readonly measures: readonly string[];
  /** Steps at which it looked, ascending. */
  readonly step: readonly number[];
  /** values[i][j] is measure j at step[i]. */
  readonly values: readonly (readonly number[])[];
}

/** The steps (from, to] of one stage of the relaxation. */
export interface StageSummary {
  readonly from: number;
  readonly to: number;
  /** Constant, or a ramp from the first value to the second. */
  readonly s: number | readonly [from: number, to: number];
  /** Loss just before s was changed; NaN or null for the first stage. */
  readonly lossBefore: number;
  /** Loss just after. */
  readonly lossStart: number;
  readonly lossEnd: number;
  readonly switch: "hard" | "lossless" | "start" | "ramp";
}

export interface MetricSet {
  readonly train: Metrics;
  readonly validation?: Metrics;
  readonly test?: Metrics;
}

export type { ClassificationMetrics, Metrics, RegressionMetrics, TargetMetrics } from "../model/metrics.js";

/** True and predicted values in raw units, an array a target. */
export interface Predictions {
  readonly set: "test" | "train";
  readonly target: readonly ArrayLike<number>[];
  readonly predicted: readonly ArrayLike<number>[];
}

/** Data of a one-input problem and the curve x -> f(x), sorted by x, all in raw units. */
export interface Fit {
  /** The rows that are shown. */
  readonly set: "test" | "training";
  readonly input: string;
  readonly target: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly curve: { readonly x: ArrayLike<number>; readonly f: ArrayLike<number> };
}
