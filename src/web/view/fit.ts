import type { RunStart } from "../../lab/run/run.js";
import type { Scene } from "../plot/scene.js";
import type { View } from "./context.js";
import { cloudPanels } from "./fit-cloud.js";
import { errorRemark, errorText } from "./fit-error.js";
import { linePanels } from "./fit-line.js";
import { mapPanels } from "./fit-map.js";
import { isOpen, type OpenLane } from "./open-lane.js";
import { counted, listed, nothing } from "./word.js";

/** The function that a network is, beside the data it learns from. */
export const fit: View = {
  id: "fit",
  title: "Fit",
  explanation:
    "Dots are the data and lines or colours are what the networks make of them; see which features are learnt first and which are missing still.",
  equations: ["network", "loss", "activation", "twoStages"],
  height: 340,
  remark: errorRemark,
  wide: ({ lanes }) => lanes.length > 1 && lanes[0].start?.shown.inputs === 2,
  scene({ lanes, state }) {
    const open = lanes.filter(isOpen);
    if (open.length === 0) return nothing(lanes, "The run is being prepared…");
    const [{ start }] = open;
    const alike = open.filter((lane) => sameShape(lane.start, start));
    const panels = start.shown.inputs === 1 ? linePanels : start.shown.inputs === 2 ? mapPanels : cloudPanels;
    return { label: labelOf(alike, state.data.kind), panels: panels(alike) } satisfies Scene;
  },
};

/** While an experiment is exchanged, a lane may still have the data of the last one. */
const sameShape = (a: RunStart, b: RunStart) =>
  a.shown.inputs === b.shown.inputs && a.shown.outputs === b.shown.outputs && a.task === b.task;

function labelOf(lanes: readonly OpenLane[], kind: Parameters<typeof errorText>[2]): string {
  const [{ start }] = lanes;
  const { rows, inputs } = start.shown;
  const data = `${rows < start.rows ? `The first ${counted(rows, "row")} of ${start.rows}` : counted(rows, "training row")} with ${counted(inputs, "input")}`;
  const errors = lanes.flatMap(({ name, start: own, frame }) => {
    const text = frame && errorText(own, frame, kind);
    return text === undefined ? [] : [`${name} ${text} after ${counted(frame?.step ?? 0, "step")}`];
  });
  return errors.length > 0 ? `${data}. ${listed(errors)}.` : `${data}. The networks have not been looked at yet.`;
}
