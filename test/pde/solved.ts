import { type SolveOptions, type SolveProgress, type SolveResult, solvePde } from "../../src/pde/index.js";

/** Runs a solve to its end. */
export async function solved(
  options: SolveOptions,
): Promise<SolveResult & { readonly told: readonly SolveProgress[] }> {
  const run = solvePde(options);
  const told: SolveProgress[] = [];
  for (;;) {
    const next = await run.next();
    if (next.done) return { ...next.value, told };
    told.push({ ...next.value, scalars: { ...next.value.scalars } });
  }
}
