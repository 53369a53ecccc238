import { type ProblemSpec, problemSpec } from "../../problems/spec.js";
import { type LabData, type LabState, type Lane, type PdeLoss, type PdeName, plainLane } from "./state.js";

/** A problem that the page offers: samples, or a differential equation. */
export interface MenuProblem {
  readonly title: string;
  readonly data: Extract<LabData, { kind: "problem" | "pde" }>;
  /** What suits a differential equation. */
  readonly network?: Pick<Lane["network"], "hidden" | "bias">;
}

const samples = (title: string, problem: ProblemSpec): MenuProblem => ({ title, data: { kind: "problem", problem } });
const equation = (
  title: string,
  problem: PdeName,
  loss: PdeLoss,
  network: Pick<Lane["network"], "hidden" | "bias"> = { hidden: [200] },
): MenuProblem => ({ title, data: { kind: "pde", problem, loss }, network });

/** Problems of the papers first, then those of the suite. */
export const problemMenu: readonly { readonly group: string; readonly problems: readonly MenuProblem[] }[] = [
  {
    group: "From the papers",
    problems: [
      samples("sin 2πx, 100 points (HRTA, Example 1)", { name: "sine" }),
      samples("sin 2π(x₁+x₂+x₃), 125 points (HRTA, Example 2)", { name: "sine", inputs: 3 }),
      samples("random labels on the sphere, 10 points (Bu, Xu, Chen)", { name: "sphere", inputs: 10, train: 10 }),
      samples("parity of 6 bits (Lei Wu)", { name: "parity", inputs: 6, points: "all" }),
      samples("half-spaces in 10 dimensions (Lei Wu)", { name: "halfSpaces", points: "normal", train: 200 }),
    ],
  },
  {
    group: "Differential equations",
    problems: [
      equation("Poisson, Neumann, fed the solution (HRTA, Figure 4)", "poisson-neumann", "sobolev"),
      equation("Poisson, Neumann", "poisson-neumann", "residual"),
      equation("Poisson on a square", "poisson-square", "residual"),
      equation("reaction and diffusion, one dimension", "reaction-diffusion", "residual", { hidden: [50] }),
      equation("heat", "heat", "residual"),
      equation("Burgers", "burgers", "residual", { hidden: [30, 30], bias: "layers" }),
    ],
  },
  {
    group: "One input",
    problems: [
      samples("Doppler, with noise", { name: "function", target: "doppler", noise: 0.05 }),
      samples("blocks, with noise", { name: "function", target: "blocks", noise: 0.5 }),
      samples("cosine neuron", { name: "cosineNeuron", inputs: 1, train: 100 }),
    ],
  },
  {
    group: "Two inputs",
    problems: [
      samples("two moons", { name: "moons", spread: 0.2 }),
      samples("two spirals", { name: "spirals", train: 200 }),
      samples("three spirals", { name: "spirals", arms: 3, train: 300 }),
      samples("a continuous function", { name: "function", target: "continuous", inputs: 2, train: 200 }),
      samples("a function with a jump", { name: "function", target: "discontinuous", inputs: 2, train: 200 }),
      samples("sin 2π(x₁+x₂)", { name: "sine", inputs: 2 }),
    ],
  },
  {
    group: "More inputs",
    problems: [
      samples("ridges, 5 inputs", { name: "ridges", inputs: 5, train: 200 }),
      samples("Friedman 1, 10 inputs", { name: "function", target: "friedman1", inputs: 10, train: 200, noise: 1 }),
      samples("a single neuron, 20 inputs", { name: "singleNeuron", train: 200, noise: 0.02 }),
    ],
  },
];

/** The fields of a problem that the page lets one set: every problem has training points, some have noise or inputs. */
export const problemFields = [
  { field: "train", title: "training points", least: 2, most: 1000, step: 1 },
  { field: "noise", title: "noise", least: 0, most: 2, step: 0.01 },
  { field: "spread", title: "spread", least: 0, most: 1, step: 0.01 },
  { field: "labelNoise", title: "flipped labels", least: 0, most: 0.5, step: 0.01 },
] as const;

export type ProblemField = (typeof problemFields)[number]["field"];

/** The fields that a problem takes, as its own description says. */
export const fieldsOf = (problem: ProblemSpec) =>
  problemFields.filter(({ field, least }) => problemSpec.safeParse({ ...problem, [field]: least }).success);

/** The value of a field, where the problem says one. */
export function fieldValue(problem: ProblemSpec, field: ProblemField): number | undefined {
  const value = new Map<string, unknown>(Object.entries(problem)).get(field);
  return typeof value === "number" ? value : undefined;
}

/** Whether an entry of the menu is what a state has, but for the fields that the page lets one set. */
export function sameData(entry: MenuProblem["data"], data: LabData): boolean {
  if (entry.kind === "pde") return data.kind === "pde" && data.problem === entry.problem && data.loss === entry.loss;
  return data.kind === "problem" && sameProblem(entry.problem, data.problem);
}

/**
 * A state with a problem of the menu. A differential equation asks for other runs than samples do: an activation with the derivatives that it
 * needs (the paper's 1/2 relu^2 where first ones do, else tanh), and Gauss-Newton steps, of which few do; where it is fed the solution, Adam.
 */
export function withProblem(state: LabState, { data, network }: MenuProblem): LabState {
  if (data.kind !== "pde") return { ...state, data };
  const fed = data.loss === "sobolev";
  const lanes = state.lanes.map(
    (lane): Lane => ({
      ...lane,
      network: { ...lane.network, ...network, activation: fed ? "halfSquaredRelu" : "tanh" },
      optimizer: fed ? plainLane.optimizer : { name: "gaussNewton", adapt: true },
    }),
  );
  return { ...state, data, steps: fed ? 2000 : 100, lanes };
}

/** Whether two problems are one but for the fields that the page lets one set. */
function sameProblem(a: ProblemSpec, b: ProblemSpec): boolean {
  const bare = (problem: ProblemSpec) =>
    JSON.stringify(
      Object.entries(problem)
        .filter(([key]) => !problemFields.some(({ field }) => field === key))
        .sort(([x], [y]) => (x < y ? -1 : 1)),
    );
  return bare(a) === bare(b);
}
