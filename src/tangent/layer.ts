import type { Model } from "../model/model.js";
import type { Block } from "../model/network.js";
import { type Matrix, zeros } from "../numerics/linear/matrix.js";
import { belongs, type Slice } from "./slice.js";

/** Stands where a layer has no such matrix. */
export const EMPTY: Matrix = zeros(0, 0);

/** The trained slopes, where the network has them. */
export const slopeBlock = ({ network }: Model): Block | undefined => network.blocks.find((b) => b.kind === "slope");
/** The trained blocks, in the network's order. */
export const trained = ({ network }: Model): readonly Block[] => network.blocks.filter((b) => b.trainable);

/** Blocks into a layer that belong to the slice. */
export const into = ({ network }: Model, layer: number, slice: Slice): readonly Block[] =>
  network.blocks.filter((b) => b.kind !== "slope" && b.layer === layer && belongs(b, slice));

/** Weights and links out of a layer. */
export const outOf = ({ network }: Model, layer: number): readonly Block[] =>
  network.blocks.filter((b) => (b.kind === "weight" || b.kind === "link") && b.from === layer);

/** Neurons of a layer that belong to the slice. */
export const widthOf = ({ network }: Model, layer: number, slice: Slice): number =>
  layer === 1 && !slice.whole ? slice.width : network.widths[layer];

/** Adds a bias, one row, to every row. */
export function addRow(z: Matrix, row: Matrix): void {
  for (let at = 0; at < z.data.length; at += z.columns)
    for (let j = 0; j < z.columns; j++) z.data[at + j] += row.data[j];
}

/** Adds factor times a to the target. */
export function addScaled(target: Matrix, a: Matrix, factor: number): void {
  for (let at = 0; at < a.data.length; at++) target.data[at] += factor * a.data[at];
}
