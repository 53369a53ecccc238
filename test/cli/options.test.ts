import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { columns, history, hrta, readJson, table, workplace, write } from "./hrta.js";

const cwd = workplace();
const all = table(40);
write(cwd, "plane.csv", columns(all, "a", "b", "u"));
write(cwd, "all.csv", all);
write(cwd, "kinds.csv", columns(all, "a", "b", "kind"));
write(cwd, "codes.csv", columns(all, "a", "b", "code"));
write(cwd, "bare.csv", columns(all, "a", "b", "u").split("\n").slice(1).join("\n"));
write(cwd, "semi.txt", columns(all, "a", "b", "u").replaceAll(",", ";"));
write(cwd, "holes.csv", columns(all, "a", "b", "u").replace(/^0\.6[^,]*/m, "-999"));
write(cwd, "comma.csv", columns(all, "a", "b", "u").replace("u", '"strength, MPa"'));
write(cwd, "spec.json", JSON.stringify({ data: { file: "plane.csv" }, network: { hidden: [4] }, steps: 9, seed: 5 }));

const line = (text: string): string[] => (text === "" ? [] : text.split(" "));

/** Title, flags, and what the specification in the run folder says. */
type Row = [flags: string, recorded: object, file?: string];

const network: Row[] = [
  ["--hidden 5,4 --scaling ntk --bias input", { hidden: [5, 4], scaling: "ntk", bias: "input" }],
  ["--hidden 5x4x3 --scaling standard --bias layers", { hidden: [5, 4, 3], scaling: "standard", bias: "layers" }],
  ["--activation relu --bias none --output-init sign", { activation: "relu", bias: false, outputInit: "sign" }],
  ["--activation halfSquaredRelu --output-init normal", { activation: "halfSquaredRelu", outputInit: "normal" }],
  [
    "--activation tanh --input-init normal --deviation 0.5",
    { activation: "tanh", inputInit: "normal", deviation: 0.5 },
  ],
  ["--activation erf --skip", { activation: "erf", skip: true }],
  ["--activation gelu --freeze output", { activation: "gelu", freeze: ["output"] }],
  ["--activation softplus --train-s", { activation: "softplus", trainSlope: true }],
  [
    "--input-init sphere --output-init zero --scaling unit",
    { inputInit: "sphere", outputInit: "zero", scaling: "unit" },
  ],
  ["--scaling mean-field --output-init uniform", { scaling: "mean-field", outputInit: "uniform" }],
];

const relaxations: Row[] = [
  ["--s 0.7", { name: "constant", s: 0.7 }],
  ["--relaxation constant,1.2", { name: "constant", s: 1.2 }],
  ["--relaxation ramp,from=0.5,to=1,over=1", { name: "ramp", from: 0.5, to: 1, over: 1 }],
  ["--switch lossless", { name: "ramp", switch: "lossless" }],
  [
    "--relaxation stages,0.5@0.2,1",
    {
      name: "stages",
      stages: [
        { s: 0.5, until: 0.2 },
        { s: 1, until: 1 },
      ],
    },
  ],
  ["--relaxation stages,0.5,1,moments=reset --switch hard", { name: "stages", moments: "reset", switch: "hard" }],
  [
    "--relaxation path,0.5@0,0.5@0.2,1@0.2,moments=reset",
    { name: "path", points: [0.5, 0.5, 1].map((s, p) => ({ s, at: [0, 0.2, 0.2][p] })), moments: "reset" },
  ],
  [
    "--relaxation algorithm1,s1=0.5,increment=0.25,stages=3,period=2",
    { name: "algorithm1", increment: 0.25, period: 2 },
  ],
  [
    "--relaxation onPlateau,1,1.5,patience=2,cooldown=1,threshold=0.1",
    { name: "onPlateau", values: [1, 1.5], patience: 2 },
  ],
  ["--relaxation corollary1,lossRatio=1.5,at=0.4 --switch lossless", { name: "corollary1", lossRatio: 1.5, at: 0.4 }],
];

const optimizers: Row[] = [
  ["--optimizer adam,beta1=0.8,beta2=0.99,epsilon=1e-6", { name: "adam", beta1: 0.8, beta2: 0.99, epsilon: 1e-6 }],
  ["--optimizer adamW,weightDecay=0.01", { name: "adamW", weightDecay: 0.01 }],
  ["--optimizer gd --rate 0.1", { name: "gd", rate: 0.1 }],
  ["--optimizer heavyBall,momentum=0.8 --rate 0.1", { name: "heavyBall", momentum: 0.8 }],
  ["--optimizer nesterov,gamma=3 --rate 0.1", { name: "nesterov", gamma: 3 }],
  ["--optimizer nesterov,momentum=0.5 --rate 0.1", { name: "nesterov", momentum: 0.5 }],
  ["--optimizer lbfgs,memory=4,evaluations=9", { name: "lbfgs", memory: 4, evaluations: 9 }],
  ["--optimizer higher-momentum,0.2,0.3 --rate 0.1", { name: "higherMomentum", momenta: [0.2, 0.3], rate: 0.1 }],
  ["--optimizer gauss-newton,damping=0.01 --rate 0.5", { name: "gaussNewton", damping: 0.01, rate: 0.5 }],
  [
    "--optimizer levenbergMarquardt --decay cosine",
    { name: "levenbergMarquardt", decay: { name: "cosine", floor: 0 } },
  ],
  ["--optimizer neuron-newton --freeze output", { name: "neuronNewton", rate: 1 }],
  ["--optimizer output-solve,strength=0.1", { name: "outputSolve", strength: 0.1, towards: "zero" }],
  [
    "--optimizer output-solve,hidden=adam,every=2,towards=present --rate 0.05 --decay none",
    { name: "outputSolve", every: 2, towards: "present", hidden: { name: "adam", rate: 0.05, decay: "none" } },
  ],
  ["--rate 0.002", { name: "adam", rate: 0.002 }],
  ["--decay none", { name: "adam", decay: "none" }],
  ["--decay cosine,floor=0.1", { decay: { name: "cosine", floor: 0.1 } }],
  ["--decay exponential,final=0.01", { decay: { name: "exponential", final: 0.01 } }],
  ["--decay plateau,patience=3,every=2", { decay: { name: "plateau", patience: 3, every: 2 } }],
];

const run: Row[] = [
  ["--loss sum", { loss: "sum" }],
  ["--l2 0.001 --path-norm 0.002", { penalties: { l2: 0.001, pathNorm: { strength: 0.002, first: "l1" } } }],
  ["--path-norm 0.002,first=l2", { penalties: { pathNorm: { strength: 0.002, first: "l2" } } }],
  ["--batch 7", { batch: 7 }],
  [
    "--move-s 3:0.7,9:path --s 1",
    {
      relaxation: { name: "constant", s: 1 },
      moves: [
        { step: 3, s: 0.7 },
        { step: 9, s: null },
      ],
    },
  ],
  ["--seed -4", { seed: -4 }],
  ["--dtype f64 --engine reference", { dtype: "f64", engine: "reference" }],
  ["--dtype f32 --threads 2 --engine wasm", { dtype: "f32", threads: 2, engine: "wasm" }],
];

const data: Row[] = [
  [
    "--target u,v --categorical code --weights weight",
    { targets: ["u", "v"], categorical: ["code"], weights: "weight" },
    "all.csv",
  ],
  ["-t u --ignore v,weight", { targets: ["u"], ignore: ["v", "weight"] }, "all.csv"],
  ["-t u -t v", { targets: ["u", "v"] }, "all.csv"],
  ["--no-header --target 3", { targets: ["column3"], header: false }, "bare.csv"],
  ["--header --delimiter semicolon", { header: true, targets: ["u"], delimiter: "semicolon" }, "semi.txt"],
  ["--delimiter ;", { targets: ["u"] }, "semi.txt"],
  ["--missing -999,NA", { missing: ["-999", "NA"] }, "holes.csv"],
  ["--limit 20 --test 0.25 --validation 0.1", { limit: 20, test: 0.25, validation: 0.1 }],
  ["--no-standardize --test 0", { standardize: false, test: 0 }],
];

/** Trains and returns what was recorded. */
async function recorded(flags: string, file = "plane.csv", out = `run${counter++}`) {
  const fixed = ["--steps", "12", "--quiet", "--out", out, ...(flags.includes("--hidden") ? [] : ["--hidden", "6"])];
  const { code, stderr } = await hrta(cwd, "train", file, ...fixed, ...line(flags));
  expect([code, stderr]).toEqual([0, ""]);
  return { spec: readJson(cwd, out, "run.json"), result: readJson(cwd, out, "result.json"), out: join(cwd, out) };
}
let counter = 0;

describe("every option is obeyed and recorded", () => {
  const groups: [string, Row[]][] = [
    ["network", network],
    ["relaxation", relaxations],
    ["optimizer", optimizers],
    ["", run],
    ["data", data],
  ];
  for (const [group, rows] of groups)
    test.concurrent.each<Row>(rows)(`%s`, async (flags, expected, file) => {
      const { spec, result } = await recorded(flags, file);
      expect(group === "" ? spec : spec[group]).toMatchObject(expected);
      expect(result).toMatchObject({ outcome: "finished", steps: 12, loss: expect.any(Number) });
    });
});

test("text labels are classified with the logistic loss, accuracy is reported", async () => {
  const { spec, result } = await recorded("", "kinds.csv");
  expect(spec).toMatchObject({ loss: "logistic", data: { task: "classification" } });
  expect(result.train).toEqual({ accuracy: expect.any(Number), crossEntropy: expect.any(Number) });
  expect(result.train.accuracy).toBeGreaterThanOrEqual(0);
  expect(result.train.accuracy).toBeLessThanOrEqual(1);
});

test("number labels are classified on --task classification, also with the hinge loss", async () => {
  const { spec, result } = await recorded("--task classification --loss hinge", "codes.csv");
  expect(spec).toMatchObject({ loss: "hinge", data: { targets: ["code"], task: "classification" } });
  expect(result.test.accuracy).toEqual(expect.any(Number));
});

test("a comma in a column's name is written with a backslash", async () => {
  const run = await hrta(
    cwd,
    "train",
    "comma.csv",
    "-t",
    "strength\\, MPa",
    "--hidden",
    "4",
    "--steps",
    "2",
    "-q",
    "--out",
    "mpa",
  );
  expect(run.code).toBe(0);
  expect(readJson(cwd, "mpa/run.json").data.targets).toEqual(["strength, MPa"]);
});

test("--epochs counts passes over the training rows", async () => {
  // 36 training rows in batches of 10 are 4 steps a pass.
  await hrta(cwd, "train", "plane.csv", "--epochs", "3", "--batch", "10", "--hidden", "4", "-q", "--out", "epochs");
  expect(readJson(cwd, "epochs/result.json").steps).toBe(12);
});

test("s moved by hand is in the history, the summary and the report, and in the run again from its folder", async () => {
  const { out } = await recorded("--s 1 --move-s 5:0.5,9:path");
  expect((await history(out)).map(({ s }) => s)).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1]);
  expect(readJson(out, "result.json").stages.map(({ from, kind }: Record<string, unknown>) => [from, kind])).toEqual([
    [1, "start"],
    [5, "hard"],
    [9, "hard"],
  ]);
  expect(readFileSync(join(out, "report.html"), "utf8")).toMatch(/moved by hand<\/dt><dd>5:0\.5,9:path/);
  await hrta(cwd, "train", "--spec", join(out, "run.json"), "-q", "--out", "by-hand-again");
  expect(await history(join(cwd, "by-hand-again"))).toEqual(await history(out));
});

test("--seconds is turned into a number of steps, which is recorded and told", async () => {
  const run = await hrta(cwd, "train", "plane.csv", "--seconds", "0.05", "--hidden", "4", "--out", "seconds");
  expect(run.stderr).toContain("measuring how many steps the time budget is");
  const { steps, notes } = readJson(cwd, "seconds/result.json");
  expect(readJson(cwd, "seconds/run.json")).toMatchObject({ steps });
  expect(readJson(cwd, "seconds/run.json").seconds).toBeUndefined();
  expect(notes.join()).toContain(`0.05 s were measured to be ${steps} steps`);
});

test("--target-loss stops the run there", async () => {
  const flags = ["--target-loss", "0.4", "--hidden", "6", "--steps", "500", "-q", "--out", "goal"];
  expect((await hrta(cwd, "train", "plane.csv", ...flags)).code).toBe(0);
  const { outcome, steps } = readJson(cwd, "goal/result.json");
  expect(outcome).toBe("target");
  const losses = (await history(join(cwd, "goal"))).map((row) => row.loss);
  expect(losses).toHaveLength(steps);
  expect(losses.findIndex((loss) => loss <= 0.4)).toBe(steps - 1);
});

test("--early-stop keeps the weights of the least validation loss", async () => {
  const { result, out } = await recorded("--early-stop 2 --rate 0.3 --decay none");
  const held = (await history(out)).map((row) => row.validation);
  expect(result.rows.validation).toBe(4);
  expect(result.best.loss).toBe(Math.min(...held.filter((loss) => !Number.isNaN(loss))));
  expect(held[result.best.step - 1]).toBe(result.best.loss);
});

test("a rate of a method that takes no steps is refused, and so is what function-space methods cannot train", async () => {
  const refused = async (flags: string, file = "plane.csv") => {
    const { code, stderr } = await hrta(cwd, "train", file, ...line(flags), "--out", "refused");
    expect(code).toBe(2);
    return stderr;
  };
  expect(await refused("--optimizer output-solve --rate 0.1")).toBe(
    "error: --rate: outputSolve alone takes no steps; leave it out, or let the layers below be trained: --optimizer outputSolve,hidden=adam\n",
  );
  expect(await refused("--optimizer gauss-newton", "kinds.csv")).toMatch(
    /^error: optimizer: gaussNewton needs a loss of squares \(mse or sum\), and logistic is none; [^\n]*\n$/,
  );
  expect(await refused("--optimizer neuron-newton")).toMatch(/--freeze output\)\n$/);
  expect(await refused("--optimizer output-solve,hidden=lbfgs")).toMatch(
    /^error: --optimizer hidden: expected adam, adamW, [^\n]*\n$/,
  );
});

test("the number of threads does not change a bit of the history", async () => {
  const [one, two] = await Promise.all([recorded("--hidden 64,64"), recorded("--hidden 64,64 --threads 2")]);
  expect(await history(two.out)).toEqual(await history(one.out));
});

test("flags win over the specification, whose other fields stay", async () => {
  const flags = ["--spec", "spec.json", "--seed", "6", "--epochs", "4", "--rate", "0.5", "-q", "--out", "over"];
  expect((await hrta(cwd, "train", ...flags)).code).toBe(0);
  expect(readJson(cwd, "over/run.json")).toMatchObject({
    network: { hidden: [4] },
    seed: 6,
    steps: 4,
    optimizer: { name: "adam", rate: 0.5 },
  });
});
