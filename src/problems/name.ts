import type { ProblemSpec } from "./spec.js";

/** What a table calls a problem: its function, its file, or its name. */
export function problemName(problem: ProblemSpec): string {
  if (problem.name === "function") return problem.target;
  if (problem.name === "table" || problem.name === "mnist") return problem.file.replace(/^.*[\\/]/, "");
  if (problem.name === "sine") return `sine, d = ${problem.inputs ?? 1}`;
  return problem.name;
}
