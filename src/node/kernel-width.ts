import type { Dataset } from "../model/dataset.js";
import type { NetworkSpec } from "../model/network.js";
import type { KernelRecord, WidthBound } from "../report/kernel-record.js";
import { boundInputs } from "../theory/bound/inputs.js";
import { widthBounds } from "../theory/bound/width-bounds.js";
import { widthNeeded } from "../theory/bound/width-needed.js";
import { type KernelFamily, lambdaMinCurve } from "../theory/spectrum/curve.js";

/** Random starts at each width, and multiply-adds that trying widths may take in all: a few seconds. */
const STARTS = 10;
const WORK = 3e10;
/** Narrower than this is not tried. */
const NARROWEST = 16;

export interface WidthOptions {
  readonly network: NetworkSpec;
  readonly family: KernelFamily;
  readonly delta: number;
}

/** HRTA's Proposition 1, whose claim is what `widthSeen` looks for, with its slip mended. */
const AS_SEEN = "hrta.prop1.corrected";
/** s of the second stage, unless the first is higher or one s alone was asked for. */
const SECOND_S = 1.5;

/**
 * The widths that the theorems ask for; they are about relu in two layers drawn from N(0, 1). Each is taken where the eigenvalues' intervals are
 * worst, so that it is enough: infinite where one is not told from 0.
 */
export function theoremWidths(
  data: Dataset,
  { network, family, delta, s: list, first }: WidthOptions & { readonly s: readonly number[]; readonly first: number },
): WidthBound[] {
  const { hidden, activation, inputInit, outputInit } = network;
  const covered =
    hidden.length === 1 && activation.sigma.name === "relu" && inputInit === "normal" && outputInit === "normal";
  if (!covered) return [];
  const second = list.length === 1 ? first : Math.max(first, SECOND_S);
  const inputs = boundInputs(data, family, { delta, s: [first, second], bias: network.bias });
  const stage = first === second ? `s = ${first}` : `s = ${first}, then ${second}`;
  return widthBounds(inputs).map(({ id, paper, statement, variant, formula, value, notes }) => ({
    paper,
    statement: variant === "printed" ? statement : `${statement} (${variant})`,
    formula,
    width: value.upper,
    ...(id === AS_SEEN ? { asSeen: true } : {}),
    note: [paper === "HRTA" ? stage : "s = 1", ...notes].join("; "),
  }));
}

/** The largest power of two whose starts take no more than the work allowed. */
function affordable(rows: number, layers: number): number {
  // Drawing a deep network's weight (a normal number) costs some 30 multiply-adds; its products with the rows, one a row and way.
  const starts = (m: number) => STARTS * (2 * rows * rows * m * layers + (layers - 1) * m * m * (2 * rows + 30));
  let width = NARROWEST / 2;
  while (starts(2 * width) <= WORK) width *= 2;
  return width;
}

/** The width at which the conclusion of HRTA's Proposition 1 is seen, within a bounded amount of work. */
export function widthSeen(
  data: Dataset,
  {
    network,
    family,
    s,
    delta,
    seed,
    mostWidth,
  }: WidthOptions & { readonly s: number; readonly seed: number; readonly mostWidth: number },
): KernelRecord["seen"] {
  const most = Math.min(mostWidth, affordable(data.rows, network.hidden.length));
  // What a few narrow networks do says little about many rows.
  if (most < Math.max(NARROWEST, data.rows / 2)) return undefined;
  const { a, omega } = lambdaMinCurve(family, [s]);
  const [first, second] = [a.values[0], omega.values[0]];
  const least = {
    estimate: 0.75 * (first.estimate + second.estimate),
    lower: 0.75 * (first.lower + second.lower),
    upper: 0.75 * (first.upper + second.upper),
  };
  const found = widthNeeded(data, { least, spec: network, s, delta, seeds: STARTS, seed, most });
  if (found.outcome === "unresolved") return undefined;
  return {
    property: "λ_min(G(θ₀)) at least ¾ of the sum of both kernels’ λ_min",
    rows: found.trials.map(({ width, seeds, fraction }) => ({ width, share: fraction, starts: seeds })),
    needed: found.width,
  };
}
