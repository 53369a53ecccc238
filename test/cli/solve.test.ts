import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readModel } from "../../src/node/index.js";
import { ended, hrta, readJson, start, workplace, write } from "./hrta.js";

const cwd = workplace();

/** The example of the help text, with pieces replaced. */
const problem = (parts: Readonly<Record<string, string>> = {}) => {
  const { domain, residual, conditions, more } = {
    domain: "box([0], [1])",
    residual: "{ order: 2, of: (u, { x }) => -u.laplacian - 1 }",
    conditions: '[{ kind: "dirichlet", on: "all", value: 0 }]',
    more: "exact: ({ 0: x }: ArrayLike<number>) => ({ value: (x * (1 - x)) / 2, gradient: [0.5 - x], hessian: [[-1]], laplacian: -1 }),",
    ...parts,
  };
  return `import { box, polygon, type Local } from "hrta";
const unused: number = 1;
export default { equation: "-u'' = 1", domain: ${domain}, residual: ${residual}, conditions: ${conditions}, ${more} };
`;
};
const short = ["--points", "20", "--hidden", "20", "--steps", "8"];

describe("hrta solve", () => {
  test("solves a problem of its own, and writes model, solution, report and what it was made by", async () => {
    const { code, stdout, stderr } = await hrta(
      cwd,
      "solve",
      "heat",
      "--hidden",
      "30",
      "--points",
      "100",
      "--steps",
      "15",
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/^The heat equation: .*; writing to runs\/heat/);
    expect(stderr).toMatch(/step 15\/15 .* loss .* in /);
    const error = Number(/relative L2 (\S+),/.exec(stdout)?.[1]);
    expect(error).toBeLessThan(0.1);
    expect(readdirSync(join(cwd, "runs/heat")).sort()).toEqual([
      "model.safetensors",
      "report.html",
      "result.json",
      "run.json",
      "solution.csv",
    ]);
    expect(readModel(join(cwd, "runs/heat")).network.widths).toEqual([3, 30, 1]);
    expect(readJson(cwd, "runs/heat", "result.json")).toMatchObject({
      problem: "heat",
      outcome: "finished",
      steps: 15,
    });
    expect(readJson(cwd, "runs/heat", "run.json")).toMatchObject({ problem: "heat", loss: "residual", points: 100 });
    const [head, first] = readFileSync(join(cwd, "runs/heat/solution.csv"), "utf8").split("\n");
    expect(head).toBe("x,t,u,known");
    const [x, t, u, known] = first.split(",").map(Number);
    expect(known).toBeCloseTo(Math.exp(-t) * Math.sin(Math.PI * x), 12);
    expect(Math.abs(u - known)).toBeLessThan(0.2);
    expect(readFileSync(join(cwd, "runs/heat/report.html"), "utf8")).toContain("relative L² error");
  }, 60_000);

  test("solves the user's problem in a TypeScript file, in a folder without the library", async () => {
    write(cwd, "mine.ts", problem());
    const { code, stdout } = await hrta(cwd, "solve", "mine.ts", ...short, "--json");
    expect(code).toBe(0);
    const { problem: name, errors, against, terms, files } = JSON.parse(stdout);
    expect([name, against]).toEqual(["mine", "exact"]);
    // u is a parabola; even 8 steps of Gauss-Newton come near.
    expect(errors.l2).toBeLessThan(0.05);
    expect(terms.map((term: { name: string }) => term.name)).toEqual(["residual", "dirichlet on all of the boundary"]);
    expect(existsSync(join(cwd, files.report))).toBe(true);
  }, 30_000);

  test("solves the example that comes with it, along a path of its own number", async () => {
    const example = fileURLToPath(new URL("../../examples/bratu.ts", import.meta.url));
    const { code, stdout } = await hrta(cwd, "solve", example, "--scalar", "lambda=0.5:3", "--json");
    expect(code).toBe(0);
    // Gauss-Newton comes to 1e-5; a wrong branch or a wrong lambda would be off by tenths.
    expect(JSON.parse(stdout).errors.l2).toBeLessThan(1e-3);
  }, 30_000);

  test("--hard leaves the conditions out of the loss, keeps them, and says what the model's file is", async () => {
    const args = ["--hard", "--hidden", "20", "--points", "60", "--steps", "3", "--out", "hard", "--json"];
    const { stdout } = await hrta(cwd, "solve", "heat", ...args);
    const { terms, notes } = JSON.parse(stdout);
    expect(terms.map((term: { name: string }) => term.name)).toEqual(["residual"]);
    expect(notes.join()).toContain("u = lift + factor N");
    // Next to t = 0 a network of three steps has the initial values to first order in t = 1/128.
    const rows = readFileSync(join(cwd, "hard/solution.csv"), "utf8").trimEnd().split("\n").slice(1);
    const early = rows.map((row) => row.split(",").map(Number)).filter(([, time]) => time < 0.01);
    expect(early.length).toBeGreaterThan(10);
    for (const [x, , u] of early) expect(Math.abs(u - Math.sin(Math.PI * x))).toBeLessThan(0.1);
  }, 30_000);

  test("tells no error against the solution of other numbers than a path ends at", async () => {
    const short = ["--scalar", "epsilon=0.5", "--steps", "5", "--points", "20", "--hidden", "10", "--out", "elsewhere"];
    const { stdout } = await hrta(cwd, "solve", "reaction-diffusion", ...short, "--json");
    const { errors, notes } = JSON.parse(stdout);
    expect(errors).toBeUndefined();
    expect(notes.join()).toContain("a path ends elsewhere");
  }, 30_000);

  test("lists the problems that there are", async () => {
    const { stdout, code } = await hrta(cwd, "solve", "--list");
    expect(code).toBe(0);
    for (const name of ["poisson-neumann", "helmholtz", "burgers"]) expect(stdout).toContain(name);
    const { stdout: json } = await hrta(cwd, "solve", "--list", "--json");
    expect(JSON.parse(json)).toHaveLength(7);
  }, 30_000);

  test("stopped by Ctrl-C it keeps the solution so far, and says so by its exit code", async () => {
    const child = start(cwd, [
      "solve",
      "poisson-neumann",
      "--optimizer",
      "adam",
      "--steps",
      "100000",
      "--out",
      "stopped",
    ]);
    const end = ended(child);
    await new Promise<void>((resolve) => {
      let seen = "";
      child.stderr?.on("data", (text: string) => {
        seen += text;
        if (/step \d+\/100000/.test(seen)) resolve();
      });
    });
    child.kill("SIGINT");
    const { code, stdout } = await end;
    expect(code).toBe(130);
    expect(stdout).toMatch(/Stopped after \d+ of 100000 steps/);
    expect(readJson(cwd, "stopped", "result.json").outcome).toBe("stopped");
  }, 60_000);
});

const wrong: readonly (readonly [title: string, file: string | undefined, args: readonly string[], error: RegExp])[] = [
  [
    "a name that is none",
    undefined,
    ["poison-neumann"],
    /^error: poison-neumann: no such problem; did you mean "poisson-neumann"/,
  ],
  ["a file that is not there", undefined, ["nowhere.ts"], /^error: nowhere\.ts: no such file\n$/],
  ["a file that does not compile", "export default {", ["wrong.ts"], /^error: wrong\.ts: cannot be run \(.+\)\n$/],
  [
    "a file that throws",
    'throw new Error("no luck");',
    ["wrong.ts"],
    /^error: wrong\.ts: cannot be run \(no luck\)\n$/,
  ],
  ["a file without a problem", "export const x = 1;", ["wrong.ts"], /^error: wrong\.ts: exports no problem;/],
  [
    "a domain without area",
    problem({ domain: "polygon([[0, 0], [1, 1], [2, 2]])" }),
    ["wrong.ts"],
    /^error: wrong\.ts: domain: the polygon has no area/,
  ],
  [
    "a residual of the wrong shape",
    problem({ residual: "{ order: 2, of: () => [1] }" }),
    ["wrong.ts"],
    /^error: wrong: its residual must return a number, and returned an array\n$/,
  ],
  [
    "a residual without order",
    problem({ residual: "{ of: () => 1 }" }),
    ["wrong.ts"],
    /^error: wrong\.ts: residual: expected \{ order: 1 or 2/,
  ],
  [
    "a condition on a face that is none",
    problem({ conditions: '[{ kind: "dirichlet", on: ["x = 2"], value: 0 }]' }),
    ["wrong.ts"],
    /^error: condition: the domain has no face "x = 2"/,
  ],
  [
    "a source that does not balance",
    problem({ conditions: '[{ kind: "neumann", on: "all", value: 0 }]' }),
    ["wrong.ts"],
    /^error: wrong: no solution: .* must balance, and they miss by -1\.00;/,
  ],
  [
    "data outside the domain",
    problem({ more: "data: [{ x: [3], value: 1 }]," }),
    ["wrong.ts", ...short],
    /^error: data: point 1 \(x = 3\) lies outside the domain\n$/,
  ],
  [
    "a strong form for relu",
    undefined,
    ["heat", "--activation", "relu"],
    /^error: activation: the strong form has second derivatives/,
  ],
  [
    "a scalar that is none",
    undefined,
    ["burgers", "--scalar", "nu=1"],
    /^error: scalars: burgers has no "nu"; it has viscosity\n$/,
  ],
  [
    "a scalar that is no path",
    undefined,
    ["burgers", "--scalar", "viscosity=a"],
    /^error: --scalar: expected NAME=FROM:TO/,
  ],
  ["an option of the wrong kind", undefined, ["heat", "--sampling", "sobol"], /^error: --sampling: /],
  ["a rate without a method", undefined, ["heat", "--rate", "0.1"], /^error: --rate: belongs to a method/],
];

describe("hrta solve refuses in one line, and leaves nothing behind:", () => {
  test.each(wrong)(
    "%s",
    async (_, file, args, error) => {
      const folder = workplace();
      if (file !== undefined) write(folder, "wrong.ts", file);
      const { code, stderr, stdout } = await hrta(folder, "solve", ...args);
      expect(stderr).toMatch(error);
      expect(stderr.split("\n")).toHaveLength(2);
      expect([code, stdout]).toEqual([2, ""]);
      expect(existsSync(join(folder, "runs"))).toBe(false);
    },
    30_000,
  );

  test("a loss that turns to no number", async () => {
    write(
      cwd,
      "nan.ts",
      problem({ residual: "{ order: 2, of: (u) => Math.log(1 - 1e3 * Math.abs(u.value)) }", more: "" }),
    );
    const { code, stderr } = await hrta(cwd, "solve", "nan.ts", ...short, "-q");
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^error: the loss was no longer a number, or had grown 10\^12 times, at step 1; take a smaller --rate/,
    );
  }, 30_000);
});

describe("hrta solve --suite", () => {
  test("gives every method on a problem the same time, and repeats nothing when started again", async () => {
    const args = ["solve", "reaction-diffusion", "--suite", "--seconds", "0.1", "--seeds", "1", "--out", "suite"];
    const { code, stdout } = await hrta(cwd, ...args);
    expect(code).toBe(0);
    for (const label of ["Gauss-Newton", "L-BFGS", "Adam", "Deep Ritz"]) expect(stdout).toContain(label);
    const record = readJson(cwd, "suite", "suite.json");
    expect(record.problems).toHaveLength(1);
    const runs = () => readFileSync(join(cwd, "suite/journal.jsonl"), "utf8").split("\n").length;
    const before = runs();
    const again = await hrta(cwd, ...args, "--json");
    expect(JSON.parse(again.stdout).problems).toEqual(record.problems);
    expect(runs()).toBe(before);
  }, 90_000);

  test("is for the problems that come with it", async () => {
    write(cwd, "mine.ts", problem());
    const { code, stderr } = await hrta(cwd, "solve", "mine.ts", "--suite", "--out", "none");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: --suite: compares methods on the problems that come with it;/);
    const { stderr: belongs } = await hrta(cwd, "solve", "heat", "--seeds", "2");
    expect(belongs).toMatch(/^error: --seeds: belongs to --suite\n$/);
  }, 30_000);
});
