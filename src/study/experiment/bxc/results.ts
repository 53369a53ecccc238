import { z } from "zod";

/** null stands for what is no finite number. */
const number = z.number().nullable();
const numbers = z.array(number);
const rises = z.object({ count: z.number(), largest: z.number() });
const margin = z.object({ margin: z.number(), time: z.number() });

/** What `bxc.kernel-start` gives. */
const draw = z.object({ distance: z.number(), smallest: z.number() });
const drawn = z.object({ width: z.number(), draws: z.array(draw) });
export const kernelStartResult = z.object({
  lambda0: z.number(),
  points: z.array(drawn),
  proven: drawn.nullable(),
});

/** What `bxc.flow` gives. */
export const flowResult = z.object({
  lambda0: z.number(),
  lambdaMax: z.number(),
  /** Of log10 of the loss's envelope, over the whole flow. */
  error: z.number(),
  /** L^(0). */
  pseudo: z.number(),
  curve: z.object({
    time: z.array(z.number()),
    loss: numbers,
    envelope: numbers,
    predicted: numbers,
    smallest: numbers,
    drift: numbers,
    moved: numbers,
    lyapunov: numbers,
  }),
  bound: margin,
  decay: margin,
  smallest: z.number(),
  drift: z.number(),
  moved: z.number(),
  rises,
  growth: z.object({
    steady: z.number(),
    steadyGrew: z.number(),
    steadyMost: z.number(),
    flipping: z.number(),
    flippingGrew: z.number(),
    flippingMost: z.number(),
  }),
  jumps: z
    .object({ count: z.number(), up: z.number(), largest: z.number(), open: z.number(), time: z.number() })
    .nullable(),
  energyGrowth: number,
});

/** What `bxc.descent` gives. */
export const descentResult = z.object({
  outcome: z.string(),
  lambda0: z.number(),
  lambdaMax: z.number(),
  rate: z.number(),
  options: z.record(z.string(), z.unknown()),
  final: number,
  curve: z.object({ step: z.array(z.number()), loss: numbers, predicted: numbers }),
  rises,
});

/** What `bxc.notebook` gives. */
const extremes = z.tuple([z.number(), z.number()]);
export const notebookResult = z.object({
  outcome: z.string(),
  final: number,
  least: z.number(),
  curve: z.object({ step: z.array(z.number()), loss: numbers }),
  rises,
  kernel: z.object({ before: extremes, after: extremes, drift: z.number() }).nullable(),
});

/** What `bxc.newton` gives. */
export const newtonResult = z.object({
  lambda0: z.number(),
  rateOfBound: z.number(),
  newton: extremes,
  h: extremes,
  singular: z.number(),
  flow: z.object({
    time: z.array(z.number()),
    gradient: numbers,
    heavyBall: numbers,
    neuronNewton: numbers,
    gaussNewton: numbers,
  }),
  losses: z.object({ heavyBall: numbers, neuronNewton: numbers, gaussNewton: numbers }),
});

/** What `bxc.deep` gives. */
export const deepResult = z.object({
  before: z.number(),
  seen: z.array(
    z.object({
      loss: z.number(),
      smallest: z.number(),
      layers: z.array(z.object({ name: z.string(), smallest: z.number() })),
      sum: z.number(),
      first: z.number(),
      second: z.tuple([z.number(), z.number()]),
    }),
  ),
});
