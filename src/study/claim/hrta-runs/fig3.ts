import type { Claim } from "../claim.js";
import { race } from "./race.js";

/** @paper HRTA Figure 3, Appendix B Example 2 */
export const fig3: Claim = race({
  id: "hrta.fig3",
  where: "Figure 3",
  statement:
    "On sin(2 pi (x1 + x2 + x3)), 125 grid points, 1000 neurons, both s = 0.5 and s = 1.5 reach a lower training loss than Adam at s = 1.",
  setting:
    "sin(2 pi (x1 + x2 + x3)) on the 5 x 5 x 5 end-to-end grid of [0, 1]^3, two layers of 1000 neurons. Losses here fall far below 1e-14, which is what float32's rounding " +
    "of the outputs leaves of a loss by itself, so the runs are in float64: changed from float32 after a review of a few runs in both, before the full run was looked at.",
  tasks: [{ name: "", problem: { name: "sine", inputs: 3 }, hidden: [1000], dtype: "f64" }],
});
