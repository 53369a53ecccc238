import { z } from "zod";
import { forward } from "../../../model/forward.js";
import { initialise } from "../../../model/initialise.js";
import type { Model } from "../../../model/model.js";
import { buildNetwork, mlp } from "../../../model/network.js";
import { toRelu } from "../../../model/relu-form.js";
import { loadModel, saveModel } from "../../../model/serialise.js";
import { random } from "../../../numerics/random.js";
import { type Experiment, toJson } from "../../cell.js";
import { parseParams } from "../params.js";
import { slope } from "./data.js";

const schema = z.strictObject({
  inputs: z.int().positive(),
  hidden: z.array(z.int().positive()).min(1),
  bias: z.union([z.enum(["input", "layers"]), z.literal(false)]),
  /** The same in every layer. */
  s: z.array(slope).min(1),
  /** Points N(0, I) at which the networks are compared. */
  points: z.int().positive(),
});

/** A network and its pure relu form, at each s. */
export const reluFormResult = z.array(
  z.object({
    s: z.number(),
    form: z.enum(["paper", "compact"]),
    /** Hidden widths of the pure relu network. */
    hidden: z.array(z.number()),
    /** The largest difference of the outputs, and the bound on what rounding alone may make of it at that point. */
    difference: z.number(),
    bound: z.number(),
    /** The largest |output|. */
    size: z.number(),
    /** Whether the form, saved to a file and loaded, gives the same bits. */
    file: z.boolean(),
  }),
);

/**
 * Random networks of sigma_s (N(0, 1) weights, float64) against their pure relu forms: outputs at random points, the widths that the form
 * needs, and the form read back from its file.
 */
export const reluFormExperiment: Experiment = {
  name: "hrta.reluForm",
  version: 1,
  async run(params, seed) {
    const { inputs, hidden, bias, s: list, points } = parseParams(schema, params, "hrta.reluForm");
    const network = buildNetwork(mlp({ hidden, bias }), inputs, 1);
    const parameters = initialise(network, seed);
    const x = new Float64Array(points * inputs);
    random(seed, "relu form").fillNormal(x);
    const result: z.infer<typeof reluFormResult> = [];
    for (const s of list)
      for (const form of ["paper", "compact"] as const) {
        const model: Model = { network, parameters, s: hidden.map(() => s) };
        const relu = toRelu(model, form);
        const ours = forward(model, x);
        const theirs = forward(relu, x);
        const allowed = sum(rounding(model, x), rounding(relu, x));
        let at = 0;
        for (let i = 0; i < points; i++)
          if (Math.abs(ours[i] - theirs[i]) * allowed[at] > Math.abs(ours[at] - theirs[at]) * allowed[i]) at = i;
        result.push({
          s,
          form,
          hidden: relu.network.widths.slice(1, -1).map(Number),
          difference: Math.abs(ours[at] - theirs[at]),
          bound: allowed[at],
          size: ours.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
          file: same(forward(loadModel(saveModel(relu)), x), theirs),
        });
      }
    return toJson(result);
  },
  cost: (params) => {
    const { inputs, hidden, s, points } = parseParams(schema, params, "hrta.reluForm");
    let products = 0;
    [...hidden, 1].forEach((width, l) => {
      products += width * (l === 0 ? inputs + 1 : hidden[l - 1]);
    });
    return s.length * points * products * 1.5e-7;
  },
};

/**
 * What rounding may add to each output: a sum of N products is off by at most (N + 3) u times the sum of their sizes, sigma_s multiplies
 * no size by more than 1 for s in [0, 2], so a layer adds that share of the network of all sizes (Higham, section 3.1). Twice
 * that: the weights of the form were rounded in the same way when they were formed.
 */
function rounding({ network, parameters }: Model, x: Float64Array): Float64Array {
  const sizes: Model = { network, parameters: parameters.map(Math.abs), s: network.spec.hidden.map(() => 0) };
  const roundings = network.widths.slice(0, -1).reduce((total, fan) => total + fan + 3, 0);
  return forward(sizes, x.map(Math.abs)).map((size) => roundings * Number.EPSILON * size);
}

const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value + b[i]);

const same = (a: Float64Array, b: Float64Array): boolean => a.every((value, i) => Object.is(value, b[i]));
