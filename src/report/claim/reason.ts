import type { Decision, Verdict } from "../../study/verdict/index.js";
import { countedList, verdicts } from "./verdict-word.js";

const COUNTS = new RegExp(`Of (\\d+) parts: ((?:\\d+ (?:${verdicts.join("|")})(?:, )?)+)\\.`, "g");

/** "Of 13 parts: 5 fails, 8 holds." as a sentence. */
function sentence(whole: string, parts: string, list: string): string {
  const counts = list.split(", ").flatMap((item): (readonly [Verdict, number])[] => {
    const at = item.indexOf(" ");
    const verdict = verdicts.find((word) => word === item.slice(at + 1));
    return verdict ? [[verdict, Number(item.slice(0, at))]] : [];
  });
  if (counts.length === 0) return whole;
  return counts.length === 1 && counts[0][1] === Number(parts)
    ? `${parts === "2" ? "Both parts" : `All ${parts} parts`} ${countedList(counts, false)}.`
    : `Of ${parts} parts, ${countedList(counts)}.`;
}

const capital = (text: string): string => text[0].toUpperCase() + text.slice(1);

/** A number with more digits than anyone reads. */
const ENDLESS = /(?<![\w.])\d+\.\d{8,}(?!\w)/g;

/**
 * The reason of a decision as whole sentences: verdicts counted in words, no name of a part said twice, capitals where a sentence starts.
 * `name` is that of the part, where it stands beside the reason.
 */
export function readable({ because }: Decision, name?: string): string {
  const own = name !== undefined && because.startsWith(`${name}: `) ? because.slice(name.length + 2) : because;
  return own
    .replace(COUNTS, sentence)
    .replace(/\((.{2,160}?)\) \1:/g, "($1)")
    .replace(ENDLESS, (digits) => String(Number(Number(digits).toPrecision(4))))
    .replace(/^[a-z]{3,}(?= )/, (word) => (STARTS.has(word) ? capital(word) : word))
    .replace(/(?<=\. )the (?=\w+ )/g, "The ");
}

/** First words of reasons that are no names. */
const STARTS: ReadonlySet<string> = new Set(
  "the against fewer our distance largest smallest least in where for with without both each every exponent true broken found".split(
    " ",
  ),
);
