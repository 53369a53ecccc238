import type { Command } from "commander";
import { parseMoves } from "../training/move-text.js";
import type { Move } from "../training/relaxation/moved-by-hand.js";
import { number, positive, widths } from "./flag-value.js";
import type { SolveFlags } from "./solve-run.js";

const examples = `
Examples:
  hrta solve --list                                     the problems that come with it
  hrta solve poisson-neumann                            the paper's problem; solution and report in runs/poisson-neumann
  hrta solve poisson-neumann --loss energy              Deep Ritz, with points that are drawn anew at every step
  hrta solve helmholtz --hidden 50,50 --steps 300
  hrta solve reaction-diffusion --scalar epsilon=1:0.02 homotopy in epsilon (the default there); epsilon=0.02 keeps it where it is
  hrta solve poisson-neumann --loss sobolev --activation half-squared-relu --relaxation stages,0.5@0.55,1.5 --optimizer adam
  hrta solve mine.ts                                    your own problem
  hrta solve --suite                                    which method is best on which problem? Journal and report in solve-suite

Your own problem is a file like this one:
  import { box } from "hrta";
  export default {
    equation: "-u'' = 1 on (0, 1), u = 0 at the ends",
    domain: box([0], [1]),
    residual: { order: 2, of: (u, { x }) => -u.laplacian - 1 },
    conditions: [{ kind: "dirichlet", on: "all", value: 0 }],
    exact: ({ 0: x }) => ({ value: x * (1 - x) / 2, gradient: [0.5 - x], hessian: [[-1]], laplacian: -1 }),
  };
u has value, gradient, hessian and laplacian. Time is an input like the others. energy, scalars, meanFree, ansatz, data and reference may stand
beside residual; conditions are dirichlet, neumann, robin (with coefficient) and periodic.

Exit code 0; 2 for wrong input, 3 if the loss diverged, 130 if it was stopped.`;

/** Adds `hrta solve`. */
export function solveCommand(program: Command): void {
  program
    .command("solve")
    .summary("solve a boundary value problem with a network")
    .description(
      "Trains a network to solve a boundary value problem, from residuals or an energy, and reports the solution with its errors.",
    )
    .argument("[problem]", "name of a problem, or a .ts file of your own")
    .option("--list", "the problems that come with it")
    .option("--suite", "every method on every problem (or on the one named), with equal time: a table of errors")
    .optionsGroup("Loss and points:")
    .option("--loss <name>", "residual | energy | sobolev (fed the exact solution) (default: residual)")
    .option(
      "--points <count>",
      "points inside, about (default: 400, or what the problem suggests)",
      positive("--points"),
    )
    .option("--boundary <count>", "points on the boundary (default: 160)", positive("--boundary"))
    .option("--sampling <kind>", "grid | uniform | halton (default: grid; uniform for an energy)")
    .option(
      "--resample <steps>",
      "draw other points every so many steps (default: never; 1 for an energy)",
      positive("--resample"),
    )
    .option(
      "--boundary-weight <factor>",
      "of the conditions in the loss (default: 10; 100 for an energy)",
      positive("--boundary-weight"),
    )
    .option("--hard", "keep the Dirichlet conditions by construction, where the problem has an ansatz")
    .option(
      "--scalar <path>",
      "path of a number of the problem, NAME=FROM:TO[:OVER], or NAME=VALUE; once for each",
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .optionsGroup("Network and relaxation:")
    .option("--hidden <widths>", "widths of the hidden layers, for instance 200 or 30,30 (default: 200)", widths)
    .option("--activation <name>", "tanh | halfSquaredRelu | gelu | softplus | erf | relu (default: tanh)")
    .option("--scaling <name>", "ntk | standard | mean-field | unit (default: ntk)")
    .option("--bias <kind>", "input | layers | none (default: input)")
    .option("--deviation <value>", "standard deviation of the hidden weights", number("--deviation"))
    .option("--s <value>", "one s for the whole run (default: 1)", number("--s"))
    .option("--relaxation <path>", "ramp | stages | path | algorithm1 | onPlateau | corollary1, with options")
    .option(
      "--move-s <step:s,...>",
      "s by hand: from each step on this s, whatever the path says; path gives it back (200:1.5,900:path)",
      (text: string, before: Move[] = []) => [...before, ...parseMoves("--move-s", text)],
    )
    .optionsGroup("Run:")
    .option(
      "--optimizer <method>",
      "gaussNewton | levenbergMarquardt | lbfgs | adam | ..., with options (default: gaussNewton,adapt=true; adam for an energy)",
    )
    .option("--rate <value>", "learning rate", number("--rate"))
    .option("--decay <name>", "none | cosine | exponential | plateau")
    .option("--steps <count>", "steps (default: 100 for Gauss-Newton, 6000 for gradient methods)", positive("--steps"))
    .option("--seed <integer>", "seed of weights and points (default: 0)", number("--seed"))
    .option("--dtype <type>", "f32 | f64 (default: f64)")
    .option("--threads <count>", "threads inside the run (default: 1)", positive("--threads"))
    .optionsGroup("Suite:")
    .option("--seconds <time>", "that a run of every method has (default: 20)", positive("--seconds"))
    .option("--seeds <count>", "starts (default: 3)", positive("--seeds"))
    .option("-w, --workers <count>", "runs at a time (default: one a core)", positive("--workers"))
    .optionsGroup("Files and output:")
    .option("-o, --out <folder>", "run folder (default: runs/NAME, numbered)")
    .option("--json", "one JSON object on standard output, nothing else")
    .option("-q, --quiet", "no progress and no summary; errors are still told")
    .addHelpText("after", examples)
    .action(async (name: string | undefined, flags: SolveFlags) => {
      // Loaded only now: the other commands are to start without it.
      const { solve } = await import("./solve-run.js");
      process.exitCode = await solve(name, flags);
    });
}
