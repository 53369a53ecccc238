import type { History, Metrics, RunRecord, StageSummary } from "../../src/report/record.js";

/** Numbers in [0, 1) from a linear congruential generator: enough for pictures. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Nearly normal: twelve uniforms less their mean. */
export const normal = (next: () => number): number => Array.from({ length: 12 }, next).reduce((a, b) => a + b, -6);

const rmseOf = (target: readonly number[], predicted: readonly number[]) =>
  Math.sqrt(target.reduce((sum, t, i) => sum + (t - predicted[i]) ** 2, 0) / target.length);

export function regression(
  names: readonly string[],
  target: readonly number[][],
  predicted: readonly number[][],
): Metrics {
  return {
    kind: "regression",
    targets: names.map((name, k) => {
      const rmse = rmseOf(target[k], predicted[k]);
      const mean = target[k].reduce((a, b) => a + b, 0) / target[k].length;
      const baseline = rmseOf(
        target[k],
        target[k].map(() => mean),
      );
      return { name, rmse, mae: 0.78 * rmse, r2: 1 - (rmse / baseline) ** 2, baseline };
    }),
  };
}

/** A history of `count` records up to `steps` whose loss decays like 1/t with noise and jumps by `factor` where s does. */
export function historyOf(
  { steps, count, s, jump = 1 }: { steps: number; count: number; s: (t: number) => number; jump?: number },
  seed = 1,
): History {
  const next = uniform(seed);
  const step = Array.from({ length: count }, (_, i) => Math.round((i * steps) / Math.max(1, count - 1)));
  let level = 1;
  let before = s(0);
  const loss = step.map((at, i) => {
    const now = s(at / steps);
    if (jump > 1 && now !== before) level *= jump;
    before = now;
    level = Math.max(2e-4, level * (1 - 6 / (count + 9 * i)));
    return 0.5 * level * (1 + 0.15 * (next() - 0.5));
  });
  return {
    step,
    loss,
    s: step.map((at) => s(at / steps)),
    rate: step.map((at) => 0.005 * (1 + Math.cos((Math.PI * at) / steps))),
    validation: loss.map((value, i) => (i % 10 === 0 ? value * 1.1 + 0.012 : Number.NaN)),
    lossName: "1/(2n) Σ squares, standardised",
  };
}

const inputs = [
  "cement",
  "blast_furnace_slag",
  "fly_ash",
  "water",
  "superplasticizer",
  "coarse_aggregate",
  "fine_aggregate",
  "age",
];

/** A ramp 1 -> 1.5 over 70 % of the steps, one target. */
export function rampRecord({ rows = 103, steps = 16000, records = 4000 } = {}): RunRecord {
  const next = uniform(7);
  const target = Array.from({ length: rows }, () => Math.max(2.3, 36 + 16 * normal(next)));
  const predicted = target.map((t) => t + 4.5 * normal(next));
  const s = (t: number) => 1 + 0.5 * Math.min(1, t / 0.7);
  const history = historyOf({ steps, count: records, s });
  const ramp = Math.round(0.7 * steps);
  const at = (share: number) => history.loss[Math.round(share * (records - 1))];
  const stages: StageSummary[] = [
    { from: 0, to: ramp, s: [1, 1.5], lossBefore: Number.NaN, lossStart: at(0), lossEnd: at(0.7), switch: "ramp" },
    { from: ramp, to: steps, s: 1.5, lossBefore: at(0.7), lossStart: at(0.7), lossEnd: at(1), switch: "ramp" },
  ];
  const name = "compressive_strength";
  return {
    title: "concrete.csv: compressive_strength",
    command: "hrta train concrete.csv --target compressive_strength --seed 1 --steps 16000",
    outcome: "finished",
    created: "2026-11-21T00:33:15.000Z",
    seconds: 28.43,
    steps,
    seed: 1,
    versions: { hrta: "0.1.0", node: "20.20.0", engine: "wasm (single)" },
    machine: "AMD EPYC 9B45, 2 cores, linux x64",
    settings: [
      [
        "Optimiser",
        [
          ["method", "adam"],
          ["rate", "0.01"],
          ["decay", "cosine"],
          ["batch", "full"],
        ],
      ],
      [
        "Relaxation",
        [
          ["path", "ramp"],
          ["from", "1"],
          ["to", "1.5"],
          ["over", "70 % of the steps"],
          ["switch", "hard"],
        ],
      ],
    ],
    notes: ["25 rows are repeated exactly; some may be in both the training and the test set."],
    data: {
      file: "concrete.csv",
      rows: { train: 824, validation: 103, test: rows },
      inputs,
      targets: [name],
      task: "regression",
    },
    model: { activation: "relu", s: [1.5], hidden: [1000], parameters: 10000 },
    history,
    stages,
    metrics: {
      train: regression([name], [target], [target.map((t, i) => t + 0.6 * (predicted[i] - t))]),
      validation: regression([name], [target], [target.map((t, i) => t + 0.95 * (predicted[i] - t))]),
      test: regression([name], [target], [predicted]),
    },
    predictions: { set: "test", target: [target], predicted: [predicted] },
    files: [
      { name: "model", path: "runs/concrete/model.safetensors" },
      { name: "history", path: "runs/concrete/history.parquet" },
    ],
  };
}

/** Three hard switches, each with a jump of the loss; depth 2. */
export function stagesRecord(): RunRecord {
  const base = rampRecord();
  const values = [1, 1.2, 1.5, 1.8];
  const s = (t: number) => values[Math.min(3, Math.floor(t * 4))];
  const history = historyOf({ steps: 8000, count: 8001, s, jump: 6 }, 3);
  const stages = values.map(
    (value, i): StageSummary => ({
      from: 2000 * i,
      to: 2000 * (i + 1),
      s: value,
      lossBefore: i === 0 ? Number.NaN : history.loss[2000 * i - 1],
      lossStart: history.loss[2000 * i],
      lossEnd: history.loss[Math.min(8000, 2000 * (i + 1) - 1)],
      switch: i === 0 ? "start" : "hard",
    }),
  );
  return {
    ...base,
    steps: 8000,
    history: { ...history, validation: undefined },
    stages,
    notes: [],
    model: { activation: "tanh", s: [1.8, 1.8], hidden: [400, 400], parameters: 164000 },
  };
}

/** The loss grows by a factor a step and ends as NaN. */
export function divergedRecord(): RunRecord {
  const base = rampRecord();
  const nan = { name: "compressive_strength", rmse: Number.NaN, mae: Number.NaN, r2: Number.NaN, baseline: 16.7 };
  const count = 141;
  const step = Array.from({ length: count }, (_, i) => i);
  const loss = step.map((i) =>
    i === count - 1 ? Number.NaN : 0.5 * (i < 40 ? 1 / (1 + i) : (1 / 41) * 2.1 ** (i - 40)),
  );
  return {
    ...base,
    outcome: "diverged",
    steps: 140,
    seconds: 0.31,
    notes: ["The loss was not finite at step 140. Try a smaller --rate (it was 3), or a smaller s."],
    history: { step, loss, s: step.map((i) => 1 + i / 22400), rate: step.map(() => 3) },
    stages: [
      {
        from: 0,
        to: 140,
        s: [1, 1.00625],
        lossBefore: Number.NaN,
        lossStart: 0.5,
        lossEnd: Number.NaN,
        switch: "ramp",
      },
    ],
    metrics: { train: { kind: "regression", targets: [nan] }, test: { kind: "regression", targets: [nan] } },
    predictions: undefined,
  };
}

/** Classes with mistakes mostly between neighbours. */
export function classesRecord(
  names: readonly string[] = Array.from({ length: 10 }, (_, i) => `${i}`),
  rows = 1000,
): RunRecord {
  const base = rampRecord();
  const next = uniform(5);
  const k = names.length;
  const confusion = names.map((_, i) => {
    const counts = names.map(() => 0);
    for (let r = 0; r < rows / k; r++) {
      const shift = next() < 0.93 - 0.02 * (i % 4) ? 0 : next() < 0.6 ? 1 : Math.floor(next() * k);
      counts[(i + shift) % k]++;
    }
    return counts;
  });
  const right = confusion.reduce((sum, counts, i) => sum + counts[i], 0);
  const total = confusion.flat().reduce((a, b) => a + b, 0);
  const metrics: Metrics = {
    kind: "classification",
    accuracy: right / total,
    crossEntropy: 0.2837,
    confusion,
    classes: names,
  };
  return {
    ...base,
    title: "MNIST",
    data: {
      file: "train-images-idx3-ubyte.gz",
      rows: { train: 10000, validation: 0, test: rows },
      inputs: Array.from({ length: 784 }, (_, i) => `pixel${i}`),
      targets: ["label"],
      task: "classification",
    },
    metrics: { train: { ...metrics, accuracy: 0.9987, crossEntropy: 0.0081 }, test: metrics },
    predictions: undefined,
    history: { ...base.history, lossName: "cross-entropy" },
  };
}

/** One input, with the learnt curve. */
export function fitRecord(): RunRecord {
  const base = rampRecord();
  const next = uniform(9);
  const f = (x: number) => Math.abs(x - 0.3) + 0.2 * Math.sin(6 * Math.PI * x);
  const x = Array.from({ length: 200 }, () => 2 * next() - 1);
  const y = x.map((value) => f(value) + 0.02 * normal(next));
  const grid = Array.from({ length: 500 }, (_, i) => -1 + (2 * i) / 499);
  const predicted = x.map((value) => f(value) + 0.01 * Math.cos(9 * value));
  return {
    ...base,
    title: "kink.csv: y",
    data: {
      file: "kink.csv",
      rows: { train: 160, validation: 0, test: 40 },
      inputs: ["x"],
      targets: ["y"],
      task: "regression",
    },
    metrics: {
      train: regression(["y"], [y], [predicted]),
      test: regression(["y"], [y.slice(0, 40)], [predicted.slice(0, 40)]),
    },
    predictions: { set: "test", target: [y.slice(0, 40)], predicted: [predicted.slice(0, 40)] },
    fit: {
      set: "test",
      input: "x",
      target: "y",
      x,
      y,
      curve: { x: grid, f: grid.map((value) => f(value) + 0.01 * Math.cos(9 * value)) },
    },
  };
}

/** Several targets of very different scale. */
export function severalRecord(count = 3, rows = 2500): RunRecord {
  const base = rampRecord();
  const next = uniform(11);
  const names = [
    "heating_load",
    "cooling_load",
    "cost_per_square_metre_and_year_in_euros",
    "mass",
    "flow",
    "torque",
    "age",
  ].slice(0, count);
  const target = names.map((_, k) => Array.from({ length: rows }, () => (1 + k * 400) * (5 + normal(next))));
  const predicted = target.map((values, k) => values.map((t) => t + 0.2 * (1 + k * 400) * normal(next)));
  return {
    ...base,
    data: { ...base.data, targets: names },
    metrics: { train: regression(names, target, predicted), test: regression(names, target, predicted) },
    predictions: { set: "test", target, predicted },
  };
}

/** A single step, s and rate constant, no test set. */
export function tinyRecord(): RunRecord {
  const base = rampRecord();
  return {
    ...base,
    command: undefined,
    outcome: "stopped",
    steps: 1,
    seconds: 0.012,
    notes: [],
    data: { ...base.data, rows: { train: 5, validation: 0, test: 0 } },
    model: { ...base.model, s: [1] },
    history: { step: [1], loss: [0.41], s: [1], rate: [0.01] },
    stages: [],
    metrics: { train: base.metrics.train },
    predictions: { set: "train", target: [[1, 2, 3, 4, 5]], predicted: [[1.5, 1.9, 3.2, 3.6, 4.4]] },
    files: [],
  };
}

/** Full-batch gradient descent of a wide network that was watched: predictions over the loss, and what observers measured. */
export function watchedRecord(): RunRecord {
  const base = tinyRecord();
  const steps = 4000;
  const step = Array.from({ length: steps }, (_, i) => i + 1);
  const decay = (k: number) => 0.4 / (1 + 0.02 * k) + 0.1 / (1 + k * k * 1e-4);
  const next = uniform(21);
  const looks = Array.from({ length: 41 }, (_, i) => i * 100);
  return {
    ...base,
    title: "y from line.csv",
    outcome: "finished",
    steps,
    seconds: 12.4,
    history: {
      step,
      loss: step.map((k) => decay(k) * (1 - 0.00006 * k)),
      s: step.map(() => 1),
      rate: step.map(() => 1.5),
      lossName: "1/(2n) sum of squares, standardised",
    },
    prediction: {
      label: "predicted from G(θ₀)",
      step,
      loss: step.map(decay),
      dashed: { label: "predicted for infinite width", step, loss: step.map((k) => 1.25 * decay(k)) },
    },
    observed: [
      {
        name: "distance",
        measures: ["l2Distance", "maxDistance"],
        step: looks,
        values: looks.map((k) => [0.9 * (1 - 1 / (1 + 0.01 * k)), 0.06 * (1 - 1 / (1 + 0.01 * k))]),
      },
      {
        name: "kernel",
        measures: [
          "kernelDrift",
          "smallestEigenvalue",
          "patternChanges",
          "sharpness",
          "pathNorm",
          "gizmo",
          "unknown yet",
        ],
        step: looks,
        values: looks.map((k) => [
          1e-4 * k ** 0.7,
          4.1e-9 * (1 + 0.05 * next()),
          k === 0 ? 0 : 0.0008 * (1 + next()),
          1.3 - 0.2 * next(),
          812 + 0.002 * k,
          -1 + 0.0005 * k,
          Number.NaN,
        ]),
      },
    ],
  };
}
