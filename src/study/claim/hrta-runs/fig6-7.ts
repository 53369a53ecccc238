import type { Claim } from "../claim.js";
import { race } from "./race.js";

/** @paper HRTA Figures 6 and 7, Appendix B Example 1 */
export const fig6and7: Claim = race({
  id: "hrta.fig6-7",
  where: "Figures 6, 7",
  statement:
    "On sin(2 pi x), 100 grid points, HRTA also reaches a lower training loss than Adam with 200 and with 400 neurons.",
  setting: "sin(2 pi x) on 100 points of an end-to-end grid of [0, 1], two layers of 200 and of 400 neurons.",
  tasks: [
    {
      name: "width 200",
      problem: { name: "sine" },
      hidden: [200],
      paper: { adam: "2.02e-5 (Table 1)", relaxation: "8.72e-7 (Table 1)" },
    },
    {
      name: "width 400",
      problem: { name: "sine" },
      hidden: [400],
      paper: { adam: "6.54e-6 (Table 1)", homotopy: "8.55e-7 (Table 1)" },
    },
  ],
});
