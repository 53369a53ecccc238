import { checkS, type Relaxation } from "./relaxation.js";

/** One s for the whole run; s = 1 is plain training. */
export function constant(s = 1): Relaxation {
  checkS("s", s);
  return {
    name: "constant",
    initial: s,
    range: [s, s],
    switch: "hard",
    moments: "keep",
    smooth: false,
    options: { s },
    next: () => s,
  };
}
