import type { RunFrame, RunStart } from "../../lab/run/run.js";
import { outputUnit } from "../../lab/run/unit.js";
import type { ViewContext } from "./context.js";
import { isOpen } from "./open-lane.js";
import { numberText } from "./word.js";

const percent = (share: number): string => `${Number.isFinite(share) ? numberText(100 * share) : "–"} %`;

/** How far a run is from its data, in words: "misses y by 0.12 (root mean square)", or "gets 3 % of the classes wrong". */
export function errorText(
  { encoding }: RunStart,
  { error }: Pick<RunFrame, "error">,
  kind: ViewContext["state"]["data"]["kind"],
): string | undefined {
  if (error === undefined) return undefined;
  if (encoding.target.kind === "classes") return `gets ${percent(error)} of the classes wrong`;
  const how = kind === "pde" ? "relative L² error" : "root mean square";
  return `misses ${outputUnit(encoding, 0).name} by ${numberText(error)} (${how})`;
}

/** The error of every lane on the data and on rows it does not train on; of an equation that against the known solution. */
export function errorRemark({ lanes, state }: ViewContext): string | undefined {
  const open = lanes.filter(isOpen);
  const told = open.flatMap(({ name, start: { encoding }, frame }) => {
    if (frame?.error === undefined) return [];
    const text = encoding.target.kind === "classes" ? percent : numberText;
    const fresh = frame.heldOut === undefined ? "" : `, on new rows ${text(frame.heldOut)}`;
    return [`${name} ${text(frame.error)}${fresh}`];
  });
  if (told.length === 0) return undefined;
  const [{ start }] = open;
  const what =
    state.data.kind === "pde"
      ? "Relative L² error"
      : start.encoding.target.kind === "classes"
        ? "Wrong classes"
        : `Root mean square error of ${outputUnit(start.encoding, 0).name}`;
  return `${what}: ${told.join("; ")}.`;
}
