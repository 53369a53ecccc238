/** What a claim is found to be; CLAIMS.md says what each word means. */
export type Verdict = "holds" | "holds under conditions" | "fails" | "vacuous" | "undecided";

/** A full run may say anything; a quick one only "undecided", or "fails" with a proven counterexample in hand. */
export type Mode = "full" | "quick";

export interface Decision {
  readonly verdict: Verdict;
  /** One sentence, or several for a claim of several parts, with the numbers the verdict rests on. */
  readonly because: string;
  /** With "holds under conditions": which. */
  readonly conditions?: string;
  /** The failure is proven by a case beyond numerical error, not by a test. */
  readonly counterexample?: true;
}

/** A part of a claim, or one of the settings it was tested in. */
export interface Part {
  readonly name: string;
  readonly decision: Decision;
}
