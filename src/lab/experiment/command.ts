import { places, toCompact } from "../../training/compact.js";
import { laneFlags } from "./flags.js";
import type { LabState, Lane } from "./state.js";

/** The command line that trains the same run to the bit, and the file it needs beside it, if any. */
export interface EquivalentCommand {
  readonly command: string;
  /** What must lie in the folder first. */
  readonly needs?: string;
}

/** The `hrta train`, or `hrta solve`, of one lane and seed. */
export function equivalentCommand(state: LabState, lane: Lane, seed: number): EquivalentCommand {
  const flags = laneFlags(lane);
  const words = [
    state.data.kind === "pde" ? "hrta solve" : "hrta train",
    ...dataWords(state),
    `--hidden ${flags.hidden}`,
    ...(flags.activation === usualActivation(state) ? [] : [`--activation ${flags.activation}`]),
    ...(flags.scaling === "ntk" ? [] : [`--scaling ${flags.scaling}`]),
    ...(flags.bias === "input" ? [] : [`--bias ${flags.bias}`]),
    `--optimizer ${flags.optimizer}`,
    ...(flags.decay === undefined ? [] : [`--decay ${flags.decay}`]),
    `--relaxation ${flags.relaxation}`,
    ...(flags.moves === undefined ? [] : [`--move-s ${flags.moves}`]),
    `--steps ${state.steps}`,
    `--seed ${seed}`,
  ];
  const command = words.join(" ");
  if (state.data.kind === "drawn") return { command, needs: "points.csv, the drawn points (Data, “CSV”)" };
  if (state.data.kind === "file") return { command, needs: `your file ${state.data.name}` };
  return { command };
}

/** What the command takes where nothing is said. */
const usualActivation = ({ data }: LabState) => (data.kind === "pde" ? "tanh" : "relu");

function dataWords({ data }: LabState): string[] {
  switch (data.kind) {
    case "problem":
      return [`--problem ${quoted(toCompact(data.problem, places))}`];
    case "pde":
      return [data.problem, `--loss ${data.loss}`];
    case "drawn":
      return data.shape === "line"
        ? ["points.csv --target y --test 0 --no-standardize"]
        : ["points.csv --target class --task classification --test 0 --no-standardize"];
    case "file":
      return [quoted(data.name), ...(data.target === undefined ? [] : [`--target ${quoted(data.target)}`])];
  }
}

/** A word for a POSIX shell. A name that begins with a dash would read as a flag. */
function quoted(word: string): string {
  const safe = word.startsWith("-") ? `./${word}` : word;
  return /^[\w.,=@/+:-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
}
