/** Everything the kernel report says, before any training, about one data set and one family of networks: plain data. */
export interface KernelRecord {
  readonly title: string;
  /** The command that gives the same report again. */
  readonly command?: string;
  /** When it was made, as an ISO 8601 date and time. */
  readonly created: string;
  readonly seconds: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: string;
  readonly notes: readonly string[];
  readonly data: KernelData;
  readonly network: {
    /** sigma of sigma_s(z) = (1-s) z + s sigma(z). */
    readonly activation: string;
    /** Hidden layers. */
    readonly layers: number;
    readonly bias: "input" | "layers" | false;
  };
  readonly parallel: ParallelSummary;
  /** lambda_min over s, ascending in s; one entry is allowed. */
  readonly curve: readonly CurvePoint[];
  readonly monotone: readonly Phase[];
  /** The same on the rows that are left when rows that cannot be told apart are taken once; absent where there are none. */
  readonly distinct?: {
    readonly rows: number;
    readonly curve: readonly CurvePoint[];
    readonly monotone: readonly Phase[];
  };
  /** Eigenvalues of the infinite-width kernel, descending, one list for each s asked for. */
  readonly spectra: readonly { readonly s: number; readonly values: ArrayLike<number> }[];
  /** The s of everything below. */
  readonly s: number;
  readonly spectrum: SpectrumSummary;
  /** Share of the target's energy in each eigenvector, in the order of the eigenvalues (descending); sums to 1. */
  readonly energy: { readonly values: ArrayLike<number>; readonly shares: ArrayLike<number> };
  /** How much of the target is learnt when: time in units of gradient flow, steps at the recommended rate. */
  readonly learnt: readonly { readonly share: number; readonly time: number; readonly steps: number }[];
  readonly forecasts: readonly Forecast[];
  /** Of the distinct rows, where some repeat. */
  readonly widths: readonly WidthBound[];
  /** Widths tried: the share of random starts at which lambda_min(G(theta_0)) >= 3/4 of the kernel's; seen is the first that suffices. */
  readonly seen?: {
    readonly property: string;
    readonly rows: readonly { readonly width: number; readonly share: number; readonly starts: number }[];
    readonly needed?: number;
  };
  /** Models that need no training, with their errors on held-out rows in the target's unit. */
  readonly untrained?: readonly {
    readonly name: string;
    readonly rmse: number;
    readonly r2: number;
    readonly detail: string;
  }[];
}

/** A stretch of s (within the curve) on which lambda_min of the sum grows, or falls, by more than its uncertainty. */
export interface Phase {
  readonly from: number;
  readonly to: number;
  readonly direction: "grows" | "falls" | "unresolved";
}

export interface KernelData {
  /** The data's file, or the problem of the library. */
  readonly file: string;
  readonly problem?: boolean;
  readonly rows: { readonly train: number; readonly test: number };
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
}

/** Groups of rows that the kernel cannot tell apart, by their number in the file (the first data row is 1). */
export interface ParallelSummary {
  readonly groups: readonly {
    /** "zero": inputs of nothing but zeros, where a network without bias is 0. */
    readonly kind: "duplicate" | "parallel" | "antiparallel" | "zero";
    readonly rows: readonly number[];
  }[];
  /** Rows in groups beyond the first of each, and rows of zeros: what the rank loses. */
  readonly surplus: number;
  /** The training loss that no network of the family can go under, because of them. */
  readonly lossFloor: number;
}

/** A number and what is proven of it. */
export interface Bounded {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

export interface CurvePoint {
  readonly s: number;
  readonly a: Bounded;
  readonly omega: Bounded;
  readonly sum: Bounded;
}

export interface SpectrumSummary {
  readonly size: number;
  readonly min: Bounded;
  readonly max: number;
  /** Largest over smallest eigenvalue; only a lower bound where lambda_min is not resolved. */
  readonly condition: { readonly value: number; readonly resolved: boolean };
  readonly rank: number;
  /** exp(entropy of the normalised eigenvalues). */
  readonly effectiveRank: number;
}

/** One training method under this kernel: what is predicted, and what was measured if it was. */
export interface Forecast {
  readonly method: "gradient descent" | "heavy ball" | "Nesterov" | string;
  /** "rate 0.44, momentum 0.9". */
  readonly settings: string;
  /** The largest learning rate at which it is stable under this kernel. */
  readonly largestRate: number;
  readonly recommendedRate: number;
  /** Flags of hrta train that do this. */
  readonly flags: string;
  /** Training steps, ascending, from 0. */
  readonly step: ArrayLike<number>;
  /** Loss by the infinite-width kernel, in the mean over random starts. */
  readonly infinite: ArrayLike<number>;
  readonly measured?: {
    readonly width: number;
    readonly seed: number;
    readonly loss: ArrayLike<number>;
    /** Loss by G(theta_0) of the network that was trained, from its own initial error. */
    readonly finite: ArrayLike<number>;
    /** max over steps of |log10(measured / finite)|. */
    readonly gap: number;
    /** The last step up to which the gap is within `tolerance` decades. */
    readonly agreesUntil: number;
    readonly tolerance: number;
  };
}

/** A width that a theorem asks for on these data. */
export interface WidthBound {
  readonly paper: string;
  readonly statement: string;
  readonly formula: string;
  /** Infinity where a premise fails (lambda_min is 0 or not resolved). */
  readonly width: number;
  /** Whether its claim is the property of `seen`. */
  readonly asSeen?: boolean;
  readonly note?: string;
}
