// The package's own TypeScript source does not compile under this project's settings; tsconfig's `paths` points here instead.

/** Called after every accepted step, and once before the first (with nr = 1); false ends the integration. */
export type OutputFunction = (nr: number, xOld: number, x: number, y: readonly number[]) => boolean;

/** Extrapolated midpoint rule of variable order and step size (Hairer and Wanner's ODEX), for n equations. */
export class Solver {
  constructor(n: number);
  maxSteps: number;
  initialStepSize: number;
  /** 0: the interval. */
  maxStepSize: number;
  relativeTolerance: number;
  absoluteTolerance: number;
  solve(
    f: (x: number, y: readonly number[]) => ArrayLike<number>,
    x: number,
    y0: number[],
    xEnd: number,
    output: OutputFunction,
  ): void;
}
