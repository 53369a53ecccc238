import { z } from "zod";
import { cos, sin } from "../../numerics/elementary.js";
import { type Random, random } from "../../numerics/random.js";
import { count, drawn, noise, sizesOf, wrong } from "../fields.js";
import { cube, gaussian } from "../law.js";
import type { Problem } from "../problem.js";
import { labelled, sampledProblem, scalar } from "../sampled.js";

/** cos(w.x) or sin(w.x) with a w that the seed draws. */
export const cosineNeuronSpec = z.strictObject({
  name: z.literal("cosineNeuron"),
  /** d. Default 2. */
  inputs: count.optional(),
  wave: z.enum(["cos", "sin"]).optional(),
  /** "torus" (default): x uniform in [0, 2 pi]^d and w of natural numbers. "normal": x ~ N(0, I) and w of any direction. */
  points: z.enum(["torus", "normal"]).optional(),
  /** On the torus w_1 + ... + w_d, default d; with normal x |w|, default sqrt(d). The L of sin(L w.x). */
  frequency: z.number().positive().optional(),
  noise,
  ...drawn,
});

const TWO_PI = 6.283185307179586;

/**
 * Wu's cosine neuron cos(w.x), or sin(L w.x) of the landscape with |w| = 1. Default 400 training points.
 * @throws InputError if the frequency on the torus is no whole number.
 * @paper Wu, the class S_d before eq. (0.5) and "An illustration of the landscape of cosine neuron"
 */
export function cosineNeuron(spec: z.infer<typeof cosineNeuronSpec>): Problem {
  const { name, inputs = 2, wave = "cos", points = "torus" } = spec;
  const { frequency = points === "torus" ? inputs : Math.sqrt(inputs) } = spec;
  if (points === "torus" && !Number.isInteger(frequency))
    throw wrong(name, "frequency", `expected a whole number on the torus, got ${frequency}`);
  const sizes = sizesOf(spec, 400);
  const law = points === "torus" ? cube(inputs, 0, TWO_PI) : gaussian(inputs);
  const draw = points === "torus" ? drawNatural : drawDirection;
  const g = wave === "cos" ? cos : sin;
  return sampledProblem({
    ...spec,
    title: `${wave}(w.x), d = ${inputs}, ${points === "torus" ? "sum w" : "|w|"} = ${Number(frequency.toFixed(3))}, ${sizes.train} random points`,
    task: "regression",
    inputs,
    sizes,
    samplers: (seed) => {
      const w = draw(inputs, frequency, random(seed, `${name} w`));
      const f = scalar((x) => g(dot(w, x)));
      return () => labelled(law, f);
    },
  });
}

/** Natural numbers with the given sum: each unit falls on a coordinate at random. */
function drawNatural(inputs: number, sum: number, draws: Random): Float64Array {
  const w = new Float64Array(inputs);
  for (let unit = 0; unit < sum; unit++) w[draws.integer(inputs)]++;
  return w;
}

const drawDirection = (inputs: number, length: number, draws: Random): Float64Array =>
  draws.pointOnSphere(inputs).map((value) => length * value);

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}
