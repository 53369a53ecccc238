import type { LineMark } from "../plot/scene.js";

/** A mark that is drawn nowhere: it stands in the legend for what marks of several colours have in common. */
export const legendKey = { kind: "line", x: [], y: [], colour: "muted" } as const satisfies LineMark;
