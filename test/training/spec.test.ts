import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activations, homotopy } from "../../src/model/activation.js";
import { InputError } from "../../src/model/errors.js";
import { hinge, logistic, sumOfSquares } from "../../src/model/loss.js";
import { mlp } from "../../src/model/network.js";
import { l2, pathNorm } from "../../src/model/penalty.js";
import {
  adam,
  adamW,
  algorithm1,
  constant,
  corollary1,
  cosineRate,
  exponentialRate,
  gaussNewton,
  gd,
  heavyBall,
  higherMomentum,
  lbfgs,
  levenbergMarquardt,
  nesterov,
  neuronNewton,
  onPlateau,
  outputSolve,
  path,
  plateauRate,
  ramp,
  stages,
  type TrainOptions,
} from "../../src/training/index.js";
import { describeRun, parseRunSpec, type RunSpec, trainOptions } from "../../src/training/spec.js";
import { bits, regression, trainFully } from "./problems.js";

const data = regression();
const base: TrainOptions = { data, network: mlp({ hidden: [6] }), steps: 12, seed: 1 };

const cases: readonly { readonly title: string; readonly options: Partial<TrainOptions> }[] = [
  { title: "every default", options: {} },
  { title: "gd", options: { optimizer: gd({ rate: 0.2 }) } },
  {
    title: "heavy ball, exponential",
    options: { optimizer: heavyBall({ momentum: 0.5, rate: exponentialRate(0.1, { final: 0.5 }) }) },
  },
  { title: "Nesterov, gamma", options: { optimizer: nesterov({ rate: 0.1, gamma: 6 }) } },
  { title: "Nesterov, momentum", options: { optimizer: nesterov({ rate: 0.1, momentum: 0.4 }) } },
  {
    title: "Adam, every option",
    options: { optimizer: adam({ rate: cosineRate(0.03, { floor: 0.1 }), beta1: 0.8, beta2: 0.9, epsilon: 1e-4 }) },
  },
  { title: "AdamW", options: { optimizer: adamW({ weightDecay: 0.3 }) } },
  { title: "AdamW without decay, which is not its default", options: { optimizer: adamW({ weightDecay: 0 }) } },
  {
    title: "a plateau",
    options: {
      optimizer: gd({
        rate: plateauRate(0.2, { every: 1, patience: 0, threshold: 0.5, cooldown: 2, minimum: 0.01, factor: 0.3 }),
      }),
    },
  },
  { title: "L-BFGS", options: { optimizer: lbfgs({ rate: 0.5, memory: 3, evaluations: 7 }) } },
  { title: "several momenta", options: { optimizer: higherMomentum({ rate: 0.05, momenta: [0.4, -0.1] }) } },
  { title: "Gauss-Newton", options: { optimizer: gaussNewton({ rate: cosineRate(0.5), damping: 1e-3 }) } },
  { title: "Levenberg-Marquardt", options: { optimizer: levenbergMarquardt({ damping: 0.1 }) } },
  {
    title: "Newton for every neuron",
    options: {
      network: mlp({ hidden: [6], freeze: ["output"] }),
      optimizer: neuronNewton({ rate: 0.5, decay: "exponential" }),
    },
  },
  { title: "the output solved for", options: { optimizer: outputSolve({ strength: 0.01, towards: "present" }) } },
  {
    title: "the output solved for between Adam's steps",
    options: {
      optimizer: outputSolve({ every: 3, hidden: adam({ rate: cosineRate(0.03, { floor: 0.1 }), beta1: 0.7 }) }),
    },
  },
  { title: "constant s", options: { relaxation: constant(0.4) } },
  {
    title: "stages",
    options: { relaxation: stages([{ s: 0.5, until: 0.2 }, { s: 1, until: 0.7 }, 2], { switch: "lossless" }) },
  },
  {
    title: "Algorithm 1",
    options: { relaxation: algorithm1({ s1: 0.2, increment: 0.3, stages: 4, period: 2, moments: "reset" }) },
  },
  { title: "a ramp", options: { relaxation: ramp({ from: 0.1, to: 2, over: 0.3, switch: "lossless" }) } },
  {
    title: "a path",
    options: {
      relaxation: path(
        [0, 0.2, 0.2, 0.9].map((at, p) => ({ at, s: 0.5 + 0.4 * p })),
        { moments: "reset" },
      ),
    },
  },
  {
    title: "plateaus of s",
    options: { relaxation: onPlateau({ values: [0, 1, 2], patience: 1, threshold: 0.3, cooldown: 0 }) },
  },
  {
    title: "Corollary 1",
    options: { relaxation: corollary1({ s1: 0.5, lossRatio: 1.5, at: 0.3, switch: "lossless" }) },
  },
  {
    title: "every choice of the network",
    options: {
      network: mlp({
        hidden: [5, 4],
        activation: homotopy(activations.gelu),
        scaling: "mean-field",
        bias: "layers",
        inputInit: "sphere",
        outputInit: "sign",
        deviation: 0.5,
        freeze: ["hidden2"],
        skip: true,
      }),
    },
  },
  {
    title: "an activation at s = 0.5",
    options: { network: mlp({ hidden: [5], activation: homotopy(activations.relu, 0.5) }) },
  },
  {
    title: "no bias, unit scaling, trained slopes",
    options: { network: mlp({ hidden: [5], bias: false, scaling: "unit", outputInit: "uniform", trainSlope: true }) },
  },
  { title: "hinge", options: { loss: hinge, data: { ...data, y: data.y.map(Math.sign) } } },
  { title: "logistic", options: { loss: logistic, data: { ...data, y: data.y.map(Math.sign) } } },
  { title: "the sum of squares", options: { loss: sumOfSquares, optimizer: gd({ rate: 0.01 }) } },
  { title: "penalties", options: { penalties: [l2(0.1), pathNorm(0.2, { first: "l2" })] } },
  {
    title: "mini-batches in float64 on the reference",
    options: { batch: 5, dtype: "f64", engine: "reference", seed: -7 },
  },
  {
    title: "early stopping at a target",
    options: { validation: regression({ seed: 2 }), earlyStop: { patience: 2 }, validateEvery: 2, target: 1e-3 },
  },
];

describe("describeRun", () => {
  it.each(cases)("says all that a run needs: rebuilt from JSON, it has the same bits ($title)", async ({ options }) => {
    const all = { ...base, ...options };
    const described = describeRun(all, 12);
    const read = parseRunSpec(JSON.parse(JSON.stringify(described)));
    expect(read).toEqual(described);
    const rebuilt = trainOptions(read, data.rows);
    const again = await trainFully({ ...rebuilt, data: all.data, validation: all.validation });
    expect(bits(again)).toEqual(bits(await trainFully(all)));
    // A description of the rebuilt run is the same again.
    expect(describeRun({ ...rebuilt, data: all.data, validation: all.validation }, 12)).toEqual(described);
  });

  it("writes every default out, so that a later version with other defaults repeats the run", () => {
    const { network, optimizer, relaxation, ...rest } = describeRun({ data }, 8000);
    expect(network).toMatchObject({
      hidden: [1000],
      activation: "relu",
      scaling: "ntk",
      bias: "input",
      outputInit: "normal",
    });
    expect(optimizer).toEqual({
      name: "adam",
      rate: 0.01,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      decay: { name: "cosine", floor: 0 },
    });
    expect(relaxation).toEqual({ name: "ramp", from: 1, to: 1.5, over: 0.7, switch: "hard" });
    expect(rest).toMatchObject({ loss: "mse", steps: 8000, batch: "full", seed: 0, dtype: "f32", engine: "auto" });
  });
});

describe("trainOptions", () => {
  it("turns epochs into steps: ceil(rows / batch) each", () => {
    expect(trainOptions({ epochs: 3, batch: 10 }, 25).steps).toBe(9);
    expect(trainOptions({ epochs: 3 }, 25).steps).toBe(3);
    expect(() => trainOptions({ epochs: 3, steps: 2 }, 25)).toThrow(/^epochs: give either epochs or steps, not both/);
  });

  it("takes a decay by name or with options", () => {
    const rate = (optimizer: RunSpec["optimizer"]) => trainOptions({ optimizer }, 1).optimizer?.schedule;
    expect(rate({ name: "adam", rate: 0.5, decay: "exponential" })).toMatchObject({
      name: "exponential",
      initial: 0.5,
    });
    expect(rate({ name: "gd", decay: { name: "plateau", patience: 3 } })).toMatchObject({
      name: "plateau",
      initial: 1,
    });
    expect(rate({ name: "adam" })).toMatchObject({ name: "cosine", initial: 0.01 });
  });
});

describe("parseRunSpec", () => {
  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ["text for the whole", "train", /^run\.json: expected an object, got "train"$/],
    ["null", null, /^run\.json: expected an object, got null$/],
    ["an unknown field", { step: 3 }, /^run\.json: .*"step"/],
    ["an unknown field within", { network: { width: 3 } }, /^run\.json: network: .*"width"/],
    ["text for a number", { steps: "many" }, /^run\.json: steps: expected a number, got "many"$/],
    ["steps below 1", { steps: 0 }, /^run\.json: steps: /],
    ["a broken number of steps", { steps: 1.5 }, /^run\.json: steps: /],
    ["a layer without width", { network: { hidden: [10, 0] } }, /^run\.json: network\.hidden\[1\]: /],
    ["no layer", { network: { hidden: [] } }, /^run\.json: network\.hidden: /],
    [
      "an activation that is not there",
      { network: { activation: "swish" } },
      /^run\.json: network\.activation: expected relu, .* got "swish"$/,
    ],
    ["an unknown optimiser", { optimizer: { name: "sgd" } }, /^run\.json: optimizer\.name: /],
    ["a momentum of 1", { optimizer: { name: "heavyBall", momentum: 1 } }, /^run\.json: optimizer\.momentum: /],
    ["another optimiser's option", { optimizer: { name: "gd", beta1: 0.9 } }, /^run\.json: optimizer: .*"beta1"/],
    [
      "a decay with a wrong option",
      { optimizer: { name: "gd", decay: { name: "cosine", floor: 3 } } },
      /^run\.json: optimizer\.decay\.floor: /,
    ],
    [
      "s outside [0, 2]",
      { relaxation: { name: "constant", s: 3 } },
      /^run\.json: relaxation\.s: expected s in \[0, 2\], got 3$/,
    ],
    [
      "a stage outside [0, 2]",
      { relaxation: { name: "stages", stages: [1, { s: -1 }] } },
      /^run\.json: relaxation\.stages\[1\]\.s: expected s in \[0, 2\], got -1$/,
    ],
    [
      "an unknown switch",
      { relaxation: { name: "stages", stages: [1], switch: "soft" } },
      /^run\.json: relaxation\.switch: expected hard or lossless, got "soft"$/,
    ],
    ["a rate of 0", { optimizer: { name: "adam", rate: 0 } }, /^run\.json: optimizer\.rate: /],
    ["a negative penalty", { penalties: { l2: -1 } }, /^run\.json: penalties\.l2: /],
    ["a batch of some", { batch: "some" }, /^run\.json: batch: /],
    ["a test share of 1", { data: { test: 1 } }, /^run\.json: data\.test: /],
  ];

  it.each(wrong)("names the field for %s, in one line", (_, value, message) => {
    expect(() => parseRunSpec(value, "run.json")).toThrow(InputError);
    expect(() => parseRunSpec(value, "run.json")).toThrow(message);
    expect(() => parseRunSpec(value, "run.json")).toThrow(/^[^\n]+$/);
  });

  it("returns or throws an InputError of one line for any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          parseRunSpec(value);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect(String(error)).not.toContain("\n");
        }
      }),
      { numRuns: 500 },
    );
  });

  it("and for any value in any of its own fields; what it accepts, `train` can be built from or says what is wrong", () => {
    const field = fc.constantFrom(
      "data",
      "network",
      "loss",
      "penalties",
      "optimizer",
      "relaxation",
      "steps",
      "epochs",
      "batch",
      "seed",
      "dtype",
      "earlyStop",
    );
    const name = fc.constantFrom(
      "adam",
      "adamW",
      "gd",
      "heavyBall",
      "nesterov",
      "lbfgs",
      "constant",
      "stages",
      "algorithm1",
      "ramp",
      "onPlateau",
      "corollary1",
    );
    const key = fc.constantFrom(
      "s",
      "s1",
      "rate",
      "decay",
      "momentum",
      "gamma",
      "stages",
      "from",
      "to",
      "over",
      "values",
      "patience",
      "threshold",
      "cooldown",
      "switch",
      "at",
      "lossRatio",
      "increment",
      "period",
      "hidden",
      "freeze",
      "bias",
      "l2",
      "pathNorm",
      "name",
    );
    const number = fc.oneof(fc.constantFrom(0, 1, -1, 0.5, 2, 1e9), fc.double());
    const text = fc.constantFrom("lossless", "hard", "cosine", "plateau", "layers", "output", "full", "f64", "mse");
    const leaf = fc.oneof(number, text, fc.boolean(), fc.constant(null), fc.array(number, { maxLength: 3 }));
    const group = fc
      .tuple(fc.option(name), fc.dictionary(key, leaf, { maxKeys: 3 }))
      .map(([own, rest]) => (own === null ? rest : { name: own, ...rest }));
    let accepted = 0;
    fc.assert(
      fc.property(fc.dictionary(field, fc.oneof(leaf, group), { maxKeys: 2 }), (value) => {
        try {
          const spec = parseRunSpec(value);
          accepted++;
          trainOptions(spec, 10);
        } catch (error) {
          expect(error instanceof InputError || error instanceof RangeError).toBe(true);
          expect(String(error)).not.toContain("\n");
        }
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});
