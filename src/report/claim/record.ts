import type { Claim, Judgement, PaperName } from "../../study/claim/claim.js";
import type { Mode } from "../../study/verdict/index.js";

/** Something wrong or missing in a paper, in our own words. */
export interface Erratum {
  readonly paper: PaperName;
  /** As the code refers to it: "PAPERS.md HRTA 3". */
  readonly number: number;
  readonly text: string;
}

/** A claim with its verdict and what that cost. */
export interface ClaimEntry {
  readonly claim: Pick<Claim, "id" | "paper" | "where" | "statement" | "setting">;
  readonly judgement: Judgement;
  /** When its last run ended, ISO. */
  readonly date: string;
  /** Of computing, all its runs together. */
  readonly seconds: number;
  /** Runs, and how many of them failed. */
  readonly cells: number;
  readonly failed: number;
  /** Different seeds among the runs. */
  readonly seeds?: number;
  /** Of the program that judged it, and of what it ran on. */
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: string;
  /** The command line that runs it again. */
  readonly command: string;
}

/** All that the site of the claims shows. */
export interface ClaimSite {
  readonly title: string;
  /** ISO. */
  readonly created: string;
  /** The command line that makes the site again. */
  readonly command: string;
  readonly mode: Mode;
  readonly errata: readonly Erratum[];
  readonly claims: readonly ClaimEntry[];
}
