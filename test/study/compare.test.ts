import { describe, expect, it } from "vitest";
import { buildProblem } from "../../src/problems/index.js";
import type { Cell, Json } from "../../src/study/cell.js";
import { bestBySeed } from "../../src/study/compare/choose.js";
import {
  type Arm,
  allCells,
  type Contest,
  calibrationCell,
  cellsOf,
  field,
  isTrainedArm,
  judge,
  methodFor,
  stepsOf,
  TRIALS,
} from "../../src/study/compare/index.js";
import { findExperiment, identify } from "../../src/study/experiment/index.js";

const spec = { name: "sine", train: 20, validation: 20, test: 20 } as const;
const problem = buildProblem(spec);
const data = problem.data(0);
const { arms } = field({ data, task: "regression", hidden: [20] });
const contest: Contest = {
  problem: spec,
  seconds: 1,
  seeds: Array.from({ length: 10 }, (_, i) => i),
  arms,
  budgets: ["time", "steps"],
};
const trained = arms.filter(isTrainedArm);
const adam = trained[0];

/** Every method takes 1000 steps, but for those named. */
const measuredAs = (other: Readonly<Record<string, number>> = {}) =>
  new Map(trained.map(({ label }) => [label, other[label] ?? 1000]));

interface Errors {
  readonly validation: number | null;
  readonly test: number | null;
}

/** Judges results that depend on the method and the seed. */
function judged(of: (arm: Arm, seed: number) => Errors | undefined, measured = measuredAs(), own = contest) {
  const table = new Map<string, Arm>();
  for (const arm of own.arms)
    for (const budget of ["time", "steps"] as const)
      for (const cell of cellsOf(own, measured, arm, budget)) table.set(identify(cell), arm);
  const result = (cell: Cell): Json | undefined => {
    const arm = table.get(identify(cell));
    const errors = arm && of(arm, cell.seed);
    if (!errors) return undefined;
    const part = (rmse: number | null) => (rmse === null ? null : { rmse });
    return {
      ...{ chosen: 0.01, outcome: errors.test === null ? "diverged" : "finished", steps: 1000, seconds: 1 },
      ...{ loss: errors.test, train: part(errors.test), validation: part(errors.validation), test: part(errors.test) },
      ...{ course: { step: [1, 1000], loss: [1, errors.test] } },
    };
  };
  return judge(own, { measured, result, problem, data, hidden: [20], left: [] });
}

const spread = (seed: number) => 1 + 0.01 * seed;

describe("who takes part in a comparison", () => {
  it("is every baseline at s = 1, and every path of s with a hard and a lossless switch", () => {
    const labels = arms.map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
    const optimizers = trained.filter(({ side }) => side === "baseline").map(({ method }) => method.optimizer?.name);
    expect(new Set(optimizers)).toEqual(
      new Set(["adam", "adamW", "gd", "heavyBall", "nesterov", "lbfgs", "gaussNewton"]),
    );
    const networks = trained.flatMap(({ method }) => Object.keys(method.network ?? {}));
    expect(networks).toContain("skip");
    expect(networks).toContain("trainSlope");
    for (const { side, method } of trained)
      if (side === "baseline") expect(method.relaxation).toEqual({ name: "constant", s: 1 });
    const paths = trained.flatMap(({ side, method: { relaxation } }) =>
      side === "relaxation" && relaxation && relaxation.name !== "constant"
        ? [`${relaxation.name} ${relaxation.switch ?? "hard"}`]
        : [],
    );
    for (const name of ["stages", "ramp", "onPlateau", "algorithm1", "corollary1"])
      for (const kind of ["hard", "lossless"]) expect(paths).toContain(`${name} ${kind}`);
    expect(arms.filter(({ side }) => side === "untrained").map(({ method }) => method.kind)).toEqual([
      "randomFeatures",
      "ntk",
      "nngp",
    ]);
  });

  it("has the same number of trials for every method", () => {
    for (const { tune } of trained) expect(tune.values).toHaveLength(TRIALS);
    expect(adam.tune.values).toEqual([0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]);
  });

  it("leaves out what the data are too large for, and says so", () => {
    const large = buildProblem({ name: "sine", train: 5000, points: "uniform" }).data(0);
    const { arms: some, left } = field({ data: large, task: "regression", hidden: [20] });
    expect(some.some(({ label }) => /Gauss|kernel/.test(label))).toBe(false);
    expect(left.join(" ")).toMatch(/Gauss-Newton is left out.*5000.*kernels are left out: 5000/);
    // As `hrta train` does for as many rows.
    expect(some.filter(isTrainedArm)[0].method.batch).toBe(256);
  });

  it("runs: a short stand-in of every method, on numbers and on classes", async () => {
    for (const name of ["sine", "moons"] as const) {
      const stand = buildProblem({ name, train: 16, validation: 16, test: 16 });
      const own = field({ data: stand.data(0), task: stand.task, hidden: [6] }).arms;
      const short: Contest = {
        ...contest,
        problem: { name, train: 16, validation: 16, test: 16 },
        seeds: [0],
        arms: own,
      };
      const steps = new Map(own.map(({ label }) => [label, 9]));
      for (const cell of allCells(short, steps)) {
        const result = await findExperiment(cell.experiment).run(cell.params, cell.seed, {});
        expect(result).toHaveProperty("test");
      }
    }
  });
});

describe("the budgets of a comparison", () => {
  it("give every method the steps that its time is measured to be, and Adam's where the two are within 5 %", () => {
    const measured = measuredAs({ AdamW: 1040, Nesterov: 800, "Gauss-Newton": 20 });
    const steps = (label: string, budget: "time" | "steps") => {
      const arm = trained.find((one) => one.label === label) ?? adam;
      return stepsOf(contest, measured, arm, budget);
    };
    expect(steps("AdamW", "time")).toBe(1000);
    expect(steps("Nesterov", "time")).toBe(800);
    expect(steps("Nesterov", "steps")).toBe(1000);
    expect(steps("Gauss-Newton", "time")).toBe(20);
    // A thousand of its steps would take fifty times as long.
    expect(steps("Gauss-Newton", "steps")).toBeUndefined();
  });

  it("share their runs where both mean the same", () => {
    const measured = measuredAs({ Nesterov: 800 });
    const ids = new Set(allCells(contest, measured).map((cell) => identify(cell)));
    expect(ids.size).toBe(contest.seeds.length * (arms.length + 1));
  });

  it("are measured with a rate that does not diverge, in a cell of its own", () => {
    const { params, experiment } = calibrationCell(contest, adam);
    expect(experiment).toBe("calibrate");
    expect(params).toMatchObject({ seconds: 1, method: { optimizer: { name: "adam", rate: 0.002 } } });
  });

  it("let a plateau be as long a part of a long run as of a short one", () => {
    const plateau = trained.find(({ method }) => method.relaxation?.name === "onPlateau") ?? adam;
    expect(methodFor(plateau.method, 2000).relaxation).toMatchObject({ patience: 100, cooldown: 100 });
    expect(methodFor(adam.method, 2000).relaxation).toEqual({ name: "constant", s: 1 });
  });
});

describe("the verdict of a comparison", () => {
  const better = (gain: number) =>
    judged(({ side }, seed) => {
      const level = side === "relaxation" ? 1 - gain : 1;
      return { validation: level, test: level * spread(seed) };
    });

  it("is told in one sentence: lower, higher, or no difference", () => {
    const [lower, higher] = [better(0.2).budgets[0], better(-0.2).budgets[0]];
    expect(lower.decision.verdict).toBe("holds");
    expect(lower.sentence).toBe(
      "On this data relaxation lowers the test error by 20 % [20, 20] against the best baseline.",
    );
    expect(higher.decision.verdict).toBe("fails");
    expect(higher.sentence).toMatch(/raises the test error by 20 % \[20, 20\]/);
    const noise = judged(({ side }, seed) => {
      const level = side === "relaxation" ? 1 + (seed % 2 === 0 ? 0.3 : -0.3) : 1;
      return { validation: 1, test: level };
    }).budgets[0];
    expect(noise.decision.verdict).toBe("undecided");
    expect(noise.sentence).toMatch(/no difference that 10 seeds can show/);
  });

  it("rests on methods that the validation data chose, whatever the test data say", () => {
    // Within each side the method that validation prefers is the worst on the test data.
    const found = judged((arm, seed) => {
      const first = arms.find(({ side }) => side === arm.side) === arm;
      const level = arm.side === "relaxation" ? 2 : 1;
      return first ? { validation: 0.1, test: level * spread(seed) } : { validation: 0.2, test: 0.001 };
    });
    expect(found.budgets[0].decision.verdict).toBe("fails");
    const [picked] = found.budgets[0].standings.filter(({ side }) => side === "relaxation");
    expect(picked.picked).toBe(10);
  });

  it("counts a run that diverged as worse than any number", () => {
    const { budgets } = judged(({ side }, seed) =>
      side === "relaxation" ? { validation: null, test: null } : { validation: 1, test: spread(seed) },
    );
    expect(budgets[0].decision.verdict).toBe("fails");
    expect(budgets[0].standings.find(({ side }) => side === "relaxation")).toMatchObject({ diverged: 10, test: null });
  });

  it("is not given where runs are missing", () => {
    const { budgets, route } = judged(() => undefined);
    expect(budgets[0].decision.verdict).toBe("undecided");
    expect(budgets[0].sentence).toMatch(/No seed has all of its runs/);
    expect(route).toBeUndefined();
  });
});

describe("the route of a comparison", () => {
  it("is the method with the least validation error of all, beside the best of the other routes", () => {
    const { route } = judged(({ label }, seed) => {
      const level = label === "random features" ? 0.5 : 1;
      return { validation: level, test: 3 * level * spread(seed) };
    });
    expect(route).toMatchObject({ label: "random features", side: "untrained" });
    expect(route?.sentence).toBe(
      "Of all routes the validation data prefer random features (no training): test error 1.57; trained network, Adam: 3.14; infinite-width NTK: 3.14.",
    );
  });
});

describe("the choice by seed", () => {
  it("takes the first of equals, and none where a run is missing", () => {
    const of = (...values: (number | null)[]) => values.map((validation) => ({ validation }));
    expect(bestBySeed([of(1, 2, null), of(1, 1, 5)]).map((best) => best?.at)).toEqual([0, 1, 1]);
    expect(bestBySeed([[undefined], of(1)])).toEqual([undefined]);
  });
});
