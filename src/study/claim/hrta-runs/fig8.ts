import type { Claim } from "../claim.js";
import { race } from "./race.js";

/** @paper HRTA Figure 8, Appendix B Example 2 */
export const fig8: Claim = race({
  id: "hrta.fig8",
  where: "Figure 8",
  statement:
    "On sin(2 pi (x1 + x2 + x3)), 400 points, 400 neurons (less overparameterised), HRTA reaches a lower training loss than Adam.",
  setting:
    "sin(2 pi (x1 + x2 + x3)) on 400 uniformly random points of [0, 1]^3 (400 is no grid in three dimensions), drawn anew for every seed, two layers of 400 neurons.",
  tasks: [{ name: "", problem: { name: "sine", inputs: 3, points: "uniform", train: 400 }, hidden: [400] }],
});
