import { InputError } from "../../model/errors.js";
import { didYouMean } from "../../model/nearest.js";
import type { Claim } from "./claim.js";

/**
 * The claims that ids, names of papers and "all" stand for, each once, in the order of the list.
 * @throws InputError for a name that is none, with near ones.
 */
export function chosenClaims(names: readonly string[], among: readonly Claim[]): Claim[] {
  const chosen = new Set<Claim>();
  for (const name of names) {
    const meant = among.filter(
      ({ id, paper }) => name === "all" || id === name || paper.toLowerCase() === name.toLowerCase(),
    );
    if (meant.length === 0) {
      const known = ["all", ...new Set(among.map(({ paper }) => paper)), ...among.map(({ id }) => id)];
      throw new InputError(
        `claims: no "${name}"${didYouMean(name, known) || "; hrta claims lists them, and HRTA, BXC, Wu and all stand for several"}`,
      );
    }
    for (const claim of meant) chosen.add(claim);
  }
  return among.filter((claim) => chosen.has(claim));
}
