import { jetOf } from "./jet.js";
import { type Arena, bytesOf, type Command, type Views } from "./layout.js";
import type { Connection, Program } from "./program.js";

/** The most inputs for which making z anew in the pull pass is cheaper than storing it. */
const mostInputs = 16;

/** The two dense layers of a program that the kernels for one hidden relu layer can run. */
export interface ShallowLayers {
  readonly hidden: Connection;
  readonly output: Connection;
}

/** Those layers, or undefined if the program is not one hidden relu layer (no bias in it, s given) with few inputs and one output. */
export function shallowLayers({
  widths,
  connections,
  biases,
  slopes,
  activation,
  jet,
}: Program): ShallowLayers | undefined {
  if (widths.length !== 3 || widths[0] > mostInputs || widths[2] !== 1) return undefined;
  if (jetOf({ jet }).order > 0 || activation.name !== "relu" || slopes || biases.some(({ layer }) => layer === 1))
    return undefined;
  const hidden = connections.filter(({ to }) => to === 1);
  const output = connections.filter(({ from }) => from === 1);
  return hidden.length === 1 && output.length === 1 ? { hidden: hidden[0], output: output[0] } : undefined;
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
  { widths: [inputs, neurons], dtype }: Program,
  { hidden, output }: ShallowLayers,
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
  const size = bytesOf(dtype);
  const panels = Math.ceil(neurons / (32 / size));
  const descriptor = at.arena.take(72);
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
    at.arena.take(panels * (inputs + 1) * 32),
    at.arena.take(panels * Math.ceil(inputs / 5) * 5 * 32),
    at.arena.take(inputs * size),
    at.s,
  ];
  const command = { target: at.output, extra: descriptor };
  return {
    descriptor,
    words,
    scales: [hidden.scale, output.scale],
    forward: [
      { operation: "prepareShallow", ...command },
      { operation: "forwardShallow", ...command },
    ],
    pull: hidden.gradient || output.gradient ? [{ operation: "pullShallow", ...command }] : [],
  };
}

/** Writes the descriptor into the session's memory. */
export function writeShallow({ words, doubles }: Views, plan: ShallowPlan): void {
  words.set(plan.words, plan.descriptor / 4);
  doubles.set(plan.scales, plan.descriptor / 8 + 7);
}
