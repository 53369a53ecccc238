import type { Plugin } from "vite";

export function formulas(): Plugin;
export function mathml(tex: string, options?: { readonly inline?: boolean }): string;
