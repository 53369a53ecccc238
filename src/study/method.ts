import { z } from "zod";
import { runSpec } from "../training/spec.js";

const s = z.number().min(0).max(2);

/** The fields of a run that make a method; data, seed and length are the study's. */
const { network, optimizer, relaxation, penalties, loss, batch, dtype, ...more } = runSpec.shape;
const { earlyStop, targetLoss, validateEvery, polish } = more;

const trained = {
  kind: z.literal("train").optional(),
  ...{ network, optimizer, relaxation, penalties, loss, batch, dtype, earlyStop, targetLoss, validateEvery, polish },
};

const randomFeatures = {
  kind: z.literal("randomFeatures"),
  network,
  s: s.optional(),
  /** lambda of 1/(2n) sum |phi C - y|^2 + lambda/2 |C|^2, or (default) the one with the least validation error. */
  strength: z.union([z.number().min(0), z.literal("validation")]).optional(),
};

const kernel = {
  kind: z.enum(["ntk", "nngp"]),
  network,
  s: s.optional(),
  /** r of K + r I, or (default) the one with the least leave-one-out error. */
  ridge: z.union([z.number().min(0), z.literal("loo")]).optional(),
};

const named = {
  /** What tables and figures call it; says nothing of the computation. */
  label: z.string().trim().min(1),
  comment: z.union([z.string(), z.array(z.string())]).optional(),
};

/**
 * A way to fit a problem, as data: a network trained by an optimiser along a path of s (`kind: "train"`, the default; fields as those
 * of a run), random features with a solved output layer, or the infinite-width kernel (`"ntk"`, `"nngp"`; widths do not matter).
 */
export const methodSpec = z.discriminatedUnion("kind", [
  z.strictObject({ ...named, ...trained }),
  z.strictObject({ ...named, ...randomFeatures }),
  z.strictObject({ ...named, ...kernel }),
]);

/** A method without its name: what a cell is made of, so that a new name computes nothing anew. */
export const unnamedMethod = z.discriminatedUnion("kind", [
  z.strictObject(trained),
  z.strictObject(randomFeatures),
  z.strictObject(kernel),
]);

export type MethodSpec = z.infer<typeof methodSpec>;
export type Method = z.infer<typeof unnamedMethod>;
export type TrainedMethod = Extract<Method, { kind?: "train" }>;
export type UntrainedMethod = Exclude<Method, TrainedMethod>;

/** Whether the method takes steps, and so has a budget. */
export const isTrained = (method: Method): method is TrainedMethod =>
  method.kind === undefined || method.kind === "train";
