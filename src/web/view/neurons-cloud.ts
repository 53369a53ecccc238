import type { RunFrame } from "../../lab/run/run.js";
import type { FirstLayer } from "./first-layer.js";
import type { OpenLane } from "./open-lane.js";

/** A lane with its first hidden layer, now and as it was drawn. */
export interface NeuronLane extends OpenLane {
  readonly frame: RunFrame;
  readonly layer: FirstLayer;
  readonly theta: ArrayLike<number>;
  /** s with which the run began. */
  readonly startS: number;
}

/** Neurons as points, now and at the start: entry i is the same neuron in all arrays. */
export interface Cloud {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly startX: Float64Array;
  readonly startY: Float64Array;
  /** 0 where the neuron does not bend within the data, else 1, or -1 for one with a negative output weight if that is shown. */
  readonly kind: Int8Array;
  /** What is shown and what is not, in words. */
  readonly text: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Fixed range of x; else it follows from the points. */
  readonly xDomain?: readonly [number, number];
  /** Whether x and y are weights, which have one unit. */
  readonly square: boolean;
  /** Whether colours stand for the sign of the output weight. */
  readonly signs: boolean;
}
