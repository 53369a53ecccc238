import type { SolveSpec } from "../../pde/spec.js";
import type { ProblemSpec } from "../../problems/index.js";
import type { Move } from "../../training/relaxation/moved-by-hand.js";
import type { OptimizerSpec, RelaxationSpec, RunSpec } from "../../training/spec.js";

/** What is trained on: samples, or a differential equation. */
export type LabData =
  | { readonly kind: "problem"; readonly problem: ProblemSpec }
  /** A boundary value problem: the network is trained on its residuals and conditions, or fed its solution and gradient (Sobolev). */
  | { readonly kind: "pde"; readonly problem: PdeName; readonly loss: PdeLoss }
  /** Drawn by hand: (x, y) on the line, or (x1, x2, -1 or 1) on the plane, one after another. */
  | { readonly kind: "drawn"; readonly shape: Shape; readonly points: readonly number[] }
  /** A file of the user's: the page asks for it again, and the hash tells whether it is the same. */
  | { readonly kind: "file"; readonly name: string; readonly hash: string; readonly target?: string };

export type PdeData = Extract<LabData, { kind: "pde" }>;
export type SampleData = Exclude<LabData, PdeData>;

/** The boundary value problems that the page knows, by the names of `hrta solve`. */
export const pdeNames = ["poisson-neumann", "poisson-square", "reaction-diffusion", "heat", "burgers"] as const;
export type PdeName = (typeof pdeNames)[number];
export const pdeLosses = ["residual", "sobolev"] as const;
export type PdeLoss = (typeof pdeLosses)[number];

/** Points on the line have a value, points on the plane one of two classes. */
export type Shape = "line" | "plane";

/** What two runs side by side may differ in. */
export interface Lane {
  readonly network: Pick<NonNullable<RunSpec["network"]>, "activation" | "scaling" | "bias"> & {
    readonly hidden: readonly number[];
  };
  readonly optimizer: OptimizerSpec;
  readonly relaxation: RelaxationSpec;
  /** s set by hand during the run. */
  readonly moves?: readonly Move[];
}

/** Everything that makes an experiment: the same state gives the same curves to the bit. */
export interface LabState {
  readonly data: LabData;
  /** The first seed. */
  readonly seed: number;
  /** Runs of every lane, at seeds `seed`, `seed` + 1, ... */
  readonly seeds: number;
  readonly steps: number;
  /** One to `MOST_LANES`. */
  readonly lanes: readonly Lane[];
}

export const MOST_LANES = 3;
/** "Ten seeds at once". */
export const MANY_SEEDS = 10;
export const MOST_STEPS = 200_000;
export const MOST_POINTS = 200;
/** Neurons a hidden layer, hidden layers, and parameters together: what a page trains while one looks. */
export const MOST_WIDTH = 4096;
export const MOST_DEPTH = 4;
export const MOST_PARAMETERS = 2_000_000;

/** Plain training of a wide network on the papers' first example. */
export const plainLane: Lane = {
  network: { hidden: [1000], activation: "relu", scaling: "ntk", bias: "input" },
  optimizer: { name: "adam", rate: 0.01, decay: "cosine" },
  relaxation: { name: "constant", s: 1 },
};

export const initialState: LabState = {
  data: { kind: "problem", problem: { name: "sine" } },
  seed: 0,
  seeds: 1,
  steps: 8000,
  lanes: [plainLane],
};

/** "A", "B", "C": what a lane is called. */
export const laneName = (lane: number): string => String.fromCharCode(65 + lane);

/** The run of one lane and seed on samples, as `hrta train --spec` reads it. */
export const runSpecOf = ({ steps }: LabState, data: SampleData, lane: Lane, seed: number): RunSpec => ({
  data: dataSpecOf(data),
  ...laneSpecOf(lane),
  ...{ steps, seed },
});

/** The run of one lane and seed on a boundary value problem, as `hrta solve` reads it. */
export const solveSpecOf = ({ steps }: LabState, { loss }: PdeData, lane: Lane, seed: number): SolveSpec => ({
  ...{ loss, steps, seed },
  ...laneSpecOf(lane),
});

const laneSpecOf = ({ network, optimizer, relaxation, moves }: Lane) => ({
  network: { ...network, hidden: [...network.hidden] },
  ...{ optimizer, relaxation },
  ...(moves?.length ? { moves: moves.map((move) => ({ ...move })) } : {}),
});

/** Drawn points are all trained on, as they lie; a file is parted and standardised as the command line does it. */
function dataSpecOf(data: SampleData): NonNullable<RunSpec["data"]> {
  switch (data.kind) {
    case "problem":
      return { problem: data.problem };
    case "drawn":
      return {
        file: "points.csv",
        targets: [data.shape === "line" ? "y" : "class"],
        task: data.shape === "line" ? "regression" : "classification",
        test: 0,
        standardize: false,
      };
    case "file":
      return { file: data.name, ...(data.target === undefined ? {} : { targets: [data.target] }) };
  }
}
