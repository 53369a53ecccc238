import type { Real } from "../../engine/program.js";
import type { StageStart } from "../run/run.js";
import type { KernelCurve } from "./curve.js";
import type { StageForecast } from "./forecast.js";
import type { Landscape } from "./landscape.js";
import type { ModeBin } from "./modes.js";
import type { KernelTable } from "./table.js";

/** What theory says of one lane before it runs. */
export interface TheoryStart {
  readonly curve?: KernelCurve;
  /** Why there is no kernel of infinite width. */
  readonly reason?: string;
  readonly rows: number;
  /** Why the loss is not foretold. */
  readonly obstacle?: string;
}

/** Parts of an answer, each for a view that is in sight. */
export interface TheoryWanted {
  readonly modes: boolean;
  readonly table: boolean;
  readonly gram: boolean;
  readonly landscape: boolean;
}

/** What is asked about a moment of a run. */
export interface TheoryQuestion {
  readonly s: number;
  readonly parameters: Real;
  /** f at the first training rows, at least `TheoryStart.rows` of them. */
  readonly outputs: Float64Array;
  readonly start: Real;
  readonly want: TheoryWanted;
}

export interface TheoryAnswer {
  readonly modes?: readonly ModeBin[];
  readonly table?: KernelTable;
  /** Eigenvalues of G(theta), descending, of the first `gramRows` rows. */
  readonly gram?: Float64Array;
  readonly gramRows?: number;
  readonly landscape?: Landscape;
}

/** The kernel's side of one lane at its first seed. */
export interface Theory {
  readonly start: TheoryStart;
  answer(question: TheoryQuestion): TheoryAnswer;
  /** The loss over each stage, up to the next or to the end. */
  forecast(stages: readonly StageStart[], steps: number): readonly StageForecast[];
  close(): void;
}
