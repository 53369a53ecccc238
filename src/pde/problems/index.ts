import type { PdeProblem } from "../problem.js";
import { burgers } from "./burgers.js";
import { heat } from "./heat.js";
import { helmholtz } from "./helmholtz.js";
import { poissonL, poissonNeumann, poissonSquare } from "./poisson.js";
import { reactionDiffusion } from "./reaction-diffusion.js";

/** The boundary value problems that come with the library, by name. */
export const pdeProblems = {
  "poisson-neumann": poissonNeumann,
  "poisson-square": poissonSquare,
  "poisson-l": poissonL,
  helmholtz,
  "reaction-diffusion": reactionDiffusion,
  heat,
  burgers,
} as const satisfies Readonly<Record<string, () => PdeProblem>>;

export { burgers, heat, helmholtz, poissonL, poissonNeumann, poissonSquare, reactionDiffusion };
