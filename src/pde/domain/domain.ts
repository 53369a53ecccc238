/** A flat part of a domain's boundary. */
export interface Face {
  /** Such as "x1 = 0"; conditions name the faces that they are on. */
  readonly name: string;
  /** Length or area; 1 for the end of an interval. */
  readonly measure: number;
  /** The outer unit normal, length d. */
  readonly normal: readonly number[];
  /** Writes the point of the face that belongs to a point of the unit cube of d - 1 dimensions. */
  point(at: ArrayLike<number>, x: Float64Array): void;
}

/** A bounded domain of R^d. */
export interface Domain {
  /** d. */
  readonly dimensions: number;
  /** Names of the coordinates, for messages, files and pictures. */
  readonly variables: readonly string[];
  /** Corners of the bounding box. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Length, area or volume. */
  readonly volume: number;
  readonly faces: readonly Face[];
  /** Whether a point lies in the closed domain, up to rounding. */
  contains(x: ArrayLike<number>): boolean;
}

/** What counts as rounding, in units of the domain's size. */
export const ROUNDING = 1e-12;
