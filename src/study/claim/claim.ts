import type { Cell, Json } from "../cell.js";
import type { Decision, Mode, Part } from "../verdict/index.js";

export type PaperName = "HRTA" | "BXC" | "Wu";

/** Files that some claims need and that are not part of this package. */
export interface ClaimFiles {
  /** An IDX file of MNIST images, with its labels beside it. */
  readonly mnist?: string;
}

/** What the cells of a claim gave. */
export interface ClaimResults {
  /** The result of a cell; undefined where it failed or was not run. */
  of(cell: Cell): Json | undefined;
}

/** Something a paper asserts, as a study with a verdict. Cells and judgement are pure: the same results give the same verdict. */
export interface Claim {
  /** "hrta.theorem1" */
  readonly id: string;
  readonly paper: PaperName;
  /** "Theorem 1", "Figure 2" */
  readonly where: string;
  /** What is asserted, in our own words; formulas as plain text. */
  readonly statement: string;
  /** What is run to test it, and which choices are ours because the paper is silent. */
  readonly setting: string;
  /** Cells of a full or quick run; a cell that several claims share is computed once. */
  cells(mode: Mode, files: ClaimFiles): readonly Cell[];
  /** The verdict by the rules of verdict/rule.ts, with what it rests on. Missing cells make it undecided, never wrong. */
  judge(results: ClaimResults, mode: Mode, files: ClaimFiles): Judgement;
}

/** A verdict with its evidence: plain data, all that the claim's page shows. */
export interface Judgement {
  readonly decision: Decision;
  /** The parts or settings that the decision combines. */
  readonly parts: readonly Part[];
  readonly numbers: readonly NumberRow[];
  readonly figures: readonly ClaimFigure[];
}

/** A number of ours beside the paper's. */
export interface NumberRow {
  readonly name: string;
  /** As printed in the paper, if it prints one. */
  readonly paper?: string;
  readonly measured: number | string | null;
  /** A proven or confidence interval. */
  readonly interval?: readonly [number, number];
  readonly note?: string;
}

export interface Axis {
  readonly label: string;
  readonly scale: "linear" | "log";
}

interface FigureBase {
  readonly title: string;
  /** One sentence that says what to see. */
  readonly caption: string;
  readonly x: Axis;
  readonly y: Axis;
}

/** Curves over a common x, one run a seed: drawn faint, with their median and band. */
export interface CurveFigure extends FigureBase {
  readonly kind: "curves";
  readonly series: readonly {
    readonly label: string;
    readonly x: readonly number[];
    /** runs[seed][i] belongs to x[i]; null where there is none. */
    readonly runs: readonly (readonly (number | null)[])[];
    /** A bound or prediction, drawn dashed. */
    readonly theory?: boolean;
  }[];
  /** Where something happens, such as a change of s. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
}

/** Points, such as a quantity against the width, with the line fitted to them where there is one. */
export interface PointFigure extends FigureBase {
  readonly kind: "points";
  readonly series: readonly {
    readonly label: string;
    readonly points: readonly {
      readonly x: number;
      readonly y: number;
      readonly low?: number;
      readonly high?: number;
    }[];
    /** y = factor x^exponent, on log axes. */
    readonly fit?: { readonly exponent: number; readonly factor: number };
    readonly theory?: boolean;
  }[];
}

/** Surfaces, a panel each, as shaded cells. */
export interface SurfaceFigure extends FigureBase {
  readonly kind: "surface";
  readonly value: Axis;
  readonly panels: readonly {
    readonly label: string;
    readonly x: readonly number[];
    readonly y: readonly number[];
    /** z[j][i] at x[i], y[j]. */
    readonly z: readonly (readonly number[])[];
  }[];
}

export type ClaimFigure = CurveFigure | PointFigure | SurfaceFigure;
