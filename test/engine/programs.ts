import type {
  Bias,
  Connection,
  Dtype,
  ElementwiseFunction,
  Jet,
  Program,
  Real,
  Session,
} from "../../src/engine/program.js";
import { random } from "../../src/numerics/random.js";

/** What a program of the conformance table is made of; `program` lays out its parameters. */
export interface Architecture {
  readonly title: string;
  readonly widths: readonly number[];
  readonly biases?: boolean;
  /** Pairs (from, to) of linear skips. */
  readonly links?: readonly (readonly [number, number])[];
  readonly slopes?: boolean;
  /** Dense layers, by target, whose gradient is not wanted. */
  readonly frozen?: readonly number[];
}

export const architectures: readonly Architecture[] = [
  { title: "2-7-1", widths: [2, 7, 1] },
  { title: "2-64-1", widths: [2, 64, 1] },
  { title: "2-1000-1", widths: [2, 1000, 1] },
  { title: "1-10-1 (one input)", widths: [1, 10, 1] },
  { title: "2-5-3-1", widths: [2, 5, 3, 1] },
  { title: "3-33-17-1", widths: [3, 33, 17, 1] },
  { title: "9-21-1 (more inputs)", widths: [9, 21, 1] },
  { title: "70-40-30-10 (several outputs)", widths: [70, 40, 30, 10] },
  { title: "4-12-3 (shallow, several outputs)", widths: [4, 12, 3] },
  { title: "2-13-1 with biases", widths: [2, 13, 1], biases: true },
  { title: "3-9-8-2 with biases", widths: [3, 9, 8, 2], biases: true },
  { title: "3-9-1 with a skip", widths: [3, 9, 1], links: [[0, 2]] },
  {
    title: "3-9-8-2 with all skips",
    widths: [3, 9, 8, 2],
    links: [
      [0, 2],
      [0, 3],
      [1, 3],
    ],
  },
  { title: "2-11-1 with a trained slope", widths: [2, 11, 1], slopes: true },
  {
    title: "3-9-8-2 with biases, a skip and trained slopes",
    widths: [3, 9, 8, 2],
    biases: true,
    links: [[0, 3]],
    slopes: true,
  },
  { title: "2-7-1 with the output frozen", widths: [2, 7, 1], frozen: [2] },
  { title: "2-7-1 with the hidden layer frozen", widths: [2, 7, 1], frozen: [1] },
  { title: "3-9-8-2 with the middle frozen", widths: [3, 9, 8, 2], biases: true, frozen: [2] },
  { title: "2-5-6-7-1 (three hidden layers)", widths: [2, 5, 6, 7, 1] },
];

/** The program of an architecture: 1/sqrt(fan in) on every layer but the first, skips at half strength. */
export function buildProgram(
  { widths, biases: biased = false, links = [], slopes: sloped = false, frozen = [] }: Architecture,
  options: {
    readonly activation: ElementwiseFunction;
    readonly dtype: Dtype;
    readonly rows: number;
    readonly threads?: number;
    readonly moments?: number;
    readonly jet?: Jet;
  },
): Program {
  const connections: Connection[] = [];
  const biases: Bias[] = [];
  let offset = 0;
  for (let to = 1; to < widths.length; to++) {
    const scale = to === 1 ? 1 : 1 / Math.sqrt(widths[to - 1]);
    const gradient = !frozen.includes(to);
    connections.push({ from: to - 1, to, scale, offset, gradient });
    offset += widths[to - 1] * widths[to];
    if (!biased) continue;
    biases.push({ layer: to, offset, gradient });
    offset += widths[to];
  }
  for (const [from, to] of links) {
    connections.push({ from, to, scale: 0.5, offset, gradient: true });
    offset += widths[from] * widths[to];
  }
  const slopes = sloped ? { offset, gradient: true } : undefined;
  if (slopes) offset += widths.length - 2;
  return { widths, connections, biases, slopes, parameters: offset, moments: 0, threads: 1, ...options };
}

/** Fills parameters, input and cotangent with N(0, 1) of the seed, the same values (up to rounding) in every engine. */
export function fill(session: Session, seed: number): void {
  random(seed, "parameters").fillNormal(session.parameters);
  random(seed, "input").fillNormal(session.input);
  random(seed, "cotangent").fillNormal(session.cotangent);
}

/** One s a hidden layer, all different, the first of them s. */
export const slopesFrom = (s: number, { widths }: Program): number[] =>
  Array.from({ length: widths.length - 2 }, (_, l) => s + 0.25 * l);

/** Entries of the parameter vector whose gradient the program asks for. */
export function followed(program: Program): number[] {
  const entries: number[] = [];
  const add = (offset: number, length: number) => {
    for (let i = 0; i < length; i++) entries.push(offset + i);
  };
  const { widths, connections, biases, slopes } = program;
  for (const c of connections) if (c.gradient) add(c.offset, widths[c.from] * widths[c.to]);
  for (const b of biases) if (b.gradient) add(b.offset, widths[b.layer]);
  if (slopes?.gradient) add(slopes.offset, widths.length - 2);
  return entries;
}

/** Half a unit in the last place of 1. */
export const unitRoundoff = (dtype: Dtype): number => (dtype === "f32" ? 1 / 0x100_0000 : 1 / 0x20_0000_0000_0000);

/** max |x_i|. */
export function largest(x: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) most = Math.max(most, Math.abs(x[i]));
  return most;
}

/** max |x_i - y_i|; Infinity if one of them is not a number. */
export function distance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) {
    const gap = Math.abs(x[i] - y[i]);
    if (Number.isNaN(gap)) return Infinity;
    most = Math.max(most, gap);
  }
  return most;
}

/** The first `rows` rows of a batch's array of the given width. */
export const firstRows = (array: Real, rows: number, width: number): Real => array.subarray(0, rows * width);
