import type { Claim } from "../claim.js";
import { fig2 } from "./fig2.js";
import { fig3 } from "./fig3.js";
import { fig4and5 } from "./fig4-5.js";
import { fig6and7 } from "./fig6-7.js";
import { fig8 } from "./fig8.js";
import { robust } from "./robust.js";
import { stages } from "./stages.js";
import { table1 } from "./table1.js";

/** The claims of HRTA that are about training runs. */
export const hrtaRunClaims: readonly Claim[] = [fig2, table1, fig3, fig4and5, fig6and7, fig8, stages, robust];

export { fig2, fig4and5, robust, stages, table1 };
