import { bxcClaims } from "./bxc/index.js";
import type { Claim } from "./claim.js";
import { hrtaTheoryClaims } from "./hrta/index.js";
import { hrtaRunClaims } from "./hrta-runs/index.js";
import { wuClaims } from "./wu/index.js";

/** Every claim that has a study, by paper. */
export const claims: readonly Claim[] = [...hrtaTheoryClaims, ...hrtaRunClaims, ...bxcClaims, ...wuClaims];
