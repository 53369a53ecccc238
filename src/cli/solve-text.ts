import { type RunFolder, runFiles } from "../node/run-folder.js";
import { type PdeProblem, pdeProblems } from "../pde/index.js";
import type { PdeField, PdeRecord } from "../report/pde/record.js";
import { duration, figure } from "./figure.js";
import { table } from "./study-summary.js";

/** What `hrta solve --list` prints. */
export function listText(json: boolean): string {
  const all = Object.values(pdeProblems).map((make): PdeProblem => make());
  if (json)
    return `${JSON.stringify(
      all.map(({ name, title, equation }) => ({ name, title, equation })),
      null,
      2,
    )}\n`;
  return `${table(
    ["problem", "equation"],
    all.map(({ name, equation }) => [name, equation]),
    2,
  ).join(
    "\n",
  )}\n\nhrta solve NAME solves one; a .ts file of your own takes the place of a name (hrta solve --help has an example).\n`;
}

/** Cells of the picture as CSV: the coordinates, u, and the known solution. */
export function solutionCsv({ variables, lower, upper, cells, value, known }: PdeField): string {
  const lines = [[...variables, "u", ...(known ? ["known"] : [])].join(",")];
  for (const [at, u] of value.entries()) {
    if (Number.isNaN(u)) continue;
    const index = cells.length === 1 ? [at] : [Math.floor(at / cells[1]), at % cells[1]];
    const x = index.map((i, j) => lower[j] + ((upper[j] - lower[j]) * (i + 0.5)) / cells[j]);
    lines.push([...x, u, ...(known ? [known[at]] : [])].join(","));
  }
  return `${lines.join("\n")}\n`;
}

/** What is said of a run that diverged. */
export const divergence = ({ steps }: PdeRecord): string =>
  `the loss was no longer a number, or had grown 10^12 times, at step ${steps}; take a smaller --rate, more damping, or f64`;

/** What `--json` prints. */
export function resultObject(record: PdeRecord, { path }: RunFolder): Record<string, unknown> {
  const { name, outcome, loss, terms, errors, against, excess, steps, planned, seconds, notes, versions } = record;
  return {
    ...{
      problem: name,
      outcome,
      loss: loss.value,
      terms,
      errors,
      against,
      excess,
      steps,
      planned,
      seconds,
      notes,
      versions,
    },
    files: { folder: path, report: `${path}/${runFiles.report}`, model: `${path}/${runFiles.model}` },
  };
}

/** What `hrta solve` prints at the end. */
export function summary(record: PdeRecord, { path }: RunFolder): string {
  const { outcome, loss, terms, errors, against, excess, steps, planned, seconds, notes, field } = record;
  const lines = [
    "",
    `${outcome === "stopped" ? `Stopped after ${steps} of ${planned}` : `Finished ${steps}`} steps in ${duration(seconds)}, loss ${figure(loss.value)}`,
    "",
    ...(errors
      ? [
          `error      relative L2 ${figure(errors.l2)}${errors.h1 === undefined ? "" : `, H1 ${figure(errors.h1)}`}, largest ${figure(errors.max)}, against the ${against} solution`,
        ]
      : []),
    ...(excess === undefined ? [] : [`energy     ${figure(excess)} above the least`]),
    ...terms.map(({ name, value }, i) => `${i === 0 ? "loss       " : "           "}${figure(value)} ${name}`),
    `report     ${path}/${runFiles.report}`,
    `model      ${path}/${runFiles.model}`,
    ...(field ? [`solution   ${path}/${runFiles.solution}`] : []),
    ...notes.map((note) => `note       ${note}`),
  ];
  return `${lines.join("\n")}\n`;
}
