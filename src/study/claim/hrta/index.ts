import type { Claim } from "../claim.js";
import { asPrinted } from "./as-printed.js";
import { assumption1 } from "./assumption1.js";
import { prop1 } from "./prop1.js";
import { prop2 } from "./prop2.js";
import { prop3 } from "./prop3.js";
import { prop4 } from "./prop4.js";
import { reluForm } from "./relu-form.js";
import { remark3 } from "./remark3.js";
import { slowStart } from "./slow-start.js";
import { theorem1 } from "./theorem1.js";
import { theorem2 } from "./theorem2.js";

/** What HRTA proves, or says that it follows. */
export const hrtaTheoryClaims: readonly Claim[] = [
  reluForm,
  theorem1,
  assumption1,
  prop1,
  prop2,
  prop3,
  prop4,
  theorem2,
  slowStart,
  asPrinted,
  remark3,
];
