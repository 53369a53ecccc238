import { z } from "zod";
import type { ElementwiseFunction } from "../engine/program.js";
import { activations, homotopy } from "./activation.js";
import type { Encoding } from "./dataset.js";
import { inputsOf, outputsOf } from "./encode.js";
import { InputError } from "./errors.js";
import type { Model } from "./model.js";
import { buildNetwork, mlp, type Network, type NetworkSpec } from "./network.js";

const width = z.int().min(1);

const feature = z.discriminatedUnion("kind", [
  z.strictObject({ name: z.string(), kind: z.literal("number"), mean: z.number(), deviation: z.number() }),
  z.strictObject({ name: z.string(), kind: z.literal("category"), categories: z.array(z.string()) }),
]);

const target = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("regression"),
    names: z.array(z.string()),
    means: z.array(z.number()),
    deviations: z.array(z.number()),
  }),
  z.strictObject({ kind: z.literal("classes"), name: z.string(), classes: z.array(z.string()) }),
]);

const encodingSchema = z.strictObject({ features: z.array(feature), target }) satisfies z.ZodType<Encoding>;

/** Everything of a model but its numbers, as it stands in files. */
export const descriptionSchema = z.strictObject({
  /** The version of the package that wrote it. */
  hrta: z.string(),
  network: z.strictObject({
    inputs: width,
    outputs: width,
    hidden: z.array(width).min(1),
    activation: z.strictObject({ sigma: z.string(), s: z.number() }),
    scaling: z.enum(["ntk", "standard", "mean-field", "unit"]),
    bias: z.literal(["input", "layers", false]),
    inputInit: z.enum(["normal", "sphere"]),
    outputInit: z.enum(["normal", "sign", "uniform", "zero"]),
    deviation: z.number().optional(),
    freeze: z.array(z.string()),
    skip: z.boolean(),
    trainSlope: z.boolean(),
    /** Whether the linear maps of lossless switches have their place. */
    links: z.boolean(),
  }),
  s: z.array(z.number()),
  encoding: encodingSchema.optional(),
});

export type Description = z.infer<typeof descriptionSchema>;

/**
 * Checks a value from outside against a schema.
 * @throws InputError that names the first field that is wrong.
 */
export function check<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue.path.join(".");
  throw new InputError(
    `${what}: ${path ? `field "${path}": ` : ""}${issue.message.replace(/^Invalid (input|option): /, "")}`,
  );
}

/** The description of a model, ready for JSON. */
export function describe({ network, s, encoding }: Model, hrta: string): Description {
  const { hidden, activation, freeze, ...rest } = network.spec;
  const links = network.blocks.filter((b) => b.kind === "link").length > (rest.skip ? 1 : 0);
  return {
    hrta,
    network: {
      inputs: network.inputs,
      outputs: network.outputs,
      hidden: [...hidden],
      activation: { sigma: activation.sigma.name, s: activation.s },
      ...rest,
      freeze: [...freeze],
      links,
    },
    s: [...s],
    ...(encoding ? { encoding: encodingSchema.parse(encoding) } : {}),
  };
}

/**
 * The network of a description.
 * @param sigma the user's own activation, which a file holds only by name.
 * @throws InputError if the parts contradict each other, or the activation is unknown and not given.
 */
export function networkOf(description: Description, what: string, sigma?: ElementwiseFunction): Network {
  const { inputs, outputs, links, activation, ...rest } = description.network;
  if (description.s.length !== rest.hidden.length)
    throw new InputError(
      `${what}: field "s": expected ${rest.hidden.length} values, one a hidden layer, got ${description.s.length}`,
    );
  const { encoding } = description;
  if (encoding && (inputsOf(encoding) !== inputs || outputsOf(encoding) !== outputs))
    throw new InputError(
      `${what}: field "encoding": gives ${inputsOf(encoding)} inputs and ${outputsOf(encoding)} outputs, the network has ${inputs} and ${outputs}`,
    );
  const spec: NetworkSpec = {
    ...rest,
    activation: homotopy(activationOf(activation.sigma, what, sigma), activation.s),
  };
  try {
    return buildNetwork(mlp(spec), inputs, outputs, { links });
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(`${what}: field "network": ${error.message}`);
    throw error;
  }
}

function activationOf(name: string, what: string, sigma?: ElementwiseFunction): ElementwiseFunction {
  if (sigma && sigma.name !== name)
    throw new InputError(
      `${what}: its activation is "${name}", but sigma is "${sigma.name}"; pass the one it was trained with`,
    );
  const known = sigma ?? Object.values(activations).find((candidate) => candidate.name === name);
  if (known) return known;
  throw new InputError(`${what}: its activation "${name}" is not one of ours; pass it again as the option sigma`);
}
