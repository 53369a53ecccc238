// The lab's page: src/web -> dist/lab, files that any static host can serve from any path. `npx vite` serves it while it is
// worked on; node scripts/build.mjs --page builds it alone.
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { formulas } from "./scripts/formulas.mjs";
import { policyMeta } from "./src/node/lab/policy.js";

const root = dirname(fileURLToPath(import.meta.url));
const page = join(root, "src/web");

/** Ends the build where Vite would put an empty module in the place of Node's, which fails only when it is used. */
const withoutNode: Plugin = {
  name: "hrta:without-node",
  enforce: "pre",
  resolveId(source, importer) {
    if (source.startsWith("node:") || builtinModules.includes(source))
      this.error(`${importer ?? "the page"} imports ${source}, which no browser has`);
  },
};

/** The binary for several threads stays out: the page gives every run a worker of its own, and its policy lets no thread start others. */
const oneThread: Plugin = {
  name: "hrta:one-thread",
  load: (id) => (id.endsWith("/engine/binary/shared.ts") ? 'export const shared = "";' : undefined),
};

/** package.json says for the library that its modules have no side effects; those of the page do. */
const withEffects: Plugin = {
  name: "hrta:with-effects",
  transform: (_, id) => (id.startsWith(page) ? { moduleSideEffects: true } : undefined),
};

/** The policy that `hrta lab` sends as a header, for hosts that send none. Not while Vite serves: its client needs more. */
const withPolicy: Plugin = {
  name: "hrta:with-policy",
  apply: "build",
  transformIndexHtml: () => [
    { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: policyMeta }, injectTo: "head-prepend" },
  ],
};

export default defineConfig({
  root: page,
  base: "./",
  publicDir: false,
  plugins: [formulas(), withoutNode, oneThread, withEffects, withPolicy],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es", plugins: () => [formulas(), withoutNode, oneThread, withEffects] },
  build: {
    outDir: join(root, "dist/lab"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    // Every file under its own hash: the page's policy has no place for scripts and styles in data URLs.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
});
