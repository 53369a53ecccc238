import { type Jet, pairsOf, planesOf } from "../engine/index.js";

/** A function and its derivatives at one point. Derivatives of a higher order than was asked for are 0. */
export interface Local {
  readonly value: number;
  /** Length d. */
  readonly gradient: ArrayLike<number>;
  /** (d x d), symmetric. */
  readonly hessian: ArrayLike<ArrayLike<number>>;
  /** The sum of the second derivatives. */
  readonly laplacian: number;
}

/** A `Local` over numbers that change: the entries of a jet, plane by plane. */
export interface LocalView extends Local {
  readonly planes: number;
  /** Shows other entries. */
  load(entries: ArrayLike<number>, offset?: number, stride?: number): void;
  /** Changes one entry. */
  set(plane: number, value: number): void;
  get(plane: number): number;
}

/** A view of jets of that order in d dimensions; 0 before anything is loaded. */
export function localView({ order, directions: d }: Jet): LocalView {
  const gradient = new Float64Array(d);
  const hessian = Array.from({ length: d }, () => new Float64Array(d));
  const pairs = pairsOf({ order, directions: d });
  const planes = planesOf({ order, directions: d });
  let value = 0;
  const firsts = order > 0 ? d : 0;
  const set = (plane: number, entry: number) => {
    if (plane === 0) value = entry;
    else if (plane <= firsts) gradient[plane - 1] = entry;
    else {
      const [j, l] = pairs[plane - 1 - firsts];
      hessian[j][l] = entry;
      hessian[l][j] = entry;
    }
  };
  return {
    planes,
    gradient,
    hessian,
    get value() {
      return value;
    },
    get laplacian() {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += hessian[j][j];
      return sum;
    },
    load(entries, offset = 0, stride = 1) {
      for (let plane = 0; plane < planes; plane++) set(plane, entries[offset + plane * stride]);
    },
    set,
    get(plane) {
      if (plane === 0) return value;
      if (plane <= firsts) return gradient[plane - 1];
      const [j, l] = pairs[plane - 1 - firsts];
      return hessian[j][l];
    },
  };
}
