import { cleanText, escapeText, type Markup } from "../html.js";
import { formatNumber } from "../number.js";

// Claims, reasons and captions write formulas as plain text: "lambda_min(K_s) >= 1e-9 n^(-1/d)". Here they get their letters.

const LOWER =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega";
const LETTERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(LOWER.split(" ").map((name, i) => [name, Array.from("αβγδεζηθικλμνξπρστφχψω")[i]])),
  Gamma: "Γ",
  Delta: "Δ",
  Theta: "Θ",
  Lambda: "Λ",
  Sigma: "Σ",
  Phi: "Φ",
  Psi: "Ψ",
  Omega: "Ω",
};
const GREEK = Object.keys(LETTERS).join("|");

const OPERATORS: Readonly<Record<string, string>> = {
  "<=": "≤",
  ">=": "≥",
  "->": "→",
  "+-": "±",
  "sqrt(": "√(",
  "sqrt ": "√",
  " %": "\u202f%",
  "grad ": "∇",
  sum: "∑",
  int: "∫",
  infinity: "∞",
};
const SYMBOL = `(?:${GREEK}|[A-Za-z])`;

const PATTERN = new RegExp(
  [
    String.raw`(?<![\w.])(?<mantissa>\d+(?:\.\d+)?(?:\(\d+\))?)e(?<power>[+-]?\d+)(?!\w)`,
    String.raw`(?<![\w.])(?<small>0\.000\d+)(?!\w)`,
    String.raw`(?<![A-Za-z_])(?<hat>[A-Z])\^(?=\(0\)|[\s,;.)]|$)`,
    String.raw`(?<![A-Za-z_])(?<base>${GREEK}|norm|sum|int|[A-Za-z]|\p{Script=Greek})_(?:\{(?<braced>[^{}]*)\}|\((?<bracketed>[^()]{1,12})\)|(?<sub>[A-Za-z0-9]{1,8}))(?![A-Za-z0-9_])`,
    String.raw`(?<=[)|\]])_(?<after>[A-Za-z0-9]{1,8})(?![A-Za-z0-9_])`,
    String.raw`(?<![A-Za-z_])(?<greek>${GREEK})(?<index>\d*)(?![A-Za-z_])`,
    String.raw`\^(?:(?<sign>-?)\((?<group>(?:[^()]|\([^()]*\))*)\)|\{(?<curly>[^{}]*)\}|(?<sup>-?(?:\d+(?:\.\d+)?|(?:${GREEK})(?![A-Za-z])|[A-Za-z*](?![A-Za-z]))|\+(?=[\s,;.)]|$)))`,
    String.raw`(?<operator><=|>=|->|\+-|(?<![A-Za-z])sqrt(?:\(| (?=[A-Za-z]\b))|(?<=\d) %|(?<![A-Za-z])grad (?=[A-Za-z])|(?<=[\d)=] )sum(?= [(|A-Za-z])(?! of\b)|(?<=[\w)] )int(?= [a-z]_)|(?<=[[,] ?|exponent )infinity\b)`,
    String.raw`(?<minus>(?<=^|[\s(\[,=])-(?=[\s\d(])|(?<=[\s(\[])-(?=[A-Za-z|])|(?<=[\s(+/]${SYMBOL})-(?=(?:${SYMBOL}|\d+)(?:[\s)+*/,]|$))|(?<=[\s(+/]\d)-(?=${SYMBOL}(?:[\s)+*/,]|$)))`,
  ].join("|"),
  "gu",
);

interface Token {
  readonly kind: "text" | "sub" | "sup";
  readonly text: string;
}

/** A subscript: "min", "omega2", "inf". */
const lowered = (text: string): string =>
  text === "inf" || text === "infinity"
    ? "∞"
    : text
        .replace(new RegExp(`^(${GREEK})(?=\\d*$)`), (name) => LETTERS[name])
        .replace(/_(\d+)/g, (whole, digits: string) => shifted(digits, SUBSCRIPTS) ?? whole)
        .replaceAll("-", "−");

/** A superscript: "-1/d", "-alpha". */
const raised = (text: string): string =>
  text.replace(new RegExp(`(?<![A-Za-z])(${GREEK})(?![A-Za-z])`, "g"), (name) => LETTERS[name]).replaceAll("-", "−");

const ROOT = new RegExp(String.raw`(?<![A-Za-z])sqrt\(((?:${GREEK})(?:_?[A-Za-z0-9]+)?|[A-Za-z])\)`, "g");

/** A root of one symbol needs no brackets, a list in a list no comma of its own at its end, and a list of points written as JSON becomes one of coordinates. */
const tidy = (text: string): string =>
  text
    .replace(ROOT, "√$1")
    .replaceAll(",,", ",")
    .replace(/\[\[[\d.,[\]-]*\]\]/g, (points) =>
      points.slice(1, -1).replaceAll("[", "(").replaceAll("]", ")").replaceAll(",", ", "),
    );

function tokens(plain: string): readonly Token[] {
  const text = tidy(plain);
  const found: Token[] = [];
  const add = (kind: Token["kind"], part: string | undefined) => {
    if (part) found.push({ kind, text: part });
  };
  let from = 0;
  for (const match of text.matchAll(PATTERN)) {
    add("text", text.slice(from, match.index));
    from = match.index + match[0].length;
    const { mantissa, power, small, hat, base, braced, bracketed, sub, after, greek, index } = match.groups ?? {};
    const { sign, group, curly, sup, operator, minus } = match.groups ?? {};
    if (mantissa !== undefined) {
      add(
        "text",
        `${mantissa === "1" ? "" : `${mantissa}\u202f×\u202f`}10${shifted(power.replace("+", ""), SUPERSCRIPTS)}`,
      );
    } else if (small !== undefined) add("text", formatNumber(Number(small)));
    else if (hat !== undefined) add("text", `${hat}\u0302`);
    else if (base !== undefined) {
      add("text", LETTERS[base] ?? OPERATORS[base] ?? base);
      add("sub", lowered(braced ?? bracketed ?? sub));
    } else if (after !== undefined) add("sub", lowered(after));
    else if (greek !== undefined) {
      add("text", LETTERS[greek]);
      add("sub", index);
    } else if (operator !== undefined) add("text", OPERATORS[operator]);
    else if (minus !== undefined) add("text", "−");
    else add("sup", raised(sign ? `-(${group})` : (group ?? curly ?? sup)));
  }
  add("text", text.slice(from));
  return found;
}

/**
 * Text whose formulas, written plainly, are set: Greek letters, subscripts, superscripts, powers of ten, ≤ and ≥; all else escaped.
 * @example formula("lambda_min(K_s) >= 1e-9") // λ<sub>min</sub>(K<sub>s</sub>) ≥ 10⁻⁹
 */
export const formula = (text: string): Markup => ({
  markup: tokens(text)
    .map(({ kind, text: part }) => (kind === "text" ? escapeText(part) : `<${kind}>${escapeText(part)}</${kind}>`))
    .join(""),
});

const SUBSCRIPTS = new Map(
  Array.from("0123456789+−=()aehijklmnoprstuvxβγρφχ").map((letter, i) => [
    letter,
    Array.from("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ")[i],
  ]),
);
const SUPERSCRIPTS = new Map(
  Array.from("0123456789+-−=()nidTt").map((letter, i) => [letter, Array.from("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵈᵀᵗ")[i]]),
);

/** The text in other letters, or undefined where one of them does not exist. */
function shifted(text: string, letters: ReadonlyMap<string, string>): string | undefined {
  const moved = Array.from(text, (letter) => letters.get(letter));
  return moved.includes(undefined) ? undefined : moved.join("");
}

/** `formula` where there is no markup, as in a title: Unicode's subscripts and superscripts where they exist. */
export const formulaText = (text: string): string =>
  tokens(text)
    .map(({ kind, text: part }) => {
      if (kind === "sub") return shifted(part, SUBSCRIPTS) ?? `_${part}`;
      if (kind === "sup") return shifted(part, SUPERSCRIPTS) ?? (part.length === 1 ? `^${part}` : `^(${part})`);
      return part;
    })
    .join("");

const SPOKEN: Readonly<Record<string, string>> = { "<": "less than", ">": "more than", "&": "and" };

/** A text for those who hear the page; in words also what linkedom does not escape in attributes. */
export const spoken = (text: string): string => cleanText(formulaText(text)).replace(/[<>&]/g, (sign) => SPOKEN[sign]);

/** How far scripts are shifted, in units of their own size, and that size in units of the text's. */
const SHIFT = { text: 0, sub: 0.3, sup: -0.5 } as const;
const SIZE = 0.75;

/** `formula` as the content of an SVG text: shifted spans, which every program draws. */
export function formulaSvg(text: string): string {
  let level = 0; // of the baseline, in units of the text's size
  return tokens(text)
    .map(({ kind, text: part }) => {
      const size = kind === "text" ? 1 : SIZE;
      const dy = (SHIFT[kind] * SIZE - level) / size;
      level = SHIFT[kind] * SIZE;
      if (kind === "text" && dy === 0) return escapeText(part);
      const small = kind === "text" ? "" : ` font-size="${SIZE}em"`;
      return `<tspan dy="${Number(dy.toFixed(3))}em"${small}>${escapeText(part)}</tspan>`;
    })
    .join("");
}

/** The first sentences of a text, as many as `most` characters hold; at least one, cut between words if it has to be. */
export function excerpt(text: string, most: number): string {
  if (text.length <= most) return text;
  const ends = Array.from(text.matchAll(/[.!?](?=\s+[A-Z("])/g), (match) => match.index + 1).filter(
    (end) => end <= most,
  );
  const last = ends.at(-1);
  if (last !== undefined) return text.slice(0, last);
  const space = text.lastIndexOf(" ", most - 1);
  return `${text.slice(0, space > 0 ? space : most - 1).replace(/[\s,;:(=]+$/, "")}…`;
}
