import type { Claim } from "../claim.js";
import { race } from "./race.js";

/** @paper HRTA Figure 2, Appendix B Example 1 */
export const fig2: Claim = race({
  id: "hrta.fig2",
  where: "Figure 2",
  statement:
    "On sin(2 pi x), 100 grid points, 1000 neurons, both s = 0.5 (3000 steps, then 13000 at s = 1) and s = 1.5 (from s = 1) reach a lower training loss than 16000 steps of Adam at s = 1.",
  setting: "sin(2 pi x) on 100 points of an end-to-end grid of [0, 1], two layers of 1000 neurons.",
  tasks: [
    {
      name: "",
      problem: { name: "sine" },
      hidden: [1000],
      paper: { adam: "1.55e-6 (Table 1)", homotopy: "1.88e-7 (Table 1)" },
    },
  ],
});
