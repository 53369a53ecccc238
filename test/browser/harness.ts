import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { build, type Plugin, type Rolldown } from "vite";
import { afterAll } from "vitest";

const folder = dirname(fileURLToPath(import.meta.url));

/**
 * Runs a TypeScript module in Chromium and returns what its export `run` resolves to, as JSON.
 * The source may import as if it lay in test/browser: from "../../src/index.js", or from a file beside this one.
 * The page is cross-origin isolated, so that SharedArrayBuffer works.
 * @param options.worker runs it in a module worker instead of the page.
 * @throws Error with the page's own message and console errors if the module or `run` throws.
 * @example await inChromium(`export const run = () => 1 + 1;`) // 2
 */
export async function inChromium<Result = unknown>(source: string, { worker = false } = {}): Promise<Result> {
  const files = await bundle(source);
  const server = await serve(files);
  const page = await (await browser()).newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  try {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return JSON.parse(await page.evaluate<string>(worker ? inWorker : inPage));
  } catch (error) {
    throw new Error(["Chromium:", error instanceof Error ? error.message : String(error), ...errors].join("\n"));
  } finally {
    await page.close();
    server.closeAllConnections();
    server.close();
  }
}

// Text, because the test runner rewrites the imports of functions.
const inPage = `(async () => {
  const { run } = await import("/entry.js");
  return JSON.stringify((await run()) ?? null);
})()`;

const inWorker = `new Promise((resolve, reject) => {
  const thread = new Worker("/worker.js", { type: "module" });
  thread.onmessage = ({ data }) => ("error" in data ? reject(new Error(data.error)) : resolve(data.result));
  thread.onerror = (event) => reject(new Error(event.message));
})`;

const workerScript = `${inPage}.then(
  (result) => postMessage({ result }),
  (error) => postMessage({ error: String(error?.stack ?? error) }),
);`;

/** Bundles as an application would, into memory: path -> contents. */
async function bundle(source: string): Promise<Map<string, string | Uint8Array>> {
  const entry = join(folder, "entry.virtual.ts");
  const virtual: Plugin = {
    name: "entry",
    enforce: "pre",
    resolveId: (id) => (id === entry ? entry : undefined),
    load: (id) => (id === entry ? source : undefined),
  };
  const result = await build({
    configFile: false,
    root: folder,
    publicDir: false,
    logLevel: "warn",
    plugins: [virtual],
    worker: { format: "es" },
    build: {
      write: false,
      minify: false,
      target: "es2022",
      modulePreload: false,
      rolldownOptions: {
        input: entry,
        preserveEntrySignatures: "strict",
        output: { entryFileNames: "entry.js" },
      },
    },
  });
  const { output } = result as Rolldown.RolldownOutput;
  const files = new Map<string, string | Uint8Array>([
    ["/", "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>hrta</title>"],
    ["/worker.js", workerScript],
  ]);
  for (const file of output) files.set(`/${file.fileName}`, file.type === "chunk" ? file.code : file.source);
  return files;
}

const types: Readonly<Record<string, string>> = { js: "text/javascript", wasm: "application/wasm", css: "text/css" };

function serve(files: ReadonlyMap<string, string | Uint8Array>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const body = files.get(path);
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": types[path.split(".").at(-1) ?? ""] ?? "text/html",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(body);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

let launched: Promise<Browser> | undefined;

/** One browser a test file, started at the first use, with a new profile that Playwright deletes at the end. */
export function browser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH;
  if (!executablePath)
    throw new Error("no Chromium found: run `npm test` once, or set CHROMIUM_PATH to its executable");
  launched ??= chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return launched;
}

afterAll(async () => {
  await (await launched)?.close();
});
