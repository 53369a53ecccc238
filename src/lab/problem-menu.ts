import { type ProblemSpec, problemSpec } from "../problems/spec.js";

/** A problem that the page offers, with the fields it lets one set. */
export interface MenuProblem {
  readonly title: string;
  readonly problem: ProblemSpec;
}

/** Problems of the papers first, then those of the suite. */
export const problemMenu: readonly { readonly group: string; readonly problems: readonly MenuProblem[] }[] = [
  {
    group: "From the papers",
    problems: [
      { title: "sin 2πx, 100 points (HRTA, Example 1)", problem: { name: "sine" } },
      { title: "sin 2π(x₁+x₂+x₃), 125 points (HRTA, Example 2)", problem: { name: "sine", inputs: 3 } },
      {
        title: "random labels on the sphere, 10 points (BXC)",
        problem: { name: "sphere", inputs: 10, train: 10 },
      },
      { title: "parity of 6 bits (Wu)", problem: { name: "parity", inputs: 6, points: "all" } },
      { title: "half-spaces in 10 dimensions (Wu)", problem: { name: "halfSpaces", points: "normal", train: 200 } },
    ],
  },
  {
    group: "One input",
    problems: [
      { title: "Doppler, with noise", problem: { name: "function", target: "doppler", noise: 0.05 } },
      { title: "blocks, with noise", problem: { name: "function", target: "blocks", noise: 0.5 } },
      { title: "cosine neuron", problem: { name: "cosineNeuron", inputs: 1, train: 100 } },
    ],
  },
  {
    group: "Two inputs",
    problems: [
      { title: "two moons", problem: { name: "moons", spread: 0.2 } },
      { title: "two spirals", problem: { name: "spirals", train: 200 } },
      { title: "three spirals", problem: { name: "spirals", arms: 3, train: 300 } },
      { title: "a continuous function", problem: { name: "function", target: "continuous", inputs: 2, train: 200 } },
      {
        title: "a function with a jump",
        problem: { name: "function", target: "discontinuous", inputs: 2, train: 200 },
      },
      { title: "sin 2π(x₁+x₂)", problem: { name: "sine", inputs: 2 } },
    ],
  },
  {
    group: "More inputs",
    problems: [
      { title: "ridges, 5 inputs", problem: { name: "ridges", inputs: 5, train: 200 } },
      {
        title: "Friedman 1, 10 inputs",
        problem: { name: "function", target: "friedman1", inputs: 10, train: 200, noise: 1 },
      },
      { title: "a single neuron, 20 inputs", problem: { name: "singleNeuron", train: 200, noise: 0.02 } },
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

/** Whether two problems are one but for the fields that the page lets one set. */
export function sameProblem(a: ProblemSpec, b: ProblemSpec): boolean {
  const bare = (problem: ProblemSpec) =>
    JSON.stringify(
      Object.entries(problem)
        .filter(([key]) => !problemFields.some(({ field }) => field === key))
        .sort(([x], [y]) => (x < y ? -1 : 1)),
    );
  return bare(a) === bare(b);
}
