import { fitError, relativeError } from "../../lab/run/fit-error.js";
import type { RunFrame, RunStart } from "../../lab/run/run.js";
import { outputUnit } from "../../lab/run/unit.js";
import type { ViewContext } from "./context.js";
import { isOpen } from "./open-lane.js";
import { numberText } from "./word.js";

/** How far a run is from its data, in words: "misses y by 0.12 (root mean square)", or "gets 3 % of the classes wrong". */
export function errorText({ shown, encoding }: RunStart, { outputs }: Pick<RunFrame, "outputs">): string | undefined {
  if (!outputs) return undefined;
  const error = fitError(shown, encoding, outputs);
  if (encoding.target.kind === "classes") return `gets ${percent(error)} of the classes wrong`;
  return `misses ${outputUnit(encoding, 0).name} by ${numberText(error)} (root mean square)`;
}

const percent = (share: number): string => `${Number.isFinite(share) ? numberText(100 * share) : "–"} %`;

/** The error of every lane on the data and on rows it does not train on; of an equation that against the known solution. */
export function errorRemark({ lanes, state }: ViewContext): string | undefined {
  const told = lanes.filter(isOpen).flatMap(({ name, start: { shown, encoding }, frame }) => {
    if (!frame?.outputs) return [];
    if (state.data.kind === "pde") return [`${name} ${numberText(relativeError(shown, frame.outputs))}`];
    const text = encoding.target.kind === "classes" ? percent : numberText;
    const fresh = frame.heldOut === undefined ? "" : `, on new rows ${text(frame.heldOut)}`;
    return [`${name} ${text(fitError(shown, encoding, frame.outputs))}${fresh}`];
  });
  const [first] = lanes.filter(isOpen);
  if (told.length === 0 || !first) return undefined;
  const what =
    state.data.kind === "pde"
      ? "Relative L² error"
      : first.start.encoding.target.kind === "classes"
        ? "Wrong classes"
        : `Root mean square error of ${outputUnit(first.start.encoding, 0).name}`;
  return `${what}: ${told.join("; ")}.`;
}
