import { describe, expect, it } from "vitest";
import { InputError } from "../../src/model/errors.js";
import { logistic } from "../../src/model/loss.js";
import { mlp } from "../../src/model/network.js";
import { l2, pathNorm } from "../../src/model/penalty.js";
import { random } from "../../src/numerics/random.js";
import {
  adam,
  adamW,
  algorithm1,
  type Checkpoint,
  constant,
  corollary1,
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
  readCheckpoint,
  type Stream,
  stages,
  type TrainOptions,
  train,
  writeCheckpoint,
} from "../../src/training/index.js";
import { bits, regression, trainFully } from "./problems.js";

const data = regression();
const base: TrainOptions = { data, network: mlp({ hidden: [8] }), steps: 70, seed: 1 };

/** The state after step k of a run that is then given up, through bytes and back. */
async function stopAt(options: TrainOptions, k: number): Promise<Checkpoint> {
  const run = train({ ...options, every: 1 });
  for await (const { step } of run) if (step === k) return readCheckpoint(writeCheckpoint(run.checkpoint()));
  throw new Error(`the run ended before step ${k}`);
}

const plateau = plateauRate(0.05, { every: 1, patience: 2, threshold: 0.1, factor: 0.7, cooldown: 3 });

const optimizers = [
  { title: "gd", optimizer: gd({ rate: 0.1 }) },
  { title: "gd on a plateau schedule", optimizer: gd({ rate: plateau }) },
  { title: "heavyBall", optimizer: heavyBall({ rate: 0.02, decay: "exponential" }) },
  { title: "nesterov", optimizer: nesterov({ rate: 0.05 }) },
  { title: "adam", optimizer: adam() },
  { title: "adamW", optimizer: adamW({ weightDecay: 0.1 }) },
  { title: "lbfgs", optimizer: lbfgs({ memory: 4 }) },
  { title: "higherMomentum", optimizer: higherMomentum({ rate: 0.02, momenta: [0.3, 0.2, 0.1] }) },
];

const functionSpace = [
  { title: "gaussNewton", optimizer: gaussNewton({ rate: 0.3, decay: "cosine" }) },
  { title: "gaussNewton, adaptive", optimizer: gaussNewton({ damping: 1e-6, adapt: true }) },
  { title: "levenbergMarquardt", optimizer: levenbergMarquardt() },
  { title: "outputSolve", optimizer: outputSolve({ strength: 1e-3 }) },
  {
    title: "outputSolve and adam",
    optimizer: outputSolve({ towards: "present", strength: 1e-3, every: 3, hidden: adam() }),
  },
];

const relaxations = [
  { by: "constant", relaxation: constant(1.2) },
  { by: "a ramp", relaxation: ramp() },
  { by: "lossless stages", relaxation: stages([0.5, 1, 1.5], { switch: "lossless" }) },
  {
    by: "a path that slides, jumps and slides",
    relaxation: path(
      [
        { at: 0, s: 0.5 },
        { at: 0.4, s: 0.8 },
        { at: 0.4, s: 1.2 },
        { at: 0.9, s: 1.5 },
      ],
      { switch: "lossless", moments: "reset" },
    ),
  },
  { by: "Algorithm 1 with a reset", relaxation: algorithm1({ stages: 4, increment: 0.25, moments: "reset" }) },
  { by: "plateaus", relaxation: onPlateau({ values: [0.5, 1, 1.5, 2], patience: 4, threshold: 0.2, cooldown: 3 }) },
  { by: "Corollary 1", relaxation: corollary1({ at: 0.4 }) },
];

const table = [
  ...optimizers.flatMap((o) => relaxations.map((r) => ({ ...o, ...r }))),
  // A solve a step takes its time: one s, one that moves, one that jumps.
  ...functionSpace.flatMap((o) => relaxations.slice(0, 3).map((r) => ({ ...o, ...r }))),
];

describe.each(table)("$title, $by", ({ optimizer, relaxation }) => {
  it.each(["f32", "f64"] as const)("goes on bit for bit after steps 1, 7 and 50 in %s", async (dtype) => {
    const options = { ...base, optimizer, relaxation, dtype };
    const whole = bits(await trainFully(options));
    for (const k of [1, 7, 50]) {
      const resume = await stopAt(options, k);
      expect(resume.step).toBe(k);
      expect(bits(await trainFully({ ...options, resume }))).toEqual(whole);
    }
  });
});

const stream: Stream = {
  inputs: 2,
  outputs: 1,
  batch: 6,
  sample(source, x, y) {
    source.fillNormal(x);
    for (let i = 0; i < y.length; i++) y[i] = x[2 * i] * x[2 * i + 1];
  },
};

const noisy = { ...data, y: data.y.map((v, i) => v + (i % 2 === 0 ? 1 : -1)) };

const cases: readonly { readonly title: string; readonly options: Partial<TrainOptions> }[] = [
  { title: "mini-batches", options: { batch: 5 } },
  { title: "a stream", options: { data: stream } },
  {
    title: "a stream through lossless switches",
    options: { data: stream, relaxation: stages([0.5, 1], { switch: "lossless" }) },
  },
  {
    title: "Newton's method for every neuron",
    options: { network: mlp({ hidden: [8], freeze: ["output"] }), optimizer: neuronNewton() },
  },
  { title: "trained slopes", options: { network: mlp({ hidden: [6, 5], trainSlope: true }) } },
  { title: "frozen layers and a skip", options: { network: mlp({ hidden: [8], freeze: ["output"], skip: true }) } },
  { title: "depth with biases", options: { network: mlp({ hidden: [6, 5, 4], bias: "layers" }) } },
  { title: "penalties", options: { penalties: [l2(1e-3), pathNorm(1e-3, { first: "l2" })] } },
  { title: "weights", options: { data: { ...data, weights: data.y.map((v) => 1 + v * v) } } },
  {
    title: "several momenta in mini-batches",
    options: { batch: 5, optimizer: higherMomentum({ rate: 0.02, momenta: [0.3, 0.3] }) },
  },
  { title: "the logistic loss", options: { loss: logistic, data: { ...data, y: data.y.map(Math.sign) } } },
  { title: "the reference engine", options: { engine: "reference" } },
  {
    title: "early stopping",
    options: {
      data: noisy,
      validation: regression({ seed: 2 }),
      earlyStop: { patience: 20 },
      validateEvery: 3,
      steps: 400,
      optimizer: adam({ rate: 0.05 }),
    },
  },
  {
    title: "early stopping through lossless switches",
    options: {
      data: noisy,
      validation: regression({ seed: 2 }),
      earlyStop: { patience: 60 },
      validateEvery: 2,
      relaxation: stages([0.5, 1], { switch: "lossless" }),
    },
  },
  {
    title: "a validation set that is only watched",
    options: { validation: regression({ seed: 2 }), validateEvery: 4 },
  },
];

describe.each(cases)("with $title", ({ options }) => {
  it("goes on bit for bit after steps 1, 7 and 50, what it reports included", async () => {
    const all = { ...base, ...options };
    const validations: number[] = [];
    const run = train({ ...all, every: 1 });
    for await (const { validation } of run) validations.push(validation);
    const whole = bits(await run.result);
    expect(whole.steps).toBeGreaterThan(50);
    for (const k of [1, 7, 50]) {
      const again = train({ ...all, every: 1, resume: await stopAt(all, k) });
      const rest: number[] = [];
      for await (const { validation } of again) rest.push(validation);
      expect(rest).toEqual(validations.slice(k));
      expect(bits(await again.result)).toEqual(whole);
    }
  });
});

describe("a checkpoint", () => {
  it("may be resumed many times over, and from a resumed run", async () => {
    const whole = bits(await trainFully(base));
    const first = await stopAt(base, 10);
    const second = await stopAt({ ...base, resume: first }, 33);
    expect(bits(await trainFully({ ...base, resume: second }))).toEqual(whole);
    expect(bits(await trainFully({ ...base, resume: first }))).toEqual(whole);
  });

  it("at the last step is a finished run", async () => {
    const whole = bits(await trainFully(base));
    expect(bits(await trainFully({ ...base, resume: await stopAt(base, 70) }))).toEqual(whole);
  });

  it("is a copy: the run that goes on does not change it", async () => {
    const run = train({ ...base, every: 1 });
    let taken: Checkpoint | undefined;
    let before: Uint8Array | undefined;
    for await (const { step } of run)
      if (step === 5) {
        taken = run.checkpoint();
        before = writeCheckpoint(taken);
      }
    if (!taken) throw new Error("the run ended before step 5");
    expect(writeCheckpoint(taken)).toEqual(before);
  });

  it("needs no number of steps again, and refuses another one", async () => {
    const { steps: _, ...rest } = base;
    const resume = await stopAt(base, 7);
    expect(bits(await trainFully({ ...rest, resume }))).toEqual(bits(await trainFully(base)));
    await expect(trainFully({ ...base, steps: 71, resume })).rejects.toThrow(
      /^resume: the checkpoint belongs to a run of 70 steps, not 71$/,
    );
  });

  it("does not depend on threads or on how often a run reports", async () => {
    const resume = await stopAt(base, 7);
    expect(bits(await trainFully({ ...base, threads: 2, every: 3, resume }))).toEqual(bits(await trainFully(base)));
  });

  const others: readonly { readonly title: string; readonly options: Partial<TrainOptions> }[] = [
    { title: "seed", options: { seed: 2 } },
    { title: "width", options: { network: mlp({ hidden: [9] }) } },
    { title: "scaling", options: { network: mlp({ hidden: [8], scaling: "standard" }) } },
    { title: "rate", options: { optimizer: adam({ rate: 0.02 }) } },
    { title: "decay", options: { optimizer: adam({ decay: "none" }) } },
    { title: "optimiser", options: { optimizer: adamW() } },
    { title: "optimiser of the hidden layers", options: { optimizer: outputSolve({ hidden: adam() }) } },
    { title: "relaxation", options: { relaxation: ramp({ to: 1.6 }) } },
    { title: "batch", options: { batch: 3 } },
    { title: "precision", options: { dtype: "f64" } },
    { title: "loss", options: { loss: logistic } },
    { title: "penalty", options: { penalties: [l2(0.1)] } },
    { title: "data", options: { data: regression({ seed: 9 }) } },
    { title: "target values", options: { data: { ...data, y: data.y.map((v, i) => (i === 3 ? v + 1e-9 : v)) } } },
    { title: "weights", options: { data: { ...data, weights: new Float64Array(data.rows).fill(1) } } },
    { title: "engine", options: { engine: "reference" } },
    { title: "target loss", options: { target: 1e-9 } },
  ];

  it.each(others)("of a run with another $title is refused", async ({ options }) => {
    const resume = await stopAt(base, 7);
    await expect(trainFully({ ...base, ...options, resume })).rejects.toThrow(
      /^resume: the checkpoint belongs to a run with other options or other data/,
    );
  });

  it("of another path norm is refused: the first layer's norm is an option too", async () => {
    const resume = await stopAt({ ...base, penalties: [pathNorm(0.1)] }, 7);
    await expect(trainFully({ ...base, penalties: [pathNorm(0.1, { first: "l2" })], resume })).rejects.toThrow(
      /^resume: /,
    );
  });
});

describe("bytes of a checkpoint", () => {
  const written = async (options: Partial<TrainOptions> = {}) =>
    writeCheckpoint(await stopAt({ ...base, network: mlp({ hidden: [3] }), ...options }, 4));

  it("keep infinities, NaN and every bit", async () => {
    const run = train({ ...base, optimizer: gd({ rate: plateau }), every: 1 });
    for await (const { step } of run) {
      const checkpoint = run.checkpoint();
      expect(readCheckpoint(writeCheckpoint(checkpoint))).toEqual(checkpoint);
      if (step === 3) break;
    }
    expect(run.checkpoint().best.loss).toBe(Number.POSITIVE_INFINITY);
    expect(run.checkpoint().history.validation[0]).toBeNaN();
  });

  it("cut short anywhere are refused with an InputError", async () => {
    const bytes = await written();
    for (let length = 0; length < bytes.length; length++)
      expect(() => readCheckpoint(bytes.slice(0, length))).toThrow(InputError);
    expect(() => readCheckpoint(Uint8Array.of(...bytes, 0))).toThrow(InputError);
  });

  it("with any one bit flipped are refused with an InputError", async () => {
    const bytes = await written();
    for (let at = 0; at < bytes.length; at++) {
      const bit = 1 << (at % 8);
      bytes[at] ^= bit;
      expect(() => readCheckpoint(bytes), `bit ${at % 8} of byte ${at}`).toThrow(InputError);
      bytes[at] ^= bit;
    }
    expect(readCheckpoint(bytes).step).toBe(4);
  });

  it("that are something else, or noise, are refused in one line", async () => {
    const noise = new Uint8Array(300);
    for (let seed = 0; seed < 50; seed++) {
      const source = random(seed, "noise");
      for (let i = 0; i < noise.length; i++) noise[i] = source.integer(256);
      expect(() => readCheckpoint(noise)).toThrow(InputError);
    }
    expect(() => readCheckpoint(new TextEncoder().encode("x,y\n1,2\n3,4\n"))).toThrow(/^[^\n]+$/);
  });
});
