import type { Json } from "../../cell.js";
import { descentResult, flowResult, notebookResult } from "../../experiment/bxc/results.js";
import type { Mode } from "../../verdict/index.js";
import type { ClaimFiles } from "../claim.js";
import { group, seedsOf } from "./runs.js";

/** The theorems' data: 10 points of the unit sphere of R^10, targets +-1. */
export const sphere = { inputs: 10, train: 10 };
/** Two points, few enough for the theorems' width to be within reach. */
export const pair = { inputs: 10, train: 2 };
/** At two points and delta = 1/2 the width n^6 / (lambda_0^4 delta^3) = 512 / lambda_0^4 is 8,000 to 17,000. */
export const pairWidth = 20_000;
export const pairDelta = 0.5;

/** n^6 / (lambda_0^4 delta^3), the constant of "m = Omega(...)" taken for 1. */
export const theoremWidth = (n: number, lambda0: number, delta: number): number =>
  (n * n * n * n * n * n) / (lambda0 * lambda0 * lambda0 * lambda0 * delta * delta * delta);

/** Ten times the points and more: below every width the theorems ask for, as the paper's own experiments are. */
export const widthOf = (mode: Mode): number => (mode === "full" ? 2048 : 256);

export const theoremSetting =
  "Theorems: f = m^(-1/2) sum a_r relu(w_r . x), w ~ N(0, I), a = +-1 frozen, L = 1/2 sum (f - y)^2; 10 points of the unit sphere of R^10, y = +-1, both drawn by the seed.";
export const notebookSetting =
  "Notebook (PAPERS.md BXC 4): the first 60 images of the file named, test images where that is what it holds; pixels 0..1, labels 0..9 regressed, mean squared error, both layers trained, " +
  "w and a first-layer bias ~ N(0, 1/m^2), a ~ U(-1, 1), no 1/sqrt(m), m = 3000, rate 1e-4, full batch; the scale of the pixels and the bias's law are our reading. " +
  "The images stand in coordinates of the space they span, which changes no output.";

/** A loss that is not known to a factor of 2 says nothing. */
const INEXACT = 0.3;
export const flowSetting = `A flow whose loss, by a run in half as many steps, is not known to ${INEXACT} decades up to its last peak leaves the case open (the stretch behind the last peak was counted in a first run, which left one seed open); Nesterov's flows take four times the steps of a first full run, which had left one seed open.`;

/** A limiting equation on the theorems' data, by a cell of `bxc.flow`. */
export const flowGroup = (params: { readonly [name: string]: Json }, mode: Mode) =>
  group("bxc.flow", params, seedsOf(mode), flowResult, ({ error }) => !(error <= INEXACT));

const equations = {
  /** Long enough for exp(-12) of the bound, exp(-24) of the loss. */
  gradient: { equation: { name: "gradient" }, span: 12, steps: 600 },
  /** b = sqrt(2 lambda_0): exp(-28) of the loss. */
  heavyBall: { equation: { name: "heavyBall", friction: Math.SQRT2 }, span: 20, steps: 400 },
  nesterov: { equation: { name: "nesterov", gamma: 7 }, span: 100, steps: 8000 },
} as const;

/** The limiting equation of a method, by its name here. */
export const flows = (
  name: keyof typeof equations,
  mode: Mode,
  { width = widthOf(mode) }: { readonly width?: number } = {},
) => flowGroup({ problem: sphere, width, ...equations[name] }, mode);

/** The same where the theorems' width is met. */
export const pairFlows = (name: "gradient" | "heavyBall", mode: Mode) =>
  // The eigenvalues of two points lie close together: longer steps are as exact.
  flowGroup({ problem: pair, width: pairWidth, ...equations[name], steps: 200 }, mode);

/** A method in steps, in the theorems' setting. */
export const descents = (method: Json, steps: number, mode: Mode, seeds: readonly number[] = seedsOf(mode, 20)) =>
  group("bxc.descent", { problem: sphere, width: widthOf(mode), method, steps }, seeds, descentResult);

/** The first images of the file, those to choose and judge by left out as far as can be. */
export const images = (file: string) => ({ name: "mnist", file, train: 60, validation: 1, test: 1 });

/** Epochs of the notebook's 5000 that are run: the loss has by then fallen by five decades and more. */
export const epochsOf = (mode: Mode): number => (mode === "full" ? 1000 : 60);

export const notebookWidth = (mode: Mode): number => (mode === "full" ? 3000 : 300);

/** A method on the images; undefined without them. */
export const notebook = (method: Json, mode: Mode, { mnist }: ClaimFiles, seeds = 20) =>
  mnist === undefined
    ? undefined
    : group(
        "bxc.notebook",
        {
          problem: images(mnist),
          width: notebookWidth(mode),
          method,
          epochs: epochsOf(mode),
          kernel: true,
        },
        seedsOf(mode, seeds),
        notebookResult,
      );

/** The notebook's rate, of the mean squared error. */
export const notebookRate = 1e-4;
