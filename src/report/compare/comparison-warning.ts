import type { Comparison, Standing } from "../../study/compare/index.js";
import { plural } from "../sentence.js";
import type { ComparisonRecord } from "./record.js";
import { capital, listed } from "./words.js";

const isAtEnd = ({ tuned, runs }: Standing): boolean => tuned !== undefined && 2 * tuned.atEnd > runs;

/** One sentence an option that was tuned, of the methods whose choice mostly lay at an end of the values tried. */
function endSentences(standings: readonly Standing[], where: string): string[] {
  const often = standings.filter(isAtEnd);
  const options = [...new Set(often.map(({ tuned }) => tuned?.option ?? ""))];
  return options.map((option) => {
    const own = often.filter(({ tuned }) => tuned?.option === option);
    const names = own.map(({ label, tuned, runs }) => `${label} (${tuned?.atEnd ?? 0} of ${runs} runs)`);
    const sentence = `the best ${option} of ${listed(names)} may lie outside those tried: so many runs chose the smallest or the largest.`;
    return where === "" ? capital(sentence) : `${where} ${sentence}`;
  });
}

function atEnd({ budgets }: Comparison): string[] {
  const [time, ...others] = budgets;
  if (!time) return [];
  const told = new Set(time.standings.filter(isAtEnd).map(({ label }) => label));
  const rest = others.flatMap(({ standings }) => standings.filter(({ label }) => !told.has(label)));
  return [...endSentences(time.standings, ""), ...endSentences(rest, "With equal steps")];
}

/** What to be warned of: runs without a result, methods that take no part, and values tried that may not reach far enough. */
export const comparisonWarnings = ({ comparison, failed }: ComparisonRecord): readonly string[] => [
  ...(failed > 0
    ? [
        `${plural(failed, "run")} ${failed === 1 ? "has" : "have"} no result. A seed counts for the verdict only where no run of a baseline or a relaxation is missing.`,
      ]
    : []),
  ...comparison.left,
  ...atEnd(comparison),
];
