/**
 * What the lab's page may load, and from where: its own files and nothing else. `wasm-unsafe-eval` lets it compile the engine's
 * kernels, which lie in its scripts; it permits no script from text.
 */
export const contentPolicy: Readonly<Record<string, string>> = {
  "default-src": "'none'",
  "script-src": "'self' 'wasm-unsafe-eval'",
  "style-src": "'self'",
  "img-src": "'self' blob: data:",
  "connect-src": "'self'",
  "worker-src": "'self'",
  "manifest-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "frame-ancestors": "'none'",
};

/** Directives that a page's own <meta> may not have; there browsers ignore them with a warning. */
const headerOnly: readonly string[] = ["frame-ancestors"];

const written = (names: readonly string[]) => names.map((name) => `${name} ${contentPolicy[name]}`).join("; ");

/** The policy as a header. */
export const policyHeader: string = written(Object.keys(contentPolicy));

/** The policy as the page carries it with itself, for hosts that send no such header. */
export const policyMeta: string = written(Object.keys(contentPolicy).filter((name) => !headerOnly.includes(name)));
