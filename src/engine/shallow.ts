import { jetOf } from "./jet.js";
import { type Arena, bytesOf, type Command, type Views } from "./layout.js";
import type { Connection, Program } from "./program.js";
import { isShallowJet, shallowJetBytes } from "./shallow-jet.js";

/** The most inputs for which making z anew in the pull pass is cheaper than storing it. */
const mostInputs = 16;

/** The two dense layers of a program that the kernels for one hidden layer can run. */
export interface ShallowLayers {
  readonly hidden: Connection;
  readonly output: Connection;
  /** Whether they are those for jets of squared relus, not those for values of relus. */
  readonly jet: boolean;
}

/**
 * Those layers, or undefined if the program is not one hidden layer (no bias in it, s given) with few inputs and one output, of relus
 * without a jet or of squared relus with one.
 */
export function shallowLayers(program: Program): ShallowLayers | undefined {
  const { widths, connections, biases, slopes, activation } = program;
  if (widths.length !== 3 || widths[2] !== 1 || slopes || biases.some(({ layer }) => layer === 1)) return undefined;
  const jet = isShallowJet(program);
  const values = activation.name === "relu" && jetOf(program).order === 0 && widths[0] <= mostInputs;
  if (!jet && !values) return undefined;
  const hidden = connections.filter(({ to }) => to === 1);
  const output = connections.filter(({ from }) => from === 1);
  return hidden.length === 1 && output.length === 1 ? { hidden: hidden[0], output: output[0], jet } : undefined;
}

/** Where those kernels find things: the fields of `Shallow` in assembly/shallow.ts. */
export interface ShallowPlan {
  readonly descriptor: number;
  readonly words: readonly number[];
  readonly scales: readonly [number, number];
  readonly forward: readonly Command[];
  readonly pull: readonly Command[];
}

/** Lays those kernels' own buffers out. */
export function planShallow(
  program: Program,
  { hidden, output, jet }: ShallowLayers,
  at: {
    readonly arena: Arena;
    readonly x: number;
    readonly output: number;
    readonly cotangent: number;
    readonly parameters: number;
    readonly gradient: number;
    readonly s: number;
  },
): ShallowPlan {
  const [inputs, neurons] = program.widths;
  const size = bytesOf(program.dtype);
  const descriptor = at.arena.take(80);
  const bytes = (jet ? shallowJetBytes : shallowBytes)(inputs, neurons, size);
  const words = [
    inputs,
    neurons,
    at.x,
    at.parameters + hidden.offset * size,
    at.parameters + output.offset * size,
    at.output,
    at.cotangent,
    hidden.gradient ? at.gradient + hidden.offset * size : 0,
    output.gradient ? at.gradient + output.offset * size : 0,
    at.arena.take(bytes.panels),
    at.arena.take(bytes.sums),
    at.arena.take(bytes.linear),
    at.s,
    jet ? jetOf(program).directions : 0,
  ];
  const command = { target: at.output, extra: descriptor };
  return {
    descriptor,
    words,
    scales: [hidden.scale, output.scale],
    forward: [
      { operation: jet ? "prepareShallowJet" : "prepareShallow", ...command },
      { operation: jet ? "forwardShallowJet" : "forwardShallow", ...command },
    ],
    pull: hidden.gradient || output.gradient ? [{ operation: jet ? "pullShallowJet" : "pullShallow", ...command }] : [],
  };
}

/** Bytes of the panels, sums and linear parts of the kernels for values of relus; panels are two vectors of 16 bytes wide. */
function shallowBytes(inputs: number, neurons: number, size: number) {
  const panels = Math.ceil(neurons / (32 / size));
  return {
    panels: panels * (inputs + 1) * 32,
    sums: panels * Math.ceil(inputs / 5) * 5 * 32,
    linear: inputs * size,
  };
}

/** Writes the descriptor into the session's memory. */
export function writeShallow({ words, doubles }: Views, plan: ShallowPlan): void {
  words.set(plan.words, plan.descriptor / 4);
  doubles.set(plan.scales, plan.descriptor / 8 + 8);
}
