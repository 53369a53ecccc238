/** Where a figure is drawn, and how wide: the page's own document, or one that is only written to a string. */
export interface FigureOptions {
  readonly document: Document;
  /** Pixels. */
  readonly width: number;
}
