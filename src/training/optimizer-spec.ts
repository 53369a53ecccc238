import { z } from "zod";
import {
  adam,
  adamW,
  gaussNewton,
  gd,
  heavyBall,
  higherMomentum,
  lbfgs,
  levenbergMarquardt,
  nesterov,
  neuronNewton,
  type Optimizer,
  outputSolve,
} from "./optimizer/index.js";
import { cosineRate, exponentialRate, plateauRate, type Schedule } from "./schedule.js";

const positive = z.number().positive();
const count = z.int().positive();

const decay = z.union([
  z.enum(["none", "cosine", "exponential", "plateau"]),
  z.strictObject({ name: z.literal("cosine"), floor: z.number().min(0).max(1).optional() }),
  z.strictObject({ name: z.literal("exponential"), final: positive.optional() }),
  z.strictObject({
    name: z.literal("plateau"),
    factor: positive.optional(),
    patience: z.int().min(0).optional(),
    threshold: z.number().min(0).optional(),
    cooldown: z.int().min(0).optional(),
    minimum: z.number().min(0).optional(),
    every: count.optional(),
  }),
]);

const rated = { rate: positive.optional(), decay: decay.optional() };
const momentum = z.number().min(0).lt(1).optional();
const adamOptions = { ...rated, beta1: momentum, beta2: momentum, epsilon: z.number().min(0).optional() };
const damped = { ...rated, damping: z.number().min(0).optional() };

/** Methods whose step is an elementary update, with their options. */
const firstOrder = [
  z.strictObject({ name: z.literal("adam"), ...adamOptions }),
  z.strictObject({ name: z.literal("adamW"), ...adamOptions, weightDecay: z.number().min(0).optional() }),
  z.strictObject({ name: z.literal("gd"), ...rated }),
  z.strictObject({ name: z.literal("heavyBall"), ...rated, momentum }),
  z.strictObject({ name: z.literal("nesterov"), ...rated, gamma: positive.optional(), momentum }),
  z.strictObject({ name: z.literal("higherMomentum"), ...rated, momenta: z.array(z.number()).min(1).optional() }),
] as const;

const firstOrderNames = ["adam", "adamW", "gd", "heavyBall", "nesterov", "higherMomentum"] as const;

/** A training method with its options, as data. */
export const optimizerSpec = z.discriminatedUnion("name", [
  ...firstOrder,
  z.strictObject({
    name: z.literal("lbfgs"),
    rate: positive.optional(),
    memory: count.optional(),
    evaluations: count.optional(),
  }),
  z.strictObject({ name: z.literal("gaussNewton"), ...damped, adapt: z.boolean().optional() }),
  z.strictObject({ name: z.literal("levenbergMarquardt"), ...damped }),
  z.strictObject({ name: z.literal("neuronNewton"), ...rated }),
  z.strictObject({
    name: z.literal("outputSolve"),
    strength: z.number().min(0).optional(),
    towards: z.enum(["zero", "present"]).optional(),
    every: count.optional(),
    hidden: z.union([z.enum(firstOrderNames), z.discriminatedUnion("name", firstOrder)]).optional(),
  }),
]);

export type OptimizerSpec = z.infer<typeof optimizerSpec>;

const rates = {
  adam,
  adamW,
  gd,
  heavyBall,
  nesterov,
  higherMomentum,
  gaussNewton,
  levenbergMarquardt,
  neuronNewton,
};

/** The optimiser that a description names. */
export function buildOptimizer(spec: OptimizerSpec): Optimizer {
  if (spec.name === "lbfgs") return lbfgs(spec);
  if (spec.name === "outputSolve") {
    const { hidden, ...options } = spec;
    return outputSolve({
      ...options,
      hidden: hidden && buildOptimizer(typeof hidden === "string" ? { name: hidden } : hidden),
    });
  }
  const { name, decay: how, ...options } = spec;
  const make = rates[name];
  if (how === undefined || typeof how === "string") return make({ ...options, decay: how });
  return make({ ...options, rate: decaying(options.rate ?? make().schedule.initial, how) });
}

function decaying(rate: number, how: Exclude<z.infer<typeof decay>, string>): Schedule {
  switch (how.name) {
    case "cosine":
      return cosineRate(rate, how);
    case "exponential":
      return exponentialRate(rate, how);
    case "plateau":
      return plateauRate(rate, how);
  }
}

/** The description of an optimiser, with every default written out. */
export function describeOptimizer({ name, options, schedule, inner }: Optimizer): Record<string, unknown> {
  if (name === "outputSolve") return { name, ...options, ...(inner ? { hidden: describeOptimizer(inner) } : {}) };
  const decayed = schedule.name === "constant" ? "none" : { name: schedule.name, ...schedule.options };
  return { name, ...options, rate: schedule.initial, ...(name === "lbfgs" ? {} : { decay: decayed }) };
}
