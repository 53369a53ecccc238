/**
 * What an engine is asked to run: a network as a list of linear connections between layers, an activation between them,
 * and the elementary updates of its flat parameter vector. Plain data; no engine knows losses, data sets or optimisers.
 */

/** Precision of a session: float32 trains, float64 checks and certifies. */
export type Dtype = "f32" | "f64";

/** A typed array in the precision of a session. */
export type Real = Float32Array | Float64Array;

/** Activations that every engine has a kernel for. sigma and sigma', with sigma'(0) = 0 for relu. */
export const activationNames = ["relu", "halfSquaredRelu", "tanh", "erf", "gelu", "softplus"] as const;
export type ActivationName = (typeof activationNames)[number];

/** sigma and its derivatives, elementwise. `name` is an `ActivationName`, or any other word for the user's own. */
export interface ElementwiseFunction {
  readonly name: string;
  readonly value: (z: number) => number;
  readonly derivative: (z: number) => number;
  /** sigma'', almost everywhere. Programs with a jet of order k need the derivatives up to k + 1. */
  readonly second?: (z: number) => number;
  /** sigma''', almost everywhere. */
  readonly third?: (z: number) => number;
}

/**
 * z_to += scale * h_from W, with W of shape (width_from x width_to), row-major at `offset` in the parameter vector.
 * Layer 0 is the input (with its constant column, if any); the last layer is linear and is the output.
 * `to = from + 1` is an ordinary dense layer; anything further is a linear skip (bypass).
 */
export interface Connection {
  readonly from: number;
  readonly to: number;
  readonly scale: number;
  readonly offset: number;
  /** Whether `pull` computes this block's gradient. */
  readonly gradient: boolean;
}

/** z_layer += b, with b of length width_layer at `offset`. */
export interface Bias {
  readonly layer: number;
  readonly offset: number;
  readonly gradient: boolean;
}

/**
 * The derivatives by the inputs that go through the network beside its values. Every layer then has planes of rows, one after another: the
 * values; from order 1 on d/dx_1, ..., d/dx_d; of order 2 then d2/dx_j dx_l for (j, l) = (1, 1), (1, 2), ..., (1, d), (2, 2), ..., (d, d).
 */
export interface Jet {
  readonly order: 0 | 1 | 2;
  /** d: the derivatives are by the first d columns of the input. */
  readonly directions: number;
}

export interface Program {
  /** Widths n_0 (input, with the constant column), n_1, ..., n_L (output). */
  readonly widths: readonly number[];
  readonly connections: readonly Connection[];
  readonly biases: readonly Bias[];
  /** sigma of the homotopy (1-s) z + s sigma(z), the same on every hidden layer. */
  readonly activation: ElementwiseFunction;
  /** Offset of the L-1 values of s, one a hidden layer, if they are parameters (PReLU); else s comes with each call. */
  readonly slopes?: { readonly offset: number; readonly gradient: boolean };
  /** Length P of the parameter vector. */
  readonly parameters: number;
  /** Number of moment vectors (each of length P) kept beside the parameters for `update`. */
  readonly moments: number;
  readonly dtype: Dtype;
  /** The most rows one `forward` takes. */
  readonly rows: number;
  /** Default order 0: values alone. */
  readonly jet?: Jet;
  /** Threads inside one call; the results do not depend on it. */
  readonly threads: number;
}

/**
 * One elementary update of parameters theta in place, from gradient g and moments p (first) and v (second); eta is `rate`.
 * - descent:  theta -= eta g
 * - momentum: p <- beta p + g;  theta -= eta (direct g + along p)
 * - adam:     p <- beta1 p + (1-beta1) g;  v <- beta2 v + (1-beta2) g^2;
 *             theta -= eta decay theta;  theta -= eta (p correction1) / (sqrt(v correction2) + epsilon)
 * Coefficients are rounded to the session's precision once, then used as they are.
 */
export type UpdateRule =
  | { readonly kind: "descent"; readonly rate: number }
  | {
      readonly kind: "momentum";
      readonly rate: number;
      readonly beta: number;
      readonly direct: number;
      readonly along: number;
    }
  | {
      readonly kind: "adam";
      readonly rate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly correction1: number;
      readonly correction2: number;
      readonly epsilon: number;
      readonly decay: number;
    };

/** An open program: it owns its buffers, whose views stay valid until `close`. All calls are synchronous and deterministic. */
export interface Session {
  readonly program: Program;
  /** theta, length P: read and write freely between calls. */
  readonly parameters: Real;
  /** Accumulated gradient, length P. */
  readonly gradient: Real;
  /** `program.moments` vectors of length P, zero at the start. */
  readonly moments: readonly Real[];
  /** (rows x n_0), row-major: write the batch here, including the constant column, before `forward`. */
  readonly input: Real;
  /**
   * (rows x n_L), row-major: the network's outputs after `forward`. With a jet, (planes rows x n_L) for the rows of that `forward`, its
   * planes in the order of `Jet`; room for `program.rows` of them.
   */
  readonly output: Real;
  /** Like `output`: write dR/d output here before `pull`. */
  readonly cotangent: Real;
  /** Evaluates the first `rows` rows; `s[l-1]` is the homotopy parameter of hidden layer l (ignored with trained slopes). */
  forward(rows: number, s: ArrayLike<number>): void;
  /** Adds J^T cotangent to `gradient` for the rows and s of the last `forward` (the exact vector-Jacobian product). */
  pull(rows: number): void;
  /** Sets `gradient` to zero. */
  clear(): void;
  /** Applies one rule to the parameters in [start, end) (all of them by default). */
  update(rule: UpdateRule, start?: number, end?: number): void;
  /** Releases threads and memory; the session is unusable afterwards. */
  close(): void;
}

/** Something that runs programs: "wasm" (AssemblyScript, SIMD) or "reference" (plain TypeScript that defines what is right). */
export interface Engine {
  readonly name: "wasm" | "reference";
  /** Why this engine cannot run the program, or undefined if it can. */
  unsupported(program: Program): string | undefined;
  open(program: Program): Promise<Session>;
}
