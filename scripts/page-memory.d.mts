import type { Browser, Page } from "playwright-core";

export interface HeldBytes {
  readonly page: number;
  readonly workers: number;
  readonly total: number;
}

export function watchMemory(page: Page): Promise<{ workers(): number; measure(): Promise<HeldBytes> }>;
export function rendererBytes(browser: Browser): Promise<number | undefined>;
