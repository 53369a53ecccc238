import type { Dtype, Real } from "./program.js";

/** Kernels that a command can name, in the order of the codes in assembly/run.ts. */
export const operations = [
  "zero",
  "addBias",
  "multiply",
  "multiplyTransposed",
  "transposedMultiply",
  "activate",
  "deactivate",
  "sumColumns",
  "slopeRows",
  "slopeTotal",
  "clear",
  "descend",
  "momentum",
  "adapt",
  "prepareShallow",
  "forwardShallow",
  "pullShallow",
  "activateJet",
  "deactivateJet",
  "prepareShallowJet",
  "forwardShallowJet",
  "pullShallowJet",
] as const;
export type Operation = (typeof operations)[number];

/** One kernel call: the fields of `Command` in assembly/command.ts; addresses in bytes, zero where a kernel needs none. */
export interface Command {
  readonly operation: Operation;
  readonly width?: number;
  readonly depth?: number;
  readonly activation?: number;
  readonly target: number;
  readonly left?: number;
  readonly right?: number;
  readonly extra?: number;
  readonly second?: number;
  /** The first plane of a jet that the command works on, default 0. */
  readonly plane?: number;
  /** How many of them, default 1. */
  readonly planes?: number;
  readonly scale?: number;
}

/** Bytes of one command. */
export const commandBytes = 64;

/** Bytes of the state, whose first eight words are rows, threads, wide, stop, commands, count, scratch, scratchBytes. */
export const stateBytes = 256;

/** Hands out addresses from a base up, each on a cache line of its own. */
export class Arena {
  #end: number;

  constructor(base: number) {
    this.#end = align(base);
  }

  /** Reserves that many bytes. */
  take(bytes: number): number {
    const at = this.#end;
    this.#end = align(at + bytes);
    return at;
  }

  /** First byte that is not taken. */
  get end(): number {
    return this.#end;
  }
}

const align = (address: number) => Math.ceil(address / 64) * 64;

/** Bytes of one number. */
export const bytesOf = (dtype: Dtype): number => (dtype === "f32" ? 4 : 8);

/** The memory as the host writes it. */
export interface Views {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
  real(address: number, length: number): Real;
}

export function viewsOf(memory: WebAssembly.Memory, dtype: Dtype): Views {
  const { buffer } = memory;
  return {
    words: new Int32Array(buffer),
    doubles: new Float64Array(buffer),
    real: (address, length) =>
      dtype === "f32" ? new Float32Array(buffer, address, length) : new Float64Array(buffer, address, length),
  };
}

/** Writes one command at an address that is a multiple of 16. */
export function writeCommand({ words, doubles }: Views, address: number, command: Command): void {
  const at = address / 4;
  words[at] = operations.indexOf(command.operation);
  words[at + 1] = command.width ?? 0;
  words[at + 2] = command.depth ?? 0;
  words[at + 3] = command.activation ?? 0;
  words[at + 4] = command.target;
  words[at + 5] = command.left ?? 0;
  words[at + 6] = command.right ?? 0;
  words[at + 7] = command.extra ?? 0;
  words[at + 8] = command.second ?? 0;
  words[at + 9] = command.plane ?? 0;
  words[at + 10] = command.planes ?? 1;
  doubles[address / 8 + 6] = command.scale ?? 1;
}
