/** What the bundler makes of files that are not TypeScript. */

/** TeX turned into MathML while the page is built (scripts/formulas.mjs): id -> "<math>...</math>". Found because resolveJsonModule is off. */
declare module "*.tex.json" {
  export const formulas: Readonly<Record<string, string>>;
}

declare module "*.css";
