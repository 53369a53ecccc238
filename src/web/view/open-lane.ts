import type { RunStart } from "../../lab/run/run.js";
import type { LaneView } from "./context.js";

/** A lane whose run is open. */
export interface OpenLane extends LaneView {
  readonly start: RunStart;
}

export const isOpen = (lane: LaneView): lane is OpenLane => lane.start !== undefined;
