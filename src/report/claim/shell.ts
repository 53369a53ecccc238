import type { PaperName } from "../../study/claim/claim.js";
import { html, type Markup, trusted } from "../html.js";
import { type PageScript, page } from "../page.js";
import { formula } from "./formula.js";
import type { ClaimEntry, ClaimSite, Erratum } from "./record.js";
import { claimStyle } from "./style.js";

/** The papers in the order of the contents. */
export const papers: readonly (readonly [name: PaperName, title: string])[] = [
  [
    "HRTA",
    "Yang, Chen, Hao: Homotopy Relaxation Training Algorithms for Infinite-Width Two-Layer ReLU Neural Networks (2025)",
  ],
  ["BXC", "Bu, Xu, Chen: A Dynamical View on Optimization Algorithms of Overparameterized Neural Networks (2021)"],
  ["Wu", "Lei Wu: Training neural networks: Dynamics and convergence, lectures (2021)"],
];

/** The claims in the order of the contents: by paper, in each as they come. */
export const inOrder = (claims: readonly ClaimEntry[]): readonly ClaimEntry[] =>
  papers.flatMap(([name]) => claims.filter(({ claim }) => claim.paper === name));

export const claimPath = (id: string): string => `claims/${id}.html`;
export const csvPath = (id: string, number: number): string => `data/${id}-${number}.csv`;
export const pngName = (id: string, number: number): string => `${id}-${number}.png`;
export const picturePath = (id: string, number: number): string => `figures/${id}-${number}.svg`;

/** The place of an erratum on its page. */
export const erratumId = ({ paper, number }: Erratum): string => `${paper.toLowerCase()}-${number}`;

/**
 * Sets the formulas of a text and the code between backticks, and makes links of "PAPERS.md HRTA 3" where there is such an erratum. `root`
 * leads to the contents' folder.
 */
export function prose(text: string, { errata }: ClaimSite, root: string): Markup {
  const parts = text.split(/(PAPERS\.md (?:HRTA|BXC|Wu) \d+|`[^`]+`)/);
  return trusted(
    parts
      .map((part, i) => {
        if (i % 2 === 1 && part.startsWith("`")) return html`<code>${part.slice(1, -1)}</code>`.markup;
        const erratum = i % 2 === 1 ? errata.find((e) => part === `PAPERS.md ${e.paper} ${e.number}`) : undefined;
        return erratum
          ? html`<a href="${root}errata.html#${erratumId(erratum)}">${erratum.paper} ${erratum.number} of the errata</a>`
              .markup
          : formula(part).markup;
      })
      .join(""),
  );
}

/** The links on top of every page: to the others, and what a page adds. */
const navigation = (here: string, root: string, more: Markup | undefined): Markup => {
  const link = (path: string, name: string) =>
    path === here ? html`<span aria-current="page">${name}</span>` : html`<a href="${root}${path}">${name}</a>`;
  return html`<nav>${link("index.html", "All claims")}${link("errata.html", "Errata of the papers")}${link("methods.html", "Methods")}${more}</nav>`;
};

/** One page of the site. */
export function sitePage(
  title: string,
  body: Markup,
  { path, more, script }: { readonly path: string; readonly more?: Markup; readonly script?: PageScript },
): string {
  const root = "../".repeat(path.split("/").length - 1);
  return page(title, html`${navigation(path, root, more)}${body}`, { style: claimStyle, script });
}
