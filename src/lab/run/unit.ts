import type { Encoding } from "../../model/dataset.js";

/** How a number of the network is read in the data's own unit: mean + deviation value. */
export interface Unit {
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
}

/** The unit of the network's j-th input: that of a column, or whether it has one of its categories. */
export function inputUnit({ features }: Encoding, j: number): Unit {
  let before = 0;
  for (const feature of features) {
    if (feature.kind === "number") {
      if (j === before) return { name: feature.name, mean: feature.mean, deviation: feature.deviation };
      before++;
      continue;
    }
    const category = feature.categories[j - before];
    if (category !== undefined) return { name: `${feature.name} is ${category}`, mean: 0, deviation: 1 };
    before += feature.categories.length;
  }
  return { name: `x${j + 1}`, mean: 0, deviation: 1 };
}

/** The unit of the network's p-th output; scores of classes have none. */
export function outputUnit({ target }: Encoding, p: number): Unit {
  if (target.kind === "classes") return { name: target.classes[p] ?? target.name, mean: 0, deviation: 1 };
  return { name: target.names[p] ?? `y${p + 1}`, mean: target.means[p] ?? 0, deviation: target.deviations[p] ?? 1 };
}

/** Every `step`-th number from `first` on, in the unit. */
export function inUnit(
  values: ArrayLike<number>,
  { mean, deviation }: Unit,
  { first = 0, step = 1 }: { readonly first?: number; readonly step?: number } = {},
): Float64Array {
  const result = new Float64Array(Math.max(0, Math.ceil((values.length - first) / step)));
  for (let i = 0, at = first; at < values.length; i++, at += step) result[i] = mean + deviation * values[at];
  return result;
}
